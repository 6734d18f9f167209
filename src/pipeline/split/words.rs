//! The words by which documents are told apart (`data/splitting.toml`), ready for use.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::rules::RuleData;

/// Words by which documents are told apart.
pub struct Words {
    /// Endings of titles, by their last character.
    pub(super) document: HashMap<char, Vec<String>>,
    /// Words that number a series, the longest first, with their strength.
    pub(super) series: Vec<(String, u8)>,
    /// Beginnings of annexes.
    pub(super) annex: Vec<String>,
    /// Endings of titles of compilations.
    pub(super) compilation: Vec<String>,
    /// Endings of the last clauses of documents.
    pub(super) closing: Vec<String>,
}

impl Words {
    /// The built-in words.
    pub fn builtin() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::of(RuleData::builtin()))
    }

    /// The words of `data`.
    pub fn of(data: &RuleData) -> Self {
        let mut series: Vec<(String, u8)> = data.series.clone().into_iter().collect();
        let mut document: HashMap<char, Vec<String>> = HashMap::new();
        for word in &data.document_words {
            document.entry(word.chars().next_back().unwrap_or_default()).or_default().push(word.clone());
        }
        series.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self {
            document,
            series,
            annex: data.annex.words.clone(),
            compilation: data.compilation.endings.clone(),
            closing: data.closing.endings.clone(),
        }
    }
}
