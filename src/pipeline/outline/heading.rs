//! Where a heading ends.

use std::sync::OnceLock;

use super::find::Found;
use crate::rules::RuleData;
use crate::text::chars::{ends_sentence, narrow};
use crate::text::marker::Scheme;

/// Longest heading with its body in the same line, in characters.
const LONGEST_RUN_IN: usize = 40;
/// Longest heading on a line of its own, in characters.
const LONGEST_LINE: usize = 60;

/// A title in the text after a marker, as byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Title {
    /// First byte.
    pub start: usize,
    /// End, without closing punctuation.
    pub end: usize,
    /// End with closing punctuation: the body goes on here.
    pub stop: usize,
}

/// Headings that plans have everywhere (`data/headings.toml`), ready for use.
pub struct Headings {
    /// The longest first.
    known: Vec<String>,
}

impl Headings {
    /// The built-in headings.
    pub fn builtin() -> &'static Self {
        static HEADINGS: OnceLock<Headings> = OnceLock::new();
        HEADINGS.get_or_init(|| Self::of(RuleData::builtin()))
    }

    /// The headings of `data`.
    pub fn of(data: &RuleData) -> Self {
        let mut known = data.headings.clone();
        known.sort_by_key(|heading| std::cmp::Reverse(heading.len()));
        Self { known }
    }

    /// Length of the heading that `text` begins with.
    fn at_start(&self, text: &str) -> Option<usize> {
        self.known.iter().find(|heading| text.starts_with(heading.as_str())).map(String::len)
    }
}

/// The title in `rest`, the text after a marker up to the next marker or the end of the line. `more` says that a marker
/// follows in the same line.
///
/// A heading ends with its line, at the first full stop or colon, at a space before its body, at the next marker, or with a
/// heading that plans have everywhere. Where nothing tells, there is no title: the marker alone heads the section.
pub fn title(rest: &str, item: &Found, more: bool, known: &Headings) -> Title {
    let start =
        rest.len() - rest.trim_start_matches([' ', '\u{3000}', '\t', '\u{A0}', ':', '：', '，', ',', '、']).len();
    let text = &rest[start..];
    let whole = text.trim_end();
    let length = whole.chars().take(LONGEST_LINE + 1).count();
    if item.heading > 0 && item.heading < 7 && !more {
        return Title { start, end: start + whole.len(), stop: rest.len() };
    }
    if item.scheme == Some(Scheme::Article) {
        return article(whole, start);
    }
    if item.scheme == Some(Scheme::Month) {
        return Title { start, end: start, stop: start };
    }
    if let Some(end) = glued_vocabulary(whole, known) {
        return Title { start, end: start + end, stop: start + end };
    }
    if let Some(end) = space_before_body(whole) {
        return Title { start, end: start + end, stop: start + end };
    }
    if let Some(end) = first_end(whole, known) {
        return end.map_or(Title { start, end: start, stop: start }, |(end, stop)| Title {
            start,
            end: start + end,
            stop: start + stop,
        });
    }
    if more && length <= LONGEST_RUN_IN || !more && length <= LONGEST_LINE && !runs_on(whole, length) {
        return Title { start, end: start + whole.len(), stop: start + whole.len() };
    }
    glued(whole, start, known)
}

/// The first full stop, colon or semicolon. `None`: there is none; `Some(None)`: it comes too late for a heading.
#[allow(clippy::option_option)]
fn first_end(text: &str, known: &Headings) -> Option<Option<(usize, usize)>> {
    let mut depth = 0usize;
    for (count, (at, c)) in text.char_indices().enumerate() {
        match c {
            '《' | '“' | '(' | '（' | '「' | '【' => depth += 1,
            '》' | '”' | ')' | '）' | '」' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let colon = narrow(c) == ':' && !is_ratio(text, at, c);
        let stop = ends_sentence(c) || colon || narrow(c) == ';' || is_full_stop(text, at, c);
        if stop && depth == 0 {
            if count > LONGEST_RUN_IN {
                return Some(known.at_start(text).map(|end| (end, end)));
            }
            return Some(Some((at, at + c.len_utf8())));
        }
    }
    None
}

/// An article has no heading but one in brackets: `第一条 【立法目的】为了…`.
fn article(text: &str, start: usize) -> Title {
    let open = text.chars().next().filter(|c| matches!(c, '【' | '[' | '(' | '（'));
    let close = open.and_then(crate::text::chars::closing).and_then(|close| text.find(close));
    let (Some(open), Some(close)) = (open, close.filter(|&close| close <= 90)) else {
        return Title { start, end: start, stop: start };
    };
    let after = text[close..].chars().next().map_or(0, char::len_utf8);
    Title { start: start + open.len_utf8(), end: start + close, stop: start + close + after }
}

/// A common heading that runs into a longer text without any punctuation: `指导思想坚持以…，…`.
fn glued_vocabulary(text: &str, known: &Headings) -> Option<usize> {
    let end = known.at_start(text)?;
    let next = text[end..].chars().next()?;
    let joined = matches!(next, '和' | '与' | '與' | '及' | '的' | '、' | '或' | '等' | '中');
    let sentence = text.find(['。', '；', ';']).unwrap_or(text.len());
    let runs =
        (crate::text::chars::is_han(next) || next == '—') && text[end..sentence.max(end)].contains([',', '，', '—']);
    (runs && !joined && sentence > 60).then_some(end)
}

/// The colon in 8:30 and 5:1.
fn is_ratio(text: &str, at: usize, c: char) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| narrow(c).is_ascii_digit());
    digit(text[..at].chars().next_back()) && digit(text[at + c.len_utf8()..].chars().next())
}

/// An ASCII full stop after Han text, not a decimal point.
fn is_full_stop(text: &str, at: usize, c: char) -> bool {
    let next = text[at + c.len_utf8()..].chars().next();
    c == '.' && !next.is_some_and(|next| next.is_ascii_alphanumeric())
}

/// `（二）加强建设 继续把…`: the end of the heading before a space that a longer text follows.
fn space_before_body(text: &str) -> Option<usize> {
    let at = text.find([' ', '\u{3000}', '\t'])?;
    let head = text[..at].chars().count();
    let body = text[at..].trim_start();
    let before = text[..at].chars().next_back()?;
    let han = |c: char| crate::text::chars::is_han(c) || matches!(c, '”' | '》' | '）' | ')');
    ((4..=LONGEST_RUN_IN).contains(&head)
        && han(before)
        && !body.starts_with(|first| narrow(first).is_ascii_digit())
        && body.chars().count() > head
        && body.contains(['，', ',', '。']))
    .then_some(at)
}

/// A line without a full stop that is a sentence all the same: more than one comma, or long.
fn runs_on(text: &str, length: usize) -> bool {
    let commas = text.matches([',', '，']).count();
    commas > 3 || (length > LONGEST_RUN_IN && commas > 2)
}

/// A heading glued to its body without punctuation.
fn glued(text: &str, start: usize, known: &Headings) -> Title {
    let end = start + known.at_start(text).unwrap_or(0);
    Title { start, end, stop: end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(rest: &str) -> &str {
        let item = Found { line: 0, at: 0, len: 0, scheme: None, number: None, parts: 1, heading: 0, source: 1 };
        let found = title(rest, &item, false, Headings::builtin());
        &rest[found.start..found.end]
    }

    #[test]
    fn headings_end_where_they_end() {
        assert_eq!(cut("指导思想"), "指导思想");
        assert_eq!(cut("深化教育改革。一是全面实施某某试点"), "深化教育改革");
        assert_eq!(cut("培训目标："), "培训目标");
        assert_eq!(cut("學生人均電腦比由5:1改善至3:1。"), "學生人均電腦比由5:1改善至3:1");
        assert_eq!(cut("上午8：30到校"), "上午8：30到校");
        assert_eq!(cut("清查作業：每年 3 月、10 月各辦理 1 次。"), "清查作業");
        assert_eq!(cut("辦理教師增能研習 3 場次，預計 240 人次參與。"), "辦理教師增能研習 3 場次，預計 240 人次參與");
        assert_eq!(cut("抓好师德建设 继续把师德建设作为头等大事来抓，增强责任感。"), "抓好师德建设");
        assert_eq!(cut(&format!("指导思想坚持以{}为指导，全面贯彻方针，推动发展。", "某".repeat(40))), "指导思想");
        assert_eq!(cut(&format!("以促进{}为前提，以满足需要为原则。", "某".repeat(40))), "");
    }
}
