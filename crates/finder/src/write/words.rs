//! The commonest pairs of an archive and how they sound.

use super::{dictionary::Changed, out::Out, stored::Stored, terms::Record, update::UpdateError};
use crate::{
    format::{
        Kind,
        bytes::{Reader, put as put_number},
        gram::Gram,
        hash, short,
        words::{Pair, WORDS, Words},
    },
    query::Field,
    rank::{TITLE_WEIGHT, rounded},
};
use pinyin::ToPinyinMulti;
use std::collections::{BTreeMap, BTreeSet};

/// How much pairs of Han characters weigh: of all pairs, or of those from a floor on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// Pairs that weigh less are not known.
    floor: u32,
    of: BTreeMap<[char; 2], u32>,
}

impl Weights {
    /// Of the pairs in these records. Where there are more than `most` are listed for readers, those are known that weigh at least half as much as the least
    /// of the commonest, so that these can change for long.
    pub fn new(records: &[Record], most: usize) -> Self {
        let mut of: BTreeMap<[char; 2], u32> = BTreeMap::new();
        let mut titles: BTreeMap<[char; 2], u32> = BTreeMap::new();
        for record in records {
            match pair(record.gram) {
                Some((Field::Text, pair)) => drop(of.insert(pair, record.holders)),
                Some((Field::Title, pair)) => drop(titles.insert(pair, record.holders)),
                _ => {}
            }
        }
        for (pair, holders) in titles {
            of.entry(pair).and_modify(|weight| *weight += TITLE_WEIGHT * holders);
        }
        let mut weights: Vec<u32> = of.values().copied().collect();
        let floor = match weights.len() > most {
            true => *weights.select_nth_unstable_by_key(most, |weight| std::cmp::Reverse(*weight)).1 / 2,
            false => 0,
        };
        of.retain(|_, weight| *weight >= floor);
        Self { floor, of }
    }

    /// Takes up what changed. Where what is known tells no longer which pairs are the commonest, that is an error.
    pub fn update<'a>(
        &mut self,
        changes: impl Iterator<Item = Changed<'a>> + Clone,
        stored: &mut Stored,
        most: usize,
    ) -> Result<(), UpdateError> {
        let now: BTreeMap<Gram, u32> =
            changes.clone().map(|change| (change.gram, change.is.map_or(0, |record| record.holders))).collect();
        for (_, pair) in changes.filter_map(|change| pair(change.gram)) {
            let [text, title] = [Field::Text, Field::Title].map(|field| {
                let gram = Gram::new(field, &pair).unwrap_or_default();
                now.get(&gram).map_or_else(|| stored.holders(gram), |holders| Ok(*holders))
            });
            let text = text?;
            let weight = text + TITLE_WEIGHT * title?;
            if text > 0 && weight >= self.floor {
                self.of.insert(pair, weight);
            } else {
                self.of.remove(&pair);
            }
        }
        let is_sure =
            self.floor == 0 || self.commonest(most).get(most - 1).is_some_and(|last| last.1 > rounded(self.floor));
        if is_sure { Ok(()) } else { Err(UpdateError::Layout) }
    }

    /// So many pairs, those with the greatest weights; among equals, the first by their characters.
    fn commonest(&self, most: usize) -> Vec<([char; 2], u32)> {
        let mut pairs: Vec<_> = self.of.iter().map(|(pair, weight)| (*pair, rounded(*weight))).collect();
        pairs.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        pairs.truncate(most);
        pairs
    }

    /// To be kept.
    pub fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.floor);
        put_number(out, self.of.len() as u32);
        for ([first, second], weight) in &self.of {
            [u32::from(*first), u32::from(*second), *weight].iter().for_each(|&number| put_number(out, number));
        }
    }

    /// Reads what was kept.
    pub fn read(reader: &mut Reader) -> Self {
        let floor = reader.number();
        let weights = reader.list(|reader| {
            let pair = [(); 2].map(|()| char::from_u32(reader.number()));
            reader.check(pair.iter().all(Option::is_some));
            (pair.map(Option::unwrap_or_default), reader.number())
        });
        Self { floor, of: weights.into_iter().collect() }
    }
}

/// The pair of Han characters that a gram is, and of which field.
fn pair(gram: Gram) -> Option<(Field, [char; 2])> {
    let field = gram.field();
    let mut chars = gram.codes()[usize::from(field != Field::Text)..].iter().map(|&code| char::from_u32(code));
    let pair = [chars.next()??, chars.next()??];
    (chars.next().is_none() && pair.into_iter().all(is_han)).then_some((field, pair))
}

/// Writes the file, unless it is the `old` one; its label and hash.
pub fn put(weights: &Weights, most: usize, old: &[(String, u32)], out: &mut Out) -> (String, u32) {
    let payload = of(weights, most).encode();
    let column = (WORDS.to_owned(), short(hash(&payload)));
    if !old.contains(&column) {
        out.put(super::columns::file(&column), Kind::Words, payload);
    }
    column
}

fn of(weights: &Weights, most: usize) -> Words {
    let pairs = weights.commonest(most);
    let chars: BTreeSet<char> = pairs.iter().flat_map(|(pair, _)| *pair).collect();
    let readings: BTreeMap<char, BTreeSet<String>> = chars.iter().map(|&c| (c, readings(c))).collect();
    let syllables: BTreeSet<&str> = readings.values().flatten().map(String::as_str).collect();
    let sound: BTreeMap<&str, u32> = syllables.iter().copied().zip(0..).collect();
    let index: BTreeMap<char, u32> = chars.iter().copied().zip(0..).collect();
    let mut pairs: Vec<Pair> = (pairs.into_iter())
        .map(|([first, second], weight)| Pair { first: index[&first], second: index[&second], weight })
        .collect();
    pairs.sort_unstable();
    let of_char = |(&c, own): (&char, &BTreeSet<String>)| (c, own.iter().map(|own| sound[own.as_str()]).collect());
    Words {
        chars: readings.iter().map(of_char).collect(),
        syllables: syllables.iter().map(|&syllable| syllable.to_owned()).collect(),
        pairs,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// The readings of a character, without tones.
fn readings(c: char) -> BTreeSet<String> {
    let readings = c.to_pinyin_multi().into_iter().flatten();
    readings.map(|reading| reading.plain().replace('ü', "v")).collect()
}
