//! Documents that only their titles tell apart: the file begins with one, and others like it stand alone further down, each over
//! numbering that begins again.

use super::context::{Numbering, Seen, Seens, between, numbering};
use super::evidence;
use super::label::bare;
use super::restart::after_end;
use super::series::Series;
use crate::document::Reason;

/// Least text of a document that nothing ends, in bytes.
const LEAST_TEXT: usize = 240;
/// Characters that titles of one compilation have in common at least, at the beginning or at the end.
const COMMON: usize = 3;
/// Lines at the top among which the first title is.
const TOP: usize = 4;

/// The series of such titles.
pub fn find(seen: &Seens) -> Option<Series> {
    let first = (0..seen.len().min(TOP)).find(|&index| seen[index].compilation).map_or(0, |over| over + 1);
    if !may_begin(seen.get(first)?) {
        return None;
    }
    let mut starts = vec![first];
    let mut annex = false;
    for index in first + 1..seen.len() {
        annex |= seen[index].annex;
        if !annex && begins(seen, first, starts[starts.len() - 1], index) {
            starts.push(index);
        }
    }
    // An annex belongs to the document before it, and what comes after annexes cannot be told by its title alone.
    if starts.len() < 2 || annex {
        return None;
    }
    let adorned = adornment(&seen[first]).is_some();
    let told = |&start: &usize| restarts(seen, start) || after_end(seen, start) && !issues(seen, first, start);
    let restarts = starts[1..].iter().all(told);
    let score = if restarts { 55 } else { 40 } + if starts.len() > 2 { 10 } else { 0 } + if adorned { 15 } else { 0 };
    let reasons = starts.iter().map(|&start| reasons(seen, start, start == first)).collect();
    Some(Series { score, starts, repeats: Vec::new(), reasons })
}

fn may_begin(line: &Seen) -> bool {
    line.is_short() && line.title && line.marker.is_none() && !line.annex && !line.compilation
}

/// Does the line begin a document of the kind that line `first` begins?
fn begins(seen: &Seens, first: usize, from: usize, index: usize) -> bool {
    let line = &seen[index];
    let ended = after_end(seen, index);
    may_begin(line)
        && !line.head.contains([',', ':'])
        && line.heading == seen[first].heading
        && alike(&seen[first], line)
        && seen[index - 1].is_complete()
        && between(seen, from, index) >= if ended { evidence::LEAST_TEXT } else { LEAST_TEXT }
        && match numbering(seen, from, index, seen.len()) {
            Numbering::Restarts | Numbering::Absent => true,
            // The document before has no numbers, and an end of its own.
            Numbering::Begins => ended,
            Numbering::Continues => false,
        }
}

/// May the document that begins on line `first` be what issues the one on line `start`? It says that it issues or forwards
/// something, or is a notice over what is none.
fn issues(seen: &[Seen], first: usize, start: usize) -> bool {
    let title = bare(&seen[first].head);
    let is_notice = |title: &str| title.ends_with("通知");
    let passes_on = ["印发", "印發", "转发", "轉發", "下发", "下發"].iter().any(|word| title.contains(word));
    passes_on || is_notice(title) && !is_notice(bare(&seen[start].head))
}

/// Two titles that belong to one compilation: adorned alike, or partly of the same words.
fn alike(first: &Seen, other: &Seen) -> bool {
    let (one, two) = (adornment(first), adornment(other));
    if one.is_some() || two.is_some() {
        return one == two;
    }
    let (first, other) = (bare(&first.head), bare(&other.head));
    let begin = first.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let end = first.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
    first != other && begin.max(end) >= COMMON
}

/// The character that adorns a title.
fn adornment(line: &Seen) -> Option<char> {
    let text = line.head.trim();
    text.chars().next().filter(|_| !text.starts_with(bare(text)))
}

fn restarts(seen: &Seens, start: usize) -> bool {
    numbering(seen, 0, start, seen.len()) == Numbering::Restarts
}

fn reasons(seen: &Seens, start: usize, first: bool) -> Vec<Reason> {
    let reason =
        |rule: &str, line: &Seen| Reason { rule: rule.into(), line: line.line, text: line.head.trim().to_owned() };
    let mut reasons = vec![reason("title-alike", &seen[start])];
    if !first && after_end(seen, start) {
        reasons.push(reason("document-ends", &seen[start - 1]));
    }
    if !first && (restarts(seen, start) || !after_end(seen, start)) {
        reasons.push(reason("numbering-restarts", &seen[start]));
    }
    reasons
}
