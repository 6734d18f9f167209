//! Lines that announce a document by its number alone, right before its title: `篇二`, then `## 某某工作计划`.

use super::context::{Seen, Seens};
use super::label::Label;
use super::series::{Series, reason};

/// Strength of a label that begins a document rather than some part of one; see the words of a series.
const TELLING: u8 = 20;

/// The series with each document begun at the line that announces it, where such lines stand before all of its titles and count
/// them. The first may be missing, since a page title can have taken its place.
pub fn begun(seen: &Seens, mut found: Series) -> Series {
    let Some(family) = announcing(seen, &found) else { return found };
    for (start, reasons) in found.starts.iter_mut().zip(&mut found.reasons) {
        let before = start.checked_sub(1).and_then(|at| Some((at, label(&seen[at], &family)?)));
        if let Some((at, label)) = before {
            *start = at;
            reasons.insert(0, reason("series-marker", seen[at].line, &label.evidence));
        }
    }
    found
}

/// What the labels on the lines before the titles share.
fn announcing(seen: &Seens, found: &Series) -> Option<String> {
    let second = found.starts.get(1)?.checked_sub(1)?;
    let families = seen[second].labels.iter().map(|label| &label.family);
    let counts = |family: &&String| {
        let number = |start: &usize| Some(label(&seen[start.checked_sub(1)?], family)?.number);
        let numbers: Vec<Option<u32>> = found.starts.iter().map(number).collect();
        let first = numbers[1].and_then(|second| second.checked_sub(1)).filter(|first| *first > 0);
        first.is_some_and(|first| (first..).zip(&numbers).skip(1).all(|(wanted, number)| *number == Some(wanted)))
            && (numbers[0].is_none() || numbers[0] == first)
    };
    families.into_iter().find(counts).cloned()
}

/// The label of this family that a line is, and nothing else.
fn label<'a>(line: &'a Seen, family: &str) -> Option<&'a Label> {
    let is_bare = |label: &&Label| label.title.is_empty() && label.strength >= TELLING && label.family == family;
    line.labels.iter().find(is_bare)
}
