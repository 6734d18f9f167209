//! What people may tune about reading plans, as data: the files of `data/`, and what an archive adds to them in its `rules.toml`.
//!
//! An archive's file holds any of the tables of the built-in files. Lists are added to, and a rule of an archive is tried
//! before the built-in ones; `data/` shows and explains the form.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

/// The built-in files.
const BUILTIN: [&str; 4] = [
    include_str!("../data/cleaning.toml"),
    include_str!("../data/doubts.toml"),
    include_str!("../data/splitting.toml"),
    include_str!("../data/headings.toml"),
];

/// Why a file of rules cannot be used, and on which line of it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{line}: {message}")]
pub struct RulesError {
    /// Line of the file.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl RulesError {
    /// An error that belongs to no line.
    pub fn whole(error: &dyn std::error::Error) -> Self {
        Self { line: 0, message: error.to_string() }
    }

    fn at(text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let before = text.get(..span.map_or(0, |span| span.start)).unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, message: message.trim().to_owned() }
    }
}

/// All rules as they are written.
#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleData {
    /// Rules that take whole lines away.
    pub line: Vec<LineEntry>,
    /// Lines of menu words.
    pub menu: Menu,
    /// Lines of source and date.
    pub source_line: SourceLine,
    /// Names of sites.
    pub site: Endings,
    /// Sentences in which a site speaks to its readers.
    pub site_sentence: Words,
    /// Elements of HTML that are no text.
    pub html: Html,
    /// Places where words or values are gone.
    pub doubt: Vec<Doubt>,
    /// Wrong words.
    pub slip: Vec<Slip>,
    /// Traces of a wrong encoding.
    pub mojibake: Words,
    /// Endings of titles of documents.
    pub document_words: Vec<String>,
    /// Words that number a series, and their strength.
    pub series: BTreeMap<String, u8>,
    /// Beginnings of annexes.
    pub annex: Words,
    /// Titles of compilations.
    pub compilation: Endings,
    /// Last clauses of documents.
    pub closing: Endings,
    /// Headings that plans have everywhere.
    pub headings: Vec<String>,
}

/// A rule that takes whole lines away.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineEntry {
    /// Name written into the edit.
    pub reason: String,
    /// One of these words must occur.
    pub words: Vec<String>,
    /// What the whole line must match.
    pub pattern: Option<Pattern>,
    /// Most characters the line may have.
    #[serde(default = "longest")]
    pub longest: usize,
    /// Only among the first or last lines of a file.
    #[serde(default)]
    pub edge: bool,
}

fn longest() -> usize {
    200
}

/// When a line is a menu.
#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Menu {
    /// Least number of words.
    pub least: Option<usize>,
    /// Share of menu words in per cent.
    pub share: Option<usize>,
    /// Menu words.
    pub words: Vec<String>,
}

/// Labels on lines of source and date.
#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct SourceLine {
    /// Only web pages have these.
    pub strong: Vec<String>,
    /// Documents have these too.
    pub weak: Vec<String>,
}

/// Words at the end of something.
#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Endings {
    /// The words.
    pub endings: Vec<String>,
}

/// Classes of elements.
#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Html {
    /// The classes.
    pub classes: Vec<String>,
}

/// A list of words.
#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// The words.
    pub words: Vec<String>,
}

/// A pattern for damage.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// Name of the finding.
    pub rule: DoubtRule,
    /// One of these words must occur.
    pub words: Vec<String>,
    /// What must match.
    pub pattern: Pattern,
}

/// The findings that patterns may lead to.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtRule {
    /// Words must have stood there.
    SuspectedDeletion,
    /// A value must have stood there.
    ValueLost,
}

/// A word that scanners and careless typing make of another.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Slip {
    /// What stands there.
    pub wrong: String,
    /// What was meant.
    pub right: String,
    /// Characters after which it stands rightly.
    #[serde(default)]
    pub not_before: String,
    /// Characters before which it stands rightly.
    #[serde(default)]
    pub not_after: String,
}

/// A regular expression, compiled when the file is read, so that an error names its line.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(pub Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Pattern)
    }
}

impl RuleData {
    /// The built-in rules.
    pub fn builtin() -> &'static Self {
        static DATA: OnceLock<RuleData> = OnceLock::new();
        DATA.get_or_init(|| {
            let mut data = Self::default();
            for text in BUILTIN {
                // The embedded files are part of the program, and are parsed by a test.
                data.extend(Self::parse(text).expect("data/*.toml are valid"));
            }
            data
        })
    }

    /// The built-in rules and those of `text`.
    ///
    /// # Errors
    /// When `text` is not of the form of the built-in files, or a pattern does not compile.
    pub fn extended(text: &str) -> Result<Self, RulesError> {
        let mut data = Self::parse(text)?;
        data.extend(Self::builtin().clone());
        Ok(data)
    }

    fn parse(text: &str) -> Result<Self, RulesError> {
        toml::from_str(text).map_err(|error| RulesError::at(text, error.span(), error.message()))
    }

    /// Adds rules after those that are there.
    fn extend(&mut self, more: Self) {
        self.line.extend(more.line);
        self.menu.least = self.menu.least.or(more.menu.least);
        self.menu.share = self.menu.share.or(more.menu.share);
        self.menu.words.extend(more.menu.words);
        self.source_line.strong.extend(more.source_line.strong);
        self.source_line.weak.extend(more.source_line.weak);
        self.site.endings.extend(more.site.endings);
        self.site_sentence.words.extend(more.site_sentence.words);
        self.html.classes.extend(more.html.classes);
        self.doubt.extend(more.doubt);
        self.slip.extend(more.slip);
        self.mojibake.words.extend(more.mojibake.words);
        self.document_words.extend(more.document_words);
        for (word, strength) in more.series {
            self.series.entry(word).or_insert(strength);
        }
        self.annex.words.extend(more.annex.words);
        self.compilation.endings.extend(more.compilation.endings);
        self.closing.endings.extend(more.closing.endings);
        self.headings.extend(more.headings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_rules_are_read() {
        let data = RuleData::builtin();
        assert!(data.line.len() > 5 && data.doubt.len() > 20 && data.slip.len() > 20 && data.series.len() > 10);
        assert!(data.document_words.len() > 50 && data.headings.len() > 50 && data.menu.least == Some(5));
    }

    #[test]
    fn an_archive_adds_its_own() {
        let data = RuleData::extended("document-words = [\"备忘录\"]\n[series]\n\"讲\" = 40\n").expect("valid");
        assert!(data.document_words.contains(&"备忘录".to_owned()) && data.document_words.len() > 50);
        assert!(data.series["讲"] == 40 && data.series["篇"] == 45);
    }

    #[test]
    fn errors_name_their_line() {
        for (text, line) in [
            ("headings = [\"甲\"]\n\nunknown = 1\n", 3),
            ("headings = [\n  \"甲\",\n  1,\n]\n", 3),
            ("\n[[line]]\nreason = \"own\"\nwords = []\npattern = '('\n", 5),
            ("[[doubt]]\nrule = \"typo\"\nwords = []\npattern = 'a'\n", 2),
        ] {
            let error = RuleData::extended(text).err().expect("refused");
            assert_eq!(error.line, line, "{text}: {error}");
        }
    }
}
