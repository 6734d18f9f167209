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

/// Without these facts a plan, or what nothing says to be anything else, can hardly be found or compared.
fn missing(facts: &Facts, plan: &Plan) -> Option<Finding> {
    let official = [Kind::Plan, Kind::Programme, Kind::Notice, Kind::Report];
    if facts.kind.as_ref().is_some_and(|kind| !official.contains(&kind.value)) {
        return None;
    }
    let lacks = [
        ("title", facts.title.is_none()),
        ("kind", facts.kind.is_none()),
        ("period", facts.period.is_none()),
        ("issuer", facts.issuer.is_none()),
        ("region", facts.region.is_none()),
    ];
    let names: Vec<&str> = lacks.iter().filter(|(_, lacks)| *lacks).map(|(name, _)| *name).collect();
    let args = vec![("facts", names.join(", "))];
    (!names.is_empty()).then_some(Finding {
        rule: "missing-facts",
        severity: Severity::Note,
        line: plan.start_line,
        args,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fact;

    /// The facts that are called missing of a document of which only the kind is known.
    fn lacking(kind: Option<Kind>) -> Option<String> {
        let kind = kind.map(|value| Fact { value, basis: Basis::Stated, line: 1 });
        let facts = Facts { kind, ..Facts::default() };
        missing(&facts, &Plan::default()).map(|finding| finding.args[0].1.clone())
    }

    #[test]
    fn the_less_is_known_the_more_is_missing() {
        assert_eq!(lacking(None).as_deref(), Some("title, kind, period, issuer, region"));
        assert_eq!(lacking(Some(Kind::Plan)).as_deref(), Some("title, period, issuer, region"));
        assert_eq!(lacking(Some(Kind::Speech)), None);
    }
}
