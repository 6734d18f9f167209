//! What to propose where a query finds nothing: a character that was mistyped, another word for the same, fewer words.

use super::lists::Reading;
use crate::{
    format::{Kind, gram::Gram, shard::Term},
    prelude::*,
    query::{Field, Leaf, Node, Query},
    small::sort_by_key,
};

static SYNONYMS: &str = include_str!("../../data/synonyms.txt");

/// Shards of one first character that are read for its pairs.
const SHARDS: usize = 8;
/// Characters of a word up to which it is tried as two, most words having two characters.
const LONGEST_SPLIT: usize = 12;
/// The commonest pairs that are tried for a mistyped character.
const TRIED: usize = 8;

impl Reading<'_> {
    /// A query that finds something, for one of plain words that finds nothing. `None` while files are missing.
    pub fn suggestion(&self, query: &Query) -> Option<Option<String>> {
        let Some(words) = words(query) else {
            return Some(None);
        };
        let mut kept = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if self.occurs(word)? {
                kept.push(word.as_str());
                continue;
            }
            if let Some(other) = self.instead_of(word)? {
                let replaced =
                    words.iter().enumerate().map(|(other_at, word)| if other_at == at { &other } else { word });
                return Some(Some(replaced.map(String::as_str).collect::<Vec<_>>().join(" ")));
            }
        }
        if kept.len() == words.len() {
            kept.pop();
        }
        Some((!kept.is_empty()).then(|| kept.join(" ")))
    }

    /// Whether some plan may hold a phrase.
    fn occurs(&self, word: &str) -> Option<bool> {
        match Leaf::new(Field::Text, word) {
            Some(leaf) => Some(!self.places(&leaf, None)?.is_empty()),
            None => Some(false),
        }
    }

    /// What occurs instead of a word that does not.
    fn instead_of(&self, word: &str) -> Option<Option<String>> {
        let key = crate::fold::fold(word).key;
        let line = SYNONYMS.lines().find(|line| line.split(' ').any(|other| other.chars().eq(key.iter().copied())));
        let mut others: Vec<String> = line.into_iter().flat_map(|line| line.split(' ')).map(str::to_owned).collect();
        others.extend(self.corrected(&key)?);
        for at in (2..key.len().min(LONGEST_SPLIT).saturating_sub(1)).step_by(2) {
            let (first, second) = key.split_at(at);
            others.push([first.iter().collect::<String>(), second.iter().collect()].join(" "));
        }
        for other in others {
            let mut all = true;
            for part in other.split(' ') {
                all &= self.occurs(part)?;
            }
            if all {
                return Some(Some(other));
            }
        }
        Some(None)
    }

    /// The key with one character replaced: the one that no plan has beside its neighbours, by the commonest that fits.
    fn corrected(&self, key: &[char]) -> Option<Option<String>> {
        let mut known = Vec::new();
        for pair in key.windows(2) {
            known.push(self.term(Field::Text, pair)?.is_some());
        }
        let wrong = |at: &usize| !known[at - 1] && !known.get(*at).is_some_and(|&known| known);
        let Some(at) = (1..key.len()).find(wrong) else {
            return Some(None);
        };
        for c in self.followers(key[at - 1])? {
            let mut corrected = key.to_vec();
            corrected[at] = c;
            let fits = match corrected.get(at..at + 2) {
                Some(pair) => self.term(Field::Text, pair)?.is_some(),
                None => true,
            };
            if fits {
                return Some(Some(corrected.into_iter().collect()));
            }
        }
        Some(None)
    }

    /// The characters that most often follow one.
    fn followers(&self, first: char) -> Option<Vec<char>> {
        let (Some(from), Some(end)) = (Gram::new(Field::Text, &[first]), next(first)) else {
            return Some(Vec::new());
        };
        let shards = &self.entry.shards;
        let start = shards.partition_point(|shard| shard.0 <= from).saturating_sub(1);
        let of_first = shards[start..].iter().take_while(|shard| shard.0 < end).take(SHARDS);
        let read: Vec<Option<&[Term]>> =
            of_first.map(|shard| self.files.shard(Kind::Shard, *shard, self.missing)).collect();
        let mut pairs = Vec::new();
        for terms in read {
            pairs.extend(terms?.iter().filter(|term| term.gram > from && term.gram < end && term.gram.length() == 2));
        }
        sort_by_key(&mut pairs, |term| (!term.holders).into());
        Some(pairs.iter().take(TRIED).filter_map(|term| term.gram.second()).collect())
    }
}

/// The gram of the character after this one.
fn next(c: char) -> Option<Gram> {
    Gram::new(Field::Text, &[char::from_u32(u32::from(c) + 1)?])
}

/// The words of a query that has nothing else.
fn words(query: &Query) -> Option<Vec<String>> {
    let word = |node: &Node| match node {
        Node::Leaf(at) if query.leaves[*at].field == Field::Text => Some(query.leaves[*at].typed.clone()),
        _ => None,
    };
    match query.root.as_ref()? {
        Node::And(nodes) => nodes.iter().map(word).collect(),
        node => Some(vec![word(node)?]),
    }
}
