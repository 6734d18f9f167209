//! Filing new documents with `planarium add`.

use crate::archive::{TestArchive, write};

#[test]
fn adding_previews_and_files_only_what_is_confirmed() {
    let archive = TestArchive::new();
    let inbox = tempfile::tempdir().unwrap();
    let paper = inbox.path().join("青禾县计划.md");
    write(&paper, "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进均衡发展。\n".as_bytes());
    let root = archive.root().to_str().unwrap();
    let add = |more: &[&str]| {
        let mut command = archive.command(&["add", "--root", root, "--into", "县市", paper.to_str().unwrap()]);
        command.args(more).write_stdin("").assert()
    };

    let preview = add(&[]).success().get_output().stdout.clone();
    let preview = String::from_utf8(preview).unwrap();
    assert!(preview.contains("青禾县2024年教育工作计划") && preview.contains("一、总体要求"), "{preview}");
    assert!(!archive.root().join("plans/县市").exists(), "filed without a yes");

    add(&["--yes"]).success();
    assert_eq!(std::fs::read(archive.root().join("plans/县市/青禾县计划.md")).unwrap(), std::fs::read(&paper).unwrap());
    let lock = std::fs::read_to_string(archive.root().join("plans.lock")).unwrap();
    assert!(lock.contains("县市/青禾县计划.md"), "{lock}");

    add(&["--yes"]).code(1);
}

#[test]
fn nothing_is_filed_outside_the_plans() {
    let archive = TestArchive::new();
    let root = archive.root().to_str().unwrap();
    let paper = archive.root().join("x.md");
    write(&paper, b"x");
    archive.command(&["add", "--root", root, "--yes", "--into", "../..", paper.to_str().unwrap()]).assert().code(1);
}

/// A document outside the archive, with a picture, an attachment and addresses that lead out of its folder.
fn with_files(inbox: &std::path::Path) -> std::path::PathBuf {
    let paper = inbox.join("来/青禾县计划.md");
    let text = "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进均衡发展[^1]，见![布局图](media/%E5%9B%BE.png)。\n\n\
        附件：[分工](附件/分工.docx)、[旧表](没有.xls)、[外](../外.png)\n\n[^1]: 青禾鉴定办法。\n";
    write(&paper, text.as_bytes());
    write(&inbox.join("来/media/图.png"), b"picture");
    write(&inbox.join("来/附件/分工.docx"), b"words");
    write(&inbox.join("外.png"), b"outside");
    paper
}

#[test]
fn pictures_and_attachments_come_along_and_replace_nothing() {
    let (archive, inbox) = (TestArchive::new(), tempfile::tempdir().unwrap());
    let (paper, root) = (with_files(inbox.path()), archive.root().to_str().unwrap());
    let add = |into: &str, more: &[&str]| {
        let mut command = archive.command(&["add", "--root", root, "--into", into, paper.to_str().unwrap()]);
        command.args(more).write_stdin("").assert()
    };
    let shown = String::from_utf8(add("县", &[]).success().get_output().stdout.clone()).unwrap();
    let along = shown.split("Pictures and attachments that come along: 2").nth(1).expect("a list of files");
    assert!(
        along.contains("县/media/图.png") && along.contains("县/附件/分工.docx") && !along.contains("外"),
        "{shown}"
    );
    assert!(shown.contains("没有.xls  attachment, not there") && shown.contains("../外.png  picture, not published"));
    assert!(!archive.root().join("plans/县").exists(), "filed without a yes");

    add("县", &["--yes"]).success();
    let mut there: Vec<String> = archive.files("plans/县").into_iter().map(|(file, _)| file).collect();
    there.sort();
    assert_eq!(there, ["media/图.png", "附件/分工.docx", "青禾县计划.md"]);
    let report = archive.build();
    assert!(archive.files("public").iter().any(|(_, bytes)| bytes == b"picture"), "{report:#}");

    write(&archive.root().join("plans/乡/media/图.png"), b"another picture");
    add("乡", &["--yes"]).code(1);
    assert_eq!(archive.files("plans/乡").len(), 1, "nothing is filed where a file would have been replaced");
    assert_eq!(archive.files("plans/乡")[0].1, b"another picture");
}

#[test]
fn inspect_lists_files_and_footnotes() {
    let (archive, inbox) = (TestArchive::new(), tempfile::tempdir().unwrap());
    let paper = with_files(inbox.path());
    let report = archive.json(&["inspect", paper.to_str().unwrap()]);
    let plan = &report["plans"][0];
    let files: Vec<_> = plan["references"].as_array().unwrap().iter().collect();
    let brief: Vec<_> =
        files.iter().map(|file| (file["line"].as_u64().unwrap(), &file["kind"], &file["state"])).collect();
    let (picture, attachment) = ("picture".into(), "attachment".into());
    let (found, missing, refused) = ("found".into(), "missing".into(), "refused".into());
    let expected =
        [(5, &picture, &found), (7, &attachment, &found), (7, &attachment, &missing), (7, &picture, &refused)];
    assert_eq!(brief, expected, "{report:#}");
    assert_eq!((&files[0]["address"], &files[0]["file"]), (&"media/%E5%9B%BE.png".into(), &"media/图.png".into()));
    assert_eq!(plan["notes"], serde_json::json!([{"label": "1", "line": 9, "text": "青禾鉴定办法。"}]));

    let text = archive.command(&["inspect", paper.to_str().unwrap()]).assert().success().get_output().stdout.clone();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("Footnotes: 1") && text.contains("L9 [^1] 青禾鉴定办法。"), "{text}");
}
