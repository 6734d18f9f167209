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
