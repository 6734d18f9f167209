//! The cleaning rules, ready for use.

use std::collections::HashSet;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use super::doubts::Doubts;
use crate::rules::{LineEntry, RuleData, RulesError};

/// A rule that takes whole lines away.
pub struct LineRule {
    /// Name written into the edit.
    pub reason: String,
    /// What the whole line must match.
    pub pattern: Option<Regex>,
    /// Most characters the line may have.
    pub longest: usize,
    /// Only among the first or last lines of a data.
    pub edge: bool,
}

/// What an address on the web has in it.
pub const ADDRESS_WORDS: [&str; 2] = ["www.", "http"];

/// All cleaning rules, ready for use.
pub struct Rules {
    /// Rules for whole lines, in order. A line that none of their words is on is not looked at.
    pub lines: Vec<LineRule>,
    /// Finds every word that makes a line worth a closer look.
    pub trigger: AhoCorasick,
    /// The rule of `lines` that each word of `trigger` belongs to; none for words after the last.
    pub word_rules: Vec<usize>,
    /// Least number of words of a menu line.
    pub menu_least: usize,
    /// Share of menu words in per cent.
    pub menu_share: usize,
    /// Menu words.
    pub menu: HashSet<String>,
    /// Labels that only web pages have.
    pub strong: HashSet<String>,
    /// Labels that documents have too.
    pub weak: HashSet<String>,
    /// Endings of names of sites.
    pub site_endings: Vec<String>,
    /// Classes of HTML elements that are no text.
    pub classes: HashSet<String>,
    /// Words by which a site speaks to its readers.
    pub site_words: Option<Regex>,
    /// What looks damaged.
    pub(super) doubts: Doubts,
}

impl Rules {
    /// The built-in rules.
    pub fn builtin() -> &'static Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        // The embedded data is part of the program and is compiled by a test.
        RULES.get_or_init(|| Self::compile(RuleData::builtin()).expect("data/*.toml are valid"))
    }

    /// Makes the rules ready for use.
    ///
    /// # Errors
    /// When the words make too large a search.
    pub fn compile(data: &RuleData) -> Result<Self, RulesError> {
        let lines = data.line.iter().map(line_rule).collect();
        let of_lines =
            || data.line.iter().enumerate().flat_map(|(at, rule)| rule.words.iter().map(move |word| (at, word)));
        let words = of_lines()
            .map(|(_, word)| word)
            .chain(&data.site_sentence.words)
            .chain(&data.source_line.strong)
            .map(String::as_str);
        let trigger =
            AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).prefilter(false).build(words.chain(ADDRESS_WORDS));
        let trigger = trigger.map_err(|error| RulesError::whole(&error))?;
        let site_words = (!data.site_sentence.words.is_empty()).then(|| any_of(data.site_sentence.words.iter()));
        Ok(Self {
            lines,
            trigger,
            word_rules: of_lines().map(|(at, _)| at).collect(),
            menu_least: data.menu.least.unwrap_or(0),
            menu_share: data.menu.share.unwrap_or(0),
            menu: data.menu.words.iter().cloned().collect(),
            strong: data.source_line.strong.iter().cloned().collect(),
            weak: data.source_line.weak.iter().cloned().collect(),
            site_endings: data.site.endings.clone(),
            classes: data.html.classes.iter().cloned().collect(),
            site_words: site_words.transpose()?,
            doubts: Doubts::compile(data)?,
        })
    }
}

fn line_rule(entry: &LineEntry) -> LineRule {
    LineRule {
        reason: entry.reason.clone(),
        pattern: entry.pattern.as_ref().map(|pattern| pattern.0.clone()),
        longest: entry.longest,
        edge: entry.edge,
    }
}

/// A regular expression that finds any of the words; with none it finds nothing.
fn any_of<'w>(words: impl Iterator<Item = &'w String>) -> Result<Regex, RulesError> {
    let mut words: Vec<String> = words.map(|word| regex::escape(word)).collect();
    words.sort_unstable();
    words.dedup();
    let pattern = if words.is_empty() { r"[^\s\S]".to_owned() } else { words.join("|") };
    Regex::new(&pattern).map_err(|error| RulesError::whole(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_rules_compile() {
        assert!(Rules::builtin().lines.len() > 5);
    }

    #[test]
    fn an_archive_adds_its_own() {
        let data = RuleData::extended("[[line]]\nreason = \"own\"\nwords = [\"某某资料库\"]\n").expect("valid");
        let rules = Rules::compile(&data).expect("valid");
        assert!(rules.trigger.is_match("某某资料库") && rules.lines[0].reason == "own");
    }
}
