//! Page marks, running page numbers, headers that are repeated on every page, and contents lists.

mod contents;

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::Regex;

use super::rows::Row;
use crate::text::chars::{is_dash, narrow, narrowed};

/// Least length of a series of bare numbers that counts as page numbers.
const LEAST_RUN: usize = 3;
/// Least number of bytes between two page numbers, on average: about 120 Han characters.
const PAGE: usize = 360;
/// The same where the numbers break sentences.
const SHORT_PAGE: usize = 90;
/// Least number of bytes between two page numbers.
const LEAST_GAP: usize = 12;
/// Longest header or footer, in characters.
const LONGEST_HEADER: usize = 40;

/// Marks the lines that go.
pub fn mark(rows: &mut [Row]) {
    let mut marks = Vec::new();
    for (index, row) in rows.iter_mut().enumerate() {
        if row.is_prose() && !row.is_settled() && row.text.len() <= 60 && is_page_mark(row.text) {
            row.gone = Some("page-mark".into());
            marks.push(index);
        }
    }
    marks.extend(footers(rows));
    marks.extend(bare_numbers(rows));
    marks.sort_unstable();
    headers(rows, &marks);
    contents::mark(rows);
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

/// `—3—`, `- 3 -`, `. 3 .`, `第3页 共12页`, `3/12`, `Page 3 of 12`.
fn is_page_mark(text: &str) -> bool {
    let fences =
        |c: char| is_dash(c) || matches!(c, '·' | '~' | '•' | '*' | '=' | '|' | '_' | '.') || c.is_whitespace();
    let last = text.chars().rev().map(narrow).find(|&c| !fences(c));
    if !last.is_some_and(|c| c.is_ascii_digit() || matches!(c, '页' | '頁' | ')')) {
        return false;
    }
    let line = narrowed(text);
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

/// Lines that hold a page mark beside the same words on every page: `某某街道办事处　第3页 共9页`. At least three, with rising
/// numbers.
fn footers(rows: &mut [Row]) -> Vec<usize> {
    let mut groups: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
    let short = rows.iter().enumerate().filter(|(_, row)| row.is_prose() && row.text.len() <= 180);
    for (index, row) in short.filter(|(_, row)| may_mark_page(row.text)) {
        let line = narrowed(row.text);
        let Some(found) = marked_page().captures(&line) else { continue };
        let Some(page) = found.get(1).or(found.get(2)).and_then(|page| page.as_str().parse().ok()) else { continue };
        let words = marked_page().replace(&line, " ").trim().to_owned();
        groups.entry(words).or_default().push((index, page));
    }
    let rises = |group: &Vec<(usize, u32)>| group.windows(2).all(|pair| pair[0].1 < pair[1].1);
    let groups = groups.into_values().filter(|group| group.len() >= LEAST_RUN && rises(group));
    let found: Vec<usize> = groups.flatten().map(|(index, _)| index).collect();
    for &index in &found {
        rows[index].gone = Some("page-mark".into());
    }
    found
}

/// Can a page mark stand at either end? Looking there saves reading the line.
fn may_mark_page(text: &str) -> bool {
    (text.starts_with('第') || text.ends_with(['页', '頁', ')', '）'])) && text.contains(['页', '頁'])
}

/// A page mark at either end of a line, with its number.
fn marked_page() -> &'static Regex {
    static PAGE: OnceLock<Regex> = OnceLock::new();
    let mark = r"第\s*([0-9]{1,4})\s*[页頁]([\s,/|(]*共\s*[0-9]{1,4}\s*[页頁]\)?)?";
    let pattern = format!(r"^{mark}\s|\s{mark}$", mark = mark.replace("([\\s", "(?:[\\s"));
    // A constant pattern, compiled by the tests.
    PAGE.get_or_init(|| Regex::new(&pattern).expect("valid"))
}

/// Bare numbers that rise by one from page to page. Data in a table does not: it repeats, falls, or follows too closely; it
/// may stand between two page numbers.
fn bare_numbers(rows: &mut [Row]) -> Vec<usize> {
    let bare = |row: &Row| {
        let short = row.is_prose() && row.text.len() <= 4 && row.text.bytes().all(|b| b.is_ascii_digit());
        short.then(|| row.text.parse::<u32>().ok()).flatten()
    };
    let beside = |at: usize| [neighbour(rows, at, true), neighbour(rows, at, false)].into_iter().flatten();
    let alone = |at: usize| !beside(at).any(|other| bare(&rows[other]).is_some());
    let numbers = rows.iter().enumerate().filter_map(|(at, row)| Some((at, bare(row)?)));
    let numbers: Vec<(usize, u32)> = numbers.filter(|(at, value)| *value > 0 && alone(*at)).collect();
    let run = longest_run(rows, &numbers);
    let breaks = run.iter().filter(|&&index| breaks_page(rows, index)).count();
    let gaps = run.len().saturating_sub(1);
    let total = if gaps > 0 { gap(rows, run[0], run[gaps]) } else { 0 };
    let paged = total >= PAGE * gaps || (breaks * 3 >= run.len() && total >= SHORT_PAGE * gaps);
    if run.len() < LEAST_RUN || !paged {
        return Vec::new();
    }
    for &index in &run {
        rows[index].gone = Some("page-number".into());
    }
    run
}

/// Indices of the best series of numbers that rise by one, with text between each two: the one with the most numbers that
/// break a sentence or a page, then the longest.
fn longest_run(rows: &[Row], numbers: &[(usize, u32)]) -> Vec<usize> {
    let mut best: HashMap<u32, usize> = HashMap::new();
    let mut score: Vec<usize> = Vec::with_capacity(numbers.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, &(index, value)) in numbers.iter().enumerate() {
        let earlier = value.checked_sub(1).and_then(|value| best.get(&value).copied());
        let earlier = earlier.filter(|&earlier| gap(rows, numbers[earlier].0, index) >= LEAST_GAP);
        let own = 1 + if breaks_page(rows, index) { 3 } else { 0 };
        score.push(own + earlier.map_or(0, |earlier| score[earlier]));
        before.push(earlier);
        let known = best.get(&value).copied();
        if known.is_none_or(|known| score[at] > score[known]) {
            best.insert(value, at);
        }
    }
    let Some(mut at) = (0..numbers.len()).max_by_key(|&at| (score[at], std::cmp::Reverse(at))) else {
        return Vec::new();
    };
    let mut run = vec![numbers[at].0];
    while let Some(earlier) = before[at] {
        run.push(numbers[earlier].0);
        at = earlier;
    }
    run.reverse();
    run
}

/// Does the line stand in the middle of a sentence, or at a form feed?
fn breaks_page(rows: &[Row], index: usize) -> bool {
    let next = rows.get(index + 1).map_or(rows[index].line.next, |row| row.start);
    let feed = rows[index].start - rows[index].line.start > 8 && next > rows[index].line.next;
    let Some(before) = neighbour(rows, index, true) else { return false };
    let last = rows[before].text.chars().next_back();
    let open = last.is_some_and(|c| !crate::text::chars::ends_line(c) && !crate::text::chars::is_closing(c));
    feed || (open && rows[before].text.len() > 36)
}

/// Bytes of text between two lines.
fn gap(rows: &[Row], from: usize, to: usize) -> usize {
    rows[from + 1..to].iter().map(|row| row.text.len()).sum()
}

/// Lines that stand beside at least three page marks and half of all: headers and footers. Sentences are none: documents of one
/// kind can end alike.
fn headers(rows: &mut [Row], marks: &[usize]) {
    if marks.len() < LEAST_RUN {
        return;
    }
    let mut beside: HashMap<String, Vec<usize>> = HashMap::new();
    for &mark in marks {
        for index in [neighbour(rows, mark, true), neighbour(rows, mark, false)].into_iter().flatten() {
            let text = narrowed(rows[index].text);
            let short = text.chars().count() <= LONGEST_HEADER && !text.ends_with(['。', ';', ',']);
            if short && crate::text::marker::at_start(&text).is_none() {
                beside.entry(text).or_default().push(index);
            }
        }
    }
    // Over the header of the first page there is no mark.
    let top = rows.iter().position(Row::stays).map(|first| (first, narrowed(rows[first].text)));
    for (text, indices) in beside {
        let mut unique = indices;
        unique.dedup();
        let copies = unique.len()
            + usize::from(top.as_ref().is_some_and(|(first, top)| *top == text && !unique.contains(first)));
        if copies >= LEAST_RUN && unique.len() * 2 >= marks.len() {
            take_headers(rows, &unique);
        }
    }
}

/// Takes away every copy of a header; a copy at the very top, with no mark beside it, is the title.
fn take_headers(rows: &mut [Row], beside: &[usize]) {
    let text = narrowed(rows[beside[0]].text);
    let first = rows.iter().position(Row::stays);
    for (index, row) in rows.iter_mut().enumerate() {
        let same = row.is_prose() && row.text.len() <= text.len() * 3 && narrowed(row.text) == text;
        if same && (first != Some(index) || beside.contains(&index)) {
            row.gone = Some("page-header".into());
        }
    }
}

/// The next line before or after `from` that stays, within a few lines.
fn neighbour(rows: &[Row], from: usize, before: bool) -> Option<usize> {
    let stays = |index: &usize| rows[*index].stays();
    if before { (0..from).rev().take(4).find(stays) } else { (from + 1..rows.len()).take(4).find(stays) }
}

#[cfg(test)]
mod tests;
