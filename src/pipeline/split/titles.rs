//! Documents that only their titles tell apart: the file begins with one, and others like it stand alone further down, each over
//! numbering that begins again.

use super::context::{Numbering, Seen, Seens, between, numbering};
use super::label::bare;
use super::series::Series;
use crate::document::Reason;

/// Least text of a document, in bytes.
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
    let restarts = starts[1..].iter().all(|&start| seen_restart(seen, start));
    let score = if restarts { 55 } else { 40 } + if starts.len() > 2 { 10 } else { 0 } + if adorned { 15 } else { 0 };
    let reasons = starts.iter().map(|&start| reasons(&seen[start], start == first)).collect();
    Some(Series { score, starts, repeats: Vec::new(), reasons })
}

fn may_begin(line: &Seen) -> bool {
    line.is_short() && line.title && line.marker.is_none() && !line.annex && !line.compilation
}

/// Does the line begin a document of the kind that line `first` begins?
fn begins(seen: &Seens, first: usize, from: usize, index: usize) -> bool {
    let line = &seen[index];
    may_begin(line)
        && !line.head.contains([',', ':'])
        && line.heading == seen[first].heading
        && alike(&seen[first], line)
        && seen[index - 1].is_complete()
        && between(seen, from, index) >= LEAST_TEXT
        && matches!(numbering(seen, from, index, seen.len()), Numbering::Restarts | Numbering::Absent)
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

fn seen_restart(seen: &Seens, start: usize) -> bool {
    numbering(seen, 0, start, seen.len()) == Numbering::Restarts
}

fn reasons(line: &Seen, first: bool) -> Vec<Reason> {
    let reason = |rule: &str| Reason { rule: rule.to_owned(), line: line.line, text: line.head.trim().to_owned() };
    let mut reasons = vec![reason("title-alike")];
    if !first {
        reasons.push(reason("numbering-restarts"));
    }
    reasons
}
