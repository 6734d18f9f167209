//! Files that long lists share.

use super::{
    dictionary::Changed,
    out::Out,
    recut::{Key, Made, Series, Total, merged, recut},
    stored::Stored,
    terms::Record,
    update::UpdateError,
};
use crate::format::{
    Kind, hash, list_name,
    shard::{Chunk, List, Term},
};
use std::collections::{HashMap, HashSet};

/// A part of a long list: where it belongs, its encoded postings.
type Piece = (Key, Vec<u8>);

/// Writes the files that change. Gives all files, and where the chunks are of those lists that changed and of those that
/// were put into other files.
pub fn put<'a>(
    changes: impl Iterator<Item = Changed<'a>> + Clone,
    stored: &mut Stored,
    target: usize,
    out: &mut Out,
) -> Result<(Vec<Made>, HashMap<Key, Chunk>), UpdateError> {
    let files = &stored.files.lists;
    let mut total = Total::of(files);
    let mut places = HashMap::new();
    for change in changes.clone() {
        chunks(change.is).iter().for_each(|chunk| total.add(chunk.1.len()));
        chunks(change.was).iter().for_each(|chunk| total.take(chunk.1.len()));
        if change.was.is_some()
            && let Some(Term { gram, list: List::Long { chunks, .. }, .. }) = stored.term(Kind::Shard, change.gram)?
        {
            places.extend(chunks.iter().map(|chunk| ((*gram, chunk.first), *chunk)));
        }
    }
    let old = files.iter().map(|made| (made.first, *made)).collect();
    let mut series = Lists { stored, out, old, taken: HashSet::new(), places };
    let made = recut(&mut series, files, changes.flat_map(pieces), total, target)?;
    Ok((made, series.places))
}

fn chunks(record: Option<&Record>) -> Vec<(u32, &[u8])> {
    record.and_then(Record::long).map_or_else(Vec::new, |long| long.chunks().collect())
}

/// The chunks that a change brings, makes others, or takes away.
fn pieces(change: Changed) -> impl Iterator<Item = (Key, Option<Piece>)> {
    let Changed { gram, was, is } = change;
    let (was, is) = (chunks(was), chunks(is));
    let place = |chunks: &[(u32, &[u8])], first: u32| chunks.binary_search_by_key(&first, |chunk| chunk.0).ok();
    let gone = was.iter().filter(|chunk| place(&is, chunk.0).is_none()).map(|chunk| ((gram, chunk.0), None));
    let gone: Vec<_> = gone.collect();
    let there = is.into_iter().filter(move |chunk| place(&was, chunk.0).is_none_or(|at| was[at].1 != chunk.1));
    let there = there.map(move |(first, bytes)| ((gram, first), Some(((gram, first), bytes.to_vec()))));
    merged(there, gone.into_iter())
}

/// The row of files of lists.
struct Lists<'a, 'b, 'c, 'd> {
    stored: &'a mut Stored<'b>,
    out: &'a mut Out<'c, 'd>,
    /// Those that there were, by where they begin.
    old: HashMap<Key, Made>,
    /// Hashes of the files so far: nothing else tells two of them apart.
    taken: HashSet<u32>,
    /// Where chunks are.
    places: HashMap<Key, Chunk>,
}

impl Series for Lists<'_, '_, '_, '_> {
    type Item = Piece;
    type Error = UpdateError;

    fn key(&self, item: &Piece) -> Key {
        item.0
    }

    fn weight(&self, item: &Piece) -> usize {
        item.1.len()
    }

    fn load(&mut self, old: &Made) -> Result<Vec<Piece>, UpdateError> {
        self.stored.chunks(old)
    }

    /// A file whose hash was changed because another had it is looked at again.
    fn stays(&mut self, _: Option<Key>, old: &Made) -> bool {
        old.salt == 0 && self.taken.insert(old.hash)
    }

    /// A hash that another has got is changed by a salt.
    fn put(&mut self, _: Option<Key>, items: Vec<Piece>, made: Made) -> Made {
        let mut made = made;
        let payload = loop {
            let mut payload = made.salt.to_le_bytes().to_vec();
            items.iter().for_each(|piece| payload.extend(&piece.1));
            made.hash = hash(&payload);
            if self.taken.insert(made.hash) {
                break payload;
            }
            made.salt += 1;
        };
        let mut offset = made.salt.to_le_bytes().len() as u32;
        for (key, bytes) in items {
            let length = bytes.len() as u32;
            self.places.insert(key, Chunk { first: key.1, file: made.hash, offset, length });
            offset += length;
        }
        if self.old.get(&made.first) != Some(&made) {
            self.out.put(list_name(made.hash), Kind::Lists, payload);
        }
        made
    }
}
