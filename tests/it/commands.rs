//! The commands that the guide and the README show, run: each page in an archive of its own, in the order of the page.

use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;

use crate::archive::{write, zola};

/// Programs of others, and this project's own building and testing: what the guide calls and this test does not run.
const OTHERS: [&str; 10] = ["make", "npx", "rsync", "ssh", "pandoc", "pdftotext", "cargo", "curl", "sha256sum", "tar"];

/// Pages with commands, below the repository.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = walkdir::WalkDir::new(root.join("docs/guide")).sort_by_file_name().into_iter().flatten();
    let guide = guide.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "md"));
    guide.chain(["README.md", "README.zh.md"].map(|name| root.join(name))).collect()
}

/// Its commands, block by block.
fn commands(page: &Path) -> Vec<String> {
    let block = Regex::new(r"(?s)```sh\n(.*?)```").unwrap();
    let text = std::fs::read_to_string(page).unwrap();
    block.captures_iter(&text).map(|found| found[1].to_owned()).collect()
}

/// Writes a program.
fn program(path: &Path, text: &str) {
    write(path, format!("#!/bin/sh\n{text}\n").as_bytes());
    assert!(Command::new("chmod").arg("+x").arg(path).status().unwrap().success());
}

/// A place to follow the guide in: programs, a home with some downloads, and an archive of the sample.
fn place(folder: &Path) {
    let tools = folder.join("tools");
    OTHERS.iter().for_each(|name| program(&tools.join(name), "exit 0"));
    let planarium = assert_cmd::cargo::cargo_bin!("planarium");
    let real = format!("'{}'", planarium.display());
    // A preview goes on until it is interrupted; a question wants an answer.
    program(
        &tools.join("planarium"),
        &format!(
            "case \"$1\" in\nserve) timeout -s INT 10 {real} \"$@\" --port 0; [ $? = 124 ];;\n\
             add) exec {real} \"$@\" --yes;;\n*) exec {real} \"$@\";;\nesac"
        ),
    );
    let archive = folder.join("archive");
    program(&archive.join("target/release/planarium"), &format!("exec '{}' \"$@\"", tools.join("planarium").display()));
    let done = Command::new(planarium).args(["init", "--no-sample"]).arg(&archive).output().unwrap();
    assert!(done.status.success());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let plans = crate::archive::files(&sample);
    plans.iter().for_each(|(file, bytes)| write(&archive.join("plans").join(file), bytes));
    let text = "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进义务教育优质均衡发展。\n";
    write(&folder.join("home/downloads/青禾县.txt"), text.as_bytes());
    for file in ["path/to/folder/some-file.txt", "文件夹路径/某个文件.txt"] {
        write(&archive.join(file), text.as_bytes());
    }
    for args in [vec!["build"], vec!["check", "--write-baseline", "--baseline", "findings.json"]] {
        let done = Command::new(planarium).args(args).current_dir(&archive).env("PLANARIUM_ZOLA", zola()).output();
        assert!(done.unwrap().status.success());
    }
}

#[test]
fn every_command_of_the_guide_runs() {
    let mut seen = 0;
    for page in pages() {
        let blocks = commands(&page);
        if blocks.is_empty() {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        place(folder.path());
        let mut script = String::from("set -eo pipefail\n");
        for (number, block) in blocks.iter().enumerate() {
            script += &format!("echo \"block {number}\" >&2\n{block}\n");
        }
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder.path().join("archive"))
            .env("PATH", format!("{}:{path}", folder.path().join("tools").display()))
            .env("HOME", folder.path().join("home"))
            .env("PLANARIUM_ZOLA", zola())
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "a")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "a@example.org")))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}\n{}", page.display(), blocks.join("---\n"));
        seen += blocks.len();
    }
    assert!(seen > 30, "only {seen} blocks of commands were found");
}
