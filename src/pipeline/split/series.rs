//! Series of labels: which lines belong together, and how sure that they begin documents.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::context::{Seen, Seens, between};
use super::evidence::{LEAST_TEXT, judge};
use super::label::Label;
use crate::document::Reason;
use crate::text::chars::ends_line;

/// Score from which a series is believed.
pub const ENOUGH: i32 = 60;
/// Score from which a series that is not believed is worth a person's look.
pub const DOUBTFUL: i32 = 50;

/// Strength of words that hardly ever number the parts of one document.
const SURE: u8 = 40;

/// Least text under a title that comes again without a number, in bytes: about 80 Han characters.
const LEAST_UNDER_TITLE: usize = 240;

/// A series of lines that may begin documents.
#[derive(Debug)]
pub struct Series {
    /// How sure.
    pub score: i32,
    /// Index of each line that begins a document.
    pub starts: Vec<usize>,
    /// Lines that repeat a label inside its document.
    pub repeats: Vec<usize>,
    /// Evidence for each start.
    pub reasons: Vec<Vec<Reason>>,
}

/// Every series that can be read in the lines, unordered.
pub fn all(seen: &Seens, stated: Option<u32>) -> Vec<Series> {
    let mut families: BTreeMap<String, Vec<(usize, Label)>> = BTreeMap::new();
    for (index, line) in seen.iter().enumerate() {
        for label in &line.labels {
            families.entry(label.family.clone()).or_default().push((index, label.clone()));
        }
    }
    let mut found: Vec<Series> = families.into_values().filter_map(|labels| numbered(seen, labels, stated)).collect();
    found.extend(mixed(seen, stated));
    found.extend(repeated(seen, stated));
    found.extend(headings(seen, stated));
    found
}

/// A series whose members are worded differently: 第一篇, 篇二, 范文三.
fn mixed(seen: &Seens, stated: Option<u32>) -> Option<Series> {
    let strongest = |(index, line): (usize, &Seen)| {
        let labels = line.labels.iter().filter(|label| label.strength >= 25);
        labels.max_by_key(|label| label.strength).map(|label| (index, label.clone()))
    };
    let labels: Vec<(usize, Label)> = seen.iter().enumerate().filter_map(strongest).collect();
    let families: BTreeSet<&str> = labels.iter().map(|(_, label)| label.family.as_str()).collect();
    if families.len() < 2 {
        return None;
    }
    // A family of its own explains its lines better; this one is for what is left.
    let mut found = numbered(seen, labels, stated)?;
    found.score -= 10;
    Some(found)
}

/// A series with numbers: 1, 2, 3 … in order, each with text of its own.
fn numbered(seen: &Seens, labels: Vec<(usize, Label)>, stated: Option<u32>) -> Option<Series> {
    let labels = without_contents(seen, labels);
    let (mut starts, mut repeats): (Vec<(usize, &Label)>, Vec<usize>) = (Vec::new(), Vec::new());
    for (index, label) in &labels {
        match starts.last() {
            None if label.number <= 2 => starts.push((*index, label)),
            None => {}
            Some((_, last)) if label.number == last.number => repeats.push(*index),
            Some((_, last)) if label.number == last.number + 1 || label.number == last.number + 2 => {
                starts.push((*index, label))
            }
            Some(_) => {}
        }
    }
    if starts.len() < 2 {
        return None;
    }
    let lines: Vec<usize> = starts.iter().map(|start| start.0).collect();
    let mut score = i32::from(starts[0].1.strength);
    let (evidence, notes) = judge(seen, &lines, stated, starts[0].1.scheme)?;
    score += evidence;
    if starts[0].1.strength < SURE && stated.is_none() && has_opening(&seen[..lines[0]]) {
        score -= 35;
    }
    let weak = starts[0].1.strength <= 15;
    if weak && !notes.iter().all(|note| note.iter().any(|(rule, _)| *rule == "numbering-restarts")) {
        return None;
    }
    let reasons = starts.iter().zip(notes).map(|((index, label), notes)| {
        let mut reasons = vec![reason("series-marker", seen[*index].line, &label.evidence)];
        reasons.extend(notes.into_iter().map(|(rule, text)| reason(rule, seen[*index].line, &text)));
        reasons
    });
    Some(Series { score, reasons: reasons.collect(), starts: lines, repeats })
}

/// A document has begun before the first label: a title that is not a compilation's, and text under it. The labels number its
/// parts then (方案一, Part 1).
fn has_opening(before: &[Seen]) -> bool {
    let title = before.iter().position(|line| line.is_short() && line.title && !line.compilation);
    let compiled = before.iter().any(|line| line.compilation);
    !compiled
        && title.is_some_and(|title| {
            before[title + 1..].iter().any(|line| !line.is_short() || line.last.is_some_and(ends_line))
        })
}

/// Drops entries of contents lists: labels with hardly any text after them whose number comes again later.
fn without_contents(seen: &[Seen], labels: Vec<(usize, Label)>) -> Vec<(usize, Label)> {
    let mut last_of: HashMap<u32, usize> = HashMap::new();
    for (index, label) in &labels {
        last_of.insert(label.number, *index);
    }
    let next = next_other(&labels);
    let listed = |at: usize| {
        let (index, label) = &labels[at];
        let short = next[at].is_some_and(|next| between(seen, *index, next) < LEAST_TEXT);
        let last_in_list =
            at > 0 && between(seen, labels[at - 1].0, *index) < LEAST_TEXT && labels[at - 1].1.number < label.number;
        let again = last_of.get(&label.number).is_some_and(|&last| last > *index);
        again && (short || last_in_list)
    };
    let keep: Vec<bool> = (0..labels.len()).map(|at| !listed(at)).collect();
    labels.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(label, _)| label).collect()
}

/// For each label the line of the next one with another number.
fn next_other(labels: &[(usize, Label)]) -> Vec<Option<usize>> {
    let mut next = vec![None; labels.len()];
    for at in (0..labels.len().saturating_sub(1)).rev() {
        let same = labels[at].1.number == labels[at + 1].1.number;
        next[at] = if same { next[at + 1] } else { Some(labels[at + 1].0) };
    }
    next
}

/// Titles without a number that stand over several texts.
fn repeated(seen: &Seens, stated: Option<u32>) -> Vec<Series> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, line) in seen.iter().enumerate().filter(|(_, line)| line.is_short() && line.marker.is_none()) {
        let text = line.head.trim();
        if line.title && !line.annex {
            groups.entry(text).or_default().push(index);
        }
    }
    groups
        .into_iter()
        .filter(|(_, lines)| lines.len() > 1)
        .filter_map(|(title, lines)| repeat(seen, title, lines, stated))
        .collect()
}

fn repeat(seen: &Seens, title: &str, lines: Vec<usize>, stated: Option<u32>) -> Option<Series> {
    let mut starts: Vec<usize> = Vec::new();
    let mut repeats = Vec::new();
    for index in lines {
        match starts.last_mut() {
            Some(last) if between(seen, *last, index) < LEAST_UNDER_TITLE && starts_fresh(seen, *last, index) => {
                *last = index
            }
            Some(last) if between(seen, *last, index) < LEAST_UNDER_TITLE => repeats.push(index),
            _ => starts.push(index),
        }
    }
    if starts.len() < 2 {
        return None;
    }
    let (evidence, notes) = judge(seen, &starts, stated, None)?;
    let restarts =
        notes.iter().skip(1).filter(|note| note.iter().any(|(rule, _)| *rule == "numbering-restarts")).count();
    let total = stated == Some(starts.len() as u32);
    if !total && restarts * 2 < starts.len() - 1 {
        return None;
    }
    let reasons = starts.iter().zip(notes).map(|(index, notes)| {
        let mut reasons = vec![reason("repeated-title", seen[*index].line, title)];
        reasons.extend(notes.into_iter().map(|(rule, text)| reason(rule, seen[*index].line, &text)));
        reasons
    });
    Some(Series { score: 30 + evidence, reasons: reasons.collect(), starts, repeats })
}

/// Two copies at the very top (a page title and a document title): the later one begins the document.
fn starts_fresh(seen: &[Seen], first: usize, second: usize) -> bool {
    first < 8 && second < 12 && between(seen, first, second) < LEAST_UNDER_TITLE
}

/// Markdown headings of one level, or bold lines, that read as titles of documents.
fn headings(seen: &Seens, stated: Option<u32>) -> Vec<Series> {
    let mut found = Vec::new();
    for level in [1, 2, 3, 7] {
        let lines: Vec<usize> = (0..seen.len()).filter(|&index| seen[index].heading == level).collect();
        let plain: Vec<usize> =
            lines.into_iter().filter(|&index| seen[index].marker.is_none() && !seen[index].annex).collect();
        let titled: Vec<usize> = plain.iter().copied().filter(|&index| is_heading_title(&seen[index])).collect();
        // Where nearly all are titles, the others are titles whose last word is not known.
        let titled = if titled.len() * 3 >= plain.len() * 2 { plain } else { titled };
        let starts: Vec<usize> = titled
            .iter()
            .enumerate()
            .filter(|(at, index)| {
                between(seen, **index, titled.get(at + 1).copied().unwrap_or(seen.len())) >= LEAST_TEXT
            })
            .map(|(_, index)| *index)
            .collect();
        if starts.len() < 2 {
            continue;
        }
        let Some((evidence, notes)) = judge(seen, &starts, stated, None) else { continue };
        let restarts =
            notes.iter().skip(1).filter(|note| note.iter().any(|(rule, _)| *rule == "numbering-restarts")).count();
        let told = restarts * 2 >= starts.len() - 1 || stated == Some(starts.len() as u32);
        let parted = level < 7 && over_headings(seen, &starts, level);
        if !told && !parted {
            continue;
        }
        let reasons = starts.iter().zip(notes).map(|(index, notes)| {
            let mut reasons = vec![reason("title-heading", seen[*index].line, seen[*index].head.trim())];
            reasons.extend(notes.into_iter().map(|(rule, text)| reason(rule, seen[*index].line, &text)));
            reasons
        });
        found.push(Series { score: 35 + evidence, reasons: reasons.collect(), starts, repeats: Vec::new() });
    }
    found
}

/// All are titles of documents, no text stands before them, and each has headings of its own under it.
fn over_headings(seen: &[Seen], starts: &[usize], level: u8) -> bool {
    let end = |at: usize| starts.get(at + 1).copied().unwrap_or(seen.len());
    let parted = |at: usize| {
        seen[starts[at] + 1..end(at)].iter().filter(|line| (level + 1..7).contains(&line.heading)).count() > 1
    };
    let titled = starts.iter().all(|&start| seen[start].title);
    titled && starts[0] < 3 && (0..starts.len()).all(parted)
}

fn is_heading_title(line: &Seen) -> bool {
    line.marker.is_none() && line.title && !line.annex
}

/// A reason for a boundary at a line.
pub fn reason(rule: &str, line: u32, text: &str) -> Reason {
    Reason { rule: rule.to_owned(), line, text: text.trim().to_owned() }
}
