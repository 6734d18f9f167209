//! Signatures inside a document: a body's name with a date below it or beside it.
//!
//! A notice is signed before its annexes, and what it passes on may be signed again at its own end: of several signatures the
//! first one is the document's.

use super::issuer;
use super::view::View;

/// Where a document is signed before its end.
pub(super) struct Signature {
    /// Index of the line that holds the name.
    pub name: usize,
    /// Index of the line that holds the date: the same or the next.
    pub date: usize,
}

/// Lines below a signature that still belong to the end of the document, where the last signature counts.
const END: usize = 6;

/// The first whole signature that other matter follows: an annex, or the document that a notice passes on. What stands
/// under the title is none.
pub(super) fn inside(view: &View) -> Option<Signature> {
    let last = view.lines.len().checked_sub(END)?;
    let signed = |at: usize| {
        let line = &view.lines[at];
        if let Some(start) = super::date::starts(&line.key) {
            return (start > 0 && issuer::names_a_body(line.key[..start].trim_end())).then_some((at, at));
        }
        let next = view.lines.get(at + 1)?;
        (issuer::names_a_body(&line.key) && super::date::starts(&next.key) == Some(0)).then_some((at, at + 1))
    };
    let head = view.lines.iter().position(|line| line.key.ends_with(['。', ':', ';']))?;
    (head + 1..last).find_map(signed).map(|(name, date)| Signature { name, date })
}
