//! What speaks for and against a set of lines as the beginnings of documents.

use super::context::{Numbering, Seen, Seens, between, numbering};
use crate::text::marker::Scheme;

/// Least text of a document, in bytes: about 25 Han characters.
pub const LEAST_TEXT: usize = 75;

/// What was seen at a line: rule and words.
pub type Notes = Vec<(&'static str, String)>;

/// Points for the lines as a whole, and what was seen at each. `own` is the scheme of the lines' own numbers. `None` when it
/// is out of the question: most of them have no text.
pub fn judge(seen: &Seens, starts: &[usize], stated: Option<u32>, own: Option<Scheme>) -> Option<(i32, Vec<Notes>)> {
    let end = |at: usize| starts.get(at + 1).copied().unwrap_or(seen.len());
    let long = (0..starts.len()).filter(|&at| between(seen, starts[at], end(at)) >= LEAST_TEXT).count();
    if long * 3 < starts.len() * 2 {
        return None;
    }
    let mut tally = Tally::default();
    let mut notes: Vec<Notes> = Vec::new();
    for (at, &start) in starts.iter().enumerate() {
        let from = if at == 0 { 0 } else { starts[at - 1] };
        let found = numbering(seen, from, start, end(at));
        notes.push(tally.look(seen, start, at > 0, found));
        let inner = seen[(start + 1).min(end(at))..end(at)].iter().find_map(|line| line.marker);
        tally.outer += usize::from(own.zip(inner).is_some_and(|(own, inner)| inner.scheme < own));
    }
    let mut score = tally.score(starts.len());
    if stated == Some(starts.len() as u32) {
        score += 30;
        notes.iter_mut().for_each(|note| note.push(("stated-total", starts.len().to_string())));
    }
    score += common(seen, starts, &mut notes);
    Some((score, notes))
}

/// What all lines have in common: a level of heading, and the title of a compilation over them.
fn common(seen: &[Seen], starts: &[usize], notes: &mut [Notes]) -> i32 {
    let mut score = 0;
    let level = seen[starts[0]].heading;
    if level > 0 && starts.iter().all(|&start| seen[start].heading == level) {
        score += 15;
        notes.iter_mut().for_each(|note| note.push(("heading", level.to_string())));
    }
    let over = seen[..starts[0]].iter().take(12).find(|line| line.compilation);
    if let Some(over) = over {
        score += 15;
        notes.iter_mut().for_each(|note| note.push(("compilation-title", over.head.clone())));
    }
    score
}

/// How often each sign was seen.
#[derive(Default)]
struct Tally {
    restarts: usize,
    begins: usize,
    continues: usize,
    complete: usize,
    /// Documents whose first number is of a scheme further out than the label's own: （一） over 一、.
    outer: usize,
}

impl Tally {
    fn look(&mut self, seen: &[Seen], start: usize, later: bool, found: Numbering) -> Notes {
        let mut notes: Notes = Vec::new();
        match found {
            Numbering::Restarts | Numbering::Begins => {
                self.restarts += usize::from(later && found == Numbering::Restarts);
                self.begins += usize::from(later && found == Numbering::Begins);
                notes.push(("numbering-restarts", String::new()));
            }
            Numbering::Continues => self.continues += usize::from(later),
            Numbering::Absent => {}
        }
        if start > 0 && seen[start - 1].is_complete() {
            self.complete += usize::from(later);
            notes.push(("text-ends-before", String::new()));
        }
        notes
    }

    fn score(&self, count: usize) -> i32 {
        let later = (count - 1).max(1);
        let share = |points: usize, times: usize| (points * times / later) as i32;
        let outer = if self.outer == count { 25 } else { 0 };
        10 + share(25, self.restarts) + share(18, self.begins) + share(10, self.complete) + outer
            - share(60, self.continues)
    }
}
