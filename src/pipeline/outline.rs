//! Finds headings and their levels.

mod anchor;
mod annexes;
mod find;
mod heading;
mod levels;
mod months;
mod series;

use crate::document::{Body, Finding, LineForm, Plan, Section, Severity};
use crate::text::marker::Scheme;
use find::Found;

pub use heading::Headings;

/// Longest heading that ends with a full stop, in characters, whose missing text is worth a finding.
const LONGEST_ITEM: usize = 24;

/// The outline of one plan, and what is doubtful about it.
pub fn outline(body: &Body, plan: &Plan, headings: &Headings) -> (Vec<Section>, Vec<Finding>) {
    let lines = plan.lines.start + plan.head_lines..plan.lines.end;
    let found = find::all(body, lines.clone());
    let mut findings = Vec::new();
    let levels = levels::assign(&found, &mut findings);
    let mut sections: Vec<Section> = Vec::with_capacity(found.len());
    for (index, (item, level)) in found.iter().zip(&levels).enumerate() {
        sections.push(section(body, item, found.get(index + 1), *level, headings));
    }
    ends_on_heading(body, plan, &sections, &mut findings);
    anchor::assign(body, lines.end, &mut sections);
    name_annexes(body, lines.end, &found, &mut sections);
    (sections, findings)
}

/// An annex whose head is only its number is named by the title on the next line, which stays text.
fn name_annexes(body: &Body, end: usize, found: &[Found], sections: &mut [Section]) {
    for (at, section) in sections.iter_mut().enumerate() {
        let next = section.body_line + 1;
        let is_heading = found.get(at + 1).is_some_and(|heading| heading.line == next);
        if found[at].scheme == Some(Scheme::Annex) && section.title.is_empty() && next < end && !is_heading {
            let line = &body.lines[next];
            let name = annexes::name(body.text_of(line)).filter(|_| line.form == LineForm::Prose);
            section.title = name.unwrap_or_default().to_owned();
        }
    }
}

fn section(body: &Body, item: &Found, next: Option<&Found>, level: u8, headings: &Headings) -> Section {
    let line = &body.lines[item.line];
    let text = body.text_of(line);
    let stop = next.filter(|next| next.line == item.line).map_or(text.len(), |next| next.at);
    let title = heading::title(&text[item.at + item.len..stop], item, stop < text.len(), headings);
    let start = item.at + item.len;
    Section {
        level,
        number: text[item.at..start].trim().to_owned(),
        title: text[start + title.start..start + title.end].to_owned(),
        line: line.line_at(item.at),
        anchor: String::new(),
        body_line: item.line,
        range: item.at..start + title.stop,
    }
}

/// A plan whose last line is a heading has lost its end. A line with a full stop may be an item that needs no text: then
/// every other heading of the same level must have text of its own.
fn ends_on_heading(body: &Body, plan: &Plan, sections: &[Section], findings: &mut Vec<Finding>) {
    let Some((last, before)) = sections.split_last().filter(|(last, _)| last.body_line + 1 == plan.lines.end) else {
        return;
    };
    let text = body.text_of(&body.lines[last.body_line]);
    if last.range.start > 0 || !text[last.range.end..].trim_matches(['。', ' ']).is_empty() || last.title.is_empty() {
        return;
    }
    let full_stop = text.ends_with(['。', '；', ';']);
    if full_stop && (last.title.chars().count() > LONGEST_ITEM || is_closing(&last.title)) {
        return;
    }
    let with_text = |at: usize| {
        let next = before[at + 1..].iter().find(|next| next.level <= before[at].level).unwrap_or(last);
        before[at].body_line + 1 < next.body_line
    };
    let siblings: Vec<usize> = (0..before.len()).rev().take_while(|&at| before[at].level >= last.level).collect();
    let mut siblings = siblings.into_iter().filter(|&at| before[at].level == last.level).peekable();
    let lost = siblings.peek().is_some() && if full_stop { siblings.all(with_text) } else { siblings.any(with_text) };
    if lost {
        findings.push(Finding {
            rule: "ends-on-heading",
            severity: Severity::Warning,
            line: last.line,
            args: Vec::new(),
        });
    }
}

/// A sentence that closes a plan: `本計畫經核可後實施，修正時亦同。`
fn is_closing(title: &str) -> bool {
    title.split(['，', ',']).any(|clause| ["实施", "實施", "施行"].iter().any(|word| clause.ends_with(word)))
}

#[cfg(test)]
mod tests;
