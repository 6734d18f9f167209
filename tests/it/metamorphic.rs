//! What must not matter does not: the seeds with other names, years, site names, series markers, encodings, line ends, blank
//! lines and widths of punctuation give the same boundaries, removals, joins, outlines and facts.

use std::collections::BTreeMap;
use std::path::Path;

use encoding_rs::{BIG5, GB18030};
use planarium::document::{Fact, Plan};
use planarium::edits;
use planarium::pipeline::{Rules, clean, document, outline, read, split};
use planarium::text::{chars::narrowed, lines::lines};

use crate::shared::shared_or_skip;

/// What is compared. Lines are counted without blank ones, so that blank lines may come and go.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    plans: Vec<(u32, u32)>,
    removed: Vec<(u32, String)>,
    joined: Vec<(u32, u32)>,
    headings: Vec<(u32, u8, String)>,
    facts: Vec<Vec<(&'static str, String)>>,
}

/// Facts in which a name of a place may stand.
const NAMING: [&str; 4] = ["title", "issuer", "region", "doc_number"];
/// Facts in which a year may stand.
const DATED: [&str; 6] = ["title", "period", "label_period", "doc_number", "date", "deadlines"];

fn facts(plan: &Plan) -> Vec<(&'static str, String)> {
    let facts = &plan.facts;
    let text = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| narrowed(&fact.value)).unwrap_or_default();
    let values = |facts: &[Fact<String>]| facts.iter().map(|fact| narrowed(&fact.value)).collect::<Vec<_>>().join(",");
    let targets = facts.targets.iter();
    vec![
        ("title", text(&facts.title)),
        ("kind", format!("{:?}", facts.kind.as_ref().map(|kind| kind.value))),
        ("period", format!("{:?}", facts.period.as_ref().map(|period| (period.value, period.basis)))),
        ("label_period", format!("{:?}", facts.label_period)),
        ("issuer", text(&facts.issuer)),
        ("region", text(&facts.region)),
        ("level", text(&facts.level)),
        ("doc_number", text(&facts.doc_number)),
        ("date", text(&facts.date)),
        ("topics", values(&facts.topics)),
        ("targets", targets.clone().map(|target| format!("{}{};", target.value, target.unit)).collect()),
        ("deadlines", targets.map(|target| format!("{:?};", target.deadline)).collect()),
        ("calendar", facts.calendar.len().to_string()),
    ]
}

fn process(bytes: &[u8]) -> Outcome {
    let source = read::read("seed.txt", bytes);
    let body = clean::clean(&source, clean::Rules::builtin());
    let split = split::split(&source, body, &[], split::Words::builtin());
    let mut place = BTreeMap::new();
    for (index, line) in lines(&source.text).iter().enumerate() {
        if !line.of(&source.text).trim().is_empty() {
            place.insert(index as u32 + 1, place.len() as u32 + 1);
        }
    }
    let outlines =
        split.plans.iter().flat_map(|plan| outline::outline(&split.body, plan, outline::Headings::builtin()).0);
    Outcome {
        plans: split.plans.iter().map(|plan| (place[&plan.start_line], place[&plan.end_line])).collect(),
        removed: edits::removed_lines(&source.text, &split.body.edits)
            .into_iter()
            .map(|(line, why)| (place[&line], why))
            .collect(),
        joined: edits::joined_lines(&split.body).into_iter().map(|(a, b)| (place[&a], place[&b])).collect(),
        headings: outlines.map(|found| (place[&found.line], found.level, narrowed(&found.number))).collect(),
        facts: document("seed.txt", bytes, &Rules::builtin()).plans.iter().map(facts).collect(),
    }
}

fn seeds(shared: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> =
        std::fs::read_dir(shared.join("seeds")).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("UTF-8"))).collect()
}

/// Every seed gives the same after `change` as before.
fn same_after(test: &str, change: impl Fn(&str) -> Option<Vec<u8>>) {
    same_but(test, &[], change);
}

/// Every seed gives the same after `change` as before, but for the facts that it changes.
fn same_but(test: &str, changed_facts: &[&str], change: impl Fn(&str) -> Option<Vec<u8>>) {
    let process = |bytes: &[u8]| {
        let mut outcome = process(bytes);
        outcome.facts.iter_mut().for_each(|facts| facts.retain(|(name, _)| !changed_facts.contains(name)));
        outcome
    };
    let Some(shared) = shared_or_skip(test) else { return };
    for (name, text) in seeds(&shared) {
        let Some(changed) = change(&text) else { continue };
        assert!(changed != text.as_bytes(), "{name} is unchanged");
        let (now, before) = (process(&changed), process(text.as_bytes()));
        for (now, before) in now.facts.iter().zip(&before.facts) {
            assert_eq!(now, before, "{name}");
        }
        assert_eq!(now, before, "{name}");
    }
}

#[test]
fn encodings_do_not_matter() {
    same_after("encodings_do_not_matter", |text| Some(GB18030.encode(text).0.into_owned()));
    same_after("encodings_do_not_matter", |text| Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    same_after("encodings_do_not_matter", |text| {
        let (bytes, _, lossy) = BIG5.encode(text);
        (!lossy).then(|| bytes.into_owned())
    });
}

#[test]
fn line_ends_do_not_matter() {
    same_after("line_ends_do_not_matter", |text| Some(text.replace('\n', "\r\n").into_bytes()));
    same_after("line_ends_do_not_matter", |text| Some(text.replace('\n', "\r").into_bytes()));
}

#[test]
fn blank_lines_do_not_matter() {
    same_after("blank_lines_do_not_matter", |text| Some(text.replace('\n', "\n\n").into_bytes()));
    same_after("blank_lines_do_not_matter", |text| {
        text.contains("\n\n").then(|| text.replace("\n\n", "\n").into_bytes())
    });
}

#[test]
fn widths_of_punctuation_do_not_matter() {
    same_after("widths_of_punctuation_do_not_matter", |text| {
        let wide = |c: char| {
            if matches!(c, ',' | ':' | ';' | '(' | ')' | '!' | '?') {
                char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)
            } else {
                c
            }
        };
        Some(text.chars().map(wide).collect::<String>().into_bytes())
    });
}

#[test]
fn years_do_not_matter() {
    same_but("years_do_not_matter", &DATED, |text| {
        let years = regex::Regex::new("20[0-4][0-9]").expect("valid");
        let other = |found: &regex::Captures| format!("{}", 2000 + (found[0].parse::<u32>().expect("digits") + 7) % 50);
        Some(years.replace_all(text, other).into_owned().into_bytes())
    });
}

#[test]
fn series_markers_do_not_matter() {
    same_after("series_markers_do_not_matter", |text| {
        let leading = regex::Regex::new("(?m)^篇([一二三四五六七八九]):").expect("valid");
        let trailing = regex::Regex::new("(?m) ?篇([0-9一二三])$").expect("valid");
        let changed = trailing.replace_all(text, "(篇$1)").into_owned();
        let changed = leading.replace_all(&changed, "【第${1}篇】").into_owned();
        (changed != text).then(|| changed.into_bytes())
    });
}

/// Names of places and bodies as the truth lists them, each replaced by an invented one of the same length.
#[test]
fn names_do_not_matter() {
    let Some(shared) = shared_or_skip("names_do_not_matter") else { return };
    let truth = std::fs::read_to_string(shared.join("seeds/plans.json")).expect("readable");
    let name = regex::Regex::new("[\\p{Han}]{2,3}(?:县|縣|市|区|區|省|乡|自治县)").expect("valid");
    let mut names: Vec<&str> = name.find_iter(&truth).map(|found| found.as_str()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    // 年全市, 年上栗县 (上栗县 is listed too), 对全省, 经是我县, 师学习县, 立完善市 and 西部地区 are no names.
    names.retain(|name| !name.contains(['年', '全', '我', '学', '善']) && !name.ends_with("地区"));
    same_but("names_do_not_matter", &NAMING, |text| {
        let mut changed = text.to_owned();
        for name in &names {
            let length = name.chars().count();
            let invented: String = "溪桐岚".chars().cycle().take(length - 1).chain(name.chars().last()).collect();
            changed = changed.replace(name, &invented);
        }
        (changed != text).then(|| changed.into_bytes())
    });
}

/// The names that chrome states about itself, replaced by others.
#[test]
fn names_of_sites_do_not_matter() {
    let site = regex::Regex::new("[\\p{Han}]{2,4}(网|期刊网)").expect("valid");
    same_after("names_of_sites_do_not_matter", |text| {
        let changed = site.replace_all(text, |found: &regex::Captures| {
            let length = found[0].chars().count();
            "青竹文海书院".chars().take(length - 1).chain(['网']).collect::<String>()
        });
        let lines = text.lines().zip(changed.lines());
        // Only lines of chrome: in running text the word stands for networks.
        let lines = lines.map(|(old, new)| if old.chars().count() < 60 && !old.contains('。') { new } else { old });
        let changed = lines.collect::<Vec<_>>().join("\n") + "\n";
        (changed.trim_end() != text.trim_end()).then(|| changed.into_bytes())
    });
}

/// No rule that comes with the program names a site, a person or a place of the seeds.
#[test]
fn defaults_name_nobody() {
    let Some(shared) = shared_or_skip("defaults_name_nobody") else { return };
    let truth = std::fs::read_to_string(shared.join("seeds/plans.json")).expect("readable");
    let readme = std::fs::read_to_string(shared.join("seeds/README.md")).expect("readable");
    let place = regex::Regex::new("([\\p{Han}]{2,3})(?:县|縣)(?:教|$|、|,|\")").expect("valid");
    let site = regex::Regex::new("[\\p{Han}]{2,4}(?:期刊网|文档网|游戏网)").expect("valid");
    let person = regex::Regex::new("\\*\\*people.*?([\\p{Han}]{3}), L\\d+ ([\\p{Han}]{3})").expect("valid");
    let mut names: Vec<String> = place.captures_iter(&truth).map(|found| found[1].to_owned()).collect();
    names.extend(site.find_iter(&readme).map(|found| found.as_str().to_owned()));
    names.extend(person.captures_iter(&readme).flat_map(|found| [found[1].to_owned(), found[2].to_owned()]));
    names.retain(|name| !["全县", "我县"].contains(&name.as_str()));
    assert!(names.len() > 3, "{names:?}");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for file in ["cleaning.toml", "splitting.toml", "headings.toml", "doubts.toml"] {
        let rules = std::fs::read_to_string(data.join(file)).expect("readable");
        for name in &names {
            assert!(!rules.contains(name), "{file} names {name}");
        }
    }
}
