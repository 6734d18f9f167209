//! Page marks, running page numbers, headers that are repeated on every page, and contents lists with dot leaders.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::Regex;

use super::rows::Row;
use crate::text::chars::{is_dash, narrowed};

/// Least length of a series of bare numbers that counts as page numbers.
const LEAST_RUN: usize = 3;
/// Least number of bytes between two page numbers, on average: about 120 Han characters.
const PAGE: usize = 360;
/// Longest header or footer, in characters.
const LONGEST_HEADER: usize = 40;

/// Marks the lines that go.
pub fn mark(rows: &mut [Row]) {
    let mut marks = Vec::new();
    for (index, row) in rows.iter_mut().enumerate() {
        if row.is_prose() && row.text.len() <= 60 && is_page_mark(row.text) {
            row.gone = Some("page-mark".into());
            marks.push(index);
        }
    }
    marks.extend(bare_numbers(rows));
    marks.sort_unstable();
    headers(rows, &marks);
    contents(rows);
}

fn patterns() -> &'static Regex {
    static PATTERNS: OnceLock<Regex> = OnceLock::new();
    let numeral = r"[0-9]{1,4}|[一二三四五六七八九十百]{1,5}";
    let pattern = format!(
        r"^(第\s*({numeral})\s*[页頁](\s*[,/|(]?\s*共\s*({numeral})\s*[页頁]\)?)?|共\s*({numeral})\s*[页頁][\s,]*第\s*({numeral})\s*[页頁]|[0-9]{{1,4}}\s*/\s*[0-9]{{1,4}}\s*[页頁]?|[Pp](age|\.)?\s*[0-9]{{1,4}}(\s*(of|/)\s*[0-9]{{1,4}})?|[0-9]{{1,4}}\s*[页頁])$"
    );
    // A constant pattern, compiled by the tests.
    PATTERNS.get_or_init(|| Regex::new(&pattern).expect("valid"))
}

/// `—3—`, `- 3 -`, `第3页 共12页`, `3/12`, `Page 3 of 12`.
fn is_page_mark(text: &str) -> bool {
    let line = narrowed(text);
    let fences = |c: char| is_dash(c) || matches!(c, '·' | '~' | '•' | '*' | '=' | '|' | '_') || c.is_whitespace();
    let inner = line.trim_matches(fences);
    let numeral = !inner.is_empty() && inner.len() <= 4 && inner.bytes().all(|b| b.is_ascii_digit());
    let marked = |edge: Option<char>| edge.is_some_and(|c| fences(c) && !c.is_whitespace());
    let fenced = numeral && marked(line.chars().next()) && marked(line.chars().last());
    let part = line.split_once('/').is_none_or(|(page, all)| {
        let value = |text: &str| text.trim().trim_end_matches(['页', '頁']).parse::<u32>().ok();
        value(page).zip(value(all)).is_none_or(|(page, all)| page <= all && page > 0)
    });
    fenced || (part && patterns().is_match(inner.trim()) && !inner.contains("月"))
}

/// Bare numbers that rise by one from page to page. Data in a table does not: it repeats, falls, or follows too closely.
fn bare_numbers(rows: &mut [Row]) -> Vec<usize> {
    let bare = |row: &Row| {
        let short = row.is_prose() && row.text.len() <= 4 && row.text.bytes().all(|b| b.is_ascii_digit());
        short.then(|| row.text.parse::<u32>().ok()).flatten()
    };
    let numbers: Vec<(usize, u32)> = rows.iter().enumerate().filter_map(|(at, row)| Some((at, bare(row)?))).collect();
    let mut taken = Vec::new();
    let mut from = 0;
    while from < numbers.len() {
        let run = run_from(&numbers[from..], rows);
        if run >= LEAST_RUN && is_paged(&numbers[from..from + run], rows) {
            taken.extend(numbers[from..from + run].iter().map(|number| number.0));
            from += run;
        } else {
            from += 1;
        }
    }
    for &index in &taken {
        rows[index].gone = Some("page-number".into());
    }
    taken
}

/// How many of the first numbers follow each other, each with something else in between.
fn run_from(numbers: &[(usize, u32)], rows: &[Row]) -> usize {
    let follows = |pair: &&[(usize, u32)]| pair[1].1 == pair[0].1 + 1 && gap(rows, pair[0].0, pair[1].0) > 0;
    1 + numbers.windows(2).take_while(follows).count()
}

/// Bytes of text between two lines.
fn gap(rows: &[Row], from: usize, to: usize) -> usize {
    rows[from + 1..to].iter().map(|row| row.text.len()).sum()
}

fn is_paged(run: &[(usize, u32)], rows: &[Row]) -> bool {
    let total = gap(rows, run[0].0, run[run.len() - 1].0);
    total >= PAGE * (run.len() - 1)
}

/// Lines that stand beside at least three page marks and half of all: headers and footers.
fn headers(rows: &mut [Row], marks: &[usize]) {
    if marks.len() < LEAST_RUN {
        return;
    }
    let mut beside: HashMap<String, Vec<usize>> = HashMap::new();
    for &mark in marks {
        for index in [neighbour(rows, mark, true), neighbour(rows, mark, false)].into_iter().flatten() {
            let text = narrowed(rows[index].text);
            if text.chars().count() <= LONGEST_HEADER && crate::text::marker::at_start(&text).is_none() {
                beside.entry(text).or_default().push(index);
            }
        }
    }
    for indices in beside.into_values() {
        let mut unique = indices;
        unique.dedup();
        if unique.len() >= LEAST_RUN && unique.len() * 2 >= marks.len() {
            unique.iter().for_each(|&index| rows[index].gone = Some("page-header".into()));
        }
    }
}

fn neighbour(rows: &[Row], from: usize, before: bool) -> Option<usize> {
    let stays = |index: &usize| rows[*index].stays();
    if before { (0..from).rev().take(4).find(stays) } else { (from + 1..rows.len()).take(4).find(stays) }
}

/// Lines of a contents list: an entry, dots, a page. Two or more, with the word 目录 over them.
fn contents(rows: &mut [Row]) {
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
            take_contents(rows, &entries);
        }
        entries.clear();
    }
}

fn take_contents(rows: &mut [Row], entries: &[usize]) {
    let heading = neighbour(rows, entries[0], true).filter(|&index| is_contents_word(rows[index].text));
    for &index in entries.iter().chain(&heading) {
        rows[index].gone = Some("contents-list".into());
    }
}

/// 目录, with or without spaces.
pub fn is_contents_word(text: &str) -> bool {
    let word: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '#' | '*' | ':' | '：')).collect();
    matches!(word.as_str(), "目录" | "目錄" | "目次" | "内容目录")
}

/// `一、指导思想……………3`
fn is_leader(text: &str) -> bool {
    let text = text.trim_end_matches([')', '）', '-', '—', ' ']);
    let without = text.trim_end_matches(|c: char| crate::text::chars::narrow(c).is_ascii_digit());
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
    fn page_marks_in_every_form() {
        for text in
            ["—3—", "- 12 -", "第3页 共12页", "第 3 页", "3/12", "Page 3 of 12", "－ 5 －", "第三页", "共12页 第3页"]
        {
            assert!(is_page_mark(text), "{text}");
        }
        for text in ["3", "2019—2021", "13/12", "3—5", "第3页的内容", "-3", "第三阶段", "——"] {
            assert!(!is_page_mark(text), "{text}");
        }
    }

    #[test]
    fn dot_leaders() {
        assert!(is_leader("一、指导思想……………3") && is_leader("第一章 总则......12") && is_leader("目标 ………… (4)"));
        assert!(!is_leader("达到98") && !is_leader("今后……") && !is_leader("2019"));
    }
}
