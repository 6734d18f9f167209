//! Footnotes: `[^1]` in the text, and `[^1]: …` somewhere in the file.

use std::collections::HashSet;
use std::ops::Range;

use super::owners::{Defined, Mention, owners};
use crate::document::{Body, Finding, LineForm, Note, Plan, Severity};
use crate::html;

/// Gives each plan its footnotes.
pub fn assign(body: &Body, plans: &mut [Plan]) -> Vec<Finding> {
    let notes = definitions(body);
    if notes.is_empty() && !body.text.contains("[^") {
        return Vec::new();
    }
    let mentioned: Vec<Vec<Mention>> = plans.iter().map(|plan| mentions(body, plan, &notes)).collect();
    let defined: Vec<Defined> =
        notes.iter().map(|note| Defined { label: &note.label, line: note.lines.start }).collect();
    let owners = owners(plans, &defined, &mentioned);
    let mut findings = Vec::new();
    for ((plan, mentions), found) in plans.iter_mut().zip(&mentioned).zip(owners.of_mentions) {
        for (mention, at) in mentions.iter().zip(found) {
            match at {
                Some(at) => plan.notes.push(notes[at].clone()),
                None => findings.push(missing(mention)),
            }
        }
    }
    for (note, home) in notes.iter().zip(owners.foreign_to) {
        home.into_iter().for_each(|home| plans[home].foreign.push(note.lines.clone()));
    }
    findings
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
