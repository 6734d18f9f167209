//! Writes the search data of an archive. Native only; the same plans give the same bytes.

mod columns;
mod invert;
mod layout;
mod lists;
mod parallel;
mod texts;

use crate::{
    format::{
        ENTRY, Kind,
        entry::Entry,
        name, seal,
        shard::{self, Term},
        short,
    },
    plan::Plan,
};
use lists::Lists;
use std::collections::BTreeSet;

/// What the owner of an archive may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// About how many files there may be; sizes follow from it. `None` chooses by the number of plans.
    pub max_files: Option<usize>,
}

/// Why plans cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// Two plans have this number.
    SameNumber(u32),
    /// A plan has this number, which is above [`MAX_NUMBER`].
    NumberTooHigh(u32),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SameNumber(number) => write!(f, "two plans have the number {number}"),
            Self::NumberTooHigh(number) => write!(f, "plan number {number} is above {MAX_NUMBER}"),
        }
    }
}

impl std::error::Error for WriteError {}

/// Highest number a plan may have.
pub const MAX_NUMBER: u32 = 16_000_000;

/// Takes the files as they are made: name under the folder of search data, content.
pub type Sink<'a> = dyn FnMut(&str, Vec<u8>) + 'a;

/// Writes the search data of these plans.
pub fn write(plans: &[Plan], settings: Settings, sink: &mut Sink) -> Result<(), WriteError> {
    let sorted = sorted(plans)?;
    let order = columns::order(&sorted);
    let sizes = layout::Sizes::new(sorted.len(), settings.max_files);
    let lists = Lists::of(&sorted, sizes.common);
    let (terms, list_files) = lists.terms(&order, sizes.list_file, sink);
    let shards = put_shards(&terms, sizes.shard, sink);
    let left = sizes.max_files.saturating_sub(list_files + shards.len());
    let texts = texts::put(&sorted, left, sink);
    let entry = Entry {
        plans: sorted.len() as u32,
        bound: sorted.last().map_or(0, |plan| plan.number + 1),
        common: sizes.common,
        group: texts.group,
        passages: texts.passages,
        run: texts.run,
        shards,
        runs: texts.hashes,
        columns: columns::put(&sorted, &order, sink),
    };
    sink(ENTRY, seal(Kind::Entry, &entry.encode()));
    Ok(())
}

fn sorted(plans: &[Plan]) -> Result<Vec<&Plan>, WriteError> {
    let mut sorted: Vec<&Plan> = plans.iter().collect();
    sorted.sort_by_key(|plan| plan.number);
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0].number == pair[1].number) {
        return Err(WriteError::SameNumber(pair[0].number));
    }
    match sorted.last() {
        Some(last) if last.number > MAX_NUMBER => Err(WriteError::NumberTooHigh(last.number)),
        _ => Ok(sorted),
    }
}

/// Writes the dictionary; for the entry file, where each shard begins and its hash.
fn put_shards(terms: &[Term], size: usize, sink: &mut Sink) -> Vec<(crate::format::gram::Gram, u32)> {
    let weights: Vec<_> = terms.iter().map(|term| (lists::encoded_size(term), term.gram.hash())).collect();
    let mut names = BTreeSet::new();
    let mut shards = Vec::new();
    for range in layout::cut(&weights, size) {
        let terms_of = &terms[range.clone()];
        let before = range.start.checked_sub(1).map(|at| terms[at].gram);
        let (payload, hash) = salted(&mut names, |salt| shard::encode(terms_of, salt), short);
        sink(&name(Kind::Shard, "", hash), seal(Kind::Shard, &payload));
        let first = terms_of[0].gram;
        shards.push((before.map_or(first, |before| first.separator(before)), short(hash)));
    }
    shards
}

/// A payload whose hash, as far as names carry it, no other file of the kind has; and its hash.
fn salted(taken: &mut BTreeSet<u32>, encode: impl Fn(u32) -> Vec<u8>, part: fn(u32) -> u32) -> (Vec<u8>, u32) {
    let mut salt = 0;
    loop {
        let payload = encode(salt);
        let hash = crate::format::hash(&payload);
        if taken.insert(part(hash)) {
            return (payload, hash);
        }
        salt += 1;
    }
}
