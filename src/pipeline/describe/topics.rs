//! What a plan is about, by a vocabulary that anybody can read and extend.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::view::View;
use crate::document::{Basis, Fact};

/// So many topics at most, the strongest.
const MOST: usize = 5;
/// Words in the text that make a topic, by themselves and for each thousand characters.
const LEAST: u32 = 4;
const PER_THOUSAND: f64 = 1.5;
/// What a word in the title counts.
const IN_TITLE: u32 = 20;

#[derive(Deserialize)]
struct Table {
    topic: Vec<Topic>,
}

#[derive(Deserialize)]
struct Topic {
    name: String,
    words: Vec<String>,
}

struct Vocabulary {
    topics: Vec<Topic>,
    /// Topic and word of each pattern.
    patterns: Vec<(usize, usize)>,
    searcher: AhoCorasick,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../../data/topics.toml")).expect("the embedded table is tested");
    let places =
        |(topic, one): (usize, &Topic)| (0..one.words.len()).map(move |word| (topic, word)).collect::<Vec<_>>();
    let patterns: Vec<(usize, usize)> = table.topic.iter().enumerate().flat_map(places).collect();
    let words = patterns.iter().map(|(topic, word)| &table.topic[*topic].words[*word]);
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
    Vocabulary { patterns, searcher: builder.expect("a few hundred words are within every limit"), topics: table.topic }
});

/// How strongly a topic speaks.
#[derive(Default)]
struct Voice {
    weight: u32,
    /// Line of the first word, a title's before all.
    line: u32,
    /// Whether that is a title that is given.
    given: bool,
    /// How often each word occurs.
    words: BTreeMap<usize, u32>,
}

/// The topics, strongest first, each with the words that decided.
pub(super) fn topics(view: &View, title: Option<&Fact<String>>) -> Vec<(Fact<String>, Vec<String>)> {
    let mut voices: Vec<Voice> = VOCABULARY.topics.iter().map(|_| Voice::default()).collect();
    if let Some(title) = title {
        let key = super::view::fold_text(&title.value);
        count(&key, IN_TITLE, |_| title.line, &mut voices);
        voices.iter_mut().for_each(|voice| voice.given = voice.weight > 0 && title.basis == Basis::Given);
    }
    for line in &view.lines {
        count(&line.key, 1, |offset| line.at(offset), &mut voices);
    }
    let length: usize = view.lines.iter().map(|line| line.key.len()).sum();
    let least = LEAST.max((PER_THOUSAND * length as f64 / 3000.0) as u32);
    let mut strong: Vec<(usize, Voice)> =
        voices.into_iter().enumerate().filter(|(_, voice)| voice.weight >= least).collect();
    strong.sort_by_key(|(topic, voice)| (std::cmp::Reverse(voice.weight), *topic));
    strong.truncate(MOST);
    strong.into_iter().map(|(topic, voice)| named(topic, &voice)).collect()
}

fn count(key: &str, weight: u32, at: impl Fn(usize) -> u32, voices: &mut [Voice]) {
    for hit in VOCABULARY.searcher.find_iter(key) {
        let (topic, word) = VOCABULARY.patterns[hit.pattern().as_usize()];
        let voice = &mut voices[topic];
        if voice.weight == 0 {
            voice.line = at(hit.start());
        }
        voice.weight += weight;
        *voice.words.entry(word).or_default() += 1;
    }
}

fn named(topic: usize, voice: &Voice) -> (Fact<String>, Vec<String>) {
    let Topic { name, words } = &VOCABULARY.topics[topic];
    let mut decided: Vec<(usize, u32)> = voice.words.iter().map(|(word, count)| (*word, *count)).collect();
    decided.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    let decided = decided.into_iter().take(3).map(|(word, _)| words[word].clone()).collect();
    let basis = if voice.given { Basis::Given } else { Basis::Stated };
    (Fact { value: name.clone(), basis, line: voice.line }, decided)
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    #[test]
    fn the_words_decide_and_are_kept() {
        let text = "工作计划\n加強師德師風建設,重視職業道德。\n師德考核與職業道德檔案。";
        let found = with_view(text, |view| topics(view, None));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.value.as_str(), found[0].0.line), ("师德师风", 2));
        assert_eq!(found[0].1, ["师德", "职业道德", "师风"]);
    }

    #[test]
    fn no_word_belongs_to_two_topics() {
        let mut seen = std::collections::BTreeSet::new();
        for word in VOCABULARY.topics.iter().flat_map(|topic| &topic.words) {
            assert!(seen.insert(word), "{word}");
        }
    }
}
