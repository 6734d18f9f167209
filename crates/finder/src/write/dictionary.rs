//! Files of the dictionary: long lists, shards, recent shards. Those that an earlier writing made of the same records are
//! not made again.

use super::{
    layout::{Sizes, cut},
    out::Out,
    terms::{Head, Terms, Whole},
};
use crate::{
    format::{
        Error, Kind,
        entry::Shard,
        gram::Gram,
        hash, list_name,
        shard::{self, Chunk, List, Term},
        shard_name, short,
    },
    rank::rounded,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// A gram and a plan number: where a file begins or ends. The number is 0 in files that hold whole grams.
pub type Key = (Gram, u32);

/// What a file was made of: as long as none of it was touched, the same first, last and count give the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its first item.
    pub first: Key,
    /// Its last item.
    pub last: Key,
    /// How many items.
    pub count: u32,
    /// The gram that it begins at for readers; of no meaning in files of lists.
    pub begins: Gram,
    /// Hash of its payload.
    pub hash: u32,
    /// How often its payload had to be changed for a hash of its own.
    pub salt: u32,
}

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

/// Writes the files of these terms, but for those that are among the `old` ones.
pub fn put(terms: &Terms, old: &Files, sizes: &Sizes, out: &mut Out) -> Result<Files, Error> {
    let wholes: Vec<Whole> = terms.heads.iter().map(|head| terms.whole(head)).collect::<Result<_, _>>()?;
    let (chunks, lists) = put_lists(terms, &wholes, &old.lists, sizes.list_file, out);
    let mut of_term = 0;
    let items: Vec<Item> = (terms.heads.iter().zip(&wholes))
        .map(|(head, whole)| {
            let mine = of_term..of_term + count(whole);
            of_term = mine.end;
            let touched = head.touched || chunks[mine.clone()].iter().any(|chunk| chunk.1);
            Item { head, whole, chunks: mine, touched }
        })
        .collect();
    let term = |item: &Item| in_shard(item, &chunks);
    let shards = put_shards(Kind::Shard, &items, weight, term, &old.shards, sizes.shard, out);
    let long: Vec<Item> = items.into_iter().filter(|item| matches!(item.whole, Whole::Long { .. })).collect();
    let recent = put_shards(Kind::Recent, &long, recent_weight, recent, &old.recent, sizes.shard, out);
    Ok(Files { lists, shards, recent })
}

/// A gram on its way into a shard.
struct Item<'a> {
    head: &'a Head,
    whole: &'a Whole<'a>,
    /// Which of all chunks are its.
    chunks: Range<usize>,
    touched: bool,
}

fn count(whole: &Whole) -> usize {
    match whole {
        Whole::Short(_) => 0,
        Whole::Long { chunks, .. } => chunks.len(),
    }
}

/// About how many bytes a term takes in its shard.
fn weight(item: &Item) -> usize {
    match item.whole {
        Whole::Short(bytes) => 4 + bytes.len(),
        Whole::Long { chunks, best, .. } => 8 + 7 * chunks.len() + 5 * best.len(),
    }
}

fn in_shard(item: &Item, chunks: &[(Chunk, bool)]) -> Term {
    let Head { gram, holders, .. } = *item.head;
    match item.whole {
        Whole::Short(bytes) => Term { gram, holders, list: List::Short(bytes.to_vec()) },
        Whole::Long { best, .. } => {
            let chunks = chunks[item.chunks.clone()].iter().map(|chunk| chunk.0).collect();
            Term { gram, holders: rounded(holders), list: List::Long { chunks, best: best.clone() } }
        }
    }
}

/// About how many bytes a term takes in its recent shard.
fn recent_weight(item: &Item) -> usize {
    match item.whole {
        Whole::Short(_) => 0,
        Whole::Long { recent, .. } => 5 + recent.len(),
    }
}

fn recent(item: &Item) -> Term {
    let Head { gram, holders, .. } = *item.head;
    match item.whole {
        Whole::Short(_) => Term { gram, holders, list: List::Short(Vec::new()) },
        Whole::Long { recent, .. } => Term { gram, holders, list: List::Short(recent.to_vec()) },
    }
}

fn put_shards(
    kind: Kind,
    items: &[Item],
    weight: impl Fn(&Item) -> usize,
    term: impl Fn(&Item) -> Term,
    old: &[Made],
    size: usize,
    out: &mut Out,
) -> Vec<Made> {
    let weights: Vec<_> = items.iter().map(|item| (weight(item), item.head.gram.hash())).collect();
    let old: BTreeMap<Key, &Made> = old.iter().map(|made| (made.first, made)).collect();
    let mut made_of = Vec::new();
    for range in cut(&weights, size) {
        let before = range.start.checked_sub(1).map(|at| items[at].head.gram);
        let items = &items[range];
        let (first, last) = (items[0].head.gram, items[items.len() - 1].head.gram);
        let begins = before.map_or(first, |before| first.separator(before));
        let key = |gram| (gram, 0);
        let count = items.len() as u32;
        let mut made = Made { first: key(first), last: key(last), count, begins, hash: 0, salt: 0 };
        let same = |old: &&&Made| Made { hash: 0, ..***old } == made;
        match old.get(&made.first).filter(same) {
            Some(old) if items.iter().all(|item| !item.touched) => made.hash = old.hash,
            _ => {
                let payload = shard::encode(&items.iter().map(&term).collect::<Vec<_>>());
                made.hash = hash(&payload);
                if old.get(&made.first) != Some(&&made) {
                    out.put(shard_name(kind, begins, made.hash), kind, payload);
                }
            }
        }
        made_of.push(made);
    }
    made_of
}

/// A part of a long list on its way into a file.
struct Piece<'a> {
    key: Key,
    bytes: &'a [u8],
    touched: bool,
}

/// Writes the files of lists. All chunks with where they are and whether their file is another one than before; the files.
fn put_lists(
    terms: &Terms,
    wholes: &[Whole],
    old: &[Made],
    size: usize,
    out: &mut Out,
) -> (Vec<(Chunk, bool)>, Vec<Made>) {
    let mut pieces = Vec::new();
    for (head, whole) in terms.heads.iter().zip(wholes) {
        if let Whole::Long { chunks, .. } = whole {
            pieces.extend(chunks.iter().map(|&(first, bytes)| Piece {
                key: (head.gram, first),
                bytes,
                touched: head.touched,
            }));
        }
    }
    let weights: Vec<_> =
        pieces.iter().map(|piece| (piece.bytes.len(), piece.key.0.hash().wrapping_add(piece.key.1))).collect();
    let old: BTreeMap<Key, &Made> = old.iter().map(|made| (made.first, made)).collect();
    let (mut chunks, mut files, mut taken) = (Vec::with_capacity(pieces.len()), Vec::new(), BTreeSet::new());
    for range in cut(&weights, size) {
        let (made, other) = put_list_file(&pieces[range.clone()], &old, &mut taken, out);
        let mut offset = 4;
        for piece in &pieces[range] {
            let length = piece.bytes.len() as u32;
            chunks.push((Chunk { first: piece.key.1, file: made.hash, offset, length }, other));
            offset += length;
        }
        files.push(made);
    }
    (chunks, files)
}

/// Writes a file of lists, unless an old one is the same; whether it was written. A hash that another has got is changed
/// by a salt.
fn put_list_file(
    pieces: &[Piece],
    old: &BTreeMap<Key, &Made>,
    taken: &mut BTreeSet<u32>,
    out: &mut Out,
) -> (Made, bool) {
    let (first, last) = (pieces[0].key, pieces[pieces.len() - 1].key);
    let mut made = Made { first, last, count: pieces.len() as u32, begins: Gram::default(), hash: 0, salt: 0 };
    let same = |old: &&&Made| Made { hash: 0, ..***old } == made;
    if let Some(old) = old.get(&first).filter(same)
        && pieces.iter().all(|piece| !piece.touched)
        && taken.insert(old.hash)
    {
        return (**old, false);
    }
    loop {
        let mut payload = made.salt.to_le_bytes().to_vec();
        pieces.iter().for_each(|piece| payload.extend(piece.bytes));
        made.hash = hash(&payload);
        if taken.insert(made.hash) {
            // A term that was touched for its recent plans alone leaves its chunks as they were.
            let other = old.get(&first) != Some(&&made);
            if other {
                out.put(list_name(made.hash), Kind::Lists, payload);
            }
            return (made, other);
        }
        made.salt += 1;
    }
}
