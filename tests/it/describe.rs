//! What describing finds in the seeds, against their ground truth.

use planarium::document::{Basis, Body, BodyLine, Facts, Finding, LineForm, Plan, Script, Source};
use planarium::pipeline::describe;
use serde_json::Value;

use crate::shared::shared_or_skip;

/// A plan of the truth, described from its own lines alone.
pub struct Described {
    pub name: String,
    pub facts: Facts,
    pub findings: Vec<Finding>,
    pub truth: Value,
}

/// Cuts a file at the truth's lines, without cleaning: what describing must cope with at worst. Hard breaks are joined.
fn cut(text: &str, file: &Value, truth: &Value) -> (Body, Plan) {
    let number = |key: &str| truth[key].as_u64().unwrap_or_default() as u32;
    let mut body = Body { text: text.to_owned(), ..Body::default() };
    let mut offset = 0;
    for (place, line) in text.split_inclusive('\n').enumerate() {
        let trimmed = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        offset += line.len();
        let line_number = place as u32 + 1;
        let inside = (number("start_line")..=number("end_line")).contains(&line_number);
        let marks = truth["page_mark_lines"].as_array().is_some_and(|marks| marks.contains(&line_number.into()));
        if inside && !marks && !trimmed.is_empty() {
            let range = start..start + trimmed.len();
            body.lines.push(BodyLine { range, pieces: vec![(0, line_number)], form: LineForm::Prose, heading: 0 });
        }
    }
    let plan = Plan {
        ordinal: number("ordinal"),
        start_line: number("start_line"),
        end_line: number("end_line"),
        lines: 0..body.lines.len(),
        head_lines: 1,
        compilation_title: file["compilation_title"].as_str().map(str::to_owned),
        ..Plan::default()
    };
    (body, plan)
}

/// All plans of the seeds; `None` where the shared folder is missing and may be.
pub fn seeds(test: &str) -> Option<Vec<Described>> {
    let folder = shared_or_skip(test)?.join("seeds");
    let truth = std::fs::read_to_string(folder.join("plans.json")).unwrap();
    let files: Vec<Value> = serde_json::from_str(&truth).unwrap();
    let mut all = Vec::new();
    for file in &files {
        let name = file["file"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let source = Source { file: name.to_owned(), text: text.clone(), ..Source::default() };
        for truth in file["plans"].as_array().unwrap() {
            let (body, plan) = cut(&text, file, truth);
            let (facts, findings) = describe::describe(&source, &body, &plan);
            let name = format!("{} #{}", &name[..3], plan.ordinal);
            all.push(Described { name, facts, findings, truth: truth.clone() });
        }
    }
    Some(all)
}

fn lower<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or_default().to_owned()
}

#[test]
fn kinds_of_the_seeds() {
    let Some(plans) = seeds("kinds_of_the_seeds") else { return };
    let mut right = 0;
    for plan in &plans {
        let kind = plan.facts.kind.as_ref().map(|kind| lower(kind.value)).unwrap_or_default();
        let accept = plan.truth["expected"]["kind_accept"].as_array().unwrap();
        let good = accept.iter().any(|accept| accept == kind.as_str());
        right += usize::from(good);
        println!("{} {kind:<12} line {:<4?} {}", plan.name, plan.facts.kind.as_ref().map(|kind| kind.line), mark(good));
    }
    assert!(right >= 30, "{right} of {}", plans.len());
}

fn mark(good: bool) -> &'static str {
    if good { "ok" } else { "WRONG" }
}

#[test]
fn periods_of_the_seeds() {
    let Some(plans) = seeds("periods_of_the_seeds") else { return };
    let mut wrong = 0;
    for plan in &plans {
        let expected = &plan.truth["expected"]["period"];
        let wanted = (expected["from"].as_u64(), expected["to"].as_u64(), expected["basis"].as_str().unwrap());
        let period = plan.facts.period.as_ref();
        let found = period.map_or((None, None, "none".to_owned()), |period| {
            (period.value.from.map(u64::from), period.value.to.map(u64::from), lower(period.basis))
        });
        let good = wanted == (found.0, found.1, found.2.as_str());
        wrong += usize::from(!good);
        println!("{} {found:?} line {:?} {}", plan.name, period.map(|period| period.line), mark(good));
    }
    assert_eq!(wrong, 0);
}

#[test]
fn label_years_stay_labels() {
    let Some(plans) = seeds("label_years_stay_labels") else { return };
    for plan in &plans {
        let expected = &plan.truth["expected"]["label_period"];
        let wanted = expected.as_array().map(|years| (years[0].as_u64(), years[1].as_u64()));
        let found = plan.facts.label_period.map(|years| (years.from.map(u64::from), years.to.map(u64::from)));
        assert_eq!(found, wanted, "{}", plan.name);
    }
}

#[test]
fn own_titles_of_the_seeds() {
    let Some(plans) = seeds("own_titles_of_the_seeds") else { return };
    let mut wrong = 0;
    for plan in &plans {
        let found = plan.facts.title.as_ref().map(|title| title.value.as_str());
        let good = found == plan.truth["own_title"].as_str();
        wrong += usize::from(!good);
        println!("{} {found:?} {}", plan.name, mark(good));
    }
    assert_eq!(wrong, 0);
    assert!(plans.iter().flat_map(|plan| &plan.facts.title).all(|title| title.basis == Basis::Stated));
}

#[test]
fn labels_that_the_text_contradicts_are_found() {
    let Some(plans) = seeds("labels_that_the_text_contradicts_are_found") else { return };
    let doubted =
        plans.iter().filter(|plan| plan.findings.iter().any(|finding| finding.rule == "label-contradicts-text"));
    let names: Vec<&str> = doubted.map(|plan| plan.name.as_str()).collect();
    assert_eq!(names, ["004 #2", "004 #3", "004 #4", "004 #7", "004 #8"]);
}

#[test]
fn scripts_of_the_seeds() {
    let Some(plans) = seeds("scripts_of_the_seeds") else { return };
    for plan in &plans {
        assert_eq!(plan.facts.script == Script::Hant, plan.name.starts_with("002"), "{}", plan.name);
    }
}
