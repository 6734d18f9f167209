//! Finds the markers of a plan: at line starts, and inside paragraphs where a converter has glued headings together.
//!
//! A marker inside a paragraph is believed when it stands where a sentence begins, or right after another short heading,
//! and its number begins a series or goes on with one. That rejects 某一、二个大类 and 举一反三、融会贯通 without a list of
//! exceptions.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::annexes::{self, Annexes};
use super::{months, series};
use crate::document::{Body, LineForm};
use crate::text::chars::{ends_line, is_han, narrow};
use crate::text::marker::{self, Marker, Scheme};
use crate::text::numeral;

/// Longest heading that another marker may follow without punctuation, in bytes.
const GLUED: usize = 120;
/// Longest text after a fused marker that stands in the middle of a word, in bytes.
const FUSED: usize = 36;
/// Longest unnumbered heading, in characters.
const LONGEST_PLAIN: usize = 40;

/// A heading that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Index of the body line.
    pub line: usize,
    /// Byte offset of the marker in it.
    pub at: usize,
    /// Length of the marker; 0 for a heading without one.
    pub len: usize,
    /// Its scheme; `None` for a heading without a marker.
    pub scheme: Option<Scheme>,
    /// Its number; `None` when it has none or it is masked.
    pub number: Option<u32>,
    /// How many numbers it consists of.
    pub parts: u8,
    /// Level of the Markdown heading it stands in, 7 for a bold line, else 0.
    pub heading: u8,
    /// Source line.
    pub source: u32,
}

/// All headings of the body lines `lines`, in order.
pub fn all(body: &Body, lines: Range<usize>) -> Vec<Found> {
    let mut scan = Scan {
        body,
        found: Vec::new(),
        last: HashMap::new(),
        used: HashMap::new(),
        named: named(body, lines.clone()),
        annexes: annexes::all(body, lines.clone()),
        series: series::all(body, lines.clone()),
        months: months::all(body, lines.clone()),
    };
    for line in lines {
        scan.line(line);
    }
    scan.found
}

struct Scan<'b> {
    body: &'b Body,
    found: Vec<Found>,
    /// Last number of each scheme.
    last: HashMap<Scheme, u32>,
    /// Numbers of 一、 that were met.
    used: HashMap<(Scheme, u32), usize>,
    /// Words that number headings: 任务 in 任务一：, 任务二：.
    named: HashSet<String>,
    annexes: Annexes,
    /// Markers that are believed for the series they stand in, with their place, by line.
    series: HashMap<usize, (usize, Marker)>,
    /// Months that head items, by line and place.
    months: HashMap<(usize, usize), Marker>,
}

impl Scan<'_> {
    fn line(&mut self, index: usize) {
        let line = &self.body.lines[index];
        if self.annexes.listed.contains(&index) {
            return;
        }
        if let Some(annex) = self.annexes.heads.get(&index).copied() {
            self.take(index, 0, annex, 0);
            return;
        }
        let in_series = self.series.get(&index).copied();
        if line.form == LineForm::Block {
            in_series.into_iter().for_each(|(at, found)| self.take(index, at, found, 0));
            return;
        }
        let text = self.body.text_of(line);
        let heading = line.heading;
        let in_series = in_series.map(|(_, found)| found);
        match at_line_start(text).or(in_series).or_else(|| self.months.get(&(index, 0)).copied()) {
            Some(found) => self.take(index, 0, found, heading),
            None if heading > 0 => self.plain(index, heading),
            None if numbered_word(text).is_some_and(|(word, _)| self.named.contains(word)) => self.plain(index, 7),
            None => {}
        }
        if text.len() > 12 {
            self.inside(index, text);
        }
    }

    fn take(&mut self, line: usize, at: usize, marker: Marker, heading: u8) {
        let number = marker.number.or_else(|| self.last.get(&marker.scheme).map(|last| last + 1));
        if let Some(number) = number {
            self.last.insert(marker.scheme, number);
            *self.used.entry((marker.scheme, number)).or_default() += 1;
        }
        self.found.push(Found {
            line,
            at,
            len: marker.len,
            scheme: Some(marker.scheme),
            number: marker.number,
            parts: marker.parts,
            heading,
            source: self.body.lines[line].line_at(at),
        });
    }

    fn plain(&mut self, line: usize, heading: u8) {
        let text = self.body.text_of(&self.body.lines[line]);
        if text.chars().take(LONGEST_PLAIN + 1).count() > LONGEST_PLAIN && heading == 7 {
            return;
        }
        let source = self.body.lines[line].first_line();
        self.found.push(Found { line, at: 0, len: 0, scheme: None, number: None, parts: 1, heading, source });
    }

    /// Markers inside a paragraph.
    fn inside(&mut self, index: usize, text: &str) {
        let mut skip = self.found.last().filter(|found| found.line == index).map_or(0, |found| found.len);
        for (at, c) in text.char_indices().skip(1) {
            let month = if self.months.is_empty() { None } else { self.months.get(&(index, at)).copied() };
            let last = |text: &str| text.chars().next_back().unwrap_or(' ');
            if at < skip || month.is_none() && (!may_begin(c) || continues_numeral(last(&text[..at]), c)) {
                continue;
            }
            let numbered = || {
                let before = last(text[..at].trim_end());
                marker::at_start(&text[at..]).filter(|found| self.believes(index, text, at, before, found))
            };
            if let Some(found) = month.or_else(numbered) {
                self.take(index, at, found, 0);
                skip = at + found.len;
            }
        }
    }

    fn believes(&self, index: usize, text: &str, at: usize, before: char, found: &Marker) -> bool {
        let Some(number) = found.number else { return false };
        if !matches!(
            found.scheme,
            Scheme::Han
                | Scheme::HanBracket
                | Scheme::Arabic
                | Scheme::ArabicDot
                | Scheme::ArabicBracket
                | Scheme::Circled
        ) {
            return false;
        }
        let rest = &text[at + found.len..];
        if !begins_heading(rest) || is_range(*found, rest) || rest.starts_with("字第") || text[..at].ends_with('第')
        {
            return false;
        }
        let expected = self.expects(found.scheme, number);
        if ends_line(before) || is_end(before) {
            return expected || (found.scheme == Scheme::Han && number == 1);
        }
        expected && self.after_heading(index, text, at) || self.fused(found, number, rest)
    }

    /// The number begins a series or goes on with one.
    fn expects(&self, scheme: Scheme, number: u32) -> bool {
        let last = self.last.get(&scheme).copied();
        number == 1 || last.is_some_and(|last| number == last + 1)
    }

    /// Right after a short heading in the same line.
    fn after_heading(&self, index: usize, text: &str, at: usize) -> bool {
        let Some(last) = self.found.last().filter(|last| last.line == index) else { return false };
        let between = &text[(last.at + last.len).min(at)..at];
        !between.is_empty()
            && between.len() <= GLUED
            && !between.contains(['。', '；', ';', '！', '？', '!', '?'])
            && between.matches([',', '，']).count() <= 1
    }

    /// A heading that a table's columns were pressed into: it runs to the end of the line, and its number is still missing.
    fn fused(&self, found: &Marker, number: u32, rest: &str) -> bool {
        let known = self.used.contains_key(&(found.scheme, number.saturating_sub(1)));
        let missing = !self.used.contains_key(&(found.scheme, number));
        let phrase = rest.len() <= FUSED && !rest.is_empty() && rest.chars().all(is_han);
        found.scheme == Scheme::Han && number > 1 && known && missing && phrase
    }
}

/// Words that stand at line starts with 1 and with 2 after them.
fn named(body: &Body, lines: Range<usize>) -> HashSet<String> {
    let mut seen: HashMap<&str, u8> = HashMap::new();
    for line in &body.lines[lines] {
        let Some((word, number @ 1..=2)) = numbered_word(body.text_of(line)) else { continue };
        *seen.entry(word).or_default() |= number as u8;
    }
    seen.into_iter().filter(|(_, both)| *both == 3).map(|(word, _)| word.to_owned()).collect()
}

/// `任务一：…`: two to six Han characters, a number, a colon.
fn numbered_word(text: &str) -> Option<(&str, u32)> {
    let start: usize = text.chars().take(9).take_while(|c| !matches!(c, ':' | '：')).map(char::len_utf8).sum();
    let label = text[..start].trim_end();
    text[start..].starts_with([':', '：']).then_some(())?;
    let word = label.trim_end_matches(|c: char| c.is_ascii_digit() || numeral::han_digit(c).is_some() || c == '十');
    let (number, len) = numeral::any(&label[word.len()..])?;
    let han = (2..=6).contains(&word.chars().count()) && word.chars().all(is_han);
    (han && word.len() + len == label.len()).then_some((word, number))
}

/// The marker at the start of a line, unless what follows shows that it is a number in a sentence.
pub fn at_line_start(text: &str) -> Option<Marker> {
    let found = marker::at_start(text)?;
    let rest = &text[found.len..];
    let believed = match found.scheme {
        Scheme::Article => true,
        // Characters that begin sentences too: believed in series only.
        Scheme::Financial | Scheme::Stem => false,
        Scheme::Part | Scheme::Chapter | Scheme::Section => is_division(rest),
        Scheme::Box => rest.chars().take(41).count() <= 40 && !rest.contains(['，', '。', '；']),
        Scheme::Stage => begins_heading(rest) || rest.starts_with(['，', ',', ':', '：']),
        _ => begins_heading(rest) && !is_range(found, rest),
    };
    believed.then_some(found)
}

/// 第一章 and its kin head a line that is short, or set off their title with a space or a colon: 第一篇习作要求… does neither.
fn is_division(rest: &str) -> bool {
    let set_off = rest.is_empty() || rest.starts_with([' ', '\u{3000}', ':', '：', '、', '，', '\t', '《']);
    set_off || (rest.chars().take(31).count() <= 30 && !rest.contains(['，', ',', '。', '；', ';']))
}

/// 三、四年级 and 一、二个大类: two numerals with a 、 between them.
fn is_range(found: Marker, rest: &str) -> bool {
    let Some((next, len)) = numeral::han(rest) else { return false };
    let unit = rest[len..].chars().next();
    found.scheme == Scheme::Han
        && found.number.is_some_and(|number| next == number + 1)
        && unit.is_some_and(|c| "个年级类期批届次中学条项名人所部等段节節季".contains(c))
}

/// What may follow a marker.
pub fn begins_heading(rest: &str) -> bool {
    let Some(c) = rest.trim_start().chars().next() else { return false };
    is_han(c)
        || c.is_ascii_alphanumeric()
        || matches!(c, '“' | '《' | '‘' | '「' | '【' | '(' | '（' | '"' | '—' | '*' | '…')
        || c.is_alphabetic()
}

/// May a marker begin with this character?
fn may_begin(c: char) -> bool {
    let c = narrow(c);
    matches!(c, '(' | '0'..='9' | '①'..='⒛' | '㈠'..='㈩') || numeral::han_digit(c).is_some() || c == '十'
}

/// Is the character in the middle of a numeral?
fn continues_numeral(before: char, c: char) -> bool {
    let han = |c| numeral::han_digit(c).is_some() || matches!(c, '十' | '百');
    let arabic = |c: char| narrow(c).is_ascii_digit() || matches!(narrow(c), '.' | '-' | '/' | '—' | '%' | '+');
    (han(before) && han(c))
        || (arabic(before) && narrow(c).is_ascii_digit() && narrow(before) != '.')
        || (narrow(before).is_ascii_alphabetic() && narrow(c).is_ascii_digit())
}

/// Closes a sentence although it is no full stop.
fn is_end(c: char) -> bool {
    matches!(c, '”' | '"' | '.' | ')' | '）')
}
