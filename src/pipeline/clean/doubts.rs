//! Damage that cannot be repaired, only reported: masks, words and values that are gone, wrong characters, traces of a wrong
//! encoding. One pass over the text finds the words that make a closer look worth while.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use crate::document::{Body, BodyLine, Finding, LineForm, Severity};
use crate::rules::{DoubtRule, RuleData, RulesError, Slip};
use crate::text::chars::{is_han, narrow};

/// Rules that are named in the data, as they are written into findings.
const RULES: [&str; 2] = ["suspected-deletion", "value-lost"];

/// Characters that masks are made of.
const MASKS: [&str; 12] = ["x", "X", "×", "_", "╳", "ｘ", "Ｘ", "＿", "○○", "〇〇", "◯◯", "□□"];

/// What a word in the text is a sign of.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// A pattern may match, by its place.
    Pattern(usize),
    /// A wrong word, by its place.
    Slip(usize),
    Mojibake,
    /// 和, which may stand between the same word twice.
    And,
    Mask,
}

/// The rules, ready for use.
pub struct Doubts {
    /// All words, in the order of `signs`.
    words: AhoCorasick,
    signs: Vec<Sign>,
    patterns: Vec<(&'static str, Regex)>,
    slips: Vec<Slip>,
}

impl Doubts {
    /// Compiles the rules.
    ///
    /// # Errors
    /// When the words make too large a search.
    pub fn compile(data: &RuleData) -> Result<Self, RulesError> {
        let mut words: Vec<&str> = Vec::new();
        let mut signs = Vec::new();
        let mut patterns = Vec::new();
        for (index, doubt) in data.doubt.iter().enumerate() {
            let rule = RULES[usize::from(doubt.rule == DoubtRule::ValueLost)];
            patterns.push((rule, doubt.pattern.0.clone()));
            words.extend(doubt.words.iter().map(String::as_str));
            signs.resize(words.len(), Sign::Pattern(index));
        }
        for (index, slip) in data.slip.iter().enumerate() {
            words.push(&slip.wrong);
            signs.push(Sign::Slip(index));
        }
        words.extend(data.mojibake.words.iter().map(String::as_str));
        signs.resize(words.len(), Sign::Mojibake);
        words.push("和");
        signs.push(Sign::And);
        words.extend(MASKS);
        signs.resize(words.len(), Sign::Mask);
        let words = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&words);
        let words = words.map_err(|error| RulesError::whole(&error))?;
        Ok(Self { words, signs, patterns, slips: data.slip.clone() })
    }
}

/// Findings of all lines, at most one of a rule on a line.
pub fn find(body: &Body, doubts: &Doubts) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut hits = doubts.words.find_overlapping_iter(&body.text).peekable();
    for line in &body.lines {
        let mut look = Look { doubts, line, text: body.text_of(line), found: [const { None }; 5] };
        while let Some(hit) = hits.next_if(|hit| hit.end() <= line.range.end) {
            if let Some(start) = hit.start().checked_sub(line.range.start) {
                look.at(doubts.signs[hit.pattern().as_usize()], start);
            }
        }
        findings.extend(look.found.into_iter().flatten());
    }
    findings
}

/// A closer look at one line.
struct Look<'a> {
    doubts: &'a Doubts,
    line: &'a BodyLine,
    text: &'a str,
    /// What was found: mask, wrong word, encoding, and each of [`RULES`].
    found: [Option<Finding>; 5],
}

impl Look<'_> {
    /// A word stands at byte `start` of the line.
    fn at(&mut self, sign: Sign, start: usize) {
        let prose = self.line.form == LineForm::Prose;
        match sign {
            Sign::Mask if self.found[0].is_none() => self.mask(),
            Sign::Slip(index) if self.found[1].is_none() => self.slip(index, start),
            Sign::Mojibake if self.found[2].is_none() => self.mojibake(start),
            Sign::Pattern(index) if prose => self.pattern(index),
            Sign::And if prose => self.twice(start),
            _ => {}
        }
    }

    fn finding(&self, rule: &'static str, severity: Severity, at: usize, args: Vec<(&'static str, String)>) -> Finding {
        Finding { rule, severity, line: self.line.line_at(at), args }
    }

    fn mask(&mut self) {
        let Some((offset, word)) = mask(self.text, self.line.form) else { return };
        self.found[0] = Some(self.finding("mask", Severity::Note, offset, vec![("text", word)]));
    }

    fn slip(&mut self, index: usize, start: usize) {
        let slip = &self.doubts.slips[index];
        let before = self.text[..start].chars().next_back().is_some_and(|c| slip.not_before.contains(c));
        let after = self.text[start + slip.wrong.len()..].chars().next().is_some_and(|c| slip.not_after.contains(c));
        if !before && !after {
            let args = vec![("wrong", slip.wrong.clone()), ("right", slip.right.clone())];
            self.found[1] = Some(self.finding("ocr-slip", Severity::Warning, start, args));
        }
    }

    fn mojibake(&mut self, start: usize) {
        let text: String = self.text[start..].chars().take(3).collect();
        self.found[2] = Some(self.finding("mojibake", Severity::Warning, start, vec![("text", text)]));
    }

    fn pattern(&mut self, index: usize) {
        let (rule, pattern) = &self.doubts.patterns[index];
        if self.slot(rule).is_some() {
            return;
        }
        if let Some(hit) = pattern.find(self.text) {
            self.lost(rule, hit.start(), hit.as_str());
        }
    }

    fn twice(&mut self, at: usize) {
        if self.slot(RULES[0]).is_none()
            && let Some((start, words)) = said_twice(self.text, at)
        {
            self.lost(RULES[0], start, words);
        }
    }

    fn slot(&mut self, rule: &str) -> &mut Option<Finding> {
        &mut self.found[if rule == RULES[0] { 3 } else { 4 }]
    }

    fn lost(&mut self, rule: &'static str, start: usize, words: &str) {
        let found = self.finding(rule, Severity::Warning, start, vec![("text", words.to_owned())]);
        *self.slot(rule) = Some(found);
    }
}

/// 监督和监督， : the same word on both sides of the 和 at byte `at`, and nothing after it.
fn said_twice(line: &str, at: usize) -> Option<(usize, &str)> {
    let before = &line[..at];
    let start = before.char_indices().rev().nth(1)?.0;
    let word = &before[start..];
    let after = &line[at + "和".len()..];
    let rest = after.strip_prefix(word)?;
    let ends = rest.chars().next().is_none_or(|c| matches!(c, ',' | '，' | '。' | ';' | '；' | '、'));
    (ends && word.chars().all(is_han)).then(|| (start, &line[start..at + "和".len() + word.len()]))
}

/// The first mask of a line: its place and text.
fn mask(text: &str, form: LineForm) -> Option<(usize, String)> {
    if form == LineForm::TableRemnant && matches!(text, "X" | "x" | "×") {
        return Some((0, text.to_owned()));
    }
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip || !is_mask(c) {
            continue;
        }
        let run = run_at(&text[at..]);
        skip = at + run;
        if masks(&text[..at], &text[at..skip], &text[skip..]) {
            let before: String = text[..at].chars().rev().take(2).filter(char::is_ascii_digit).collect();
            let after: String = text[skip..].chars().take(3).collect();
            return Some((at, before.chars().rev().collect::<String>() + &text[at..skip] + &after));
        }
    }
    None
}

fn is_mask(c: char) -> bool {
    matches!(narrow(c), 'x' | 'X' | '×' | '_' | '╳') || is_round(c)
}

fn run_at(text: &str) -> usize {
    text.chars().take_while(|&c| is_mask(c)).map(char::len_utf8).sum()
}

/// A mask that is also a zero, or the box of a form.
fn is_round(c: char) -> bool {
    matches!(c, '○' | '〇' | '◯' | '□')
}

/// Is the run a mask? Blanks of a form are longer or stand after a colon or at the end; `XXL` and `xxgk` are words; `28×15` is
/// a product.
fn masks(before: &str, run: &str, after: &str) -> bool {
    let length = run.chars().count();
    let next = after.chars().next().map(narrow);
    let last = before.chars().next_back().map(narrow);
    let year = ["19", "20"].iter().any(|century| before.ends_with(century))
        && length <= 2
        && next.is_some_and(|c| {
            matches!(c, '年' | '学' | '學' | '-' | '—' | '~' | '届' | '级' | '度' | '“' | ')') || is_han(c)
        });
    if year && !before[..before.len() - 2].ends_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    if run.starts_with(['_', '＿']) {
        let blank = length >= 4 || last == Some(':') || next.is_none_or(|c| c == ' ' || c == '_');
        return !blank && next.is_some_and(|c| is_han(c) || c == '、' || c == '-');
    }
    if run.starts_with(is_round) {
        // 二〇〇九年, 一〇〇所: zeros.
        let counts = |c: Option<char>| c.is_some_and(|c| "一二三四五六七八九十百千万零".contains(c));
        return length >= 2 && !counts(last) && !counts(next) && next.is_some_and(is_han);
    }
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if word(last) || word(next) || last.is_some_and(|c| c.is_ascii_digit() || c == '+') {
        return false;
    }
    let unit = next.is_some_and(|c| "省市县縣区區乡鄉镇鎮村校局年月日班届屆州旗厅".contains(c));
    let quoted = last.is_some_and(|c| matches!(c, '“' | '"')) && next.is_some_and(|c| matches!(c, '”' | '"'));
    if quoted {
        return false;
    }
    unit || (length >= 2 && next.is_some_and(|c| is_han(c) || c.is_ascii_digit() || matches!(c, '、' | '》')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_and_what_only_looks_like_one() {
        for text in [
            "XX县20xx年教育工作计划",
            "20__年12月",
            "20_年完成",
            "投入__万元",
            "招聘教师XX名",
            "×镇中心校",
            "党的xx大",
            "xx2中分校",
            "加强xx、安保",
            "建于19xx年",
            "○○國民小學閱讀計畫",
            "由□□镇负责",
            "〇〇小学",
        ] {
            assert!(mask(text, LineForm::Prose).is_some(), "{text}");
        }
        for text in [
            "XXL码校服",
            "以“×”表示错误",
            "28米×15米",
            "域名由xxgk改为jyxx",
            "联系人：________",
            "____年____月____日",
            "1+X证书",
            "3×5",
            "max的",
            "二〇〇九年",
            "一○○所学校",
            "□是 □否",
        ] {
            assert_eq!(mask(text, LineForm::Prose), None, "{text}");
        }
    }

    #[test]
    fn wrong_words_have_their_exceptions() {
        let wrong = |text: &str| {
            let line = BodyLine { range: 0..text.len(), pieces: vec![(0, 1)], form: LineForm::Prose, heading: 0 };
            let body = Body { text: text.to_owned(), lines: vec![line], ..Body::default() };
            let found = find(&body, &super::super::Rules::builtin().doubts);
            found.into_iter().find(|found| found.rule == "ocr-slip").map(|found| found.args[0].1.clone())
        };
        assert_eq!(wrong("教学日标").as_deref(), Some("日标"));
        assert_eq!(wrong("每日标准，节日标语"), None);
        assert_eq!(wrong("正视白己的不足").as_deref(), Some("白己"));
    }
}
