//! The commonest pairs of characters of an archive and how they sound: what proposals for a query without hits are made of.

use super::{
    Error,
    bytes::{Reader, put},
    text::{put_text, text},
};
use crate::prelude::*;

/// Label of the file in the entry file's list of columns.
pub const WORDS: &str = "words";

/// The characters and pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Syllables in pinyin without tones, sorted; ü is written v.
    pub syllables: Vec<String>,
    /// The characters of all pairs, sorted, each with its readings: indices of syllables.
    pub chars: Vec<(char, Vec<u32>)>,
    /// The pairs, sorted.
    pub pairs: Vec<Pair>,
}

/// Two neighbouring characters, by their indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The first character.
    pub first: u32,
    /// The second character.
    pub second: u32,
    /// Plans that hold the pair, and [`crate::rank::TITLE_WEIGHT`] for each title, as [`crate::rank::rounded`].
    pub weight: u32,
}

impl Words {
    /// The payload of the file.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, self.syllables.len() as u32);
        self.syllables.iter().for_each(|syllable| put_text(&mut out, syllable));
        put(&mut out, self.chars.len() as u32);
        let mut before = 0;
        for (c, sounds) in &self.chars {
            put(&mut out, u32::from(*c) - before);
            put(&mut out, sounds.len() as u32);
            sounds.iter().for_each(|&sound| put(&mut out, sound));
            before = u32::from(*c);
        }
        let mut before = 0;
        for group in self.pairs.chunk_by(|a, b| a.first == b.first) {
            put(&mut out, group[0].first - before);
            put(&mut out, group.len() as u32);
            before = group[0].first;
            let mut before = 0;
            for pair in group {
                put(&mut out, pair.second - before);
                put(&mut out, pair.weight);
                before = pair.second;
            }
        }
        out
    }

    /// Reads the payload of the file.
    pub fn decode(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        let syllables = reader.list(text);
        let mut scalar = 0;
        let chars: Vec<(char, Vec<u32>)> = reader.list(|reader| {
            let step = reader.number();
            scalar = reader.sum(scalar, step);
            let c = char::from_u32(scalar);
            reader.check(c.is_some());
            (c.unwrap_or_default(), reader.list(Reader::number))
        });
        let mut pairs = Vec::new();
        let mut first = 0;
        while reader.goes_on() {
            let step = reader.number();
            first = reader.sum(first, step);
            let mut second = 0;
            pairs.extend(reader.list(|reader| {
                let step = reader.number();
                second = reader.sum(second, step);
                Pair { first, second, weight: reader.number() }
            }));
        }
        let known = |index: u32, count: usize| (index as usize) < count;
        reader.check(chars.iter().all(|(_, sounds)| sounds.iter().all(|&sound| known(sound, syllables.len()))));
        reader.check(pairs.iter().all(|pair| known(pair.first, chars.len()) && known(pair.second, chars.len())));
        reader.check(pairs.is_sorted());
        reader.finish(Self { syllables, chars, pairs })
    }

    /// The index of a character.
    pub fn index(&self, c: char) -> Option<u32> {
        self.chars.binary_search_by_key(&c, |known| known.0).ok().map(|at| at as u32)
    }

    /// The pairs that begin with a character.
    pub fn after(&self, first: u32) -> &[Pair] {
        let start = self.pairs.partition_point(|pair| pair.first < first);
        let length = self.pairs[start..].partition_point(|pair| pair.first == first);
        &self.pairs[start..start + length]
    }

    /// The weight of a pair; 0 where it is not among them.
    pub fn weight(&self, first: u32, second: u32) -> u32 {
        let after = self.after(first);
        after.binary_search_by_key(&second, |pair| pair.second).map_or(0, |at| after[at].weight)
    }

    /// A character by its index.
    pub fn char(&self, index: u32) -> char {
        self.chars.get(index as usize).map_or('\0', |known| known.0)
    }

    /// The readings of a character.
    pub fn sounds(&self, index: u32) -> impl Iterator<Item = &str> {
        let sounds = self.chars.get(index as usize).map_or(&[][..], |known| &known.1);
        sounds.iter().filter_map(|&sound| self.syllables.get(sound as usize).map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            if let Ok(words) = Words::decode(&bytes) {
                prop_assert_eq!(Words::decode(&words.encode()), Ok(words));
            }
        }
    }
}
