//! Damage that cannot be repaired, only reported: masks, words and values that are gone, wrong characters, traces of a wrong
//! encoding.

use std::sync::OnceLock;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use crate::document::{Body, Finding, LineForm, Severity};
use crate::text::chars::{is_han, narrow};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    doubt: Vec<Doubt>,
    slip: Vec<Slip>,
    mojibake: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubt {
    rule: String,
    patterns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Slip {
    wrong: String,
    right: String,
    #[serde(default)]
    not_before: String,
    #[serde(default)]
    not_after: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

/// The rules, ready for use.
struct Doubts {
    /// All patterns, to see in one pass whether a line needs a closer look.
    any: RegexSet,
    patterns: Vec<(&'static str, Regex)>,
    slips: Vec<Slip>,
    /// All wrong words.
    slip: Regex,
    mojibake: Regex,
}

/// Rules that are named in the data, as they are written into findings.
const RULES: [&str; 2] = ["suspected-deletion", "value-lost"];

fn doubts() -> &'static Doubts {
    static DOUBTS: OnceLock<Doubts> = OnceLock::new();
    // The embedded file is part of the program and is compiled by a test.
    DOUBTS.get_or_init(|| compile(include_str!("../../../data/doubts.toml")).expect("data/doubts.toml is valid"))
}

fn compile(text: &str) -> Option<Doubts> {
    let file: File = toml::from_str(text).ok()?;
    let any = RegexSet::new(file.doubt.iter().flat_map(|doubt| &doubt.patterns)).ok()?;
    let mut patterns = Vec::new();
    for doubt in &file.doubt {
        let rule = RULES.into_iter().find(|rule| *rule == doubt.rule)?;
        for pattern in &doubt.patterns {
            patterns.push((rule, Regex::new(pattern).ok()?));
        }
    }
    let words = |words: &mut dyn Iterator<Item = &String>| {
        Regex::new(&words.map(|word| regex::escape(word)).collect::<Vec<_>>().join("|")).ok()
    };
    let slip = words(&mut file.slip.iter().map(|slip| &slip.wrong))?;
    let mojibake = words(&mut file.mojibake.words.iter())?;
    Some(Doubts { any, patterns, slips: file.slip, slip, mojibake })
}

/// Findings of all lines, at most one of a rule on a line.
pub fn find(body: &Body) -> Vec<Finding> {
    let doubts = doubts();
    let mut findings = Vec::new();
    for line in &body.lines {
        let text = body.text_of(line);
        let at = |offset: usize| line.line_at(offset);
        if let Some((offset, word)) = mask(text, line.form) {
            findings.push(finding("mask", Severity::Note, at(offset), vec![("text", word)]));
        }
        if let Some((offset, slip)) = wrong_word(doubts, text) {
            let args = vec![("wrong", slip.wrong.clone()), ("right", slip.right.clone())];
            findings.push(finding("ocr-slip", Severity::Warning, at(offset), args));
        }
        if let Some(hit) = doubts.mojibake.find(text) {
            findings.push(finding(
                "mojibake",
                Severity::Warning,
                at(hit.start()),
                vec![("text", hit.as_str().to_owned())],
            ));
        }
        if line.form == LineForm::Prose {
            lost(doubts, text, |rule, offset, words| {
                findings.push(finding(rule, Severity::Warning, at(offset), vec![("text", words)]))
            });
        }
    }
    findings
}

fn finding(rule: &'static str, severity: Severity, line: u32, args: Vec<(&'static str, String)>) -> Finding {
    Finding { rule, severity, line, args }
}

fn wrong_word<'d>(doubts: &'d Doubts, text: &str) -> Option<(usize, &'d Slip)> {
    doubts.slip.find_iter(text).find_map(|hit| {
        let slip = doubts.slips.iter().find(|slip| slip.wrong == hit.as_str())?;
        let before = text[..hit.start()].chars().next_back().is_some_and(|c| slip.not_before.contains(c));
        let after = text[hit.end()..].chars().next().is_some_and(|c| slip.not_after.contains(c));
        (!before && !after).then_some((hit.start(), slip))
    })
}

/// Places where words or values are gone, at most one of each rule.
fn lost(doubts: &Doubts, text: &str, mut report: impl FnMut(&'static str, usize, String)) {
    let twice = said_twice(text);
    let matched = doubts.any.matches(text);
    if !matched.matched_any() && twice.is_none() {
        return;
    }
    for rule in RULES {
        let patterns =
            doubts.patterns.iter().enumerate().filter(|(index, (of, _))| *of == rule && matched.matched(*index));
        let hit = patterns.filter_map(|(_, (_, pattern))| pattern.find(text)).min_by_key(regex::Match::start);
        let twice = twice.filter(|_| rule == RULES[0]);
        if let Some((start, words)) = hit.map(|hit| (hit.start(), hit.as_str())).or(twice) {
            report(rule, start, words.to_owned());
        }
    }
}

/// 监督和监督， : the same word on both sides of an "and", and nothing after it.
fn said_twice(line: &str) -> Option<(usize, &str)> {
    line.match_indices('和').find_map(|(at, and)| {
        let before = &line[..at];
        let start = before.char_indices().rev().nth(1)?.0;
        let word = &before[start..];
        let after = &line[at + and.len()..];
        let rest = after.strip_prefix(word)?;
        let ends = rest.chars().next().is_none_or(|c| matches!(c, ',' | '，' | '。' | ';' | '；' | '、'));
        (ends && word.chars().all(is_han)).then(|| (start, &line[start..at + and.len() + word.len()]))
    })
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
    matches!(narrow(c), 'x' | 'X' | '×' | '_' | '╳')
}

fn run_at(text: &str) -> usize {
    text.chars().take_while(|&c| is_mask(c)).map(char::len_utf8).sum()
}

/// Is the run a mask? Blanks of a form are longer or stand after a colon or at the end; `XXL` and `xxgk` are words; `28×15` is
/// a product.
fn masks(before: &str, run: &str, after: &str) -> bool {
    let length = run.chars().count();
    let next = after.chars().next().map(narrow);
    let last = before.chars().next_back().map(narrow);
    let year = before.ends_with("20")
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
        ] {
            assert_eq!(mask(text, LineForm::Prose), None, "{text}");
        }
    }

    #[test]
    fn wrong_words_have_their_exceptions() {
        let wrong = |text| wrong_word(doubts(), text).map(|found| found.1.wrong.clone());
        assert_eq!(wrong("教学日标").as_deref(), Some("日标"));
        assert_eq!(wrong("每日标准，节日标语"), None);
        assert_eq!(wrong("正视白己的不足").as_deref(), Some("白己"));
    }
}
