//! The stages from reading to outlining on a large corpus, and the limits of their time.

use std::collections::BTreeMap;
use std::time::Instant;

use planarium::pipeline::{Rules, clean, document, outline, read, split};

use crate::shared::laws_or_skip;

/// Number of plans and headings.
fn process(bytes: &[u8]) -> (usize, usize) {
    let source = read::read("a.md", bytes);
    let body = clean::clean(&source, clean::Rules::builtin());
    let split = split::split(&source, body, &[], split::Words::builtin());
    let headings =
        split.plans.iter().map(|plan| outline::outline(&split.body, plan, outline::Headings::builtin()).0.len()).sum();
    (split.plans.len(), headings)
}

/// A large corpus goes through all stages of a file without a panic, every law is one document, and the number of findings by rule
/// is printed.
#[test]
fn no_law_is_split() {
    let Some(laws) = laws_or_skip("no_law_is_split") else { return };
    let rules = Rules::builtin();
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for file in &laws {
        let document = document("a.md", &std::fs::read(file).expect("readable"), &rules);
        assert!(document.plans.len() <= 1, "{} was split into {}", file.display(), document.plans.len());
        document.findings.iter().for_each(|finding| *findings.entry(finding.rule).or_default() += 1);
    }
    assert!(laws.len() > 3000, "{} files", laws.len());
    println!("{} laws, none split; findings: {findings:?}", laws.len());
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
