//! Compares plans with each other, and remembers how alike they are.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use super::batches::{in_batches, near_each_other};
use super::documents::Reader;
use super::families::{self, Alike, Likeness, Pair};
use crate::archive::{Archive, Relation};
use crate::tree::{Hash, hash};

/// Name of the likenesses in the cache.
const NAME: &str = "families";

/// Name in the cache of the plans that seem alike.
const ALIKE: &str = "alike";

/// All relations between plans. Only pairs that were not compared before need their texts.
pub fn relations(archive: &mut Archive, reader: &Reader) -> io::Result<Vec<Relation>> {
    let known: HashMap<Hash, Likeness> = reader.cache.and_then(|cache| cache.load(NAME)).unwrap_or_default();
    let before: Alike = reader.cache.and_then(|cache| cache.load(ALIKE)).unwrap_or_default();
    let alike = Alike::of(archive, &before);
    if let Some(cache) = reader.cache.filter(|_| alike != before) {
        cache.save(ALIKE, &alike)?;
    }
    let pairs = families::pairs(archive, &alike);
    let keys: Vec<Hash> = pairs.par_iter().map(|pair| key(archive, pair)).collect();
    let asked: Vec<&Pair> =
        pairs.iter().zip(&keys).filter(|(_, key)| !known.contains_key(*key)).map(|(pair, _)| pair).collect();
    let need = |pair: &Pair| [pair.one, pair.other].map(|entry| archive.entries[entry].document).to_vec();
    let needs: Vec<Vec<usize>> = asked.iter().map(|pair| need(pair)).collect();
    let (asked, needs): (Vec<&Pair>, Vec<Vec<usize>>) =
        near_each_other(&needs).into_iter().map(|place| (asked[place], needs[place].clone())).unzip();
    let mut compared: HashMap<Hash, Likeness> = HashMap::new();
    in_batches(archive, reader, &needs, |archive, batch| {
        let pairs = asked[batch].par_iter();
        compared.par_extend(pairs.map(|pair| (key(archive, pair), families::compare(archive, pair))));
        Ok::<(), io::Error>(())
    })?;
    // Every key is in one of the two.
    let likeness = |key: &Hash| known.get(key).or_else(|| compared.get(key)).cloned();
    let likenesses: Vec<Likeness> = keys.iter().filter_map(likeness).collect();
    if let Some(cache) = reader.cache.filter(|_| !compared.is_empty() || known.len() != keys.len()) {
        cache.save(NAME, &keys.iter().zip(&likenesses).collect::<HashMap<_, _>>())?;
    }
    Ok(families::relations(archive, &pairs, &likenesses))
}

/// Hash of all that a comparison depends on.
fn key(archive: &Archive, pair: &Pair) -> Hash {
    let mut all = Vec::new();
    for entry in [pair.one, pair.other].map(|at| &archive.entries[at]) {
        all.extend(archive.document(entry).made_from.to_le_bytes());
        all.extend(entry.plan.to_le_bytes());
    }
    for (own, other) in &pair.paragraphs {
        all.extend([own.to_le_bytes(), other.to_le_bytes()].concat());
    }
    hash(&all)
}
