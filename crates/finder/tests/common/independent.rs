//! An independent folding, made of other libraries (`unicode-normalization`, `ferrous-opencc`): the crate's table is
//! generated from it and proven equal to it, and the naive scan that searches are compared with uses it.

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::{collections::HashMap, ops::RangeInclusive};
use unicode_normalization::UnicodeNormalization;

/// The ranges that matter in Chinese documents: Latin, Greek and Cyrillic letters, punctuation, letter-like and enclosed
/// forms, everything from the radicals to the end of the unified ideographs, compatibility forms. Others stay as they are.
/// The squared words of Japanese telegrams (U+3300 to U+3370, U+33E0 to U+33FF) are left out; the units between them stay.
pub const SCOPE: [RangeInclusive<char>; 17] = [
    '\0'..='\u{24f}',
    '\u{300}'..='\u{45f}',
    '\u{61c}'..='\u{61c}',
    '\u{180e}'..='\u{180e}',
    '\u{1e00}'..='\u{1eff}',
    '\u{2000}'..='\u{218f}',
    '\u{2460}'..='\u{24ff}',
    '\u{25cb}'..='\u{25cb}',
    '\u{25ef}'..='\u{25ef}',
    '\u{2e3a}'..='\u{32ff}',
    '\u{3371}'..='\u{33df}',
    '\u{3400}'..='\u{9fff}',
    '\u{f900}'..='\u{fb06}',
    '\u{fe00}'..='\u{fe6f}',
    '\u{feff}'..='\u{ffef}',
    '\u{1d400}'..='\u{1d7ff}',
    '\u{2f800}'..='\u{2fa1f}',
];

/// Folds by asking the libraries character by character; the answers are kept, because they are slow.
pub struct Independent {
    converters: [OpenCC; 3],
    variants: HashMap<char, char>,
    known: HashMap<char, String>,
}

impl Independent {
    pub fn new() -> Self {
        let open = |config| OpenCC::from_config(config).expect("built-in configuration");
        Self {
            converters: [open(BuiltinConfig::T2s), open(BuiltinConfig::Hk2s), open(BuiltinConfig::Tw2s)],
            variants: variants().chain(radicals()).collect(),
            known: HashMap::new(),
        }
    }

    /// What one character counts as: nothing, a space, or one or more characters.
    pub fn character(&mut self, c: char) -> String {
        if is_ignored(c) {
            return String::new();
        }
        if !SCOPE.iter().any(|range| range.contains(&c)) {
            return c.to_string();
        }
        if let Some(known) = self.known.get(&c) {
            return known.clone();
        }
        let mut folded = c.to_string();
        for _ in 0..4 {
            folded = self.once(&folded);
        }
        self.known.insert(c, folded.clone());
        folded
    }

    fn once(&self, text: &str) -> String {
        let kept = text.nfkd().filter(|&c| !is_ignored(c)).flat_map(char::to_lowercase).filter(|&c| !is_ignored(c));
        kept.map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { self.simplified(c) }).collect()
    }

    fn simplified(&self, c: char) -> char {
        if let Some(&variant) = self.variants.get(&c) {
            return variant;
        }
        let text = c.to_string();
        let converted = self.converters.iter().map(|converter| converter.convert(&text)).find(|other| *other != text);
        let mut chars = converted.iter().flat_map(|text| text.chars());
        match (chars.next(), chars.next()) {
            (Some(simple), None) if simple <= '\u{ffff}' => simple,
            _ => c,
        }
    }

    /// The search key of a text: every character folded, spaces kept only between letters or digits of scripts that
    /// write them.
    pub fn key(&mut self, text: &str) -> String {
        let folded: String = text.chars().map(|c| self.character(c)).collect();
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut key = String::new();
        for word in words {
            let gap = key.chars().next_back().is_some_and(is_spaced) && word.chars().next().is_some_and(is_spaced);
            key.push_str(if gap { " " } else { "" });
            key.push_str(word);
        }
        key
    }
}

/// Marks that fold away, zero-width characters, direction marks, variation selectors.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

fn is_spaced(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{1fff}').contains(&c)
}

fn variants() -> impl Iterator<Item = (char, char)> {
    let lines = include_str!("../../data/variants.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| (line.chars().next().expect("written"), line.chars().nth(2).expect("meant")))
}

fn radicals() -> impl Iterator<Item = (char, char)> {
    let lines = include_str!("../../data/radicals.txt").lines().filter(|line| !line.starts_with('#'));
    let mut chars = lines.flat_map(str::chars).filter(|c| *c != ' ');
    core::iter::from_fn(move || Some((chars.next()?, chars.next().expect("an ideograph"))))
}
