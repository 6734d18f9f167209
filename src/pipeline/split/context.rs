//! The lines of a body as splitting sees them.

use super::label::{self, Label};
use super::total;
use super::words::Words;
use crate::document::Body;
use crate::text::chars::{ends_line, is_closing, narrowed};
use crate::text::marker::{self, Marker, Scheme};

/// One body line.
pub struct Seen {
    /// The text with half-width punctuation; long lines are cut, since only their beginning matters.
    pub head: String,
    /// Bytes of text before this line.
    pub before: usize,
    /// Length in bytes.
    pub length: usize,
    /// Columns of white space before it.
    pub indent: usize,
    /// A form feed stands before it.
    pub feed: bool,
    /// Last character.
    pub last: Option<char>,
    /// Source line.
    pub line: u32,
    /// See `BodyLine::heading`.
    pub heading: u8,
    /// The marker it begins with.
    pub marker: Option<Marker>,
    /// It reads as the title of a document.
    pub title: bool,
    /// It begins an annex.
    pub annex: bool,
    /// It ends with a clause that documents close with.
    pub closing: bool,
    /// It is the title of a compilation.
    pub compilation: bool,
    /// All ways to read it as a member of a series.
    pub labels: Vec<Label>,
}

/// Bytes of a line that are looked at.
const HEAD: usize = 400;
/// Bytes of the longest label; less than what is looked at.
const SHORT: usize = 240;

/// All lines of a body, and where its numbers are. It is a slice of its lines.
pub struct Seens {
    lines: Vec<Seen>,
    /// Line and number of every marker, for each of [`SCHEMES`].
    numbers: [Vec<(usize, u32)>; SCHEMES.len()],
}

impl std::ops::Deref for Seens {
    type Target = [Seen];

    fn deref(&self) -> &[Seen] {
        &self.lines
    }
}

/// Schemes by whose numbers documents are told apart, the outermost first.
const SCHEMES: [Scheme; 7] = [
    Scheme::Article,
    Scheme::Chapter,
    Scheme::Financial,
    Scheme::Han,
    Scheme::HanBracket,
    Scheme::Arabic,
    Scheme::ArabicDot,
];

/// All lines of `body`.
pub fn see(body: &Body, words: &Words) -> Seens {
    let lines = look_at_all(body, words);
    let numbers = SCHEMES.map(|scheme| {
        let number = |line: &Seen| line.marker.filter(|found| found.scheme == scheme).and_then(|found| found.number);
        lines.iter().enumerate().filter_map(|(index, line)| Some((index, number(line)?))).collect()
    });
    Seens { lines, numbers }
}

fn look_at_all(body: &Body, words: &Words) -> Vec<Seen> {
    let mut before = 0;
    let look = |line: &crate::document::BodyLine| {
        let text = body.text_of(line);
        let head = narrowed(&text[..floor(text, HEAD)]);
        let marker = marker::at_start(&head);
        let before_it = body.text[..line.range.start].rsplit(['\n', '\r']).next().unwrap_or_default();
        let short = text.len() <= SHORT;
        let seen = Seen {
            indent: before_it.chars().take(200).map(crate::text::chars::columns).sum(),
            feed: before_it.contains('\u{C}'),
            marker,
            title: short && label::is_title(label::bare(&head), words),
            annex: label::is_annex(head.trim(), words),
            closing: closes(text, words),
            compilation: short && total::is_compilation(&head, words),
            labels: label::read(&head, words),
            head,
            before,
            length: text.len(),
            last: text.chars().next_back(),
            line: line.first_line(),
            heading: line.heading,
        };
        before += text.len();
        seen
    };
    body.lines.iter().map(look).collect()
}

/// Is the last clause of `text` one that documents close with?
fn closes(text: &str, words: &Words) -> bool {
    let clause = text.trim_end_matches(ends_line);
    words.closing.iter().any(|ending| clause.ends_with(ending))
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl Seen {
    /// Short enough for a label, and ended as labels end.
    pub fn is_short(&self) -> bool {
        self.length <= SHORT
    }

    /// Ends as a sentence, a title, a signature or a date ends, not in the middle of running text.
    pub fn is_complete(&self) -> bool {
        self.length <= 180 || self.last.is_none_or(|c| ends_line(c) || is_closing(c))
    }
}

/// Bytes of text from the end of line `from` to the start of line `to`.
pub fn between(seen: &[Seen], from: usize, to: usize) -> usize {
    let end = seen.get(to).map_or_else(|| seen.last().map_or(0, |last| last.before + last.length), |line| line.before);
    end.saturating_sub(seen[from].before + seen[from].length)
}

/// How numbering goes across the start of line `at`, as far as `from` on one side and `to` on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// Begins again at 1, and had gone further before.
    Restarts,
    /// Begins at 1; nothing is known of before.
    Begins,
    /// Goes on with the next number.
    Continues,
    /// Nothing to see.
    Absent,
}

/// Looks at the first marker after `at` and the last of its scheme before it.
pub fn numbering(seen: &Seens, from: usize, at: usize, to: usize) -> Numbering {
    for numbers in &seen.numbers {
        let after = numbers.partition_point(|found| found.0 <= at);
        let Some(&(_, next)) = numbers.get(after).filter(|found| found.0 < to) else { continue };
        let before = numbers.partition_point(|found| found.0 < at);
        let last =
            before.checked_sub(1).map(|before| numbers[before]).filter(|found| found.0 >= from).map(|found| found.1);
        match last {
            Some(last) if next == 1 && last > 1 => return Numbering::Restarts,
            _ if next == 1 => return Numbering::Begins,
            Some(last) if next == last + 1 => return Numbering::Continues,
            _ => {}
        }
    }
    Numbering::Absent
}
