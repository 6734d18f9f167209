//! The labelled fields at a document's head, as offices and sites fill them in: `发文字号：…` on a line each, several on one
//! line, or as the cells of a table, which need no colon.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::title::{NUMBERED, regex};
use super::view::{Line, View};

/// Lines without a label that may stand over the fields and between them: the title of a page, a letterhead.
const OTHERS: usize = 4;
/// From so many fields on they make a block, in which a cell after a label is its value.
const BLOCK: usize = 3;

/// What a field says about the document.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Field {
    /// Its title.
    Title,
    /// Who issued it.
    Issuer,
    /// Who made it public.
    Publisher,
    /// Its number, 发文字号.
    Number,
    /// When it was issued.
    Date,
    /// Something that is no fact here.
    Other,
}

#[derive(Deserialize)]
struct Table {
    field: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: Field,
    #[serde(default)]
    in_block: bool,
    labels: Vec<String>,
}

/// The field that a label names, and whether it does so only among others.
static LABELS: LazyLock<HashMap<String, (Field, bool)>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../../data/fields.toml")).expect("the embedded table is tested");
    let labels = |entry: Entry| entry.labels.into_iter().map(move |label| (label, (entry.name, entry.in_block)));
    table.field.into_iter().flat_map(labels).collect()
});

/// A label at the start of a line or cell: `标题：`, `【标题】`, `索 引 号：`; a cell may hold nothing else.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^[^\p{L}\p{N}]{0,4}(?P<label>\p{Han}[\p{Han} ]{0,20}?)[ *]*(?:(?P<colon>[:】\]]+[ ]*)|$)")
});
/// A label further on in a line.
static INNER: LazyLock<Regex> = LazyLock::new(|| regex(r"[ ](?P<label>\p{Han}{2,14})[ ]?:"));
/// What parts the cells of a row.
static CELLS: LazyLock<Regex> = LazyLock::new(|| regex(r"[|\t]|<[^>]*>|[ ]{3,}"));

/// A label that a line or cell begins with.
struct Label {
    /// The field it names, and whether it does so by itself and not only in a block; `None` for words that no table knows.
    names: Option<(Field, bool)>,
    /// Where the value begins.
    end: usize,
}

/// A field, the index of the line that it stands on, and where its value is there.
pub(super) struct Found {
    field: Field,
    sure: bool,
    line: usize,
    value: Range<usize>,
}

/// What a cell is.
enum Cell {
    /// A label whose value is still to come, and the field it names.
    Label(Option<(Field, bool)>),
    /// A label with its value, or the value of the label before it.
    Value { field: Field, sure: bool, range: Range<usize> },
    /// Neither.
    Other,
}

/// Where the value of a field stands.
pub(super) fn find<'v>(view: &'v View, field: Field) -> Option<(&'v Line<'v>, Range<usize>)> {
    let block = view.fields.len() >= BLOCK;
    let found = view.fields.iter().find(|found| found.field == field && (found.sure || block))?;
    Some((&view.lines[found.line], found.value.clone()))
}

/// Whether a line begins with the label of a field: then it is neither title nor text.
pub(super) fn is_field(line: &Line) -> bool {
    cells(&line.key).first().is_some_and(|cell| is_known(&line.key[cell.clone()]))
}

/// The fields of the leading run of lines, however long: up to the first sentence or numbered heading, and over few lines
/// that have no label.
pub(super) fn read(lines: &[Line]) -> Vec<Found> {
    let (mut found, mut open, mut others) = (Vec::new(), None, 0);
    for (at, line) in lines.iter().enumerate() {
        let cells = cells(&line.key);
        if open.is_none() && !cells.iter().any(|cell| is_known(&line.key[cell.clone()])) {
            others += usize::from(label(&line.key).is_none() && !line.key.starts_with('|'));
            if others > OTHERS || NUMBERED.is_match(&line.key) || is_text(&line.key) {
                break;
            }
        }
        for cell in cells {
            open = match take(&line.key, cell, open) {
                Cell::Label(field) => field,
                Cell::Value { field, sure, range } => {
                    found.push(Found { field, sure, line: at, value: range });
                    None
                }
                Cell::Other => None,
            };
        }
    }
    found
}

/// A sentence, or whom the text addresses.
fn is_text(key: &str) -> bool {
    key.ends_with(['。', ';', '!', '?']) || key.starts_with('各') && key.ends_with(':')
}

/// Reads a cell, where the field of a label before it may still be `open`.
fn take(key: &str, cell: Range<usize>, open: Option<(Field, bool)>) -> Cell {
    let label = label(&key[cell.clone()]);
    let range = cell.start + label.as_ref().map_or(0, |label| label.end)..cell.end;
    let named = match label {
        Some(label) if range.is_empty() => return Cell::Label(label.names),
        Some(label) => label.names,
        None => open,
    };
    named.map_or(Cell::Other, |(field, sure)| Cell::Value { field, sure, range })
}

/// The label that a cell begins with. Without a colon only a cell that is nothing else is one, and proves little by itself.
fn label(cell: &str) -> Option<Label> {
    let found = LABEL.captures(cell)?;
    let name = found["label"].replace(' ', "");
    let exact = LABELS.get(&name).copied();
    let mut end = found.get(0)?.end();
    if found[0].matches("**").count() == 1 && cell[end..].starts_with("**") {
        end = cell.len() - cell[end + 2..].trim_start().len();
    }
    if found.name("colon").is_none() {
        return exact.map(|(field, _)| Label { names: Some((field, false)), end });
    }
    // 会议时间 and 活动地点 are labels as 时间 and 地点 are.
    let ends = || LABELS.keys().any(|known| name.ends_with(known.as_str())).then_some((Field::Other, false));
    let names = exact.map(|(field, in_block)| (field, !in_block)).or_else(ends);
    Some(Label { names, end })
}

fn is_known(cell: &str) -> bool {
    label(cell).is_some_and(|label| label.names.is_some())
}

/// The cells of a line that hold words; a line that is no row is one cell, or as many as it has labels.
fn cells(key: &str) -> Vec<Range<usize>> {
    let inner = INNER.captures_iter(key).filter_map(|found| found.name("label"));
    let inner = inner.filter(|label| LABELS.contains_key(label.as_str())).map(|label| label.start()..label.start());
    let mut cuts: Vec<Range<usize>> = CELLS.find_iter(key).map(|cut| cut.range()).chain(inner).collect();
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.end));
    let ends = cuts.iter().map(|cut| cut.start).chain([key.len()]);
    starts.zip(ends).filter_map(|(start, end)| trimmed(key, start..end)).collect()
}

/// A range without the space around its text; `None` where it holds no word.
fn trimmed(key: &str, range: Range<usize>) -> Option<Range<usize>> {
    let text = key.get(range.clone())?;
    let start = range.start + (text.len() - text.trim_start().len());
    text.contains(char::is_alphanumeric).then(|| start..start + text.trim().len())
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    fn values(text: &str) -> Vec<Option<String>> {
        let fields = [Field::Title, Field::Issuer, Field::Number, Field::Date];
        let value = |view: &View, field| {
            let (line, range) = find(view, field)?;
            Some(line.words(range).to_owned())
        };
        with_view(text, |view| fields.into_iter().map(|field| value(view, field)).collect())
    }

    fn full() -> Vec<Option<String>> {
        ["松岭县安全方案", "松岭县教育局", "松教〔2023〕9号", "2023年3月18日"]
            .map(|value| Some(value.to_owned()))
            .into()
    }

    #[test]
    fn a_field_on_each_line_several_on_one_and_cells() {
        let lines = "工作计划 - 松岭县教育局\n索 引 号：11/2023-4\n发文机关：松岭县教育局\n成文日期：2023年3月18日\n有效性：有效\n\
                     主题分类：教育\n公开方式：主动公开\n标　　题：松岭县安全方案\n发文字号：松教〔2023〕9号\n一、目标\n";
        let one = "索引号：11/2023-4　主题分类：教育 体育　发文机关：松岭县教育局　成文日期：2023年3月18日\n\
                   标题：松岭县安全方案　发文字号：松教〔2023〕9号\n为做好工作，制定本方案。\n";
        let rows = "| 索引号 | 11/2023-4 | 发文机关 | 松岭县教育局 |\n|---|---|---|---|\n\
                    | 发文字号 | 松教〔2023〕9号 | 成文日期 | 2023年3月18日 |\n| 名称 | 松岭县安全方案 | 有效性 | |\n";
        let bold = "| **发文机关：** | 松岭县教育局 | **文号** | 松教〔2023〕9号 |\n| **成文日期：** | 2023年3月18日 |\n\
                    | **标题：** | 松岭县安全方案 |\n";
        let html = "<table><tr><td>标题</td><td>松岭县安全方案</td></tr>\n<tr><td>发文机关</td><td>松岭县教育局</td>\
                    <td>文号</td><td>松教〔2023〕9号</td></tr>\n<tr><td>成文日期</td><td>2023年3月18日</td></tr></table>\n";
        let flat = "标题\n松岭县安全方案\n发文机关\n松岭县教育局\n文号\n松教〔2023〕9号\n成文日期\n2023年3月18日\n";
        for text in [lines, one, rows, bold, html, flat] {
            assert_eq!(values(text), full(), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_field() {
        let nothing = vec![None; 4];
        for text in [
            "| 名称 | 数量 |\n|---|---|\n| 课桌 | 20 |\n",
            "| 标题 | 文号 | 成文日期 |\n|---|---|---|\n",
            "名称：柳河书院\n为做好工作，制定本计划。\n标题：柳河小学计划\n",
            "一、格式\n标题：二号宋体\n",
            "强基提质：松岭县工作计划\n各学校：\n标题：自拟\n",
        ] {
            assert_eq!(values(text), nothing, "{text}");
        }
    }
}
