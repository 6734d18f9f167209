//! Joins sentences that a converter has broken over lines, and leaves real line ends alone.

mod end;

use std::borrow::Cow;

use super::markdown::is_rule;
use super::rows::Row;
use crate::document::{Finding, LineForm, Severity};
use crate::edits::Cut;
use crate::text::chars::{columns, ends_line, is_closing, is_comma, is_dash};
use crate::text::marker;
use end::{End, begins_anew, closes, goes_on_from, is_label, is_name, is_rest, opens_text};

/// Shortest line, in characters, that running text is thought to break off from.
const LEAST: usize = 40;
/// The same at the end of a page.
const LEAST_AT_PAGE: usize = 12;
/// Least width, in columns, of a line that Markdown wraps.
const LEAST_WRAPPED: usize = 30;
/// Least number of full lines on such a page.
const LEAST_FULL: usize = 3;
/// Least share of full lines among those that are broken off, in per cent.
const SHARE_FULL: usize = 70;
/// Most columns of a page whose lines are wrapped; a column takes three bytes at most.
const WIDEST: usize = 160;

/// Adds the cuts that join lines, and findings for text that is lost and cannot be joined.
pub fn edit(source: &str, rows: &[Row], cuts: &mut Vec<Cut>, findings: &mut Vec<Finding>) {
    let wrap = Wrap::measure(rows);
    let mut before: Option<usize> = None;
    let mut whole = Whole::default();
    for index in 0..rows.len() {
        if !rows[index].stays() {
            continue;
        }
        if let Some(first) = before {
            let gap = Gap::between(rows, first, index);
            let verdict = verdict(&rows[first], &rows[index], gap, &wrap);
            let hangs = wrap.hangs(&rows[first], &rows[index], gap, whole.hangs);
            if hangs || verdict == Verdict::Join || whole.goes_on_in(&rows[index], gap, &wrap) {
                join(source, rows, first, index, cuts);
                whole.take(&rows[first], &rows[index]);
                whole.hangs = hangs;
            } else {
                whole = Whole::default();
                findings.extend((verdict == Verdict::Lost).then(|| lost(first)));
            }
        }
        before = Some(index);
    }
    // Nothing follows the last line of a file: a stub there is lost text too.
    if let Some(last) = before.filter(|&last| rows[last].is_prose() && End::of(rows[last].text).ends_in_stub()) {
        findings.push(lost(last));
    }
}

fn lost(index: usize) -> Finding {
    Finding { rule: "text-lost", severity: Severity::Warning, line: index as u32 + 1, args: Vec::new() }
}

/// What the lines joined last make; empty where none were. Much that a short line does not tell, such as whether it is a title,
/// the line that it ends does.
#[derive(Default)]
struct Whole {
    text: String,
    /// The last of them hangs under the first.
    hangs: bool,
}

impl Whole {
    fn take(&mut self, first: &Row, second: &Row) {
        if self.text.is_empty() {
            self.text.push_str(first.text);
        }
        self.text.extend(needs_space(first.text, second.text).then_some(' '));
        self.text.push_str(second.text);
    }

    /// Does the sentence go on in `next`? How wide pages are says nothing about lines that are no longer broken.
    fn goes_on_in(&self, next: &Row, gap: Gap, wrap: &Wrap) -> bool {
        let unbroken = Wrap { width: None, widest: None, indented: false, spaced: wrap.spaced };
        !self.text.is_empty() && verdict(&Row::of(&self.text), next, gap, &unbroken) == Verdict::Join
    }
}

/// What the end of a line is.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// A real end.
    End,
    /// A break inside a sentence that goes on in the next line.
    Join,
    /// A break inside a sentence whose rest is missing.
    Lost,
}

/// Cuts from the end of one line to the start of the other, around lines in between that are taken away.
fn join(source: &str, rows: &[Row], first: usize, second: usize, cuts: &mut Vec<Cut>) {
    let mut from = rows[first].end();
    let mut space = needs_space(rows[first].text, rows[second].text);
    let stops = rows[first + 1..second].iter().filter(|row| row.gone.is_some() && !row.text.is_empty());
    let stops = stops.map(|row| (row.line.start, row.line.end)).chain([(rows[second].start, source.len())]);
    for (stop, next) in stops {
        if from < stop {
            let inserted = if std::mem::take(&mut space) { " " } else { "" };
            cuts.push(Cut {
                range: from..stop,
                inserted: Cow::Borrowed(inserted),
                reason: Cow::Borrowed("broken-line"),
            });
        }
        from = next;
    }
}

/// Words of two letters or numbers keep a space.
fn needs_space(first: &str, second: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    latin(first.chars().next_back()) && latin(second.chars().next())
}

/// A file whose lines are all broken at the same width.
struct Wrap {
    /// Width in columns; `None` when lines end where paragraphs end.
    width: Option<usize>,
    /// Columns of the widest line; `None` where some are too wide for a page.
    widest: Option<usize>,
    /// Paragraphs begin with an indent that their other lines lack.
    indented: bool,
    /// Paragraphs are set off by blank lines: two lines without one between them belong together, as in Markdown.
    spaced: bool,
}

impl Wrap {
    /// Lines are wrapped when at least three of those that are broken off, and most of them, fill the same width, and none is
    /// wider. One that is not full and has a number, or no comma, may be a heading or a name, which says nothing.
    fn measure(rows: &[Row]) -> Self {
        let none = Self { width: None, widest: None, indented: false, spaced: is_spaced(rows) };
        if rows.iter().any(|row| row.is_prose() && row.text.len() > 3 * WIDEST) {
            return none;
        }
        let prose = || rows.iter().filter(|row| row.is_prose() && !is_row(row));
        let Some(widest) = prose().map(width).max().filter(|widest| (LEAST_WRAPPED..=WIDEST).contains(widest)) else {
            return none;
        };
        let none = Self { widest: Some(widest), ..none };
        let (full, short): (Vec<&Row>, Vec<&Row>) =
            broken_off(rows).into_iter().partition(|row| width(row) + 6 >= widest);
        let is_clause = |text: &str| text.contains(|c| is_comma(c) || ends_line(c)) && marker::at_start(text).is_none();
        let against = short.iter().filter(|row| is_clause(row.text)).count();
        if full.len() < LEAST_FULL || full.len() * (100 - SHARE_FULL) < against * SHARE_FULL {
            return none;
        }
        let indents = prose().filter(|row| row.start > row.line.start).count();
        let share = indents * 100 / prose().count();
        Self { width: Some(widest), indented: (5..=70).contains(&share), ..none }
    }

    /// Does `first` fill the page, so that the beginning of `second` had no room?
    fn fills(&self, first: &Row, second: &Row) -> bool {
        self.width.is_some_and(|page| is_full(first, second, page))
    }

    /// Does a full line that begins with a number or a label go on in one that hangs under it, as letters are set in Taiwan? Once
    /// one does (`again`), so do those under it, in line with it.
    fn hangs(&self, first: &Row, second: &Row, gap: Gap, again: bool) -> bool {
        let indent = |row: &Row| row.start - row.line.start;
        let under = if again { indent(second) == indent(first) } else { indent(second) > indent(first) };
        let item = marker::at_start(first.text).is_some() || is_label(first.text);
        let opens = item && goes_on_from(first.text) && first.heading == 0;
        let both = first.is_prose() && second.is_prose() && gap.lines == 1;
        let full = self.widest.is_some_and(|page| is_full(first, second, page));
        both && under && full && (again || opens) && !first.text.ends_with(ends_line) && !begins_anew(second.text)
    }

    /// Lines of one Markdown paragraph.
    fn one_paragraph(&self, first: &Row, second: &Row, gap: Gap) -> bool {
        let title = marker::at_start(first.text).is_some() && !first.text.contains([',', '，', '。']);
        self.spaced && gap.lines == 1 && width(first) >= LEAST_WRAPPED && !title && goes_on_from(second.text)
    }
}

/// A row of cells with wide gaps between them.
fn is_row(row: &Row) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\u{3000}');
    let mut gaps = row.text.split(|c| !blank(c)).filter(|gap| gap.len() > 1);
    gaps.nth(1).is_some()
}

/// Whether the beginning of `second` had no room in a line of `page` columns.
fn is_full(first: &Row, second: &Row, page: usize) -> bool {
    let used = width(first);
    used + 6 >= page || used + unbreakable(second.text) > page
}

/// Lines of running text that stop without an end, where lines under them bring the sentence to one. Titles, headings, names and
/// cells have no punctuation, or no full stop follows.
fn broken_off<'r, 's>(rows: &'r [Row<'s>]) -> Vec<&'r Row<'s>> {
    let mut found = Vec::new();
    let mut below: Option<(usize, bool)> = None;
    for (index, row) in rows.iter().enumerate().rev().filter(|(_, row)| row.stays()) {
        let is_text = row.is_prose() && row.heading == 0;
        let ends = is_text && row.text.ends_with(ends_line);
        let comes_to_end = |(next, ends): (usize, bool)| ends && next - index <= 2 && !begins_anew(rows[next].text);
        let goes_on = is_text && !ends && below.is_some_and(comes_to_end);
        if goes_on && goes_on_from(row.text) {
            found.push(row);
        }
        below = Some((index, ends || goes_on));
    }
    found
}

/// Columns of what cannot be broken at the start of a line: a character, a number or word after it, and its punctuation.
fn unbreakable(text: &str) -> usize {
    let mut chars = text.chars().peekable();
    let mut used = chars.next().map_or(0, columns);
    while let Some(c) = chars.next_if(|c| c.is_ascii_graphic() || ends_line(*c) || is_comma(*c) || is_closing(*c)) {
        used += columns(c);
    }
    used
}

/// Most lines that are not blank have a blank line before them.
fn is_spaced(rows: &[Row]) -> bool {
    let filled = |row: &Row| !row.text.is_empty();
    let pairs = rows.windows(2).filter(|pair| filled(&pair[1])).count();
    let tight = rows.windows(2).filter(|pair| filled(&pair[0]) && filled(&pair[1])).count();
    pairs >= 4 && tight * 3 <= pairs
}

/// Columns a line takes with its indent, up to where it is certainly not wrapped.
fn width(row: &Row) -> usize {
    let indent = (row.start - row.line.start).min(8);
    indent + row.text.chars().take(200).map(columns).sum::<usize>()
}

/// What lies between two lines.
#[derive(Clone, Copy)]
struct Gap {
    /// Distance in lines.
    lines: usize,
    /// A page ends there.
    page: bool,
}

impl Gap {
    fn between(rows: &[Row], first: usize, second: usize) -> Self {
        let marks = |row: &Row| row.gone.as_deref().is_some_and(|reason| reason.starts_with("page-"));
        Self { lines: second - first, page: rows[first + 1..second].iter().any(marks) }
    }
}

fn verdict(first: &Row, second: &Row, gap: Gap, wrap: &Wrap) -> Verdict {
    if first.form == LineForm::Block || second.form == LineForm::Block || first.heading > 0 || second.heading > 0 {
        return Verdict::End;
    }
    if first.text.chars().next_back().is_none_or(|c| ends_line(c) || c == '>') || is_row(first) || is_row(second) {
        return Verdict::End;
    }
    let end = End::of(first.text);
    let tables = first.form == LineForm::TableRemnant || second.form == LineForm::TableRemnant;
    if end.open.iter().any(|&open| closes(second.text, open)) {
        return Verdict::Join;
    }
    if tables || is_rule(second.text) || is_rule(first.text) {
        return Verdict::End;
    }
    if begins_anew(second.text) {
        let lost = end.breaks_off(first.text, marker::at_start(second.text).is_some());
        return if lost { Verdict::Lost } else { Verdict::End };
    }
    if end.last.is_some_and(is_dash) {
        return if second.text.starts_with(|c: char| c.is_ascii_digit()) { Verdict::Join } else { Verdict::Lost };
    }
    let titled = is_name(first.text) && opens_text(second.text);
    let fills = !titled && wrap.fills(first, second);
    if fills && gap.lines <= 2 && !(wrap.indented && second.start > second.line.start) {
        return Verdict::Join;
    }
    if wrap.one_paragraph(first, second, gap) {
        return Verdict::Join;
    }
    let least = if gap.page { LEAST_AT_PAGE } else { LEAST };
    let rest = |wrapped: &Row| end.waits() && is_rest(wrapped.text) && gap.lines <= 2;
    match end.goes_on(first.text, least) && (goes_on_from(second.text) || rest(second)) {
        true => Verdict::Join,
        false if end.hangs() => Verdict::Lost,
        false => Verdict::End,
    }
}
