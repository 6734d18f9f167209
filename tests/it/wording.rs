//! Whatever the pipeline says of the written cases has its wording in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use planarium::messages;
use planarium::pipeline::{Rules, document};

#[test]
fn every_reason_and_finding_has_its_wording() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut keys = BTreeSet::new();
    for folder in ["tests/cases", "plans"] {
        for (file, bytes) in crate::archive::files(&root.join(folder)) {
            if file.ends_with(".md") || file.ends_with(".txt") {
                keys.extend(keys_of(&file, &bytes));
            }
        }
    }
    assert!(keys.len() > 40, "{keys:?}");
    let missing = |locale: &'static str| keys.iter().filter(move |key| !messages::exists(locale, key));
    let missing: Vec<String> =
        ["en", "zh-CN"].into_iter().flat_map(|l| missing(l).map(move |key| format!("{l} {key}"))).collect();
    assert_eq!(missing, [""; 0]);
}

fn keys_of(file: &str, bytes: &[u8]) -> Vec<String> {
    let document = document(file, bytes, &Rules::builtin());
    let edits = document.body.edits.iter().map(|edit| format!("edit.{}", edit.reason));
    let reasons = document.plans.iter().flat_map(|plan| &plan.boundary.reasons);
    let reasons = reasons.map(|reason| format!("boundary.{}", reason.rule));
    let findings = document.findings.iter();
    let findings = findings.flat_map(|f| ["message", "suggestion"].map(|part| format!("finding.{}.{part}", f.rule)));
    edits.chain(reasons).chain(findings).collect()
}
