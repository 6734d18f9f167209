//! What is doubtful about the facts found.

use crate::document::{Basis, Facts, Finding, Period, Plan, Severity};

/// All doubts about a plan's facts.
pub(super) fn doubts(facts: &Facts, plan: &Plan) -> Vec<Finding> {
    label_contradicted(facts, plan).into_iter().collect()
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
