//! What the text of each plan refers to: footnotes, and files beside the document.
//!
//! A converter puts all footnotes of a file at its end. Each goes to the plan that refers to it: to the one it stands in if
//! that does, else to every plan that has none of its own by that label.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::document::{Body, Finding, LineForm, Note, Plan, Reference, Severity};
use crate::html;

/// Finds the footnotes of each plan and its local addresses. Whether there is a file at an address is not looked at.
pub fn refer(body: &Body, plans: &mut [Plan]) -> Vec<Finding> {
    for plan in plans.iter_mut() {
        plan.references = references(body, plan);
    }
    notes(body, plans)
}

fn references(body: &Body, plan: &Plan) -> Vec<Reference> {
    let lines = body.lines.get(plan.lines.clone()).unwrap_or_default();
    let of_line = |line| {
        let text = body.text_of(line);
        html::local_addresses(text).into_iter().map(move |written| {
            let line = line.line_at(text.find(&written).unwrap_or(0));
            Reference { written, line, file: None, fault: None }
        })
    };
    let mut found: Vec<Reference> = lines.iter().flat_map(of_line).collect();
    let mut seen = HashSet::new();
    found.retain(|reference| seen.insert(reference.written.clone()));
    found
}

/// Gives each plan its footnotes.
fn notes(body: &Body, plans: &mut [Plan]) -> Vec<Finding> {
    let defined = definitions(body);
    if defined.is_empty() && !body.text.contains("[^") {
        return Vec::new();
    }
    let mentioned: Vec<Vec<Mention>> = plans.iter().map(|plan| mentions(body, plan, &defined)).collect();
    let homes: Vec<Option<usize>> = defined.iter().map(|note| home(plans, note)).collect();
    let said: HashSet<(usize, &str)> = mentioned
        .iter()
        .enumerate()
        .flat_map(|(plan, all)| all.iter().map(move |one| (plan, one.label.as_str())))
        .collect();
    // By label and by the plan that it stands in, if that one refers to it.
    let mut first: HashMap<(&str, Option<usize>), usize> = HashMap::new();
    for (at, (note, home)) in defined.iter().zip(&homes).enumerate() {
        let owner = home.filter(|home| said.contains(&(*home, note.label.as_str())));
        first.entry((&note.label, owner)).or_insert(at);
    }
    let mut findings = Vec::new();
    let mut taken = vec![false; defined.len()];
    for (index, mention) in
        mentioned.iter().enumerate().flat_map(|(index, all)| all.iter().map(move |one| (index, one)))
    {
        let label = mention.label.as_str();
        match first.get(&(label, Some(index))).or_else(|| first.get(&(label, None))) {
            Some(&at) => {
                plans[index].notes.push(defined[at].clone());
                taken[at] |= homes[at] != Some(index);
            }
            None => findings.push(missing(mention)),
        }
    }
    for ((note, home), _) in defined.iter().zip(homes).zip(taken).filter(|(_, taken)| *taken) {
        home.into_iter().for_each(|home| plans[home].foreign.push(note.lines.clone()));
    }
    findings
}

/// The plan that a footnote stands in.
fn home(plans: &[Plan], note: &Note) -> Option<usize> {
    let next = plans.partition_point(|plan| plan.lines.start <= note.lines.start);
    next.checked_sub(1).filter(|home| plans[*home].lines.contains(&note.lines.start))
}

/// All footnotes of a file: their first lines, and the lines further in that go on.
fn definitions(body: &Body) -> Vec<Note> {
    let mut found: Vec<Note> = Vec::new();
    for (index, line) in body.lines.iter().enumerate().filter(|(_, line)| line.form == LineForm::Block) {
        match html::note_label(body.text_of(line)) {
            Some(label) => found.push(Note { label: label.to_owned(), lines: index..index + 1 }),
            None => {
                let last = found.last_mut().filter(|note| note.lines.end == index && is_further_in(body, &line.range));
                last.into_iter().for_each(|note| note.lines.end += 1);
            }
        }
    }
    found
}

/// Whether a line stands at least as far in as what belongs to a footnote must.
fn is_further_in(body: &Body, line: &Range<usize>) -> bool {
    let before = &body.text[..line.start];
    let indent = &before[before.trim_end_matches([' ', '\t']).len()..];
    indent.contains('\t') || indent.len() >= 4
}

/// The first mark of a label.
struct Mention {
    label: String,
    line: u32,
}

/// The labels a plan refers to, in the order in which its text comes to them. What footnotes say does not count.
fn mentions(body: &Body, plan: &Plan, defined: &[Note]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut seen = HashSet::new();
    let in_note = |index: usize| {
        let next = defined.partition_point(|note| note.lines.start <= index);
        next > 0 && defined[next - 1].lines.contains(&index)
    };
    for index in plan.lines.clone().filter(|index| !in_note(*index)) {
        let Some(line) = body.lines.get(index) else { break };
        let new = html::note_marks(body.text_of(line)).filter(|(_, label)| seen.insert(*label));
        found.extend(new.map(|(at, label)| Mention { label: label.to_owned(), line: line.line_at(at) }));
    }
    found
}

fn missing(mention: &Mention) -> Finding {
    let args = vec![("label", mention.label.clone())];
    Finding { rule: "note-missing", severity: Severity::Warning, line: mention.line, args }
}
