//! Markers that look like something else where they stand alone, and are believed where the next of their series, or the
//! one before, is there too: 壹、 and 甲、, `一：`, `一 指导思想`, `1.3月举办`, and a heading that a converter made the item of a list.

use std::collections::HashMap;
use std::ops::Range;

use super::find::{at_line_start, begins_heading};
use crate::document::{Body, LineForm};
use crate::text::chars::{ends_sentence, is_comma};
use crate::text::marker::{self, Marker, Scheme};

/// Longest heading that a converter made an item, in characters.
const LONGEST_ITEM: usize = 40;

/// A marker at the start of a line.
struct Item {
    line: usize,
    /// Byte offset in the line.
    at: usize,
    marker: Marker,
    /// It is a marker whatever stands before and after it.
    sure: bool,
    /// Nothing but a blank sets it off: text must stand under it, or it is a row of a table.
    bare: bool,
}

/// Place and marker of those that are believed, by line.
pub fn all(body: &Body, lines: Range<usize>) -> HashMap<usize, (usize, Marker)> {
    let mut series: HashMap<Scheme, Vec<Item>> = HashMap::new();
    for item in lines.clone().filter_map(|line| item(body, line, lines.end)) {
        series.entry(item.marker.scheme).or_default().push(item);
    }
    let mut found = HashMap::new();
    for items in series.values() {
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.sure) {
            let before = index.checked_sub(1).map(|before| &items[before]);
            let after = items.get(index + 1);
            if after.is_some_and(|after| after.marker.number == item.marker.number) {
                continue;
            }
            if before.is_some_and(|before| follows(before, item)) || after.is_some_and(|after| follows(item, after)) {
                found.insert(item.line, (item.at, item.marker));
            }
        }
    }
    found
}

/// Whether `item` has the number after that of `before`, and text under it where that is asked for.
fn follows(before: &Item, item: &Item) -> bool {
    let next = before.marker.number.is_some_and(|number| item.marker.number == Some(number + 1));
    next && (!before.bare || before.line + 1 < item.line)
}

fn item(body: &Body, line: usize, end: usize) -> Option<Item> {
    let text = body.text_of(&body.lines[line]);
    let item = |at, marker: Marker, sure| Item { line, at, marker, sure, bare: false };
    match body.lines[line].form {
        LineForm::TableRemnant => None,
        LineForm::Block => {
            let at = dress(text)?;
            let under = body.lines.get(line + 1).filter(|_| line + 1 < end)?;
            let heads = under.form == LineForm::Prose && is_short(&text[at..]);
            at_line_start(&text[at..]).filter(|_| heads).map(|marker| item(at, marker, false))
        }
        LineForm::Prose => {
            let sure = at_line_start(text).map(|marker| item(0, marker, true));
            sure.or_else(|| {
                let strict = marker::at_start(text);
                let found = strict.or_else(|| marker::loose(text))?;
                let is_loose =
                    strict.is_none() || matches!(found.scheme, Scheme::Financial | Scheme::Stem | Scheme::Han);
                let bare = text[..found.len].ends_with(char::is_alphanumeric);
                let heads = is_loose && begins_heading(&text[found.len..]) && !(bare && line + 1 >= end);
                heads.then_some(Item { bare, ..item(0, found, false) })
            })
        }
    }
}

/// Length of the mark of a list or a quotation.
fn dress(text: &str) -> Option<usize> {
    let rest = ["- ", "* ", "+ ", "> "].iter().find_map(|mark| text.strip_prefix(mark))?;
    Some(text.len() - rest.trim_start().len())
}

/// A heading without a sentence.
fn is_short(text: &str) -> bool {
    let is_end = |c| ends_sentence(c) || is_comma(c) && c != '、';
    text.chars().take(LONGEST_ITEM + 1).count() <= LONGEST_ITEM && !text.contains(is_end)
}
