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
    let planted: [(&str, Vec<u8>); 4] = [
        ("static/notes.txt", format!("记录:{SECRET}").into()),
        ("static/data.json.gz", gzip.finish().unwrap()),
        ("static/鲸落灯塔预算细目.pdf", Vec::new()),
        ("content/x.md", page.into()),
    ];
    for (file, bytes) in planted {
        write(&archive.root().join(file), &bytes);
        let (code, said) = build(&archive);
        assert_eq!(code, 4, "{file}: {said}");
        assert!(said.contains("内部.md:4") && !said.contains(SECRET), "{said}");
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
