//! The cleaning rules as data: `data/cleaning.toml` and what an archive adds.

use std::collections::HashSet;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

/// The built-in rules.
const BUILTIN: &str = include_str!("../../../data/cleaning.toml");

/// Why a file of rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The file is not what `data/cleaning.toml` shows.
    #[error("cleaning rules: {0}")]
    Form(#[from] toml::de::Error),
    /// A pattern is not a regular expression, or too large.
    #[error("cleaning rules: {0}")]
    Pattern(#[from] Box<regex::Error>),
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    line: Vec<LineEntry>,
    menu: Menu,
    source_line: SourceLine,
    site: Site,
    site_sentence: Words,
    html: Html,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineEntry {
    reason: String,
    words: Vec<String>,
    pattern: Option<String>,
    #[serde(default = "longest")]
    longest: usize,
    #[serde(default)]
    edge: bool,
}

fn longest() -> usize {
    200
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Menu {
    least: usize,
    share: usize,
    words: Vec<String>,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct SourceLine {
    strong: Vec<String>,
    weak: Vec<String>,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Site {
    endings: Vec<String>,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Html {
    classes: Vec<String>,
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

/// A rule that takes whole lines away.
pub struct LineRule {
    /// Name written into the edit.
    pub reason: String,
    /// One of these words must occur.
    pub words: Vec<String>,
    /// What the whole line must match.
    pub pattern: Option<Regex>,
    /// Most characters the line may have.
    pub longest: usize,
    /// Only among the first or last lines of a file.
    pub edge: bool,
}

/// All cleaning rules, ready for use.
pub struct Rules {
    file: File,
    /// Rules for whole lines, in order.
    pub lines: Vec<LineRule>,
    /// Finds every word that makes a line worth a closer look, in one pass over the text.
    pub trigger: Regex,
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
}

impl Rules {
    /// The built-in rules.
    pub fn builtin() -> &'static Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        // The embedded file is part of the program and is compiled by a test.
        RULES.get_or_init(|| Self::parse(BUILTIN).expect("data/cleaning.toml is valid"))
    }

    /// The built-in rules and those of `text`, a file of the same form.
    ///
    /// # Errors
    /// When `text` is not of that form or a pattern does not compile.
    pub fn extended(text: &str) -> Result<Self, RulesError> {
        let mut file: File = toml::from_str(BUILTIN)?;
        let more: File = toml::from_str(text)?;
        file.line.extend(more.line);
        file.menu.words.extend(more.menu.words);
        file.source_line.strong.extend(more.source_line.strong);
        file.source_line.weak.extend(more.source_line.weak);
        file.site.endings.extend(more.site.endings);
        file.html.classes.extend(more.html.classes);
        file.site_sentence.words.extend(more.site_sentence.words);
        Self::compile(file)
    }

    fn parse(text: &str) -> Result<Self, RulesError> {
        Self::compile(toml::from_str(text)?)
    }

    fn compile(file: File) -> Result<Self, RulesError> {
        let lines = file.line.iter().map(line_rule).collect::<Result<Vec<_>, _>>()?;
        let of_lines = file.line.iter().flat_map(|rule| &rule.words);
        let trigger = any_of(of_lines.chain(&file.site_sentence.words).chain(&file.source_line.strong))?;
        let site_words = (!file.site_sentence.words.is_empty()).then(|| any_of(file.site_sentence.words.iter()));
        Ok(Self {
            lines,
            trigger,
            menu_least: file.menu.least,
            menu_share: file.menu.share,
            menu: file.menu.words.iter().cloned().collect(),
            strong: file.source_line.strong.iter().cloned().collect(),
            weak: file.source_line.weak.iter().cloned().collect(),
            site_endings: file.site.endings.clone(),
            classes: file.html.classes.iter().cloned().collect(),
            site_words: site_words.transpose()?,
            file,
        })
    }

    /// Every word and pattern of the rules, for a test that none names a site.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let file = &self.file;
        let of_lines = file.line.iter().flat_map(|rule| rule.words.iter().chain(&rule.pattern));
        let lists = [&file.menu.words, &file.source_line.strong, &file.source_line.weak, &file.site.endings];
        of_lines.chain(lists.into_iter().flatten()).chain(&file.site_sentence.words).map(String::as_str)
    }
}

fn line_rule(entry: &LineEntry) -> Result<LineRule, RulesError> {
    let pattern = entry.pattern.as_deref().map(Regex::new).transpose().map_err(Box::new)?;
    Ok(LineRule {
        reason: entry.reason.clone(),
        words: entry.words.clone(),
        pattern,
        longest: entry.longest,
        edge: entry.edge,
    })
}

/// A regular expression that finds any of the words; with none it finds nothing.
fn any_of<'w>(words: impl Iterator<Item = &'w String>) -> Result<Regex, RulesError> {
    let mut words: Vec<String> = words.map(|word| regex::escape(word)).collect();
    words.sort_unstable();
    words.dedup();
    let pattern = if words.is_empty() { r"[^\s\S]".to_owned() } else { words.join("|") };
    Ok(Regex::new(&pattern).map_err(Box::new)?)
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
        let rules = Rules::extended("[[line]]\nreason = \"own\"\nwords = [\"某某资料库\"]\n").expect("valid");
        assert!(rules.trigger.is_match("某某资料库"));
        assert!(Rules::extended("[[line]]\nreason = \"own\"\nwords = []\npattern = '('").is_err());
    }
}
