//! Joins sentences that a converter has broken over lines, and leaves real line ends alone.

use std::borrow::Cow;

use super::markdown::is_rule;
use super::rows::Row;
use crate::document::{Finding, LineForm, Severity};
use crate::edits::Cut;
use crate::text::chars::{closing, columns, ends_line, ends_sentence, is_closing, is_comma, is_dash, is_han, narrow};
use crate::text::marker;

/// Shortest line, in characters, that running text is thought to break off from.
const LEAST: usize = 40;
/// The same at the end of a page.
const LEAST_AT_PAGE: usize = 12;
/// Least width, in columns, of a line that Markdown wraps.
const LEAST_WRAPPED: usize = 30;
/// Most columns of a page whose lines are wrapped; a column takes three bytes at most.
const WIDEST: usize = 160;
/// Longest heading at the end of a paragraph, in characters.
const LONGEST_HEADING: usize = 30;
/// Characters at the end of a line that are searched for open brackets.
const WINDOW: usize = 400;
/// Characters that end no sentence and no name.
const UNFINISHED: [char; 4] = ['不', '把', '被', '或'];
/// Longest label before a colon, in characters.
const LONGEST_LABEL: usize = 8;

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
            if verdict == Verdict::Join || whole.goes_on_in(&rows[index], gap, &wrap) {
                join(source, rows, first, index, cuts);
                whole.take(&rows[first], &rows[index]);
            } else {
                whole.0.clear();
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
struct Whole(String);

impl Whole {
    fn take(&mut self, first: &Row, second: &Row) {
        if self.0.is_empty() {
            self.0.push_str(first.text);
        }
        self.0.extend(needs_space(first.text, second.text).then_some(' '));
        self.0.push_str(second.text);
    }

    /// Does the sentence go on in `next`? How wide pages are says nothing about lines that are no longer broken.
    fn goes_on_in(&self, next: &Row, gap: Gap, wrap: &Wrap) -> bool {
        let unbroken = Wrap { width: None, indented: false, spaced: wrap.spaced };
        !self.0.is_empty() && verdict(&Row::of(&self.0), next, gap, &unbroken) == Verdict::Join
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
    /// Paragraphs begin with an indent that their other lines lack.
    indented: bool,
    /// Paragraphs are set off by blank lines: two lines without one between them belong together, as in Markdown.
    spaced: bool,
}

impl Wrap {
    /// Lines are wrapped when at least a third of those that could be (and five) fill the same width, and none is wider.
    fn measure(rows: &[Row]) -> Self {
        let none = Self { width: None, indented: false, spaced: is_spaced(rows) };
        if rows.iter().any(|row| row.is_prose() && row.text.len() > 3 * WIDEST) {
            return none;
        }
        let mut widths: Vec<usize> = rows.iter().filter(|row| row.is_prose()).map(|row| width(row)).collect();
        widths.sort_unstable();
        let Some(&widest) = widths.last() else { return none };
        if !(LEAST_WRAPPED..=WIDEST).contains(&widest) {
            return none;
        }
        let full = widths.iter().filter(|&&found| found + 6 >= widest).count();
        if full < 5 || full * 3 < widths.len() {
            return none;
        }
        let indents = rows.iter().filter(|row| row.is_prose() && row.start > row.line.start).count();
        let share = indents * 100 / widths.len();
        Self { width: Some(widest), indented: (5..=70).contains(&share), ..none }
    }

    /// Does `first` fill the page, so that the beginning of `second` had no room?
    fn fills(&self, first: &Row, second: &Row) -> bool {
        self.width.is_some_and(|page| {
            let used = width(first);
            used + 6 >= page || used + unbreakable(second.text) > page
        })
    }

    /// Lines of one Markdown paragraph.
    fn one_paragraph(&self, first: &Row, second: &Row, gap: Gap) -> bool {
        let title = marker::at_start(first.text).is_some() && !first.text.contains([',', '，', '。']);
        self.spaced && gap.lines == 1 && width(first) >= LEAST_WRAPPED && !title && goes_on_from(second.text)
    }
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
    if first.text.chars().next_back().is_none_or(|c| ends_line(c) || c == '>') {
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
    if wrap.fills(first, second) && gap.lines <= 2 && !(wrap.indented && second.start > second.line.start) {
        return Verdict::Join;
    }
    if wrap.one_paragraph(first, second, gap) {
        return Verdict::Join;
    }
    let least = if gap.page { LEAST_AT_PAGE } else { LEAST };
    match end.goes_on(first.text, least) && goes_on_from(second.text) {
        true => Verdict::Join,
        false if end.hangs() => Verdict::Lost,
        false => Verdict::End,
    }
}

/// The end of a line.
struct End<'t> {
    /// Its last character.
    last: Option<char>,
    /// What stands after the last end of a sentence.
    tail: &'t str,
    /// Brackets and quotation marks that are still open.
    open: Vec<char>,
    /// Length of the line in characters, counted to a thousand.
    length: usize,
}

impl<'t> End<'t> {
    fn of(text: &'t str) -> Self {
        let window = text.char_indices().rev().nth(WINDOW).map_or(text, |(at, _)| &text[at..]);
        let sentence = |c: char| ends_sentence(c) || matches!(c, ';' | '；');
        let tail = window.rfind(sentence).map_or(window, |at| window[at..].trim_start_matches(sentence));
        let length = text.chars().take(1000).count();
        Self { last: text.chars().next_back(), tail, open: open_at_end(tail), length }
    }

    /// Is the line the beginning of a sentence that the next line ends?
    fn goes_on(&self, text: &str, least: usize) -> bool {
        let Some(last) = self.last else { return false };
        if is_comma(last) || UNFINISHED.contains(&last) && self.tail.contains(is_comma) {
            return true;
        }
        if self.length < least || is_label(text) && !text.contains([',', '，', '。']) {
            return false;
        }
        let commas = self.tail.chars().filter(|&c| is_comma(c)).count();
        let whole = self.tail.len() == text.len();
        if marker::at_start(self.tail.trim_start()).is_some() {
            let length = self.tail.chars().count();
            return if whole { length > 60 && commas > 0 } else { length > LONGEST_HEADING && commas > 0 };
        }
        if is_closing(last) {
            return commas > 0;
        }
        !whole || commas > 0
    }

    /// A single character after the last comma: 接受教育，培
    fn ends_in_stub(&self) -> bool {
        let mut tail = self.tail.chars().rev();
        tail.next().is_some_and(is_han) && tail.next().is_some_and(|c| matches!(c, ',' | '，'))
    }

    /// A verb or an adjective that waits for its noun after the last comma (`…，促进`, `…，参加县级`), or 以…为 without the
    /// rest.
    fn hangs(&self) -> bool {
        const VERBS: [&str; 14] = [
            "促进", "推动", "确保", "提高", "加强", "实现", "培养", "形成", "完善", "增强", "务求", "力求", "力争",
            "做到",
        ];
        const MEASURES: [&str; 8] = ["县级", "市级", "省级", "国家级", "不低于", "不少于", "不超过", "不高于"];
        let mut clauses = self.tail.rsplit([',', '，']);
        let last = clauses.next().unwrap_or_default();
        let waits = VERBS.contains(&last) || MEASURES.iter().any(|word| last.ends_with(word));
        waits && clauses.next().is_some() || last.starts_with('以') && last.ends_with('为') && last.chars().count() >= 5
    }

    /// Does the line stop in the middle of a sentence, although the next line begins something new?
    fn breaks_off(&self, text: &str, before_item: bool) -> bool {
        let Some(last) = self.last else { return false };
        let dash = is_dash(last) && !text.chars().all(|c| is_dash(c) || c.is_whitespace());
        let enumerates = is_comma(last) && self.length >= 8;
        let stub = self.ends_in_stub() || self.hangs();
        let commas = self.tail.chars().filter(|c| matches!(c, ',' | '，')).count();
        let glued =
            before_item && marker::at_start(text).is_some() && self.length >= LEAST && commas >= 2 && !is_closing(last);
        dash || enumerates || stub || glued
    }
}

/// The brackets that `tail` opens and does not close. A straight quotation mark closes a curly one.
fn open_at_end(tail: &str) -> Vec<char> {
    let mut open = Vec::new();
    for c in tail.chars() {
        if let Some(close) = closing(c) {
            open.push((c, close));
        } else if open.last().is_some_and(|(_, close)| narrow(*close) == narrow(c) || (*close == '”' && c == '"')) {
            open.pop();
        }
    }
    open.into_iter().map(|(open, _)| open).collect()
}

/// Does `text` close `open` before it opens it again?
fn closes(text: &str, open: char) -> bool {
    let Some(close) = closing(open) else { return false };
    let found = text.chars().take(120).find(|&c| narrow(c) == narrow(open) || narrow(c) == narrow(close));
    found.is_some_and(|c| narrow(c) == narrow(close))
}

/// Begins something of its own: a numbered item, a bullet, a label, a series marker.
fn begins_anew(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    let bullet = first.is_some_and(|c| matches!(c, '●' | '■' | '◆' | '•' | '★' | '※' | '▲' | '►' | '○' | '□' | '【'));
    let dashes = first.is_some_and(is_dash) && chars.next().is_some_and(is_dash);
    let numbered = marker::at_start(text).is_some_and(|found| !continues_number(text, found.len));
    bullet || dashes || numbered || marker::month(text).is_some() || is_label(text) || is_series(text)
}

/// `1.5` broken after its first digit and the like never look like markers; `10、` does not occur inside a sentence.
fn continues_number(text: &str, len: usize) -> bool {
    text[len..].starts_with(|c: char| c.is_ascii_digit()) && !text.starts_with(['(', '（'])
}

/// `主要工作：…`: a short label and a colon.
fn is_label(text: &str) -> bool {
    let mut start = text.chars().take(LONGEST_LABEL + 1);
    let colon = start.position(|c| !is_han(c) && !c.is_alphanumeric());
    colon.is_some_and(|at| at > 0) && text.chars().nth(colon.unwrap_or(0)).is_some_and(|c| matches!(c, ':' | '：'))
}

/// `篇二`, `第二篇`: the separators of compilations.
fn is_series(text: &str) -> bool {
    let rest = text.trim_start_matches(['第', '【', '[', '［']);
    let rest = rest.strip_prefix('篇').unwrap_or(rest);
    rest.len() < text.len()
        && crate::text::numeral::any(rest).is_some()
        && text.contains('篇')
        && text.chars().count() <= 60
}

/// The rest of a sentence: it has punctuation, as titles and names have not.
fn goes_on_from(text: &str) -> bool {
    text.chars().any(|c| ends_line(c) || matches!(c, ',' | '，') || is_closing(c) || c == '、')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_brackets() {
        assert_eq!(open_at_end("落实《办法》（试行"), ['（']);
        assert_eq!(open_at_end("落实《办法》（“试行\"）"), Vec::<char>::new());
        assert!(closes("日）", '（') && !closes("（日）", '（'));
    }

    #[test]
    fn labels_and_series() {
        assert!(
            is_label("主要工作：打造")
                && !is_label("各校、各班：打造")
                && is_series("篇二:某某计划")
                && !is_series("篇目默写")
        );
    }
}
