//! The tables of a plan, those of Markdown and those of HTML, as rows of cells.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::title::regex;
use super::view::{Line, View};
use crate::text::table::{cells, is_rule};

static TAG: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)<(?P<end>/)?(?P<name>table|tr|td|th)(?P<attributes>[ \t][^<>]*)?>"));
static SPAN: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?i)(?P<way>row|col)span[ ]*=[ ]*["']?(?P<count>[0-9]{1,2})"#));
static ANY_TAG: LazyLock<Regex> = LazyLock::new(|| regex(r"[ \t]*</?[A-Za-z][^<>]*>[ \t]*"));

/// A cell: a stretch of a folded line, without blanks and tags around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Index into [`View::lines`].
    pub line: usize,
    /// Where in the folded line.
    pub range: Range<usize>,
}

/// The cells of a row. A cell that spans several rows or columns stands in each.
pub(super) type Row = Vec<Cell>;

/// A table: the head, then the rows below it.
pub(super) type Table = Vec<Row>;

/// All tables, in the order of the text.
pub(super) fn read(lines: &[Line]) -> Vec<Table> {
    let mut tables = markdown(lines);
    tables.extend(html(lines));
    let filled = |rows: &Table| rows.iter().flatten().filter(|cell| !cell.range.is_empty()).map(|cell| cell.line).min();
    tables.sort_by_key(filled);
    tables
}

impl Cell {
    /// Its folded text.
    pub fn key<'v>(&self, view: &'v View) -> &'v str {
        &view.lines[self.line].key[self.range.clone()]
    }

    /// The author's words, with blanks for tags.
    pub fn words<'v>(&self, view: &'v View) -> Cow<'v, str> {
        ANY_TAG.replace_all(view.lines[self.line].words(self.range.clone()), " ")
    }

    /// Source line.
    pub fn at(&self, view: &View) -> u32 {
        view.lines[self.line].at(self.range.start)
    }
}

fn markdown(lines: &[Line]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut inside = false;
    for (at, line) in lines.iter().enumerate() {
        let row = || cells(&line.key).map(|range| Cell { line: at, range }).collect();
        if !line.key.trim_start().starts_with('|') {
            inside = false;
        } else if lines.get(at + 1).is_some_and(|next| is_rule(&next.key)) {
            inside = true;
            tables.push(vec![row()]);
        } else if let Some(table) = tables.last_mut().filter(|_| inside && !is_rule(&line.key)) {
            table.push(row());
        }
    }
    tables
}

fn html(lines: &[Line]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut table = Html::default();
    for (at, line) in lines.iter().enumerate() {
        let mut from = 0;
        for tag in TAG.captures_iter(&line.key) {
            let place = tag.get(0).map_or(0..0, |tag| tag.range());
            table.text(line, at, from..place.start);
            from = place.end;
            let ends = tag.name("end").is_some();
            match &tag["name"].to_ascii_lowercase()[..] {
                "table" if ends => tables.push(std::mem::take(&mut table).finish()),
                "table" => table = Html::default(),
                "tr" => table.end_row(),
                _ if ends => table.end_cell(),
                _ => table.begin_cell(&tag),
            }
        }
        table.text(line, at, from..line.key.len());
    }
    tables.retain(|rows| !rows.is_empty());
    tables
}

/// A table that is being read.
#[derive(Default)]
struct Html {
    rows: Vec<Row>,
    row: Row,
    open: Option<Open>,
    /// For each column, in how many rows below its cell stands.
    below: Vec<usize>,
}

/// A cell that is being read: its first stretch of text, and how many rows and columns it spans.
struct Open {
    cell: Option<Cell>,
    rows: usize,
    columns: usize,
}

impl Html {
    /// Text in the cell that is open; of several lines the first counts.
    fn text(&mut self, line: &Line, at: usize, range: Range<usize>) {
        let Some(open) = self.open.as_mut().filter(|open| open.cell.is_none()) else { return };
        let range = bare(&line.key, range);
        open.cell = (!range.is_empty()).then_some(Cell { line: at, range });
    }

    fn begin_cell(&mut self, tag: &Captures) {
        self.end_cell();
        let attributes = tag.name("attributes").map_or("", |found| found.as_str());
        let span = |way: &str| {
            let found = SPAN.captures_iter(attributes).find(|found| found["way"].eq_ignore_ascii_case(way));
            found.and_then(|found| found["count"].parse().ok()).unwrap_or(1_usize).max(1)
        };
        self.open = Some(Open { cell: None, rows: span("row"), columns: span("col") });
    }

    fn end_cell(&mut self) {
        let Some(open) = self.open.take() else { return };
        self.reach_down();
        for _ in 0..open.columns {
            self.below.resize(self.below.len().max(self.row.len() + 1), 0);
            self.below[self.row.len()] = open.rows - 1;
            self.row.push(open.cell.clone().unwrap_or(Cell { line: 0, range: 0..0 }));
        }
    }

    /// Takes the cells of the row above that reach down to where the row goes on.
    fn reach_down(&mut self) {
        while let Some(left) = self.below.get_mut(self.row.len()).filter(|left| **left > 0) {
            *left -= 1;
            let above = self.rows.last().and_then(|row| row.get(self.row.len()));
            self.row.push(above.cloned().unwrap_or(Cell { line: 0, range: 0..0 }));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if !self.row.is_empty() {
            self.reach_down();
            self.rows.push(std::mem::take(&mut self.row));
        }
    }

    fn finish(mut self) -> Table {
        self.end_row();
        self.rows
    }
}

/// A stretch of text without the blanks and tags around it.
fn bare(text: &str, mut range: Range<usize>) -> Range<usize> {
    loop {
        let inside = &text[range.clone()];
        let from = range.start + (inside.len() - inside.trim_start().len());
        let trimmed = from..(range.start + inside.trim_end().len()).max(from);
        let inside = &text[trimmed.clone()];
        let first = ANY_TAG.find(inside).filter(|tag| tag.start() == 0).map_or(0, |tag| tag.end());
        let last = ANY_TAG.find_iter(inside).last().filter(|tag| tag.end() == inside.len() && tag.start() >= first);
        let next = trimmed.start + first..last.map_or(trimmed.end, |tag| trimmed.start + tag.start());
        if next == range {
            return range;
        }
        range = next;
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    fn found(text: &str) -> Vec<Vec<Vec<String>>> {
        with_view(text, |view| {
            let words = |row: &Row| row.iter().map(|cell| cell.words(view).into_owned()).collect();
            view.tables.iter().map(|rows| rows.iter().map(words).collect()).collect()
        })
    }

    #[test]
    fn both_kinds_are_rows_of_cells() {
        let wanted = [["指标", "2025年"], ["巩固率", "99%"]];
        let wanted = vec![wanted.map(|row| row.map(str::to_owned).to_vec()).to_vec()];
        assert_eq!(found("前文\n| 指标 | 2025年 |\n|---|---|\n| 巩固率 | 99% |\n后文"), wanted);
        assert_eq!(
            found("<table><tr><th>指标</th><th>2025年</th></tr>\n<tr><td>巩固率</td><td>99%</td></tr></table>"),
            wanted
        );
        let spread = "<table>\n<tbody>\n<tr class=\"a\">\n<td><p>指标</p></td>\n<td>\n<strong>2025年</strong>\n</td>\n</tr>\n<TR><td>巩固率\n<td>99%\n</table>";
        assert_eq!(found(spread), wanted);
    }

    #[test]
    fn a_cell_that_spans_stands_in_each() {
        let text = "<table><tr><td rowspan=\"2\">普及</td><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>\
            <tr><td colspan=2>合计</td><td>3</td></tr></table>";
        let wanted = [["普及", "甲", "1"], ["普及", "乙", "2"], ["合计", "合计", "3"]];
        let below = format!("| 前 | 表 |\n|---|---|\n{}", text.replace("<td>甲</td>", "<td></td>"));
        assert_eq!(found(&below)[0][0], ["前", "表"], "in the order of the text");
        assert_eq!(found(text)[0], wanted.map(|row| row.map(str::to_owned).to_vec()));
    }

    proptest::proptest! {
        #[test]
        fn no_markup_is_too_odd(text in "(?:</?t(?:able|r|d|h)(?: (?:row|col)span=.{0,2})?>|[甲｜|\n -]|<b>|</){0,40}") {
            found(&text);
        }
    }
}
