//! Signatures: who signs a document, and where its own end is.
//!
//! A notice is signed before its annexes, and what it passes on may be signed again at its own end: of several signatures the
//! first one is the document's. Below the last one the imprint says who printed the document and when (GB/T 9704-2012, 7.4).

use std::sync::LazyLock;

use regex::Regex;

use super::bodies::names_a_body;
use super::title::regex;
use super::view::Line;

/// Where a document is signed before its end.
pub(super) struct Signature {
    /// Index of the line that holds the name, or the last of the names.
    pub name: usize,
    /// Index of the line that holds the date: the same or the next.
    pub date: usize,
}

/// Lines below a signature that still belong to the end of the document, where the last signature counts.
pub(super) const END: usize = 6;
/// Lines of the longest imprint, and of what may follow its date.
const IMPRINT: usize = 8;
const PRINTED: usize = 3;

/// How the first line of an imprint opens.
static COPIES: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:抄送|抄报|主送|分送|分发|发送|主题词)(?:机关|单位)?[ ]?:"));

/// The first whole signature that other matter follows: an annex, or the document that a notice passes on. What stands
/// under the title is none.
pub(super) fn inside(lines: &[Line]) -> Option<Signature> {
    let last = lines.len().checked_sub(END)?;
    let signed = |at: usize| {
        let line = &lines[at];
        if let Some(start) = super::date::starts(&line.key) {
            return (start > 0 && names_a_body(line.key[..start].trim_end())).then_some((at, at));
        }
        let next = lines.get(at + 1)?;
        (names_a_body(&line.key) && super::date::starts(&next.key) == Some(0)).then_some((at, at + 1))
    };
    let head = lines.iter().position(|line| line.key.ends_with(['。', ':', ';']))?;
    (head + 1..last).find_map(signed).map(|(name, date)| Signature { name, date })
}

/// The lines above the imprint.
pub(super) fn above_imprint<'a, 'b>(lines: &'a [Line<'b>]) -> &'a [Line<'b>] {
    let near_end = |at: usize, length: usize| at + length >= lines.len();
    let opens = |at: &usize| COPIES.is_match(&lines[*at].key) || near_end(*at, PRINTED) && is_printed(&lines[*at]);
    let Some(first) = (lines.len().saturating_sub(IMPRINT)..lines.len()).find(opens) else { return lines };
    // Who printed it may stand on the line above the date.
    let alone = super::date::starts(&lines[first].key) == Some(0) && first > 0 && names_a_body(&lines[first - 1].key);
    &lines[..first - usize::from(alone)]
}

fn is_printed(line: &Line) -> bool {
    line.key.ends_with("印发") && super::date::starts(&line.key).is_some()
}
