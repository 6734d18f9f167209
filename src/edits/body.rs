//! The body that cuts leave of a source, line by line.

use std::ops::Range;

use super::{Cut, to_edits};
use crate::document::{Body, BodyLine, LineForm};
use crate::text::lines::Line;

/// How lines of the source are to be shown, by line index.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Form of the body line that begins on this line.
    pub form: LineForm,
    /// Heading level of the body line that begins on this line; see [`BodyLine::heading`].
    pub heading: u8,
}

/// The body of `source` after settled `cuts`. `shapes` has one entry for each of `lines`.
pub fn body(source: &str, lines: &[Line], cuts: &[Cut], shapes: &[Shape]) -> Body {
    let mut writer = Writer { source, lines, line: 0, text: String::with_capacity(source.len()), marks: Vec::new() };
    let mut at = 0;
    for cut in cuts {
        writer.keep(at..cut.range.start);
        writer.insert(cut);
        at = cut.range.end;
    }
    writer.keep(at..source.len());
    let body_lines = body_lines(&writer.text, &writer.marks, shapes);
    Body { text: writer.text, edits: to_edits(source, lines, cuts), lines: body_lines, findings: Vec::new() }
}

/// A body that grows, with the source line that goes on at each of its bytes.
struct Writer<'s> {
    source: &'s str,
    lines: &'s [Line],
    line: usize,
    text: String,
    marks: Vec<(usize, u32)>,
}

impl Writer<'_> {
    /// What is inserted belongs to the line on which it replaces something.
    fn insert(&mut self, cut: &Cut) {
        if !cut.inserted.is_empty() {
            self.mark(cut.range.start);
            self.text.push_str(&cut.inserted);
        }
    }

    /// Notes that the line of this byte of the source goes on.
    fn mark(&mut self, at: usize) {
        while self.lines[self.line].next <= at {
            self.line += 1;
        }
        let number = self.line as u32 + 1;
        if self.marks.last().is_none_or(|mark| mark.1 != number) {
            self.marks.push((self.text.len(), number));
        }
    }

    fn keep(&mut self, range: Range<usize>) {
        let mut from = range.start;
        while from < range.end {
            self.mark(from);
            let stop = self.lines[self.line].next.min(range.end);
            self.text.push_str(&self.source[from..stop]);
            from = stop;
        }
    }
}

/// The lines of a body that are not blank. `marks` says at which byte of `text` which source line goes on.
fn body_lines(text: &str, marks: &[(usize, u32)], shapes: &[Shape]) -> Vec<BodyLine> {
    let mut found = Vec::new();
    let mut mark = 0;
    for line in crate::text::lines::lines(text) {
        let content = line.of(text);
        let trimmed = content.trim();
        if trimmed.is_empty() {
            continue;
        }
        let start = line.start + content.len() - content.trim_start().len();
        let range = start..start + trimmed.len();
        while marks.get(mark + 1).is_some_and(|next| next.0 <= range.start) {
            mark += 1;
        }
        let first = marks.get(mark).map_or(1, |found| found.1);
        let mut pieces = vec![(0, first)];
        for next in marks[(mark + 1).min(marks.len())..].iter().take_while(|next| next.0 < range.end) {
            let offset = next.0 - range.start;
            match pieces.last_mut() {
                Some(last) if last.0 == offset => last.1 = next.1,
                _ => pieces.push((offset, next.1)),
            }
        }
        let shape = shapes.get(first as usize - 1).copied().unwrap_or_default();
        found.push(BodyLine { range, pieces, form: shape.form, heading: shape.heading });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn what_replaces_the_start_of_a_line_belongs_to_it() {
        let source = "甲\n<a>乙\n";
        let cut = Cut { range: 4..7, inserted: "[".into(), reason: "html-tag".into() };
        let body = body(source, &lines::lines(source), &[cut], &[]);
        assert_eq!(body.text, "甲\n[乙\n");
        assert_eq!(body.lines.iter().map(BodyLine::first_line).collect::<Vec<_>>(), [1, 2]);
    }
}
