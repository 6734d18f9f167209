//! A site is never half-published: not by a crash, a full disk, a forbidden folder or a failing check.

use std::fs::File;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::archive::{TestArchive, zola};

type Files = Vec<(String, Vec<u8>)>;

/// Text of a plan in one of its versions.
fn version(number: usize) -> String {
    format!("# 青禾县2024年教育工作计划\n\n一、总体要求\n\n第{number}版:全面推进义务教育优质均衡发展。\n")
}

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    for number in 0..8 {
        archive.plan(&format!("其他{number}.md"), format!("# 学校{number}工作计划\n\n一、安全\n\n内容{number}。\n"));
    }
    archive
}

/// The command, to be killed or watched.
fn build(archive: &TestArchive) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("planarium"));
    command.args(["build", "--root"]).arg(archive.root()).env("PLANARIUM_ZOLA", zola());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What each of two versions looks like when the whole site is built, and how long that takes.
fn expected(archive: &TestArchive) -> (Vec<Files>, Duration) {
    let begun = Instant::now();
    let whole = |number| {
        archive.plan("计划.md", version(number));
        for folder in [".planarium", "public", ".public.next"] {
            let _ = std::fs::remove_dir_all(archive.root().join(folder));
        }
        archive.build();
        archive.files("public")
    };
    ([0, 1].map(whole).into(), begun.elapsed() / 2)
}

/// How often to kill: some in every run, many where time is given (`make soak`).
fn kills() -> u32 {
    std::env::var("PLANARIUM_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(10)
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_site() {
    let archive = archive();
    let (expected, time) = expected(&archive);
    let mut shown = 1;
    for kill in 1..=kills() {
        let wanted = kill as usize % 2;
        archive.plan("计划.md", version(wanted));
        // The Zola of a build that was killed goes on, and holds the archive until it ends.
        File::open(archive.root().join(".planarium/lock")).unwrap().lock().unwrap();
        let mut child = build(&archive).spawn().unwrap();
        // Spread over the build without a clock or chance: multiples of the golden ratio, modulo its length.
        sleep(time.mul_f64(f64::from(kill) * 0.618_034 % 1.0));
        child.kill().unwrap();
        child.wait().unwrap();
        let public = archive.files("public");
        if public == expected[wanted] {
            shown = wanted;
        }
        assert!(public == expected[shown], "kill {kill} left a site that is neither the old nor the new");
    }
    archive.plan("计划.md", version(1 - shown));
    archive.build();
    assert!(archive.files("public") == expected[1 - shown], "the build after the kills");
}

#[test]
fn a_folder_that_may_not_be_written_keeps_its_site() {
    let archive = archive();
    archive.build();
    let before = archive.files("public");
    archive.plan("计划.md", version(0));
    let allow = |mode| std::fs::set_permissions(archive.root(), std::fs::Permissions::from_mode(mode)).unwrap();
    allow(0o555);
    let mut build = build(&archive);
    // Nothing is forbidden to root: then somebody else builds.
    let is_root = std::fs::metadata(archive.root()).unwrap().uid() == 0;
    let done = if is_root { build.uid(65534).gid(65534) } else { &mut build }.status().unwrap();
    allow(0o755);
    assert_eq!(done.code(), Some(1));
    assert!(archive.files("public") == before);
}

#[test]
fn a_broken_link_keeps_the_old_site() {
    let archive = archive();
    archive.build();
    let before = archive.files("public");
    let page = archive.root().join("content/broken.md");
    std::fs::write(&page, "+++\ntitle = \"x\"\npath = \"broken\"\n+++\n[gone](/nowhere/)\n").unwrap();
    assert_eq!(build(&archive).status().unwrap().code(), Some(3));
    assert!(archive.files("public") == before);
    std::fs::remove_file(page).unwrap();
    archive.build();
    assert!(archive.files("public") == before);
}

#[test]
fn a_full_disk_keeps_the_old_site() {
    let archive = archive();
    archive.build();
    let before = archive.files("public");
    archive.plan("计划.md", format!("# 计划\n\n{}\n", "正文。\n\n".repeat(4000)));
    // No file may grow beyond 8 KB: what a full disk does to a build, as far as it can tell.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 16; trap '' XFSZ; exec \"$@\"", "sh"]).arg(build(&archive).get_program());
    command.args(["build", "--root"]).arg(archive.root()).env("PLANARIUM_ZOLA", zola());
    let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(!done.success());
    assert!(archive.files("public") == before);
}
