//! The words of `data/splitting.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    document_words: Vec<String>,
    series: BTreeMap<String, u8>,
    annex: List,
    compilation: Endings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endings {
    endings: Vec<String>,
}

/// Words by which documents are told apart.
pub struct Words {
    /// Endings of titles.
    pub document: Vec<String>,
    /// Words that number a series, the longest first, with their strength.
    pub series: Vec<(String, u8)>,
    /// Beginnings of annexes.
    pub annex: Vec<String>,
    /// Endings of titles of compilations.
    pub compilation: Vec<String>,
}

/// The built-in words.
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        // The embedded file is part of the program and is parsed by a test.
        let file: File =
            toml::from_str(include_str!("../../../data/splitting.toml")).expect("data/splitting.toml is valid");
        let mut series: Vec<(String, u8)> = file.series.into_iter().collect();
        series.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Words { document: file.document_words, series, annex: file.annex.words, compilation: file.compilation.endings }
    })
}
