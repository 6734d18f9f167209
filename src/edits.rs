//! Text is conserved: the body is the source with a list of edits applied, and body and edits alone give the source back.

mod body;
mod compose;

use std::borrow::Cow;
use std::ops::Range;

use crate::document::{Body, BodyLine, Edit};
use crate::text::lines::Line;
pub use body::{Shape, body};
pub use compose::compose;

/// A change before its position is written as line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Bytes of the source that are taken away; never empty.
    pub range: Range<usize>,
    /// What stands there instead.
    pub inserted: Cow<'static, str>,
    /// Name of the rule.
    pub reason: Cow<'static, str>,
}

impl Cut {
    /// Takes `range` away.
    pub fn remove(range: Range<usize>, reason: &'static str) -> Self {
        Self { range, inserted: Cow::Borrowed(""), reason: Cow::Borrowed(reason) }
    }
}

/// Edits that do not belong to the text they were used on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the edit at line {line}, column {start} does not fit the text")]
pub struct Misfit {
    /// Line of the edit.
    pub line: u32,
    /// Column of the edit.
    pub start: u32,
}

impl Misfit {
    fn of(edit: &Edit) -> Self {
        Self { line: edit.line, start: edit.start }
    }
}

/// Sorts cuts and drops those that overlap one before them, so that the list is well-formed whatever the rules found.
pub fn settle(source: &str, cuts: &mut Vec<Cut>) {
    cuts.sort_by(|a, b| (a.range.start, b.range.end).cmp(&(b.range.start, a.range.end)));
    let mut end = 0;
    cuts.retain(|cut| {
        let keep = cut.range.start >= end && !cut.range.is_empty();
        if keep {
            end = cut.range.end;
        }
        keep
    });
    keep_line_ends_apart(source, cuts);
}

/// A cut between a lone CR and an LF would make one line end of two, and nobody could tell from the body where it was: such a
/// cut takes the CR along and puts it back.
fn keep_line_ends_apart(source: &str, cuts: &mut [Cut]) {
    let bytes = source.as_bytes();
    let mut first = 0;
    while first < cuts.len() {
        let mut last = first;
        while cuts.get(last + 1).is_some_and(|next| next.range.start == cuts[last].range.end) {
            last += 1;
        }
        let start = cuts[first].range.start;
        let after_cr = start > 0 && bytes[start - 1] == b'\r' && bytes[start] != b'\n';
        if after_cr && bytes.get(cuts[last].range.end) == Some(&b'\n') {
            cuts[first].range.start -= 1;
            cuts[first].inserted = Cow::Owned(format!("\r{}", cuts[first].inserted));
        }
        first = last + 1;
    }
}

/// Writes settled cuts as edits.
pub fn to_edits(source: &str, lines: &[Line], cuts: &[Cut]) -> Vec<Edit> {
    let (mut line, mut at, mut column) = (0, 0, 0);
    let mut edits = Vec::with_capacity(cuts.len());
    for cut in cuts {
        while lines.get(line).is_some_and(|found| found.next <= cut.range.start) {
            (at, column) = (lines[line].next, 0);
            line += 1;
        }
        column += scalars(&source[at..cut.range.start]);
        at = cut.range.start;
        edits.push(Edit {
            line: line as u32 + 1,
            start: column,
            end: column + scalars(&source[cut.range.clone()]),
            removed: source[cut.range.clone()].to_owned(),
            inserted: cut.inserted.clone().into_owned(),
            reason: cut.reason.clone().into_owned(),
        });
    }
    edits
}

/// The cuts that edits of this source stand for.
pub fn to_cuts(lines: &[Line], source: &str, edits: &[Edit]) -> Vec<Cut> {
    let (mut line, mut at, mut column) = (0, 0, 0);
    let mut cuts = Vec::with_capacity(edits.len());
    for edit in edits {
        let target = (edit.line as usize).saturating_sub(1);
        let Some(found) = lines.get(target) else { continue };
        if target != line || edit.start < column {
            (line, at, column) = (target, found.start, 0);
        }
        at += skip(&source[at..], (edit.start - column) as usize);
        column = edit.start;
        let range = at..(at + edit.removed.len()).min(source.len());
        cuts.push(Cut { range, inserted: edit.inserted.clone().into(), reason: edit.reason.clone().into() });
    }
    cuts
}

fn scalars(text: &str) -> u32 {
    text.chars().count() as u32
}

/// Bytes of the first `count` scalars.
fn skip(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// The source with `edits` applied.
///
/// # Errors
/// When an edit's `removed` is not what stands there, or the edits are out of order.
pub fn apply(source: &str, edits: &[Edit]) -> Result<String, Misfit> {
    let lines = crate::text::lines::lines(source);
    let cuts = to_cuts(&lines, source, edits);
    if cuts.len() != edits.len() {
        return Err(edits.last().map_or(Misfit { line: 0, start: 0 }, Misfit::of));
    }
    let mut body = String::with_capacity(source.len());
    let mut at = 0;
    for (cut, edit) in cuts.iter().zip(edits) {
        if cut.range.start < at || source.get(cut.range.clone()) != Some(edit.removed.as_str()) {
            return Err(Misfit::of(edit));
        }
        body.push_str(&source[at..cut.range.start]);
        body.push_str(&edit.inserted);
        at = cut.range.end;
    }
    body.push_str(&source[at..]);
    Ok(body)
}

/// The source, from its body and the edits alone.
///
/// # Errors
/// When an edit's `inserted` is not what stands there, or the edits are out of order.
pub fn rebuild(body: &str, edits: &[Edit]) -> Result<String, Misfit> {
    let mut walk = Walk::default();
    let mut rest = body;
    for edit in edits {
        rest = walk.copy_to(rest, edit).ok_or_else(|| Misfit::of(edit))?;
        rest = rest.strip_prefix(edit.inserted.as_str()).ok_or_else(|| Misfit::of(edit))?;
        edit.removed.chars().for_each(|c| walk.push(c));
        walk.end_removed();
    }
    walk.source.push_str(rest);
    Ok(walk.source)
}

/// A source that grows, and the position of its end.
#[derive(Default)]
struct Walk {
    source: String,
    line: u32,
    column: u32,
    after_cr: bool,
}

impl Walk {
    fn push(&mut self, c: char) {
        if self.after_cr && c != '\n' {
            self.new_line();
        }
        self.after_cr = c == '\r';
        self.column += 1;
        self.source.push(c);
        if c == '\n' {
            self.new_line();
        }
    }

    /// No edit parts a CR from its LF: a CR at the end of removed text ends its line.
    fn end_removed(&mut self) {
        if self.after_cr {
            self.new_line();
        }
    }

    fn new_line(&mut self) {
        (self.line, self.column, self.after_cr) = (self.line + 1, 0, false);
    }

    /// Is the end the place of `edit`? After a CR that depends on whether an LF goes with it.
    fn stands_at(&self, edit: &Edit, rest: &str) -> bool {
        if self.after_cr {
            return (self.line + 2, 0) == (edit.line, edit.start) && !rest.starts_with('\n');
        }
        (self.line + 1, self.column) == (edit.line, edit.start)
    }

    /// Copies characters of the body until the place of `edit` is reached; what is left of the body.
    fn copy_to<'b>(&mut self, body: &'b str, edit: &Edit) -> Option<&'b str> {
        let mut chars = body.chars();
        while !self.stands_at(edit, chars.as_str()) {
            self.push(chars.next()?);
        }
        Some(chars.as_str())
    }
}

/// Source lines of which no visible character is left, with the reason, in order.
pub fn removed_lines(source: &str, edits: &[Edit]) -> Vec<(u32, String)> {
    let lines = crate::text::lines::lines(source);
    let cuts = to_cuts(&lines, source, edits);
    let mut removed = Vec::new();
    let mut first = 0;
    for (index, line) in lines.iter().enumerate() {
        if line.of(source).trim().is_empty() {
            continue;
        }
        while cuts.get(first).is_some_and(|cut| cut.range.end <= line.start) {
            first += 1;
        }
        let touching: Vec<&Cut> = cuts[first..].iter().take_while(|cut| cut.range.start < line.end).collect();
        if left_blank(source, line, &touching) {
            let longest = touching.iter().max_by_key(|cut| cut.range.len());
            removed.push((index as u32 + 1, longest.map_or(String::new(), |cut| cut.reason.to_string())));
        }
    }
    removed
}

fn left_blank(source: &str, line: &Line, cuts: &[&Cut]) -> bool {
    let mut at = line.start;
    for cut in cuts {
        let kept = &source[at..cut.range.start.max(at).min(line.end)];
        if !kept.trim().is_empty() || !cut.inserted.trim().is_empty() {
            return false;
        }
        at = cut.range.end.min(line.end).max(at);
    }
    source[at..line.end].trim().is_empty()
}

/// Pairs of source lines that were joined into one body line.
pub fn joined_lines(body: &Body) -> Vec<(u32, u32)> {
    let pairs =
        |line: &BodyLine| -> Vec<(u32, u32)> { line.pieces.windows(2).map(|pair| (pair[0].1, pair[1].1)).collect() };
    body.lines.iter().flat_map(pairs).collect()
}
