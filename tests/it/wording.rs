//! Whatever the pipeline says of the written cases has its wording in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use planarium::messages;
use planarium::pipeline::{Rules, document};
use serde_json::Value;

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

/// Keys of the interface's strings in one language, as `plan.line`.
fn interface(language: &str) -> BTreeSet<String> {
    let path = format!("{}/themes/planarium/static/i18n/{language}.json", env!("CARGO_MANIFEST_DIR"));
    let strings: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut keys = BTreeSet::new();
    for (group, value) in strings.as_object().unwrap() {
        match value {
            Value::Object(names) => {
                assert!(names.values().all(Value::is_string), "{group}");
                keys.extend(names.keys().map(|name| format!("{group}.{name}")));
            }
            _ => drop(keys.insert(group.clone())),
        }
    }
    keys
}

#[test]
fn the_interface_says_the_same_in_every_language() {
    let hans = interface("zh-Hans");
    assert!(hans.len() > 150);
    for language in ["zh-Hant", "en"] {
        let other = interface(language);
        assert_eq!(hans.symmetric_difference(&other).collect::<Vec<_>>(), [""; 0], "{language}");
    }
}

/// What templates and scripts ask for by a fixed name, and what they ask for by the name of a rule.
#[test]
fn the_interface_has_every_string_that_is_asked_for() {
    let theme = format!("{}/themes/planarium", env!("CARGO_MANIFEST_DIR"));
    let known = interface("en");
    let asked = regex::Regex::new(r#"data-t(?:-[a-z-]+)?="([a-z_.]+)"|\bt\.([a-z_]+\.[a-z_]+)"#).unwrap();
    let mut missing = BTreeSet::new();
    for (file, bytes) in crate::archive::files(Path::new(&format!("{theme}/templates"))) {
        let text = String::from_utf8(bytes).unwrap();
        for found in asked.captures_iter(&text) {
            let key = found.get(1).or(found.get(2)).unwrap().as_str();
            if !known.contains(key) {
                missing.insert(format!("{file}: {key}"));
            }
        }
    }
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), [""; 0]);
    let reasons = std::fs::read_to_string(format!("{}/locales/reasons.en.yml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let reasons: Value = serde_saphyr::from_str(&reasons).unwrap();
    let unnamed = reasons["edit"].as_object().unwrap().keys().filter(|rule| !known.contains(&format!("edit.{rule}")));
    assert_eq!(unnamed.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn chinese_messages_are_set_in_chinese_punctuation() {
    let ascii = regex::Regex::new(r"\p{Han}[,;]|[,;]\p{Han}").unwrap();
    for file in ["cli.zh-CN.yml", "reasons.zh-CN.yml", "zh-CN.yml"] {
        let text = std::fs::read_to_string(format!("{}/locales/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for (number, line) in text.lines().enumerate() {
            assert!(!ascii.is_match(line), "locales/{file}:{}: {line}", number + 1);
        }
    }
}
