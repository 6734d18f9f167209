//! Documents that follow each other without a series: one ends with a signature or a date, a title stands alone, numbering
//! begins again.

use std::sync::OnceLock;

use regex::Regex;

use super::context::{Numbering, Seen, between, numbering};
use super::label::{is_annex, is_title};
use super::rule::is_rule;
use super::series::Series;
use crate::document::Reason;

/// Least text of a document, in bytes.
const LEAST_TEXT: usize = 240;

/// The series of such titles; the first document begins with the file.
pub fn find(seen: &[Seen]) -> Option<Series> {
    let mut starts = vec![0];
    let mut reasons = vec![Vec::new()];
    let mut scores = Vec::new();
    let mut annex = false;
    for index in 1..seen.len() {
        let text = seen[index].head.trim();
        if is_annex(text) {
            annex = true;
        }
        let Some((score, found)) = judge(seen, starts[starts.len() - 1], index) else { continue };
        if score < super::series::ENOUGH || (annex && !after_end(seen, index)) {
            continue;
        }
        starts.push(index);
        reasons.push(found);
        scores.push(score);
        annex = false;
    }
    let score = *scores.iter().min()?;
    reasons[0] = vec![Reason { rule: "start-of-file".into(), line: seen[0].line, text: String::new() }];
    Some(Series { score, starts, repeats: Vec::new(), reasons })
}

fn judge(seen: &[Seen], from: usize, index: usize) -> Option<(i32, Vec<Reason>)> {
    let line = &seen[index];
    let text = line.head.trim();
    if !line.is_short() || line.marker.is_some() || !is_title(text) || is_annex(text) || text.contains([',', '、', ':'])
    {
        return None;
    }
    let before = &seen[index - 1];
    if is_annex(before.head.trim()) || !before.is_complete() || between(seen, from, index) < LEAST_TEXT {
        return None;
    }
    if numbering(seen, from, index, seen.len()) != Numbering::Restarts {
        return None;
    }
    let reason =
        |rule: &str, line: &Seen| Reason { rule: rule.to_owned(), line: line.line, text: line.head.trim().to_owned() };
    let mut reasons =
        vec![reason("title", line), Reason { rule: "numbering-restarts".into(), line: line.line, text: String::new() }];
    let mut score = 45;
    if after_end(seen, index) {
        score += 25;
        reasons.push(reason("document-ends", before));
    }
    if line.heading > 0 {
        score += 15;
        reasons.push(reason("heading", line));
    }
    Some((score, reasons))
}

/// The document before has ended: with a date, a signature over it, or a rule.
fn after_end(seen: &[Seen], index: usize) -> bool {
    let before = seen[index - 1].head.trim();
    is_rule(before) || is_date(before)
}

/// A line that is a date, or ends with one after a short signature.
pub fn is_date(line: &str) -> bool {
    static DATE: OnceLock<Regex> = OnceLock::new();
    let pattern = r"^.{0,24}([12][0-9xX_]{3}|20[xX_]{1,2}|[xX_]{2}|二[〇○零0][一二三四五六七八九〇○零]{2})\s*年\s*[0-9xX_一二三四五六七八九十]{1,3}\s*月(\s*[0-9xX_一二三四五六七八九十]{1,3}\s*日)?$";
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
