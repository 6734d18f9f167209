//! Files of the dictionary: long lists, shards, recent shards, made of what there was and of the records that changed.

use super::{
    layout::Sizes,
    list_files,
    out::Out,
    recut::{Key, Made, Series, Total, merged, recut},
    stored::Stored,
    terms::{Record, Whole},
    update::UpdateError,
};
use crate::{
    format::{
        Kind,
        entry::Shard,
        gram::Gram,
        hash, list_name,
        shard::{self, Chunk, List, Term},
        shard_name, short,
    },
    rank::rounded,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The files of a dictionary, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Files of lists.
    pub lists: Vec<Made>,
    /// Shards.
    pub shards: Vec<Made>,
    /// Recent shards.
    pub recent: Vec<Made>,
}

impl Files {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.lists.len() + self.shards.len() + self.recent.len()
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let shard = |kind| move |made: &Made| shard_name(kind, made.begins, made.hash);
        let lists = self.lists.iter().map(|made| list_name(made.hash));
        lists.chain(self.shards.iter().map(shard(Kind::Shard))).chain(self.recent.iter().map(shard(Kind::Recent)))
    }
}

/// For the entry file or directories: where each shard begins and its hash.
pub fn listed(shards: &[Made]) -> Vec<Shard> {
    shards.iter().map(|made| (made.begins, short(made.hash))).collect()
}

/// What becomes of a gram: its record as it was and as it is, of which there is at least one.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// The gram.
    pub gram: Gram,
    /// The record that is in the files.
    pub was: Option<&'a Record>,
    /// The record that is to be in them.
    pub is: Option<&'a Record>,
}

/// Writes the files that change, given the changes in the order of their grams.
pub fn put<'a>(
    changes: impl Iterator<Item = Changed<'a>> + Clone,
    stored: &mut Stored,
    sizes: &Sizes,
    out: &mut Out,
) -> Result<Files, UpdateError> {
    let old = stored.files;
    let (lists, places) = list_files::put(changes.clone(), stored, sizes.list_file, out)?;
    let moved = moved(&places, changes.clone(), stored)?;
    let is_there = move |term: Term| ((term.gram, 0), Some(term));
    let terms = changes.clone().map(|change| {
        let term = change.is.map(|record| in_shard(record, &places));
        ((change.gram, 0), term)
    });
    let terms = merged(terms, moved.into_values().map(is_there));
    let total = total(&old.shards, changes.clone(), |record| Some(weight(record)));
    let mut series = Shards::new(Kind::Shard, stored, out);
    let shards = recut(&mut series, &old.shards, terms, total, sizes.shard)?;
    let is_long = |record: &&Record| record.long().is_some();
    let long = changes.clone().filter(|change| [change.was, change.is].iter().flatten().any(is_long));
    let long = long.map(|change| ((change.gram, 0), change.is.and_then(recent)));
    let total = self::total(&old.recent, changes, |record| record.long().map(|long| recent_weight(long.recent())));
    let mut series = Shards::new(Kind::Recent, stored, out);
    let recent = recut(&mut series, &old.recent, long, total, sizes.shard)?;
    Ok(Files { lists, shards, recent })
}

/// What a row holds after the changes. `weight` is about how many bytes a record takes in it, if any.
fn total<'a>(
    old: &[Made],
    changes: impl Iterator<Item = Changed<'a>>,
    weight: impl Fn(&Record) -> Option<usize>,
) -> Total {
    let mut total = Total::of(old);
    for change in changes {
        change.is.and_then(&weight).into_iter().for_each(|weight| total.add(weight));
        change.was.and_then(&weight).into_iter().for_each(|weight| total.take(weight));
    }
    total
}

/// About how many bytes a record takes in its shard.
fn weight(record: &Record) -> usize {
    match &record.list {
        Whole::Short(bytes) => short_weight(bytes),
        Whole::Long(long) => long_weight(long.chunks().len(), long.best.len()),
    }
}

fn short_weight(bytes: &[u8]) -> usize {
    4 + bytes.len()
}

fn long_weight(chunks: usize, best: usize) -> usize {
    8 + 7 * chunks + 5 * best
}

/// The same of a long list's recent plans, in their recent shard.
fn recent_weight(bytes: &[u8]) -> usize {
    5 + bytes.len()
}

fn in_shard(record: &Record, places: &HashMap<Key, Chunk>) -> Term {
    let Record { gram, holders, .. } = *record;
    match &record.list {
        Whole::Short(bytes) => Term { gram, holders, list: List::Short(bytes.clone()) },
        Whole::Long(long) => {
            let chunks = long.chunks().filter_map(|chunk| places.get(&(gram, chunk.0)).copied());
            let list = List::Long { chunks: chunks.collect(), best: long.best.clone() };
            Term { gram, holders: rounded(holders), list }
        }
    }
}

fn recent(record: &Record) -> Option<Term> {
    let Record { gram, holders, .. } = *record;
    record.long().map(|long| Term { gram, holders, list: List::Short(long.recent().to_vec()) })
}

/// Terms that did not change, but whose chunks stand in other places now.
fn moved<'a>(
    places: &HashMap<Key, Chunk>,
    changes: impl Iterator<Item = Changed<'a>>,
    stored: &mut Stored,
) -> Result<BTreeMap<Gram, Term>, UpdateError> {
    let mut moved = BTreeMap::new();
    if stored.files.count() == 0 {
        return Ok(moved);
    }
    let mut grams: BTreeSet<Gram> = places.keys().map(|key| key.0).collect();
    for change in changes {
        grams.remove(&change.gram);
    }
    for gram in grams {
        let Some(term) = stored.term(Kind::Shard, gram)? else { continue };
        let mut new = term.clone();
        if let List::Long { chunks, .. } = &mut new.list {
            let place = |chunk: &mut Chunk| places.get(&(gram, chunk.first)).into_iter().for_each(|new| *chunk = *new);
            chunks.iter_mut().for_each(place);
        }
        if new != *term {
            moved.insert(gram, new);
        }
    }
    Ok(moved)
}

/// Shards or recent shards.
struct Shards<'a, 'b, 'c, 'd> {
    kind: Kind,
    stored: &'a mut Stored<'b>,
    out: &'a mut Out<'c, 'd>,
    /// Those that there were, by where they begin.
    old: HashMap<Key, Made>,
}

impl<'a, 'b, 'c, 'd> Shards<'a, 'b, 'c, 'd> {
    fn new(kind: Kind, stored: &'a mut Stored<'b>, out: &'a mut Out<'c, 'd>) -> Self {
        Self { kind, old: stored.row(kind).iter().map(|made| (made.first, *made)).collect(), stored, out }
    }
}

/// The gram that a shard begins at for readers.
fn begins(before: Option<Key>, first: Key) -> Gram {
    before.map_or(first.0, |before| first.0.separator(before.0))
}

impl Series for Shards<'_, '_, '_, '_> {
    type Item = Term;
    type Error = UpdateError;

    fn key(&self, item: &Term) -> Key {
        (item.gram, 0)
    }

    fn weight(&self, item: &Term) -> usize {
        match &item.list {
            List::Short(bytes) if self.kind == Kind::Recent => recent_weight(bytes),
            List::Short(bytes) => short_weight(bytes),
            List::Long { chunks, best } => long_weight(chunks.len(), best.len()),
        }
    }

    fn load(&mut self, old: &Made) -> Result<Vec<Term>, UpdateError> {
        let at = self.stored.row(self.kind).partition_point(|made| made.first < old.first);
        Ok(self.stored.shard(self.kind, at)?.to_vec())
    }

    fn stays(&mut self, before: Option<Key>, old: &Made) -> bool {
        old.begins == begins(before, old.first)
    }

    fn put(&mut self, before: Option<Key>, items: Vec<Term>, made: Made) -> Made {
        let payload = shard::encode(&items);
        let made = Made { begins: begins(before, made.first), hash: hash(&payload), ..made };
        if self.old.get(&made.first) != Some(&made) {
            self.out.put(shard_name(self.kind, made.begins, made.hash), self.kind, payload);
        }
        made
    }
}
