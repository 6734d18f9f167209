//! Damage that cannot be repaired, only reported: masks, words and values that are gone, wrong characters, traces of a wrong
//! encoding. One pass over the text finds the words that make a closer look worth while.

mod mask;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use crate::document::{Body, BodyLine, Finding, LineForm, Severity};
use crate::rules::{DoubtRule, RuleData, RulesError, Slip};
use crate::text::chars::is_han;

/// Rules that are named in the data, as they are written into findings.
const RULES: [&str; 2] = ["suspected-deletion", "value-lost"];

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
        words.extend(mask::MASKS);
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
        let Some((offset, word)) = mask::mask(self.text, self.line.form) else { return };
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

/// Characters that end a word before another: what stands after them is no part of a longer one (主任|委员和委员, 不|动产和动产).
const APART: &str = "的了在对与及或把被将以从到由为是有向于";

/// 监督和监督， : the same word on both sides of the 和 at byte `at`, and nothing after it.
fn said_twice(line: &str, at: usize) -> Option<(usize, &str)> {
    let before = &line[..at];
    let start = before.char_indices().rev().nth(1)?.0;
    let word = &before[start..];
    let after = &line[at + "和".len()..];
    let rest = after.strip_prefix(word)?;
    let begins = before[..start].chars().next_back().is_none_or(|c| !is_han(c) || APART.contains(c));
    let ends = rest.chars().next().is_none_or(|c| matches!(c, ',' | '，' | '。' | ';' | '；' | '、'));
    (begins && ends && word.chars().all(is_han)).then(|| (start, &line[start..at + "和".len() + word.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word_twice_and_the_end_of_a_longer_one() {
        let twice = |text: &str| said_twice(text, text.find('和').unwrap()).map(|found| found.1.to_owned());
        assert_eq!(twice("加强对教学的监督和监督，").as_deref(), Some("监督和监督"));
        assert_eq!(twice("监督和监督").as_deref(), Some("监督和监督"));
        for text in ["副主任委员和委员，", "不动产和动产。", "给予政务处分和处分。", "监督和监督员，"]
        {
            assert_eq!(twice(text), None, "{text}");
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
