//! The structure that ARCHITECTURE.md promises: stages that know nothing of each other, of the command line or of a screen.

use std::path::Path;

use crate::archive::files;

/// Names of the stages: the public modules of `src/pipeline.rs`, in the order they run.
fn stages(pipeline: &str) -> Vec<&str> {
    let names = pipeline.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.collect()
}

/// Why a line may not stand in the file of a stage; `None` when it may.
fn objection<'a>(stage: &str, line: &str, stages: &[&'a str]) -> Option<&'a str> {
    if line.trim_start().starts_with("//") {
        return None;
    }
    let other = stages.iter().find(|other| **other != stage && line.contains(&format!("pipeline::{other}")));
    let forbidden = ["print!(", "println!(", "eprint!(", "eprintln!(", "crate::cli", "clap::"];
    other.or_else(|| forbidden.iter().find(|word| line.contains(**word))).copied()
}

#[test]
fn stages_do_not_know_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let pipeline = std::fs::read_to_string(root.join("pipeline.rs")).unwrap();
    let stages = stages(&pipeline);
    assert!(stages.len() >= 10 && stages[..3] == ["read", "clean", "split"], "{stages:?}");
    let mut seen = 0;
    for (file, bytes) in files(&root.join("pipeline")) {
        let stage = file.split(['/', '.']).next().unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap();
        for (number, line) in text.lines().enumerate().filter(|_| stages.contains(&stage)) {
            let objection = objection(stage, line, &stages);
            assert!(objection.is_none(), "src/pipeline/{file}:{}: {objection:?} in {line}", number + 1);
            seen += 1;
        }
    }
    assert!(seen > 1000, "only {seen} lines of stages were looked at");
}

#[test]
fn an_import_between_stages_is_seen() {
    let stages = ["read", "clean"];
    assert_eq!(objection("clean", "use crate::pipeline::read::read;", &stages), Some("read"));
    assert_eq!(objection("clean", "    println!(\"x\");", &stages), Some("println!("));
    assert_eq!(objection("read", "use crate::pipeline::read::decode;", &stages), None);
}
