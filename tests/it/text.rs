//! The stages from reading to outlining on a large corpus, and the limits of their time.

use std::path::PathBuf;
use std::time::Instant;

use planarium::pipeline::{clean, outline, read, split};

/// Number of plans and headings.
fn process(bytes: &[u8]) -> (usize, usize) {
    let source = read::read("a.md", bytes);
    let body = clean::clean(&source, clean::Rules::builtin());
    let split = split::split(&source, body, &[], split::Words::builtin());
    let headings =
        split.plans.iter().map(|plan| outline::outline(&split.body, plan, outline::Headings::builtin()).0.len()).sum();
    (split.plans.len(), headings)
}

/// `PLANARIUM_LAWS` names the unpacked corpus (`shared/corpora/laws.tar.xz`). Every law is one document.
#[test]
fn no_law_is_split() {
    let Some(folder) = std::env::var_os("PLANARIUM_LAWS").map(PathBuf::from) else { return };
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(|entry| Some(entry.ok()?.into_path()));
    let mut count = 0;
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
        let (plans, _) = process(&std::fs::read(&file).expect("readable"));
        assert!(plans <= 1, "{} was split into {plans}", file.display());
        count += 1;
    }
    assert!(count > 3000, "{count} files");
}

/// Eight times the text takes about eight times as long, not sixty-four times, whatever is repeated. The bound is wide, since
/// machines are shared.
#[test]
fn time_grows_with_the_text() {
    for piece in [
        "(",
        "[a](",
        "**a",
        "<p ",
        "一、",
        "1.",
        "篇一\n",
        "工作计划\n",
        "某某工作计划\n一、甲\n二、乙\n",
        "1\n",
        "目录\n",
        "小编为大家",
        "(1)",
    ] {
        let time = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len());
            let start = Instant::now();
            process(text.as_bytes());
            start.elapsed()
        };
        let least = |bytes: usize| (0..3).map(|_| time(bytes)).min().unwrap_or_default();
        let small = least(40_000).max(std::time::Duration::from_millis(10));
        let large = least(320_000);
        assert!(large < small * 40, "{piece:?}: {small:?}, eight times as much: {large:?}");
    }
}
