//! Quantified targets: a number with its unit that the plan promises to reach, and by when.
//!
//! A number counts where its sentence promises (力争, 达到, 新建 …) and does not report (现有, 已, 了), and where a verb of
//! reaching or a rate stands right before it. A wrong target is worse than a missed one.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::period::lookback;
use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact, Period, Script, Target};
use crate::text::chars::is_han;
use crate::text::{marker, numeral};

mod deadline;
mod direction;
mod table;

use deadline::Deadline;
use direction::Number;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<value>[0-9]+(?:[,][0-9]{3})*(?:\.[0-9]+)?)[ ]?(?P<unit>%|个百分点|万?平方米|万?人次|人日|[万亿]?元|万?个学位|万?学位|万?[人名所个家间处座栋幢套台辆亩班项门册户篇字件块张份]|小?课时|学时|小时|分钟|倍|升|吨|场次|[次场期节轮批])[ ]?(?P<more>以上|及以上|左右|以内|以下|之内)?",
    )
});
/// Words that promise.
static PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"力争|争取|确保|达到|目标|将|要|计划|拟|预计|到(?:20[0-9]{2}|20[xX_]{1,2}|[xX]{2})年|年底前?|年内|实现|完成|以上|超过|新建|新增|控制在|(?:提高|提升|上升|降低|下降|减少|扩大)[到至]|增[至加]到?|[升降][到至]|(?:保持|稳定)在|率?达[ ]?[0-9]|建成|支持|推进|继续|改造|20[0-9]{2}年",
    )
});
/// Words that report what is or was.
static REPORT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"现有|目前|已|了|截至|去年|上年|以来|[一二两三四五近多]年来|先后|上学[期年]|[与较比](?:20[0-9]{2}年|上年|去年)相?比|共有|曾|总数为|过去|获得",
    )
});
/// What parts the cells of a table's row.
static CELL: LazyLock<Regex> = LazyLock::new(|| regex(r"\|+|</?(?:table|thead|tbody|tr|td|th)(?:[ ][^<>]*)?>"));

/// All targets, in the order of the text. Of a document without a period, what lies before its date of issue is the past.
pub(super) fn targets(
    view: &View,
    title: Option<&Fact<String>>,
    period: Option<&Fact<Period>>,
    date: Option<&Fact<String>>,
) -> Vec<Target> {
    let year = period.filter(|period| period.basis != Basis::Masked && period.value.from == period.value.to);
    let year = year.and_then(|period| period.value.to);
    let issued = || date.and_then(|date| date.value.get(..4)).map(str::to_owned);
    let first = period.and_then(|period| period.value.from).map(|year| year.to_string()).or_else(issued);
    let of_plan = |target: &Target| target.deadline.as_ref().zip(first.as_ref()).is_none_or(|(by, first)| by >= first);
    let past = lookback::past(view, title);
    let mut indicators = table::indicators(view, first.as_deref());
    let of_line = |(at, line): (usize, &Line)| match indicators.targets.remove(&at) {
        Some(targets) => targets,
        None if past[at] || line.is_remnant() || indicators.lines.contains(&at) => Vec::new(),
        None => in_line(line, Deadline::new(year, view.script == Script::Hant)),
    };
    let targets = view.lines.iter().enumerate().flat_map(of_line);
    // What lies before the plan's own years is a report, and so is the part that looks back.
    targets.filter(of_plan).collect()
}

fn in_line(line: &Line, mut deadline: Deadline) -> Vec<Target> {
    let mut targets = Vec::new();
    if !line.key.contains(|char: char| char.is_ascii_digit()) {
        return targets;
    }
    for sentence in pieces(&line.key, 0..line.key.len(), &['。', '.', '!', '?']) {
        let text = &line.key[sentence.clone()];
        deadline.sentence(text);
        for part in pieces(&line.key, sentence.clone(), &[';']) {
            in_part(line, part, &mut deadline, &mut targets);
        }
    }
    targets
}

/// The parts of a sentence between semicolons promise or report each for itself. So does a row as a whole, of which
/// each cell has its own words.
fn in_part(line: &Line, part: Range<usize>, deadline: &mut Deadline, targets: &mut Vec<Target>) {
    let text = &line.key[part.clone()];
    let promises = (PROMISE.is_match(text) || direction::bounds(text)) && !REPORT.is_match(text);
    let cells = cells(&line.key, part.clone());
    if cells.len() > 1 {
        deadline.row(text);
    }
    for clause in cells.into_iter().flat_map(|cell| pieces(&line.key, cell, &[','])) {
        deadline.clause(&line.key[clause.clone()]);
        if promises {
            targets.extend(in_clause(line, clause, deadline));
        }
    }
}

fn in_clause(line: &Line, clause: Range<usize>, deadline: &Deadline) -> Vec<Target> {
    let text = &line.key[clause.clone()];
    let (mut from, mut last) = (0, None);
    let mut targets = Vec::new();
    if direction::is_condition(text) {
        return targets;
    }
    for found in NUMBER.captures_iter(text) {
        let (Some(whole), Some(value), Some(unit)) = (found.get(0), found.name("value"), found.name("unit")) else {
            continue;
        };
        let more = found.name("more").map_or("", |more| more.as_str());
        let number = Number { clause: text, from, range: whole.range(), unit: unit.as_str(), more };
        from = whole.end();
        last = number.direction().or(last.filter(|_| number.is_listed()));
        let Some(direction) = last else { continue };
        targets.push(Target {
            text: line.words(trimmed(text, clause.start)).to_owned(),
            value: value.as_str().replace(',', ""),
            unit: unit.as_str().to_owned(),
            direction: direction.to_owned(),
            deadline: deadline.before(&text[..value.start()]),
            line: line.at(clause.start + value.start()),
        });
    }
    targets
}

/// A clause without the marker and the blanks around it.
fn trimmed(text: &str, offset: usize) -> Range<usize> {
    let inner = text.trim_start_matches([' ', '—', '-']);
    let heads = |rest: &str| rest.starts_with(is_han) && numeral::han(rest).is_none();
    let numbered = marker::at_start(inner).filter(|found| heads(inner[found.len..].trim_start()));
    let start = text.len() - inner[numbered.map_or(0, |found| found.len)..].trim_start().len();
    let end = text.trim_end().len();
    offset + start..offset + end.max(start)
}

/// The pieces of `text[range]` between separators. A comma inside a number separates nothing.
fn pieces(text: &str, range: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    let inside = &text[range.clone()];
    for (offset, separator) in inside.match_indices(separators) {
        let at = range.start + offset;
        let digit = |text: Option<char>| text.is_some_and(|char| char.is_ascii_digit());
        let in_number = digit(text[..at].chars().next_back()) && digit(text[at + separator.len()..].chars().next());
        if !in_number {
            pieces.push(start..at);
            start = at + separator.len();
        }
    }
    pieces.push(start..range.end);
    pieces
}

/// The cells of a row; what is no row is one.
fn cells(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = range.start;
    for border in CELL.find_iter(&text[range.clone()]) {
        cells.push(start..range.start + border.start());
        start = range.start + border.end();
    }
    cells.push(start..range.end);
    cells
}

#[cfg(test)]
mod tests;
