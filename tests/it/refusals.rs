//! What might publish, withdraw or destroy something by mistake is refused, with a way out.

use std::fs;
use std::os::unix::fs::symlink;

use crate::archive::{TestArchive, write};

const PLAN: &str = "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进义务教育优质均衡发展。\n";

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    archive.plan("计划.md", PLAN);
    archive
}

/// Exit code of a command on the archive, and what it said.
fn run(archive: &TestArchive, args: &[&str]) -> (i32, String) {
    let root = archive.root().to_str().unwrap();
    let output = archive.command(args).args(["--root", root]).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn plans_out_of_reach_are_not_withdrawn() {
    let archive = archive();
    assert_eq!(run(&archive, &["build"]).0, 0);
    let (site, lock) = (archive.files("public"), fs::read(archive.root().join("plans.lock")).unwrap());
    let plans = archive.root().join("plans");
    let refused = |args: &[&str], says: &str| {
        let (code, said) = run(&archive, args);
        assert!(code == 1 && said.contains(says), "{code}: {said}");
        assert!(archive.files("public") == site && fs::read(archive.root().join("plans.lock")).unwrap() == lock);
    };
    refused(&["build", "--plans", archive.root().join("plnas").to_str().unwrap()], "plnas");
    fs::rename(&plans, archive.root().join("away")).unwrap();
    refused(&["build"], "cannot be read");
    fs::create_dir(&plans).unwrap();
    refused(&["build"], "is empty");
    symlink(archive.root().join("away/计划.md"), plans.join("计划.md")).unwrap();
    refused(&["build"], "symbolic link");
    fs::remove_file(plans.join("计划.md")).unwrap();
    fs::write(plans.join("README.md"), "撤下全部计划").unwrap();
    assert_eq!(run(&archive, &["build"]).0, 0);
    assert!(archive.files("public") != site, "whoever says that all go may withdraw them");
}

#[test]
fn a_link_among_the_plans_is_reported() {
    let archive = archive();
    symlink("/nowhere.md", archive.root().join("plans/链接.md")).unwrap();
    let (code, said) = run(&archive, &["build"]);
    assert!(code == 0 && said.contains("链接.md") && said.contains("symbolic link"), "{said}");
}

#[test]
fn nothing_is_not_found_sound() {
    let archive = archive();
    for args in [["check", "--public"], ["check", "--external"]] {
        let (code, said) = run(&archive, &args);
        assert!(code == 1 && said.contains("no site"), "{code}: {said}");
    }
}

#[test]
fn a_link_to_the_web_server_stays_one() {
    let archive = archive();
    let www = tempfile::tempdir().unwrap();
    let served = www.path().join("served");
    fs::create_dir(&served).unwrap();
    symlink(&served, archive.root().join("public")).unwrap();
    for text in ["", "补充说明。\n", "再次补充。\n"] {
        archive.plan("计划.md", format!("{PLAN}\n{text}"));
        assert_eq!(run(&archive, &["build"]).0, 0);
        assert!(archive.root().join("public").is_symlink());
        let page = archive.files("public").into_iter().map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
        assert!(page.collect::<String>().contains(text.trim()), "{text}");
        assert!(served.join("index.html").is_file());
    }
}

#[test]
fn files_of_others_are_not_swept_away() {
    let archive = archive();
    let mine = archive.root().join("static/data/mine.csv");
    write(&mine, b"a");
    let (code, said) = run(&archive, &["build"]);
    assert!(code == 1 && said.contains("mine.csv"), "{said}");
    assert!(mine.is_file());
    fs::remove_file(mine).unwrap();
    assert_eq!(run(&archive, &["build"]).0, 0);
}

#[test]
fn usual_words_of_a_closed_plan_do_not_stop_publication() {
    let archive = archive();
    archive.plan(
        "公开.md",
        "---\nissuer: 海角县教育局\ndate: 2024-02-26\n---\n# 海角县教学工作安排\n\n2024年工作照常进行。\n",
    );
    let closed = "---\nvisibility: staff\n---\n# 海角县教育局2024年工作计划\n\n依照青禾湾水库移民安置条例办理。\n";
    archive.plan("内部.md", closed);
    let (code, said) = run(&archive, &["build"]);
    assert_eq!(code, 0, "{said}");
    let page = archive.root().join("content/law.md");
    write(&page, "+++\ntitle = \"x\"\npath = \"law\"\n+++\n见《青禾湾水库移民安置条例》。\n".as_bytes());
    let (code, said) = run(&archive, &["build"]);
    assert!(code == 4 && said.contains("public_words"), "{code}: {said}");
    let config = archive.root().join("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    let words = "\n[extra.planarium]\npublic_words = [\"青禾湾水库移民安置条例\"]\n";
    fs::write(&config, text.replace("\n[extra.planarium]\n", words)).unwrap();
    let (code, said) = run(&archive, &["build"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_comment_or_a_theme_opens_nothing() {
    let archive = archive();
    archive.plan("内部.md", "---\nvisibility: staff\n---\n# 海角县教学点撤并方案\n\n拟裁撤东岭小学教学点。\n");
    let config = archive.root().join("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("# 拟裁撤东岭小学教学点\n{text}")).unwrap();
    let css = archive.root().join("themes/planarium/static/site.css");
    let style = fs::read_to_string(&css).unwrap();
    fs::write(&css, format!("{style}\n/* 拟裁撤东岭小学教学点 */\n")).unwrap();
    let (code, said) = run(&archive, &["build"]);
    assert!(code == 4 && said.contains("site.css"), "{code}: {said}");
}
