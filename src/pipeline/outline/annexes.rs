//! Annexes: `附件1` on a line of its own begins one, with numbers of its own below it; `附件：1.… 2.…` before the signature
//! only lists them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::find::at_line_start;
use crate::document::{Body, LineForm};
use crate::text::chars::{ends_line, is_comma, narrow};
use crate::text::marker::{self, Marker, Scheme};
use crate::text::numeral;

/// Words that begin annexes.
const WORDS: [&str; 6] = ["附件", "附錄", "附录", "附表", "附圖", "附图"];
/// Longest entry of a list and longest title, in characters.
const LONGEST_TITLE: usize = 40;
/// Most lines from the head of an annex with its title, or from the end of a list, to what shows that it is one.
const FARTHEST: usize = 4;
/// Longest date, with a signature before it, in characters.
const LONGEST_DATE: usize = 30;

/// What annexes say about the lines of a plan.
#[derive(Default)]
pub struct Annexes {
    /// Heads of annexes, by line.
    pub heads: HashMap<usize, Marker>,
    /// Lines that list annexes.
    pub listed: HashSet<usize>,
}

/// Looks for them in the body lines `lines`.
pub fn all(body: &Body, lines: Range<usize>) -> Annexes {
    let mut found = Annexes::default();
    let texts: Vec<&str> = body.lines[lines.clone()].iter().map(|line| body.text_of(line)).collect();
    let bare = texts.iter().filter_map(|text| Label::of(text)).filter(Label::is_numbered).count();
    let mut dated = false;
    for (at, text) in texts.iter().enumerate() {
        let line = &body.lines[lines.start + at];
        dated |= is_date(text);
        let Some(label) = Label::of(text).filter(|_| line.form != LineForm::Block) else { continue };
        let entries = label.entries(&texts[at + 1..]);
        let is_sure = dated || bare > 1 && label.is_numbered() && line.form == LineForm::Prose;
        if let Some(entries) = entries {
            found.listed.extend((at..=at + entries).map(|at| lines.start + at));
        } else if !(1..7).contains(&line.heading) && label.heads(&texts[at + 1..], is_sure) {
            found.heads.insert(lines.start + at, label.marker());
        }
    }
    found
}

/// `附件1`, `附件：`, `附錄二　…`.
struct Label<'t> {
    number: Option<u32>,
    /// Length with the number and a colon.
    len: usize,
    rest: &'t str,
}

impl<'t> Label<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let after = WORDS.iter().find_map(|word| text.strip_prefix(word))?;
        let digits = after.trim_start();
        let number = numeral::any(digits);
        let end = number.map_or(after, |(_, len)| &digits[len..]);
        let rest = end.trim_start().strip_prefix([':', '：']).unwrap_or(end);
        let set_off = rest.is_empty() || rest.len() < end.len() || rest.starts_with(char::is_whitespace);
        let len = text.len() - rest.len();
        set_off.then(|| Self { number: number.map(|(number, _)| number), len, rest: rest.trim() })
    }

    fn marker(&self) -> Marker {
        Marker { scheme: Scheme::Annex, number: self.number, parts: 1, len: self.len }
    }

    /// How many of the lines `below` it lists as further annexes; `None` when it lists nothing.
    fn entries(&self, below: &[&str]) -> Option<usize> {
        let numbered = |text: &str| marker::at_start(text).or_else(|| marker::loose(text));
        let own = numbered(self.rest).filter(|_| self.number.is_none());
        let first = own.or_else(|| numbered(below.first().filter(|_| self.is_bare())?));
        let first = first.filter(|first| first.number == Some(1) && first.scheme > Scheme::Han)?;
        let is_entry = |text: &str, before: Option<u32>| {
            let number = numbered(text).filter(|found| found.scheme == first.scheme)?.number?;
            (before.is_none_or(|before| number == before + 1) && is_title(text)).then_some(number)
        };
        let mut number = own.is_none().then_some(0);
        let mut count = 0;
        while let Some(next) = below.get(count).and_then(|text| is_entry(text, number)) {
            if own.is_some() && count == 0 && next == 1 {
                break;
            }
            (number, count) = (Some(next), count + 1);
        }
        let signed = || below[count..].iter().take(FARTHEST).any(|text| is_date(text)) || below.len() == count;
        (own.is_some() || count > 0 && signed()).then_some(count)
    }

    /// `附件：` and nothing else.
    fn is_bare(&self) -> bool {
        self.number.is_none() && self.rest.is_empty()
    }

    /// `附件1` and nothing else.
    fn is_numbered(&self) -> bool {
        self.number.is_some() && self.rest.is_empty()
    }

    /// Whether an annex begins here: that is sure after the signature and where there are several, or numbers begin again
    /// below it.
    fn heads(&self, below: &[&str], is_sure: bool) -> bool {
        if below.first().is_none_or(|next| Label::of(next).is_some()) {
            return false;
        }
        let restarts = |mut lines: std::slice::Iter<&str>| {
            lines.find_map(|text| at_line_start(text)).is_some_and(|found| found.number == Some(1))
        };
        if !self.rest.is_empty() {
            let near = &below[..below.len().min(FARTHEST)];
            let known = is_sure || self.number.is_some();
            return known && is_title(self.rest) && !near.iter().any(|text| is_date(text)) && restarts(near.iter());
        }
        let own = below.iter().position(|text| Label::of(text).is_some()).unwrap_or(below.len());
        is_sure || self.number.is_some() && restarts(below[..own].iter())
    }
}

/// The title of an annex, if the line under its number is one.
pub fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    (is_title(line) && !is_date(line) && !line.contains([':', '：'])).then_some(line)
}

/// Short, without the punctuation of sentences.
fn is_title(text: &str) -> bool {
    let is_end = |c| ends_line(c) && !matches!(narrow(c), '.' | ':') || is_comma(c) && c != '、';
    text.chars().take(LONGEST_TITLE + 1).count() <= LONGEST_TITLE && !text.contains(is_end)
}

/// A date, perhaps with a signature before it; behind a colon it says something else (`發文日期：…`).
fn is_date(text: &str) -> bool {
    let ends = text.ends_with(|c| matches!(narrow(c), '月' | '日'));
    ends && text.contains('年') && !text.contains([':', '：']) && text.chars().count() <= LONGEST_DATE && is_title(text)
}

#[cfg(test)]
mod tests {
    use super::super::tests::body_of;
    use super::*;

    /// Lines, counted from 1, that head annexes, and those that list them.
    fn found(text: &str) -> (Vec<usize>, Vec<usize>) {
        let body = body_of(text);
        let found = all(&body, 0..body.lines.len());
        let sorted = |lines: Vec<usize>| {
            let mut lines: Vec<usize> = lines.into_iter().map(|line| line + 1).collect();
            lines.sort_unstable();
            lines
        };
        (sorted(found.heads.into_keys().collect()), sorted(found.listed.into_iter().collect()))
    }

    #[test]
    fn heads_and_lists() {
        let signed = "附件：1．自查表\n2．承诺书\n县教育局\n2023年3月2日\n附件1\n自查表\n附件2：承诺书\n一、内容";
        assert_eq!(found(signed), (vec![5, 7], vec![1, 2]));
        assert_eq!(found("附件：\n1.自查表\n2.承诺书\n县教育局\n2023年3月2日"), (vec![], vec![1, 2, 3]));
        let dated = "附件：1.2024年任务表\n2.2024年项目清单\n县教育局";
        assert_eq!(found(dated), (vec![], vec![1, 2]));
        assert_eq!(found("（二）落实\n附件一\n日程\n附件二\n名单"), (vec![2, 4], vec![]));
        assert_eq!(found("（二）落实\n附件一\n自查表\n一、门卫\n是否值班。"), (vec![2], vec![]));
    }

    #[test]
    fn annexes_that_are_only_named() {
        for text in [
            "附件1：自查表\n附件2：承诺书\n县教育局\n2023年3月2日",
            "一、要求\n附件1所列学校按时报送。\n二、时间",
            "三、要求\n附件2\n四、时间",
            "附件：自查表\n县教育局",
            "發文日期：113年3月5日\n附件：如主旨\n主旨：報名一案。\n說明：\n一、依要點辦理。",
        ] {
            assert_eq!(found(text), (vec![], vec![]), "{text}");
        }
    }
}
