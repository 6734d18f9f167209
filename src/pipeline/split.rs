//! Finds where each plan of a compilation begins and ends, with the evidence.

mod announced;
mod context;
mod evidence;
mod label;
mod outside;
mod parts;
mod restart;
mod rule;
mod series;
mod titles;
mod total;
mod words;

pub use words::Words;

use crate::document::{Body, Boundary, Finding, Plan, Reason, Severity, Source};
use context::{Seen, Seens};
use series::Series;

/// A correction by a person, kept in a small file of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// File it applies to, relative to the folder of plans.
    pub file: String,
    /// Source line.
    pub line: u32,
    /// What is to happen there.
    pub action: Action,
}

/// What an override does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A plan begins here.
    Split,
    /// No plan begins here.
    Keep,
}

/// A file told apart into plans.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// The body, with what lies outside every plan taken away.
    pub body: Body,
    /// The plans, in order.
    pub plans: Vec<Plan>,
    /// How many plans the file says it holds.
    pub stated_total: Option<u32>,
    /// What is doubtful.
    pub findings: Vec<Finding>,
}

/// Splits one file. Overrides of other files are ignored.
pub fn split(source: &Source, body: Body, overrides: &[Override], words: &Words) -> Split {
    if body.lines.is_empty() || source.findings.iter().any(|finding| finding.rule == "not-text") {
        return Split { body, ..Split::default() };
    }
    let seen = context::see(&body, words);
    let stated_total = total::stated(&seen);
    let mut findings = Vec::new();
    let found = best(&seen, stated_total, &mut findings);
    let found = overridden(&source.file, &seen, found, overrides, &mut findings);
    check_total(&seen, stated_total, found.starts.len(), &mut findings);
    let frame = outside::frame(&seen, &found);
    let (body, plans) = outside::carve(source, body, &seen, &found, &frame);
    Split { body, plans, stated_total, findings }
}

/// The series that is believed, or the whole file as one document.
fn best(seen: &Seens, stated: Option<u32>, findings: &mut Vec<Finding>) -> Series {
    let mut all = series::all(seen, stated);
    all.extend(restart::find(seen));
    all.extend(titles::find(seen));
    all.retain(|series| !parts::are_parts(seen, series));
    let better = |a: &Series, b: &Series| (a.score, a.starts.len()).cmp(&(b.score, b.starts.len()));
    match all.into_iter().max_by(better) {
        Some(series) if series.score >= series::ENOUGH => announced::begun(seen, series),
        Some(series) if series.score >= series::DOUBTFUL => {
            findings.push(doubtful(seen, &series));
            whole(seen)
        }
        _ => whole(seen),
    }
}

/// Several documents may be in a file that is left whole.
fn doubtful(seen: &[Seen], series: &Series) -> Finding {
    let lines: Vec<String> = series.starts.iter().map(|&start| seen[start].line.to_string()).collect();
    let args = vec![("count", lines.len().to_string()), ("lines", lines.join(", "))];
    Finding { rule: "possible-split", severity: Severity::Note, line: seen[series.starts[0]].line, args }
}

fn whole(seen: &[Seen]) -> Series {
    let reason = Reason { rule: "whole-file".into(), line: seen[0].line, text: String::new() };
    Series { score: 100, starts: vec![0], repeats: Vec::new(), reasons: vec![vec![reason]] }
}

/// Applies the overrides of this file and reports those that change nothing.
fn overridden(file: &str, seen: &[Seen], mut found: Series, all: &[Override], findings: &mut Vec<Finding>) -> Series {
    for rule in all.iter().filter(|rule| rule.file == file) {
        let at = seen.iter().position(|line| line.line == rule.line);
        let known = at.and_then(|at| found.starts.binary_search(&at).ok());
        match (rule.action, at, known) {
            (Action::Split, Some(at), None) => insert(&mut found, seen, at),
            (Action::Keep, Some(_), Some(known)) if found.starts.len() > 1 => {
                found.starts.remove(known);
                found.reasons.remove(known);
            }
            (Action::Split, Some(_), Some(_)) | (Action::Keep, Some(_), None) => {}
            _ => findings.push(Finding {
                rule: "override-unused",
                severity: Severity::Warning,
                line: rule.line,
                args: Vec::new(),
            }),
        }
    }
    found
}

fn insert(found: &mut Series, seen: &[Seen], at: usize) {
    let place = found.starts.partition_point(|&start| start < at);
    let reason = Reason { rule: "override".into(), line: seen[at].line, text: seen[at].head.clone() };
    found.starts.insert(place, at);
    found.reasons.insert(place, vec![reason]);
}

fn check_total(seen: &[Seen], stated: Option<u32>, found: usize, findings: &mut Vec<Finding>) {
    let Some(stated) = stated.filter(|&stated| stated as usize != found) else { return };
    let args = vec![("stated", stated.to_string()), ("found", found.to_string())];
    findings.push(Finding { rule: "stated-total", severity: Severity::Warning, line: seen[0].line, args });
}

/// The boundary of the document at `index` of the series.
fn boundary(found: &Series, index: usize) -> Boundary {
    let reasons = found.reasons[index].clone();
    let given = reasons.iter().any(|reason| reason.rule == "override");
    Boundary { score: if given { 100 } else { found.score.clamp(0, 100) as u8 }, reasons }
}
