//! Months that head the items of a calendar: on lines of their own, and inside a paragraph: `九月：开学准备。十月：期中检查。`

use std::collections::HashMap;
use std::ops::Range;

use crate::document::{Body, LineForm};
use crate::text::chars::{ends_sentence, narrow};
use crate::text::marker::{self, Marker};
use crate::text::rows::months_that_end;

/// Most months from one item of a calendar to the next.
const LONGEST_STEP: u32 = 4;
/// Most lines from one item to the next.
const FARTHEST: usize = 12;

/// A month that may head an item.
struct Item {
    line: usize,
    at: usize,
    marker: Marker,
}

/// Markers by line and byte offset. One month alone is a date: two at least must follow each other through the year.
pub fn all(body: &Body, lines: Range<usize>) -> HashMap<(usize, usize), Marker> {
    let mut found = on_lines(body, lines.clone());
    let mut series: Vec<Item> = Vec::new();
    for item in lines.flat_map(|line| items(body, line)) {
        if !series.last().is_some_and(|last| goes_on(&series[0], last, &item)) {
            take(std::mem::take(&mut series), &mut found);
        }
        series.push(item);
    }
    take(series, &mut found);
    found
}

/// Months on lines of their own with text under them.
fn on_lines(body: &Body, lines: Range<usize>) -> HashMap<(usize, usize), Marker> {
    let texts: Vec<&str> = body.lines[lines.clone()].iter().map(|line| body.text_of(line)).collect();
    let ending = months_that_end(&texts);
    let heads = |at: usize| {
        let has_text = texts.get(at + 1).is_some_and(|next| marker::month(next).is_none());
        body.lines[lines.start + at].form != LineForm::Block && has_text && ending.binary_search(&at).is_err()
    };
    let months = (0..texts.len()).filter_map(|at| Some((at, marker::month(texts[at])?)));
    let months = months.filter(|(at, _)| heads(*at)).map(|(at, marker)| Item { line: lines.start + at, at: 0, marker });
    let months: Vec<Item> = months.collect();
    let rise = |pair: &[Item]| (1..=LONGEST_STEP).contains(&months_from(&pair[0], &pair[1]));
    let in_series = months.windows(2).filter(|pair| rise(pair)).flatten();
    in_series.map(|item| ((item.line, item.at), item.marker)).collect()
}

/// One month is a date in a sentence; and one of the series must stand inside a paragraph.
fn take(series: Vec<Item>, found: &mut HashMap<(usize, usize), Marker>) {
    if series.len() >= 2 && series.iter().any(|item| item.at > 0) {
        found.extend(series.into_iter().map(|item| ((item.line, item.at), item.marker)));
    }
}

/// Whether an item follows the last of a series, through the turn of the year too, and less than a year after the first.
fn goes_on(first: &Item, last: &Item, item: &Item) -> bool {
    let step = months_from(last, item);
    let is_later = (1..=LONGEST_STEP).contains(&step) && months_from(first, item) > months_from(first, last);
    is_later && item.line - last.line <= FARTHEST
}

/// Months from one item to the next through the turn of the year.
fn months_from(from: &Item, to: &Item) -> u32 {
    let number = |item: &Item| item.marker.number.unwrap_or(0);
    (number(to) + 12 - number(from)) % 12
}

/// The months of a line that stand where an item may begin.
fn items(body: &Body, line: usize) -> Vec<Item> {
    let Some(found) = body.lines.get(line).filter(|line| line.form == LineForm::Prose) else { return Vec::new() };
    let text = body.text_of(found);
    let (mut items, mut before) = (Vec::new(), None);
    for (at, c) in text.char_indices() {
        let begins = before.is_none_or(|c| ends_sentence(c) || matches!(narrow(c), ';' | ' ' | '\t' | ':'));
        if begins && may_begin(c) {
            items.extend(marker::month_item(&text[at..]).map(|marker| Item { line, at, marker }));
        }
        before = Some(c);
    }
    items
}

fn may_begin(c: char) -> bool {
    matches!(narrow(c), '(' | '0'..='9') || "一二三四五六七八九十元".contains(c)
}

#[cfg(test)]
mod tests {
    use super::super::tests::body_of;
    use super::*;

    /// The months found in a text, in order.
    fn found(text: &str) -> Vec<u32> {
        let body = body_of(text);
        let mut all: Vec<_> = all(&body, 0..body.lines.len()).into_iter().collect();
        all.sort_by_key(|(place, _)| *place);
        all.into_iter().filter_map(|(_, marker)| marker.number).collect()
    }

    #[test]
    fn months_follow_each_other() {
        assert_eq!(found("九月：开学准备。十月：期中检查。十二月：总结。一月：放假"), [9, 10, 12, 1]);
        assert_eq!(found("安排如下：（9月）报到。（10月）检查"), [9, 10]);
        assert_eq!(found("2月:报到；3月:检查\n4月:春游"), [2, 3, 4]);
        assert_eq!(found("十一月\n1.听课\n十二月份\n总结\n2024年1月\n放假\n2024年1月"), [11, 12, 1]);
    }

    #[test]
    fn dates_in_sentences_are_no_series() {
        for text in [
            "2019年9月：开学。2019年10月：检查。",
            "9月1日：报到。10月2日：检查。",
            "九月份的工作是开学。十月份的工作是检查。",
            "十月：检查。九月：开学。",
            "九月：开学准备，全员参加。",
            "从九月：到十月：止",
            "九月：开学\n十月：检查",
            "召开会议。\n二〇二三年九月",
            "召开会议。\n二〇二三年九月\n附件",
        ] {
            assert_eq!(found(text), Vec::<u32>::new(), "{text}");
        }
    }
}
