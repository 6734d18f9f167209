//! Contents lists: with dot leaders, with links into the page, and such as repeat headings.

use std::collections::HashMap;

use super::super::rows::Row;
use super::neighbour;
use crate::text::chars::narrow;

/// Longest entry, in bytes.
const LONGEST_ENTRY: usize = 240;

/// Marks the lines of the lists, and the word 目录 over them.
pub fn mark(rows: &mut [Row]) {
    with_leaders(rows);
    linked(rows);
    plain(rows);
}

/// Lines of a contents list: an entry, dots, a page. Two or more, with the word 目录 over them.
fn with_leaders(rows: &mut [Row]) {
    let mut entries = Vec::new();
    for index in 0..=rows.len() {
        if let Some(row) = rows.get(index) {
            if row.text.is_empty() || row.gone.is_some() {
                continue;
            }
            if row.is_prose() && row.text.len() <= 400 && is_leader(row.text) {
                entries.push(index);
                continue;
            }
        }
        if entries.len() >= 2 {
            take(rows, &entries);
        }
        entries.clear();
    }
}

/// List items that are links into the page and nothing else. Two or more, one under the other.
fn linked(rows: &mut [Row]) {
    let mut entries: Vec<usize> = Vec::new();
    for index in 0..=rows.len() {
        match rows.get(index) {
            Some(row) if row.text.is_empty() => continue,
            Some(row) if row.stays() && is_page_link(row.text) => entries.push(index),
            _ => {
                if entries.len() >= 2 {
                    take(rows, &entries);
                }
                entries.clear();
            }
        }
    }
}

/// `- [某某工作计划](#某某工作计划)`
fn is_page_link(text: &str) -> bool {
    let item = text.trim_start_matches(['-', '*', '+']).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let inner = item.trim_start().strip_prefix('[').and_then(|rest| rest.strip_suffix(')'));
    inner
        .and_then(|inner| inner.split_once("](#"))
        .is_some_and(|(name, _)| item.len() < text.len() && !name.contains(']'))
}

/// Entries under 目录 that come again further down as lines of their own, without the page number that an entry may end with.
fn plain(rows: &mut [Row]) {
    let Some(heading) = (0..rows.len()).find(|&index| rows[index].is_prose() && is_contents_word(rows[index].text))
    else {
        return;
    };
    let is_short = |row: &Row| row.text.len() <= LONGEST_ENTRY;
    // Where not even the first entry comes again, which one look tells, there is no list.
    let mut below = rows[heading + 1..].iter().filter(|row| row.stays());
    let Some(first) = below.next().filter(|row| is_short(row)) else { return };
    let comes_again = |row: &Row| readings(first.text).any(|(entry, _)| key(row.text).eq(key(entry)));
    if !below.any(|row| row.is_prose() && is_short(row) && comes_again(row)) {
        return;
    }
    let lines = rows.iter().enumerate().skip(heading + 1);
    let lines = lines.filter(|(_, row)| row.is_prose() && is_short(row));
    let last: HashMap<String, usize> = lines.map(|(index, row)| (key(row.text).collect(), index)).collect();
    let mut page = 0;
    let mut again = |index: &usize| {
        let is_below = |entry: &str| last.get(&key(entry).collect::<String>()).is_some_and(|last| last > index);
        let rises = |number: Option<u32>| number.is_none_or(|number| number >= page);
        let mut all = readings(rows[*index].text);
        let found = all.find(|&(entry, number)| is_short(&rows[*index]) && rises(number) && is_below(entry));
        page = found.and_then(|(_, number)| number).unwrap_or(page);
        found.is_some()
    };
    let filled = (heading + 1..rows.len()).filter(|&index| rows[index].stays());
    let entries: Vec<usize> = filled.take_while(|index| again(index)).collect();
    if entries.len() >= 2 {
        take(rows, &entries);
    }
}

/// What an entry of a contents list may say: its whole text, or what stands before a page number.
fn readings(text: &str) -> impl Iterator<Item = (&str, Option<u32>)> {
    let title = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = text[title.len()..].parse().ok().filter(|_| title.ends_with(char::is_whitespace));
    let numbered = number.map(|number| (title, Some(number)));
    std::iter::once((text, None)).chain(numbered)
}

/// A line without white space and Markdown marks, to compare an entry with its heading.
fn key(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(narrow).filter(|c| !c.is_whitespace() && !matches!(c, '#' | '*' | '-'))
}

fn take(rows: &mut [Row], entries: &[usize]) {
    let heading = neighbour(rows, entries[0], true).filter(|&index| is_contents_word(rows[index].text));
    for &index in entries.iter().chain(&heading) {
        rows[index].gone = Some("contents-list".into());
    }
}

/// 目录, with or without spaces.
fn is_contents_word(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let word = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '#' | '*' | ':' | '：'));
    ["目录", "目錄", "目次", "内容目录"].iter().any(|contents| word.clone().eq(contents.chars()))
}

/// `一、指导思想……………3`
fn is_leader(text: &str) -> bool {
    let text = text.trim_end_matches([')', '）', '-', '—', ' ']);
    let without = text.trim_end_matches(|c: char| narrow(c).is_ascii_digit());
    if without.len() == text.len() {
        return false;
    }
    let without = without.trim_end_matches([' ', '(', '（', '-', '—', '第']);
    let title = without.trim_end_matches(['.', '…', '·', '．', '。', '-', '—', '_', '┈', ' ', '・']);
    without[title.len()..].chars().filter(|c| !c.is_whitespace()).map(|c| if c == '…' { 3 } else { 1 }).sum::<usize>()
        >= 4
        && !title.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_leaders() {
        assert!(is_leader("一、指导思想……………3") && is_leader("第一章 总则......12") && is_leader("目标 ………… (4)"));
        assert!(!is_leader("达到98") && !is_leader("今后……") && !is_leader("2019"));
    }
}
