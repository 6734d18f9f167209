//! What is doubtful about a plan's text and about the facts found in it.

mod persons;
mod places;

use super::view::{Line, View};
use crate::document::{Basis, Facts, Finding, Kind, Period, Plan, Severity, Visibility};

/// All doubts about a plan.
pub(super) fn doubts(view: &View, facts: &Facts, plan: &Plan) -> Vec<Finding> {
    let mut doubts: Vec<Finding> = label_contradicted(facts, plan).into_iter().collect();
    doubts.extend(missing(facts, plan));
    doubts.extend(places::betrayed(view, facts));
    // What nobody sees exposes nobody; staff have a right to know what they see.
    if facts.visibility != Visibility::Withheld {
        doubts.extend(persons::persons(view));
    }
    doubts
}

/// A finding about the words at a place.
fn finding(rule: &'static str, severity: Severity, line: &Line, range: std::ops::Range<usize>) -> Finding {
    let text = line.words(range.clone()).trim().chars().take(24).collect();
    Finding { rule, severity, line: line.at(range.start), args: vec![("text", text)] }
}

/// Keeps the first finding of each line: one is enough to look there.
fn once_a_line(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut last = None;
    findings.sort_by_key(|finding| finding.line);
    findings.retain(|finding| last.replace(finding.line) != Some(finding.line));
    findings
}

/// The compilation's label names a year that the plan's own text contradicts.
fn label_contradicted(facts: &Facts, plan: &Plan) -> Option<Finding> {
    let (label, period) = (facts.label_period?, facts.period.as_ref()?);
    let apart = period.value.from > label.to || period.value.to < label.from;
    (period.basis == Basis::Stated && apart).then(|| Finding {
        rule: "label-contradicts-text",
        severity: Severity::Warning,
        line: plan.start_line,
        args: vec![("label", years(label)), ("text", years(period.value)), ("line", period.line.to_string())],
    })
}

/// `2023`, `2023–2024`.
fn years(period: Period) -> String {
    match (period.from, period.to) {
        (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
        (Some(year), _) | (_, Some(year)) => year.to_string(),
        (None, None) => String::new(),
    }
}

/// A plan without its body, place or year can hardly be found or compared.
fn missing(facts: &Facts, plan: &Plan) -> Option<Finding> {
    let official = [Kind::Plan, Kind::Programme, Kind::Notice, Kind::Report];
    if !facts.kind.as_ref().is_some_and(|kind| official.contains(&kind.value)) {
        return None;
    }
    let lacks =
        [("period", facts.period.is_none()), ("issuer", facts.issuer.is_none()), ("region", facts.region.is_none())];
    let names: Vec<&str> = lacks.iter().filter(|(_, lacks)| *lacks).map(|(name, _)| *name).collect();
    let args = vec![("facts", names.join(", "))];
    (!names.is_empty()).then_some(Finding {
        rule: "missing-facts",
        severity: Severity::Note,
        line: plan.start_line,
        args,
    })
}
