//! The commonest pairs of an archive and how they sound.

use super::{out::Out, terms::Terms};
use crate::{
    format::{
        Kind,
        gram::Gram,
        hash, short,
        words::{Pair, WORDS, Words},
    },
    query::Field,
    rank::{TITLE_WEIGHT, rounded},
};
use pinyin::ToPinyinMulti;
use std::collections::{BTreeMap, BTreeSet};

/// Most pairs that are kept.
const MOST: usize = 16_384;

/// Writes the file, unless it is the `old` one; its label and hash.
pub fn put(terms: &Terms, old: &[(String, u32)], out: &mut Out) -> (String, u32) {
    let payload = of(terms).encode();
    let column = (WORDS.to_owned(), short(hash(&payload)));
    if !old.contains(&column) {
        out.put(super::columns::file(&column), Kind::Words, payload);
    }
    column
}

fn of(terms: &Terms) -> Words {
    let pairs = commonest(terms);
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

/// The pairs of Han characters with the greatest weights; among equals, the first by their characters.
fn commonest(terms: &Terms) -> Vec<([char; 2], u32)> {
    let holders = |mark: Field, pair: &[char; 2]| Gram::new(mark, pair).map_or(0, |gram| terms.holders(gram));
    let mut pairs: Vec<([char; 2], u32)> = Vec::new();
    for head in terms.heads.iter().filter(|head| head.gram.field() == Field::Text && head.gram.length() == 2) {
        let mut chars = head.gram.codes().iter().filter_map(|&code| char::from_u32(code));
        if let (Some(first), Some(second)) = (chars.next(), chars.next())
            && is_han(first)
            && is_han(second)
        {
            pairs.push(([first, second], head.holders));
        }
    }
    // Titles first: a pair of none of them needs no look.
    for (pair, weight) in &mut pairs {
        *weight = rounded(*weight + TITLE_WEIGHT * holders(Field::Title, pair));
    }
    if pairs.len() > MOST {
        pairs.select_nth_unstable_by_key(MOST, |(pair, weight)| (std::cmp::Reverse(*weight), *pair));
        pairs.truncate(MOST);
    }
    pairs
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// The readings of a character, without tones.
fn readings(c: char) -> BTreeSet<String> {
    let readings = c.to_pinyin_multi().into_iter().flatten();
    readings.map(|reading| reading.plain().replace('ü', "v")).collect()
}
