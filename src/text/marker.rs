//! Numbering of Chinese official documents (GB/T 9704-2012: 一、 （一） 1. （1）, and what else is in use).

use super::chars::narrow;
use super::numeral;

/// A scheme of numbering. The order is from the outermost to the innermost as documents nest them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// 附件1 on a line of its own.
    Annex,
    /// 第一编, 第一篇, 第一部分.
    Part,
    /// 第一章.
    Chapter,
    /// 第一节.
    Section,
    /// 第一条.
    Article,
    /// 壹、 in Taiwan.
    Financial,
    /// 甲、
    Stem,
    /// 一、
    Han,
    /// （一）, ㈠.
    HanBracket,
    /// 专栏1, set off from its title.
    Box,
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
    /// How many numbers it consists of: 3 in 2.1.1, 1 in most.
    pub parts: u8,
    /// Length in bytes, closing punctuation included, without the space after it.
    pub len: usize,
}

/// Blanks that may stand inside a marker.
const BLANKS: [char; 2] = [' ', '\u{3000}'];

impl Marker {
    fn new(scheme: Scheme, number: u32, len: usize) -> Option<Self> {
        (number > 0 && number < 1000).then_some(Self { scheme, number: Some(number), parts: 1, len })
    }
}

/// The marker that `text` begins with.
pub fn at_start(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    match narrow(first) {
        '第' => ordinal(text),
        '专' | '專' => boxed(text),
        '(' => bracketed(text, first.len_utf8()),
        '0'..='9' => arabic(text),
        '_' => masked(text),
        'A'..='Z' | 'a'..='z' => letter(text),
        _ => symbol(first).or_else(|| han(text)).or_else(|| lettered(text)),
    }
}

/// 专栏1 and 专栏二：, but not 专栏1所列.
fn boxed(text: &str) -> Option<Marker> {
    let digits = ["专栏", "專欄"].iter().find_map(|word| text.strip_prefix(word))?.trim_start_matches(BLANKS);
    let (number, len) = numeral::any(digits)?;
    let rest = &digits[len..];
    let title = rest.trim_start_matches(BLANKS);
    let title = title.strip_prefix([':', '：']).unwrap_or(title);
    let set_off = rest.is_empty() || title.len() < rest.len() || rest.starts_with(['“', '《', '"']);
    set_off.then(|| Marker::new(Scheme::Box, number, text.len() - title.len()))?
}

/// 第…章 and its kin.
fn ordinal(text: &str) -> Option<Marker> {
    let digits = '第'.len_utf8();
    let rest = text[digits..].trim_start_matches(BLANKS);
    let (number, len) = numeral::any(rest).or_else(|| numeral::financial(rest))?;
    let after = rest[len..].trim_start_matches(BLANKS);
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

/// （一） or （1）, also with a 、 or a full stop after it.
fn bracketed(text: &str, open: usize) -> Option<Marker> {
    let inner = text[open..].trim_start_matches(BLANKS);
    let (scheme, (number, len)) = match numeral::arabic(inner) {
        Some(found) => (Scheme::ArabicBracket, found),
        None => (Scheme::HanBracket, numeral::han(inner)?),
    };
    let after = inner[len..].trim_start_matches(BLANKS);
    let close = after.chars().next().filter(|&c| narrow(c) == ')')?;
    let rest = &after[close.len_utf8()..];
    if number > 99 {
        return None;
    }
    let mut marks = rest.chars();
    let mark = marks.next().filter(|&c| c == '、' || narrow(c) == '.' && !marks.next().is_some_and(is_digit));
    Marker::new(scheme, number, text.len() - rest.len() + mark.map_or(0, char::len_utf8))
}

/// 1、 1. 1.1 1)
fn arabic(text: &str) -> Option<Marker> {
    let (number, len) = numeral::arabic(text)?;
    if number > 299 {
        return None;
    }
    if let Some(total) = comma(text, len) {
        return Marker::new(Scheme::Arabic, number, total);
    }
    let mark = text[len..].chars().next()?;
    let total = len + mark.len_utf8();
    let next = text[total..].chars().next();
    match narrow(mark) {
        '.' if next.is_some_and(is_digit) => dotted(text),
        '.' if next.map(narrow) != Some('.') => Marker::new(Scheme::ArabicDot, number, total),
        ')' => Marker::new(Scheme::ArabicClose, number, total),
        _ => None,
    }
}

/// End of the 、 that stands at `at`, also behind blanks.
fn comma(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches(BLANKS).strip_prefix('、')?;
    Some(text.len() - rest.len())
}

fn is_digit(c: char) -> bool {
    narrow(c).is_ascii_digit()
}

/// Most parts of a number such as 1.2.3.
const DEEPEST: u8 = 6;

/// 1.1 or 1.2.3 followed by a space or by Han: a decimal (`2.51万`, `3.5%`) is followed by a unit, which cannot be told from
/// a heading, so that a space is asked for unless there are three parts. No part begins with a zero or has
/// three digits, as in dates (`112.8.30`).
fn dotted(text: &str) -> Option<Marker> {
    let (mut parts, mut last, mut at) = (0, 0, 0);
    let mut rest = Some(text);
    while let Some(part) = rest.filter(|part| parts < DEEPEST && part.starts_with(is_digit)) {
        let (number, len) =
            numeral::arabic(part).filter(|(number, _)| *number < 100 && !part.starts_with(['0', '０']))?;
        (parts, last) = (parts + 1, number);
        at = text.len() - part.len() + len;
        rest = text[at..].strip_prefix(['.', '．']);
    }
    let spaced = text[at..].starts_with(BLANKS);
    if parts < 2 || (parts == 2 && !spaced) {
        return None;
    }
    Marker::new(Scheme::Dotted, last, at).map(|marker| Marker { parts, ..marker })
}

/// `__、` and `（__）`: a number that a mask has taken.
fn masked(text: &str) -> Option<Marker> {
    let rest = text.trim_start_matches(['_', '＿']);
    let rest_at = text.len() - rest.len();
    rest.starts_with('、').then_some(Marker {
        scheme: Scheme::Arabic,
        number: None,
        parts: 1,
        len: rest_at + '、'.len_utf8(),
    })
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
    if let Some(total) = comma(text, len) {
        return if number < 100 { Marker::new(Scheme::Han, number, total) } else { None };
    }
    let mark = text[len..].chars().next()?;
    let total = len + mark.len_utf8();
    match mark {
        '.' | '．' if number < 100 => Marker::new(Scheme::Han, number, total),
        '是' | '要' if number < 20 => Marker::new(Scheme::Order, number, total),
        _ => None,
    }
}

/// 壹、 and 甲、, but not 甲、乙双方 and 陸、海、空軍: what is listed there has a 、 after each.
fn lettered(text: &str) -> Option<Marker> {
    let (scheme, (number, len)) = match numeral::financial(text) {
        Some(found) => (Scheme::Financial, found),
        None => (Scheme::Stem, numeral::stem(text)?),
    };
    let total = comma(text, len)?;
    let rest = &text[total..];
    let listed = rest.chars().nth(1) == Some('、') || scheme == Scheme::Stem && numeral::stem(rest).is_some();
    if listed || number > 30 {
        return None;
    }
    Marker::new(scheme, number, total)
}

/// What may be a marker where others of its series say so, and is a number in a sentence or the cell of a table
/// elsewhere: `一：`, `一 指导思想`, `1.3月举办`.
pub fn loose(text: &str) -> Option<Marker> {
    if let Some((number, len)) = numeral::arabic(text).filter(|found| found.0 < 100) {
        let dot = text[len..].chars().next().filter(|&c| narrow(c) == '.')?;
        let total = len + dot.len_utf8();
        let (value, digits) = numeral::arabic(&text[total..])?;
        let unit = text[total + digits..].chars().next().map(narrow);
        let date = unit == Some('月') && (1..=12).contains(&value) || unit == Some('年') && value >= 1900;
        return if date { Marker::new(Scheme::ArabicDot, number, total) } else { None };
    }
    let (number, len) = numeral::han(text).filter(|found| found.0 < 100)?;
    let rest = &text[len..];
    let mark = rest.chars().next()?;
    let blank = BLANKS.contains(&mark) && is_phrase(rest.trim_start_matches(BLANKS));
    let mark = if blank { 0 } else { Some(mark).filter(|&c| narrow(c) == ':')?.len_utf8() };
    Marker::new(Scheme::Han, number, len + mark)
}

/// Some words without punctuation or blanks.
fn is_phrase(text: &str) -> bool {
    let length = text.trim_end().chars().take(LONGEST_PHRASE + 1).count();
    (2..=LONGEST_PHRASE).contains(&length) && text.trim_end().chars().all(super::chars::is_han)
}

/// Most characters of words after a marker that has no punctuation.
const LONGEST_PHRASE: usize = 24;

/// A month that stands alone on its line (`九月份`, `2023年1月`): its number and the length of the whole line.
pub fn month(text: &str) -> Option<Marker> {
    if text.len() > 48 || !text.contains(|c| narrow(c) == '月') {
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
    Marker::new(Scheme::Month, number, text.len())
}

/// A month that opens an item of a calendar: `九月：`, `9月份：`, `（十月）`, `(1月)`. A date (`9月1日`), a year before it or words
/// behind it (`九月份的`) make none.
pub fn month_item(text: &str) -> Option<Marker> {
    let open = text.chars().next().filter(|c| narrow(*c) == '(').map_or(0, char::len_utf8);
    let (number, digits) = numeral::any(text[open..].trim_start_matches(' '))?;
    let start = text.len() - text[open..].trim_start_matches(' ').len() + digits;
    let rest = text[start..].trim_start_matches(' ').strip_prefix(|c| narrow(c) == '月')?;
    let rest = rest.strip_prefix('份').unwrap_or(rest).trim_start_matches(' ');
    let close = if open > 0 { ')' } else { ':' };
    let end = rest.chars().next().filter(|c| narrow(*c) == close)?;
    if number > 12 {
        return None;
    }
    Marker::new(Scheme::Month, number, text.len() - rest.len() + end.len_utf8())
}

#[cfg(test)]
mod tests;
