//! What `planarium doctor` says of a sound archive, and of one that lacks something; and what a build reports.

use serde_json::Value;

use crate::archive::{TestArchive, write};

/// State of each matter, and the exit code.
fn doctor(archive: &TestArchive, variables: &[(&str, &str)]) -> (Value, i32) {
    let root = archive.root().to_str().unwrap();
    let mut command = archive.command(&["doctor", "--format", "json", "--root", root]);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let one = |matter: &Value| (matter["name"].as_str().unwrap().to_owned(), matter.clone());
    (Value::Object(report["matters"].as_array().unwrap().iter().map(one).collect()), output.status.code().unwrap())
}

#[test]
fn says_what_there_is_and_what_is_missing() {
    let archive = TestArchive::new();
    let (sound, code) = doctor(&archive, &[]);
    assert_eq!(code, 0, "{sound:#}");
    for name in ["program", "zola", "archive", "written"] {
        assert_eq!(sound[name]["state"], "good", "{sound:#}");
    }
    // How much space there is, is the machine's matter.
    assert!(sound["space"]["found"].as_str().unwrap().ends_with(" MB"), "{sound:#}");
    assert!(sound["zola"]["found"].as_str().unwrap().starts_with("0.22."), "{sound:#}");

    // Another Zola, or none: what was seen, and how to get the right one.
    let old = archive.root().join("old/zola");
    write(&old, b"#!/bin/sh\necho zola 0.17.2\n");
    assert!(std::process::Command::new("chmod").arg("+x").arg(&old).status().unwrap().success());
    let (other, code) = doctor(&archive, &[("PLANARIUM_ZOLA", old.to_str().unwrap())]);
    assert!(code == 1 && other["zola"]["state"] == "bad", "{other:#}");
    assert!(other["zola"]["found"].as_str().unwrap().contains("0.17.2"), "{other:#}");
    assert!(other["zola"]["advice"].as_str().unwrap().contains("0.22"), "{other:#}");

    // Without git, and without anything else on PATH.
    let (bare, code) = doctor(&archive, &[("PATH", "/nowhere")]);
    assert!(code == 0 || bare["zola"]["state"] == "bad", "{bare:#}");
    assert_eq!((&bare["git"]["state"], &bare["browser"]["found"]), (&"doubtful".into(), &"not found".into()));

    write(&archive.root().join("themes/planarium/templates/page.html"), b"mine");
    let (changed, code) = doctor(&archive, &[]);
    assert!(code == 0 && changed["archive"]["found"] == "themes/planarium/templates/page.html", "{changed:#}");
    write(&archive.root().join("plans.lock"), b"broken\n");
    let (broken, code) = doctor(&archive, &[]);
    assert!(code == 1 && broken["archive"]["found"].as_str().unwrap().contains("plans.lock"), "{broken:#}");
    write(&archive.root().join("config.toml"), b"title = \n");
    assert_eq!(doctor(&archive, &[]).1, 1);
}

#[test]
fn sees_what_a_build_would_fail_at() {
    let archive = TestArchive::new();
    let (report, code) = doctor(&archive, &[("PLANARIUM_ZOLA", "/nope/zola")]);
    assert!(code == 1 && report["zola"]["found"] == "PLANARIUM_ZOLA=/nope/zola: not found", "{report:#}");

    let config = archive.root().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    write(&config, text.replace("build_search_index = false", "build_search_index = true").as_bytes());
    let (report, code) = doctor(&archive, &[]);
    assert!(code == 1 && report["archive"]["found"].as_str().unwrap().contains("build_search_index"), "{report:#}");
    write(&config, text.as_bytes());
    assert_eq!(doctor(&archive, &[]).1, 0);

    // Nothing can be written below what is no folder; who may do everything may write into any that is.
    for folder in [".planarium/cache", ".planarium", "index/tantivy", "index"] {
        let path = archive.root().join(folder);
        let aside = archive.root().join("aside");
        let was_there = std::fs::rename(&path, &aside).is_ok();
        write(&path, b"");
        let (report, code) = doctor(&archive, &[]);
        assert!(code == 1 && report["written"]["found"].as_str().unwrap().contains(folder), "{folder}: {report:#}");
        std::fs::remove_file(&path).unwrap();
        if was_there {
            std::fs::rename(&aside, &path).unwrap();
        }
    }
    assert_eq!(doctor(&archive, &[]).1, 0);
}

#[test]
fn sees_what_git_would_take_by_mistake() {
    let archive = TestArchive::new();
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git").arg("-C").arg(archive.root()).args(args).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    assert_eq!(doctor(&archive, &[]).0["git"]["state"], "doubtful");
    git(&["init", "-q"]);
    let matters = doctor(&archive, &[]).0;
    assert_eq!(
        (&matters["git"]["state"], &matters["ignored"]["state"]),
        (&"good".into(), &"good".into()),
        "{matters:#}"
    );
    archive.build();
    assert_eq!(doctor(&archive, &[]).0["git"]["state"], "doubtful", "plans.lock is not committed");
    write(&archive.root().join(".gitignore"), b"/public/\n");
    let ignored = doctor(&archive, &[]).0["ignored"].clone();
    assert!(ignored["found"].as_str().unwrap().contains("index/tantivy/"), "{ignored:#}");
}

#[test]
fn a_build_reports_what_came_went_and_moved() {
    let archive = TestArchive::new();
    let plan = |title: &str, words: &str| {
        format!("# {title}\n\n一、总体要求\n\n{words}。\n\n二、措施\n\n落实{words}各项责任。\n")
    };
    archive.plan("甲.md", plan("青禾县2024年教育工作计划", "推进义务教育优质均衡发展"));
    archive.plan("乙.md", plan("白芷县2023年安全工作方案", "开展校园安全隐患排查整治"));
    archive.build();
    std::fs::create_dir(archive.root().join("plans/旧")).unwrap();
    std::fs::rename(archive.root().join("plans/乙.md"), archive.root().join("plans/旧/乙.md")).unwrap();
    archive.plan("丙.md", plan("石鹭区<b>2022年</b>劳动教育*计划", "建设劳动教育实践基地"));
    let secret = plan("青禾县内部经费计划", "鲸落灯塔预算细目共三百二十万元");
    archive.plan("丁.md", format!("---\nvisibility: staff\n---\n{secret}"));
    std::fs::remove_file(archive.root().join("plans/甲.md")).unwrap();
    let report = archive.root().join("reports/build.md");
    archive.json(&["build", "--report", report.to_str().unwrap()]);
    let text = std::fs::read_to_string(&report).unwrap();
    for line in ["| Plans added | 2 |", "| Plans removed | 1 |", "| Plans moved | 1 |"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(text.contains("白芷县2023年安全工作方案") && text.contains("劳动教育\\*计划"), "{text}");
    assert!(!text.contains("<b>") && !text.contains("内部经费") && !text.contains("鲸落"), "{text}");
    let files = archive.files("public").len();
    assert!(text.contains(&format!("✅ Files | {files} | 20000 |")), "{text}");
}

#[test]
fn limits_of_the_host_are_findings_that_ci_may_refuse() {
    let archive = TestArchive::new();
    archive.plan("甲.md", "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进义务教育优质均衡发展。\n");
    let config = archive.root().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    write(&config, format!("{text}\nlimits = {{ files = 3 }}\n").as_bytes());
    let report = archive.build();
    assert!(report["published"] == true && report["findings"].to_string().contains("host-files"), "{report:#}");
    let check = |args: &[&str]| {
        let root = archive.root().to_str().unwrap();
        archive.command(&["check", "--public", "--root", root]).args(args).output().unwrap().status.code().unwrap()
    };
    assert_eq!((check(&[]), check(&["--deny", "host-files"])), (0, 3));
    write(&config, format!("{text}\nlimits = {{ file = 3 }}\n").as_bytes());
    assert_eq!(check(&[]), 1, "a misspelt limit holds nothing");
}

#[test]
fn external_links_are_asked_for_on_request() {
    let archive = TestArchive::new();
    archive.plan("甲.md", "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进义务教育优质均衡发展。\n");
    let page = "+++\ntitle = \"x\"\npath = \"x\"\n+++\n[gone](http://127.0.0.1:1/gone)\n";
    write(&archive.root().join("content/x.md"), page.as_bytes());
    archive.build();
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["check", "--external", "--deny", "dead-link", "--root", root]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.code() == Some(3) && said.contains("x/index.html:") && said.contains("127.0.0.1:1/gone"),
        "{said}"
    );
}

/// A search does not read all of the index, so that damage may go unseen there.
#[test]
fn a_damaged_index_is_named() {
    let archive = TestArchive::new();
    archive.plan("a.md", "# 青禾县2024年教育工作计划\n\n一、安全\n\n落实责任。\n");
    archive.build();
    assert_eq!(doctor(&archive, &[]).0["index"]["state"], "good");
    let stored = archive.files("index/tantivy/public").into_iter().find(|file| file.0.ends_with(".store")).unwrap();
    let mut bytes = stored.1;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(archive.root().join("index/tantivy/public").join(&stored.0), bytes).unwrap();
    let index = &doctor(&archive, &[]).0["index"];
    assert!(index["state"] == "doubtful" && index["found"].as_str().unwrap().contains(&stored.0), "{index}");
}
