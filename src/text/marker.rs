//! Numbering of Chinese official documents (GB/T 9704-2012: 一、 （一） 1. （1）, and what else is in use).

use super::chars::narrow;
use super::numeral;

/// A scheme of numbering. The order is from the outermost to the innermost as documents nest them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// 第一编, 第一篇, 第一部分.
    Part,
    /// 第一章.
    Chapter,
    /// 第一节.
    Section,
    /// 第一条.
    Article,
    /// 一、
    Han,
    /// （一）, ㈠.
    HanBracket,
    /// 第一阶段, 第二步.
    Stage,
    /// 九月份 on a line of its own.
    Month,
    /// 1、
    Arabic,
    /// 1. or ⒈
    ArabicDot,
    /// 1.1, 1.2.3.
    Dotted,
    /// （1）, ⑴.
    ArabicBracket,
    /// 1)
    ArabicClose,
    /// ①
    Circled,
    /// A. or a)
    Letter,
    /// 一是, 一要.
    Order,
}

/// A marker at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Scheme it belongs to.
    pub scheme: Scheme,
    /// Its number; `None` when it is masked (`__、`).
    pub number: Option<u32>,
    /// Length in bytes, closing punctuation included, without the space after it.
    pub len: usize,
}

impl Marker {
    fn new(scheme: Scheme, number: u32, len: usize) -> Option<Self> {
        (number > 0 && number < 1000).then_some(Self { scheme, number: Some(number), len })
    }
}

/// The marker that `text` begins with.
pub fn at_start(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    match narrow(first) {
        '第' => ordinal(text),
        '(' => bracketed(text, first.len_utf8()),
        '0'..='9' => arabic(text),
        '_' => masked(text),
        'A'..='Z' | 'a'..='z' => letter(text),
        _ => symbol(first).or_else(|| han(text)),
    }
}

/// 第…章 and its kin.
fn ordinal(text: &str) -> Option<Marker> {
    let digits = '第'.len_utf8();
    let rest = text[digits..].trim_start_matches(' ');
    let (number, len) = numeral::any(rest)?;
    let after = rest[len..].trim_start_matches(' ');
    let mut total = text.len() - after.len();
    let (scheme, unit) = unit(after)?;
    total += unit;
    Marker::new(scheme, number, total)
}

fn unit(after: &str) -> Option<(Scheme, usize)> {
    let found = [
        ("部分", Scheme::Part),
        ("季度", Scheme::Stage),
        ("学期", Scheme::Stage),
        ("學期", Scheme::Stage),
        ("阶段", Scheme::Stage),
        ("階段", Scheme::Stage),
        ("编", Scheme::Part),
        ("編", Scheme::Part),
        ("篇", Scheme::Part),
        ("章", Scheme::Chapter),
        ("节", Scheme::Section),
        ("節", Scheme::Section),
        ("条", Scheme::Article),
        ("條", Scheme::Article),
        ("步", Scheme::Stage),
    ];
    found.iter().find(|(word, _)| after.starts_with(word)).map(|(word, scheme)| (*scheme, word.len()))
}

/// （一） or （1）, also with a 、 after it.
fn bracketed(text: &str, open: usize) -> Option<Marker> {
    let inner = text[open..].trim_start_matches(' ');
    let (scheme, (number, len)) = match numeral::arabic(inner) {
        Some(found) => (Scheme::ArabicBracket, found),
        None => (Scheme::HanBracket, numeral::han(inner)?),
    };
    let after = inner[len..].trim_start_matches(' ');
    let close = after.chars().next().filter(|&c| narrow(c) == ')')?;
    let rest = &after[close.len_utf8()..];
    let comma = if rest.starts_with('、') { '、'.len_utf8() } else { 0 };
    if number > 99 {
        return None;
    }
    Marker::new(scheme, number, text.len() - rest.len() + comma)
}

/// 1、 1. 1.1 1)
fn arabic(text: &str) -> Option<Marker> {
    let (number, len) = numeral::arabic(text)?;
    if number > 299 {
        return None;
    }
    let rest = &text[len..];
    let mark = rest.chars().next()?;
    let total = len + mark.len_utf8();
    let next = text[total..].chars().next().map(narrow);
    match narrow(mark) {
        '、' => Marker::new(Scheme::Arabic, number, total),
        '.' if next.is_some_and(|c| c.is_ascii_digit()) => dotted(text, number),
        '.' if next != Some('.') => Marker::new(Scheme::ArabicDot, number, total),
        ')' => Marker::new(Scheme::ArabicClose, number, total),
        _ => None,
    }
}

/// Most parts of a number such as 1.2.3.
const DEEPEST: usize = 6;

/// 1.1 or 1.2.3 followed by a space or by Han: a decimal (`2.51万`, `3.5%`) is followed by a unit, which cannot be told from
/// a heading, so that a space is asked for unless there are three parts.
fn dotted(text: &str, first: u32) -> Option<Marker> {
    let mut parts = 1;
    let mut at = numeral::arabic(text)?.1;
    let mut last = first;
    while let Some(rest) = text[at..].strip_prefix(['.', '．']) {
        let Some((number, len)) = numeral::arabic(rest).filter(|_| parts < DEEPEST) else { break };
        (parts, last) = (parts + 1, number);
        at = text.len() - rest.len() + len;
    }
    let spaced = text[at..].starts_with([' ', '\u{3000}']);
    if parts < 2 || (parts == 2 && !spaced) || last > 99 {
        return None;
    }
    Marker::new(Scheme::Dotted, last, at)
}

/// `__、` and `（__）`: a number that a mask has taken.
fn masked(text: &str) -> Option<Marker> {
    let rest = text.trim_start_matches(['_', '＿']);
    let rest_at = text.len() - rest.len();
    rest.starts_with('、').then_some(Marker { scheme: Scheme::Arabic, number: None, len: rest_at + '、'.len_utf8() })
}

fn letter(text: &str) -> Option<Marker> {
    let mut chars = text.chars().map(narrow);
    let (first, mark, next) = (chars.next()?, chars.next()?, chars.next());
    let lone = matches!(mark, ')' | '、') || (mark == '.' && next.is_some_and(super::chars::is_han));
    if !lone {
        return None;
    }
    let len = text.chars().take(2).map(char::len_utf8).sum();
    Marker::new(Scheme::Letter, u32::from(first.to_ascii_lowercase()) - u32::from('a') + 1, len)
}

/// One-character markers.
fn symbol(c: char) -> Option<Marker> {
    let (scheme, base) = match c {
        '①'..='⑳' => (Scheme::Circled, '①'),
        '⑴'..='⒇' => (Scheme::ArabicBracket, '⑴'),
        '⒈'..='⒛' => (Scheme::ArabicDot, '⒈'),
        '㈠'..='㈩' => (Scheme::HanBracket, '㈠'),
        '❶'..='❿' => (Scheme::Circled, '❶'),
        _ => return None,
    };
    Marker::new(scheme, c as u32 - base as u32 + 1, c.len_utf8())
}

/// 一、 一是 一要 and 九月份 on a line of its own.
fn han(text: &str) -> Option<Marker> {
    let (number, len) = numeral::han(text)?;
    let rest = &text[len..];
    let mark = rest.chars().next()?;
    let total = len + mark.len_utf8();
    match mark {
        '、' if number < 100 => Marker::new(Scheme::Han, number, total),
        '.' | '．' if number < 100 => Marker::new(Scheme::Han, number, total),
        '是' | '要' if number < 20 => Marker::new(Scheme::Order, number, total),
        _ => None,
    }
}

/// A month that stands alone on its line (`九月份`, `2023年1月`): its number and the length of the whole line.
pub fn month(text: &str) -> Option<Marker> {
    if text.len() > 48 {
        return None;
    }
    let narrowed = super::chars::narrowed(text);
    let tail = narrowed.trim_end_matches([':', ' ']);
    let tail = tail.strip_suffix('份').unwrap_or(tail).strip_suffix('月')?;
    let start = tail.find('年').map_or(0, |at| at + '年'.len_utf8());
    let year_ok = tail[..start].chars().all(|c| c.is_ascii_alphanumeric() || "_年〇零一二三四五六七八九".contains(c));
    let (number, len) = numeral::any(tail[start..].trim_start())?;
    let alone = tail[start..].trim_start().len() == len;
    (year_ok && alone && number <= 12).then_some(())?;
    Some(Marker { scheme: Scheme::Month, number: Some(number), len: text.len() })
}

/// A month that opens an item of a calendar: `九月：`, `9月份：`, `（十月）`, `(1月)`. A date (`9月1日`), a year before it or words
/// behind it (`九月份的`) make none.
pub fn month_item(text: &str) -> Option<Marker> {
    let open = text.chars().next().filter(|c| narrow(*c) == '(').map_or(0, char::len_utf8);
    let (number, digits) = numeral::any(text[open..].trim_start_matches(' '))?;
    let start = text.len() - text[open..].trim_start_matches(' ').len() + digits;
    let rest = text[start..].trim_start_matches(' ').strip_prefix('月')?;
    let rest = rest.strip_prefix('份').unwrap_or(rest).trim_start_matches(' ');
    let close = if open > 0 { ')' } else { ':' };
    let end = rest.chars().next().filter(|c| narrow(*c) == close)?;
    if number > 12 {
        return None;
    }
    Marker::new(Scheme::Month, number, text.len() - rest.len() + end.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_scheme_in_both_widths() {
        let cases = [
            ("一、加强", Scheme::Han, 1, 6),
            ("（十二）实施", Scheme::HanBracket, 12, 12),
            ("(十)、建立", Scheme::HanBracket, 10, 8),
            ("1.继续", Scheme::ArabicDot, 1, 2),
            ("１、继续", Scheme::Arabic, 1, 6),
            ("(1)在备课方面", Scheme::ArabicBracket, 1, 3),
            ("①开展", Scheme::Circled, 1, 3),
            ("第三章 总则", Scheme::Chapter, 3, 9),
            ("第 2 阶段", Scheme::Stage, 2, 12),
            ("1.2 目标", Scheme::Dotted, 2, 3),
            ("一是加强", Scheme::Order, 1, 6),
        ];
        for (text, scheme, number, len) in cases {
            assert_eq!(at_start(text), Some(Marker { scheme, number: Some(number), len }), "{text}");
        }
    }

    #[test]
    fn rejects_what_only_looks_like_a_marker() {
        for text in ["2.51万个", "2019年", "第一线", "一中心", "十五计划", "(2020—2022年)", "3—5人", "..."]
        {
            assert_eq!(at_start(text), None, "{text}");
        }
    }

    #[test]
    fn months_open_items() {
        let found = |text| month_item(text).map(|found| (found.number.unwrap_or(0), found.len));
        assert_eq!(found("九月：开学"), Some((9, 9)));
        assert_eq!(found("12月份:总结"), Some((12, 9)));
        assert_eq!(found("（十 月）家访"), Some((10, 13)));
        assert_eq!(found("(1月)放假"), Some((1, 6)));
        for text in
            ["9月1日：报到", "九月份的工作", "2019年9月：", "九月、十月：", "13月：", "(9月开学)", "月：", "九月"]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn months_stand_alone() {
        assert_eq!(month("20__年一月份").and_then(|m| m.number), Some(1));
        assert_eq!(month("12月").and_then(|m| m.number), Some(12));
        assert_eq!(month("九月份开学工作"), None);
        assert_eq!(month("2023年"), None);
    }
}
