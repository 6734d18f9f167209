//! Text that is not public keeps a site from being published, wherever it stands.

use std::fs::File;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::archive::{TestArchive, write};

const SECRET: &str = "鲸落灯塔预算细目共三百二十万元";

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    archive.plan("开放.md", "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进义务教育优质均衡发展。\n");
    archive.plan("内部.md", format!("---\nvisibility: staff\n---\n# 青禾县内部经费计划\n\n一、经费\n\n{SECRET}。\n"));
    archive
}

fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Exit code of a build, and what it said.
fn build(archive: &TestArchive) -> (i32, String) {
    let output = archive.command(&["build", "--root", archive.root().to_str().unwrap()]).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn staff_text_in_any_file_stops_publication() {
    let archive = archive();
    assert_eq!(build(&archive).0, 0);
    let before = archive.files("public");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(SECRET.as_bytes()).unwrap();
    let page = format!("+++\ntitle = \"x\"\npath = \"x\"\n+++\n{SECRET}\n");
    let planted: [(&str, Vec<u8>); 7] = [
        ("static/notes.txt", format!("记录:{SECRET}").into()),
        ("static/data.json.gz", gzip.finish().unwrap()),
        ("static/鲸落灯塔预算细目.pdf", Vec::new()),
        ("static/_redirects", format!("/a /plans/{} 301", percent(SECRET)).into()),
        ("static/feed.json", serde_json::to_vec(&SECRET.escape_unicode().to_string()).unwrap()),
        ("static/traditional.txt", "鯨落燈塔預算細目共三百二十萬元".into()),
        ("content/x.md", page.into()),
    ];
    for (file, bytes) in planted {
        write(&archive.root().join(file), &bytes);
        let (code, said) = build(&archive);
        assert_eq!(code, 4, "{file}: {said}");
        assert!(said.contains("内部.md:4") && !said.contains("鲸落灯塔预算细目"), "{said}");
        assert!(archive.files("public") == before, "{file} was published");
        std::fs::remove_file(archive.root().join(file)).unwrap();
    }
    assert_eq!(build(&archive).0, 0);
}

#[test]
fn what_was_public_and_is_not_any_more_is_taken_away() {
    let archive = archive();
    archive.plan("内部.md", format!("# 青禾县内部经费计划\n\n一、经费\n\n{SECRET}。\n"));
    assert_eq!(build(&archive).0, 0);
    let holds = |folder: &str| {
        let found = archive.files(folder).into_iter().filter(|file| String::from_utf8_lossy(&file.1).contains(SECRET));
        found.count()
    };
    assert!(holds("public") > 0);
    archive.plan("内部.md", format!("---\nvisibility: staff\n---\n# 青禾县内部经费计划\n\n一、经费\n\n{SECRET}。\n"));
    assert_eq!(build(&archive).0, 0);
    assert_eq!(holds("public"), 0);
}

#[test]
fn two_processes_on_one_archive_exclude_each_other() {
    let archive = archive();
    assert_eq!(build(&archive).0, 0);
    let lock = File::open(archive.root().join(".planarium/lock")).unwrap();
    lock.lock().unwrap();
    let (code, said) = build(&archive);
    assert_eq!(code, 1);
    assert!(said.contains("another planarium"), "{said}");
    drop(lock);
    assert_eq!(build(&archive).0, 0);
}

#[test]
fn check_finds_what_was_put_into_the_finished_site_by_hand() {
    let archive = archive();
    assert_eq!(build(&archive).0, 0);
    let check = || {
        let root = archive.root().to_str().unwrap();
        let output = archive.command(&["check", "--public", "--format", "json", "--root", root]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(check().0, 0);
    write(&archive.root().join("public/backup.txt"), SECRET.as_bytes());
    let (code, said) = check();
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("backup.txt") && said.contains("内部.md:4") && !said.contains(SECRET), "{said}");
}

/// Writes the closed folders into the archive's configuration.
fn close(archive: &TestArchive, folders: &str) {
    let path = archive.root().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let config = config.split("\nstaff = ").next().unwrap().trim_end().to_owned();
    write(&path, format!("{config}\nstaff = {folders}\n").as_bytes());
}

#[test]
fn a_folder_keeps_its_plans_from_the_public() {
    let archive = archive();
    let plan = |heading: &str, words: &str| format!("# {heading}\n\n一、经费\n\n{words}。\n");
    archive.plan("内部/预算/甲.md", plan("青禾县潮汐计划", "甲区维修专款共计一百二十万元"));
    archive.plan(
        "内部/乙.md",
        format!("---\nvisibility: public\n---\n{}", plan("青禾县星图计划", "乙区采购专款共计九十万元")),
    );
    archive.plan("内部/丙.md", plan("青禾县公开计划", "丙区绿化专款共计四十万元"));
    write(&archive.root().join("overrides.toml"), "[\"内部/丙.md\".1]\nvisibility = \"public\"\n".as_bytes());
    close(&archive, "[\"plans/内部/\"]");
    let report = archive.build();
    assert!(report["findings"].to_string().contains("stays-closed"), "{report:#}");
    let public: String = ["public", "content", "static"]
        .iter()
        .flat_map(|folder| archive.files(folder))
        .map(|(file, bytes)| file + &String::from_utf8_lossy(&bytes))
        .collect();
    for closed in ["甲区维修", "潮汐计划", "乙区采购", "星图计划", "内部/预算"] {
        assert!(!public.contains(closed), "{closed}");
    }
    assert!(public.contains("丙区绿化专款"));
    let total = |args: &[&str]| archive.json(args)["total"].clone();
    assert_eq!(total(&["search", "专款共计"]), 3);
    assert_eq!(total(&["search", "专款共计", "--public"]), 1);
    // A folder that was renamed would open its plans: nothing is built until the rule is mended.
    std::fs::rename(archive.root().join("plans/内部"), archive.root().join("plans/内部资料")).unwrap();
    std::fs::remove_file(archive.root().join("overrides.toml")).unwrap();
    let before = archive.files("public");
    let (code, said) = build(&archive);
    assert!(code == 1 && said.contains("plans/内部/"), "{said}");
    assert!(archive.files("public") == before);
}

/// What a build says goes into the logs of CI.
#[test]
fn reports_keep_the_words_of_staff_plans_to_themselves() {
    let archive = archive();
    let doubtful = "本校师德师风建设要做到做好**落实，由██统一安排。";
    archive
        .plan("内部.md", format!("---\nvisibility: staff\nkind: 潮汐灯塔\n---\n# 青禾县内部经费计划\n\n{doubtful}\n"));
    let report = archive.build();
    let found = report["findings"].as_array().unwrap().iter().filter(|finding| finding["file"] == "内部.md").count();
    assert!(found > 0, "{report:#}");
    let (code, said) = build(&archive);
    assert_eq!(code, 0);
    let all = report.to_string() + &said;
    assert!(!all.contains("潮汐灯塔") && !all.contains("██"), "{all}");
    let root = archive.root().to_str().unwrap();
    for format in ["text", "json", "github", "gitlab", "sarif"] {
        let check = |staff: &[&str]| {
            let output = archive.command(&["check", "--format", format, "--root", root]).args(staff).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        assert!(!check(&[]).contains("潮汐灯塔"), "{format}");
        assert!(check(&["--staff"]).contains("潮汐灯塔"), "{format}");
    }
}

#[test]
fn staff_may_ask_what_leaked() {
    let archive = archive();
    assert_eq!(build(&archive).0, 0);
    write(&archive.root().join(format!("public/{SECRET}.7z")), b"7z\xbc\xaf\x27\x1c");
    let check = |more: &[&str]| {
        let root = archive.root().to_str().unwrap();
        let output = archive.command(&["check", "--public", "--root", root]).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = check(&[]);
    assert!(code == 4 && !said.contains(SECRET) && said.contains("….7z") && said.contains("sealed-file"), "{said}");
    assert!(check(&["--staff"]).1.contains(SECRET));
    std::fs::rename(archive.root().join(format!("public/{SECRET}.7z")), archive.root().join("public/a.7z")).unwrap();
    assert_eq!(check(&[]).0, 0);
    assert_eq!(check(&["--deny", "sealed-file"]).0, 3);
}
