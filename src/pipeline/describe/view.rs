//! The plan's lines as the rules see them: full-width ASCII in half width, Traditional characters in Simplified.
//!
//! Folding is one character for one character, so that every match leads back to the author's text and its source line.

use std::ops::Range;
use std::sync::LazyLock;

use super::fields::Found;
use super::tables::Table;
use crate::document::{Body, BodyLine, Edit, LineForm, Plan, Script};

/// A plan's text, folded line by line.
pub(super) struct View<'a> {
    /// Separator line of a compilation, which is not the author's: `篇一：…`.
    pub label: Option<Line<'a>>,
    /// The other lines.
    pub lines: Vec<Line<'a>>,
    /// The labelled fields at its head.
    pub fields: Vec<Found>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Script of the plan.
    pub script: Script,
    /// The first of its lines numbers it among the documents of its file.
    pub is_member: bool,
}

/// One line, as written and folded.
pub(super) struct Line<'a> {
    /// As written.
    pub raw: &'a str,
    /// Folded: as many characters as `raw`.
    pub key: String,
    /// Where folding changed a character's length: byte offsets just after it, in `key` and in `raw`.
    shifts: Vec<(usize, usize)>,
    source: &'a BodyLine,
}

impl<'a> View<'a> {
    /// Folds the lines of a plan.
    pub fn new(body: &'a Body, plan: &Plan) -> Self {
        let span = plan.lines.start.min(body.lines.len())..plan.lines.end.min(body.lines.len());
        let own = span.filter(|line| !plan.is_foreign(*line));
        let mut lines: Vec<Line> = own.map(|line| Line::new(body, &body.lines[line])).collect();
        let script = super::script::of(lines.iter().map(|line| line.raw));
        let is_label = |line: &Line| super::title::is_label(line, plan) || is_page_title(body, &lines);
        let numbered = plan.boundary.reasons.iter().any(|reason| reason.rule == "series-marker");
        let is_number = |line: &Line| numbered && super::title::is_number(line);
        let label = lines.first().is_some_and(|line| is_label(line) || is_number(line)).then(|| lines.remove(0));
        let fields = super::fields::read(&lines);
        let tables = super::tables::read(&lines);
        View { is_member: numbered && label.is_none(), label, lines, fields, tables, script }
    }
}

/// Reasons of edits that took a site's remarks about a page: where from, when, by whom it was put together.
const REMARKS: [&str; 2] = ["source-line", "site-sentence"];

/// Whether the first line is the title of the page that the text was scraped from: the site's remarks stood between it and
/// the document's own title.
fn is_page_title(body: &Body, lines: &[Line]) -> bool {
    let [first, second, ..] = lines else { return false };
    let between = first.source.last_line() + 1..second.source.first_line();
    let remark = |edit: &Edit| between.contains(&edit.line) && REMARKS.contains(&edit.reason.as_str());
    super::kind::ending(&second.key).is_some() && body.edits.iter().any(remark)
}

impl<'a> Line<'a> {
    fn new(body: &'a Body, source: &'a BodyLine) -> Self {
        let raw = body.text_of(source);
        let mut key = String::with_capacity(raw.len());
        let mut shifts = Vec::new();
        for (offset, char) in raw.char_indices() {
            let folded = fold_after(&key, char);
            key.push(folded);
            if folded.len_utf8() != char.len_utf8() {
                shifts.push((key.len(), offset + char.len_utf8()));
            }
        }
        Line { raw, key, shifts, source }
    }

    /// Source line of a byte offset in the folded line.
    pub fn at(&self, key_offset: usize) -> u32 {
        self.source.line_at(self.raw_offset(key_offset))
    }

    /// The author's words for a match in the folded line.
    pub fn words(&self, range: Range<usize>) -> &'a str {
        &self.raw[self.raw_offset(range.start)..self.raw_offset(range.end)]
    }

    /// Level of a Markdown heading; 0 for all other lines.
    pub fn heading(&self) -> u8 {
        self.source.heading
    }

    /// Whether it is a cell or row of a flattened table.
    pub fn is_remnant(&self) -> bool {
        self.source.form == LineForm::TableRemnant
    }

    fn raw_offset(&self, key_offset: usize) -> usize {
        let next = self.shifts.partition_point(|shift| shift.0 <= key_offset);
        let (key, raw) = next.checked_sub(1).map_or((0, 0), |last| self.shifts[last]);
        raw + (key_offset - key)
    }
}

/// Folds a text of its own, as lines are folded.
pub(super) fn fold_text(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for char in text.chars() {
        key.push(fold_after(&key, char));
    }
    key
}

/// Folds a character after others. Taiwan writes 計畫 for what is 计划 elsewhere; 画 alone stays what it is.
fn fold_after(key: &str, char: char) -> char {
    match fold(char) {
        '画' if key.ends_with('计') => '划',
        folded => folded,
    }
}

/// Folds one character of the basic plane by a table made once; rarer ones stay.
fn fold(char: char) -> char {
    static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| (0..0x1_0000).map(fold_slowly).collect());
    TABLE.get(char as usize).copied().unwrap_or(char)
}

fn fold_slowly(code: u32) -> char {
    let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(char),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => simplified(char),
    }
}

/// The Simplified form of a character, by the same table as the search key; also of the radicals that PDF
/// files hold for some.
fn simplified(char: char) -> char {
    if !matches!(char, '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}') {
        return char;
    }
    match finder::fold::fold(char.encode_utf8(&mut [0; 4])).key.as_slice() {
        [one] => *one,
        _ => char,
    }
}

/// Whether a character is written otherwise in Simplified Chinese.
pub(super) fn is_traditional(char: char) -> bool {
    char >= '\u{3400}' && fold(char) != char
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Looks at a text as at one plan without a label.
    pub fn with_view<T>(text: &str, look: impl FnOnce(&View) -> T) -> T {
        with_plan(text, Plan::default(), look)
    }

    /// Looks at a text as at the one plan that `plan` describes.
    pub fn with_plan<T>(text: &str, plan: Plan, look: impl FnOnce(&View) -> T) -> T {
        let mut body = Body { text: text.to_owned(), ..Body::default() };
        let mut offset = 0;
        for (place, line) in text.split_inclusive('\n').enumerate() {
            let range = offset..offset + line.trim_end().len();
            offset += line.len();
            body.lines.push(BodyLine { range, pieces: vec![(0, place as u32 + 1)], form: LineForm::Prose, heading: 0 });
        }
        let plan = Plan { ordinal: 1, start_line: 1, lines: 0..body.lines.len(), ..plan };
        look(&View::new(&body, &plan))
    }

    #[test]
    fn the_title_of_a_scraped_page_is_a_label() {
        let text = "2022年安全计划\n来源：网络\n20xx年安全计划\n一、目标\n";
        let line = |start: usize, end: usize, number: u32| BodyLine {
            range: start..end,
            pieces: vec![(0, number)],
            form: LineForm::Prose,
            heading: 0,
        };
        let third = text.find("20xx").unwrap();
        let own = third + "20xx年安全计划".len();
        let lines = vec![line(0, "2022年安全计划".len(), 1), line(third, own, 3), line(own + 1, text.len() - 1, 4)];
        let (removed, inserted) = ("来源：网络\n".to_owned(), String::new());
        let taken = Edit { line: 2, start: 0, end: 6, removed, inserted, reason: "source-line".into() };
        let plan = Plan { ordinal: 1, start_line: 1, lines: 0..3, ..Plan::default() };
        let mut body = Body { text: text.to_owned(), edits: vec![taken], lines, ..Body::default() };
        assert!(View::new(&body, &plan).label.is_some());
        body.edits.clear();
        assert!(View::new(&body, &plan).label.is_none(), "two title lines are one title");
    }

    #[test]
    fn a_match_in_the_folded_line_gives_the_authors_words() {
        let text = "关于（２０２４年）工作".to_owned();
        let source = BodyLine { range: 0..text.len(), pieces: vec![(0, 3), (6, 5)], form: LineForm::Prose, heading: 0 };
        let body = Body { text, lines: vec![source.clone()], ..Body::default() };
        let line = Line::new(&body, &body.lines[0]);
        let found = line.key.find("(2024年)").unwrap();
        assert_eq!(line.words(found..found + "(2024年)".len()), "（２０２４年）");
        assert_eq!(fold_text("⼆○⼆三年三⽉⼀⽇"), "二○二三年三月一日");
        assert_eq!((line.at(0), line.at(found)), (3, 5));
    }
}
