//! Documents that follow each other without a series: one ends with a signature or a date, a title stands alone, numbering
//! begins again.

use std::sync::OnceLock;

use regex::Regex;

use super::context::{Numbering, Seen, Seens, between, numbering};
use super::rule::is_rule;
use super::series::{ENOUGH, Series};
use crate::document::Reason;

/// Least text of a document, in bytes.
const LEAST_TEXT: usize = 240;
/// Most lines of a letterhead over a title: issuing bodies, the number of the document.
const LETTERHEAD: usize = 4;
/// Longest line of a letterhead, in characters.
const LONGEST_LETTERHEAD: usize = 30;

/// Columns of white space that centre a title.
const CENTRED: usize = 8;

/// The series of such titles; the first document begins with the file, or under the title of a compilation.
pub fn find(seen: &Seens) -> Option<Series> {
    let compiled = seen.iter().take(6).position(|line| line.compilation);
    let first = compiled.map_or(0, |over| first_title(seen, over));
    let mut starts = vec![first];
    let mut reasons = vec![vec![reason("start-of-file", &seen[first])]];
    let mut scores = Vec::new();
    let mut annex = false;
    for index in first + 1..seen.len() {
        annex |= seen[index].annex;
        let Some((start, mut score, found)) = judge(seen, starts[starts.len() - 1], index) else { continue };
        score += if compiled.is_some() { 20 } else { 0 };
        let opens = after_end(seen, start) || opens(seen, index);
        if score < ENOUGH || (annex && !opens) {
            continue;
        }
        starts.push(start);
        reasons.push(found);
        scores.push(score);
        annex = false;
    }
    let score = *scores.iter().min()?;
    Some(Series { score, starts, repeats: Vec::new(), reasons })
}

/// The first title under the title of a compilation.
fn first_title(seen: &[Seen], over: usize) -> usize {
    let title = |index: &usize| seen[*index].is_short() && seen[*index].title;
    (over + 1..seen.len().min(over + 8)).find(title).unwrap_or(0)
}

fn reason(rule: &str, line: &Seen) -> Reason {
    Reason { rule: rule.to_owned(), line: line.line, text: line.head.trim().to_owned() }
}

/// Does the title on line `index` begin a document? Its first line, score and evidence.
fn judge(seen: &Seens, from: usize, index: usize) -> Option<(usize, i32, Vec<Reason>)> {
    let line = &seen[index];
    let text = line.head.trim();
    if !line.is_short()
        || line.marker.is_some()
        || !(line.title || line.feed)
        || line.annex
        || text.contains([',', ':'])
    {
        return None;
    }
    let start = letterhead(seen, from, index);
    let before = &seen[start.checked_sub(1)?];
    if before.annex || !before.is_complete() || between(seen, from, start) < LEAST_TEXT {
        return None;
    }
    let mut reasons = vec![reason("title", line)];
    match numbering(seen, from, index, seen.len()) {
        Numbering::Restarts => reasons.push(reason("numbering-restarts", line)),
        // Between two texts without numbers a rule has to speak for itself.
        Numbering::Absent if is_rule(before.head.trim()) => {}
        _ => return None,
    }
    let mut score = 45;
    if opens(seen, index) {
        score += 25;
        reasons.push(reason("addressee", &seen[index + 1]));
    }
    if after_end(seen, start) {
        score += 25;
        reasons.push(reason("document-ends", before));
    }
    if line.indent >= CENTRED || line.feed {
        score += 20;
        reasons.push(reason("centred-or-new-page", line));
    }
    if line.heading > 0 {
        score += 15;
        reasons.push(reason("heading", line));
    }
    Some((start, score, reasons))
}

/// First line of the letterhead over a title: short lines up to the end of the document before.
fn letterhead(seen: &[Seen], from: usize, index: usize) -> usize {
    let plain = |line: &Seen| {
        let text = line.head.trim();
        let short =
            line.is_short() && text.chars().count() <= LONGEST_LETTERHEAD && line.marker.is_none() && !line.annex;
        short && !text.contains([',', '。', ';', ':', '、']) && !is_date(text) && !is_rule(text)
    };
    let least = index.saturating_sub(LETTERHEAD).max(from + 1);
    let top = (least..index).rev().take_while(|&at| plain(&seen[at])).last().unwrap_or(index);
    if top < index && after_end(seen, top) { top } else { index }
}

/// The document before has ended: with a date, a signature over it, its closing clause, or a rule.
pub fn after_end(seen: &[Seen], index: usize) -> bool {
    let before = &seen[index - 1];
    let text = before.head.trim();
    before.closing || is_rule(text) || is_date(text)
}

/// Under the title stands to whom it is addressed: `各学校、各有关单位：`, `同志们：`.
fn opens(seen: &[Seen], index: usize) -> bool {
    let Some(next) = seen.get(index + 1).filter(|next| next.is_short() && next.marker.is_none()) else { return false };
    let Some(whom) = next.head.trim().strip_suffix(':') else { return false };
    let ends =
        ["单位", "單位", "部门", "部門", "学校", "學校", "同志", "同志们", "同志們", "各位领导", "同事们", "同学们"];
    whom.starts_with('各')
        || whom.contains(",各")
        || whom.contains("、各")
        || ends.iter().any(|end| whom.ends_with(end))
}

/// A line that is a date, or ends with one after a short signature.
pub fn is_date(line: &str) -> bool {
    static DATE: OnceLock<Regex> = OnceLock::new();
    let pattern = r"^.{0,24}([12][0-9xX_×]{3}|20[xX_×]{1,2}|[xX_×]{2}|二[〇○零0][一二三四五六七八九〇○零]{2})\s*年\s*[0-9xX_×一二三四五六七八九十]{1,3}\s*月(\s*[0-9xX_×一二三四五六七八九十]{1,3}\s*日)?$";
    // A constant pattern, compiled by the tests.
    DATE.get_or_init(|| Regex::new(pattern).expect("valid")).is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_signatures() {
        for line in ["2023年3月1日", "某某县教育局 2023 年 3 月", "二〇二三年三月一日", "20xx年x月x日"]
        {
            assert!(is_date(line), "{line}");
        }
        for line in ["2023年3月1日起施行。", "到2023年"] {
            assert!(!is_date(line), "{line}");
        }
    }
}
