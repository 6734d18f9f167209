//! Lines of the source with what the rules have found out about them.

use std::borrow::Cow;

use crate::document::LineForm;
use crate::edits::{Cut, Shape};
use crate::text::lines::Line;

/// One line.
pub struct Row<'s> {
    /// Where it is.
    pub line: Line,
    /// Its text without surrounding white space.
    pub text: &'s str,
    /// First byte of `text` in the source.
    pub start: usize,
    /// Why it is taken away whole, if it is.
    pub gone: Option<Cow<'static, str>>,
    /// How it is to be shown.
    pub form: LineForm,
    /// See `BodyLine::heading`.
    pub heading: u8,
    /// How the pass before showed the line, where it looked at this very line and left it.
    pub left_as: Option<LineForm>,
    /// It holds a word of the rules.
    pub worded: bool,
}

impl<'s> Row<'s> {
    /// Prose that stands alone.
    pub fn of(text: &'s str) -> Self {
        row(text, &Line { start: 0, end: text.len(), next: text.len() })
    }

    /// End of `text` in the source.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Columns of white space before the text; a tab counts for four.
    pub fn indent(&self, source: &str) -> usize {
        let before = &source[self.line.start..self.start];
        before.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
    }

    /// Neither blank nor taken away.
    pub fn stays(&self) -> bool {
        self.gone.is_none() && !self.text.is_empty()
    }

    /// Neither blank, nor taken away, nor part of a block or of a table.
    pub fn is_prose(&self) -> bool {
        self.stays() && self.form == LineForm::Prose
    }

    /// Rules that look at one line have nothing more to find here: they make a difference between blocks and the rest alone.
    pub fn is_settled(&self) -> bool {
        self.left_as.is_some_and(|form| (form == LineForm::Block) == (self.form == LineForm::Block))
    }

    /// The cut that takes the line away; a blank line stays, since nothing of it is seen.
    pub fn removal(&self) -> Option<Cut> {
        let reason = self.gone.clone()?;
        let range = self.line.start..self.line.end;
        (!self.text.is_empty()).then_some(Cut { range, inserted: Cow::Borrowed(""), reason })
    }

    /// What the body needs to know about the line.
    pub fn shape(&self) -> Shape {
        Shape { form: self.form, heading: self.heading }
    }
}

/// All lines of `text`.
pub fn survey<'s>(text: &'s str, lines: &[Line]) -> Vec<Row<'s>> {
    lines.iter().map(|line| row(text, line)).collect()
}

fn row<'s>(source: &'s str, line: &Line) -> Row<'s> {
    let content = line.of(source);
    let trimmed = content.trim();
    let start = line.start + content.len() - content.trim_start().len();
    Row {
        line: *line,
        text: trimmed,
        start,
        gone: None,
        form: LineForm::Prose,
        heading: 0,
        left_as: None,
        worded: false,
    }
}
