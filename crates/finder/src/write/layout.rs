//! How large files are, and where one ends.

use super::{Settings, kept::Row, recut::Total};
use crate::rank::rounded;
use std::ops::Range;

/// Files that an archive of up to [`FEW_PLANS`] plans may have.
const FEW_FILES: usize = 10_000;
/// Above this number of plans, files grow with them: 6 for 10 plans.
const FEW_PLANS: usize = 16_666;

/// Above this number of plans, long lists share files twice as large: what they leave of the files makes those of text
/// smaller, which every query reads.
const MANY_PLANS: usize = 4 * FEW_PLANS;

/// A gram is common that one in so many plans holds.
const COMMON: usize = 5;
/// Fewer plans than this read fast enough without longer grams.
const FEWEST: usize = 200;
/// More plans than this make a list that is not read as a whole, in an archive of any size.
const MOST: usize = 2_000;

/// A list stands in its shard, and saves its readers a round trip, up to so many bytes as there are plans for each of them; in a
/// small archive a plan that comes would otherwise change most shards.
const SHORTER: usize = 8;

/// One in so many plans is recent, at most.
const RECENT: u32 = 12;
/// Fewest plans after which recent ones become old.
const FEW_RECENT: u32 = 64;

/// Sizes that follow from an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// About how many files there may be.
    pub max_files: usize,
    /// Plans from which on a gram is common.
    pub common: u32,
    /// Most shards that the entry file lists itself; where there are more, directories do.
    pub listed: usize,
    /// About how many shards a directory lists.
    pub directory: usize,
    /// Bytes of a shard, before compression.
    pub shard: usize,
    /// Bytes of a file of lists, before compression.
    pub list_file: usize,
    /// Longest list, in encoded bytes, that stands in its shard.
    pub short: usize,
    /// About how many encoded bytes of a long list are read at once.
    pub chunk: usize,
    /// Plans with this number or a higher one are recent.
    pub recent_from: u32,
    /// Most pairs of characters that are listed with how they sound.
    pub words: usize,
}

impl Sizes {
    /// Sizes for these plans.
    pub fn new(rows: &[Row], settings: Settings) -> Self {
        let (plans, bound) = (rows.len(), rows.last().map_or(0, |row| row.number + 1));
        let usual = if plans > FEW_PLANS { plans * 6 / 10 } else { FEW_FILES };
        let max_files = settings.max_files.unwrap_or(usual).max(16);
        // What the owner takes away from the usual number makes every file larger.
        // By eighths, so that an archive that grows seldom takes other sizes.
        let scale = |size: usize| size * rounded((8 * usual.max(max_files) / max_files) as u32) as usize / 8;
        let common = rounded((plans / COMMON).clamp(FEWEST, MOST) as u32);
        let period = 1 << (bound / RECENT).max(FEW_RECENT).ilog2();
        let recent_from = bound / period * period;
        Self {
            max_files,
            common,
            listed: 4_096,
            directory: 128,
            shard: scale(8_000),
            list_file: scale(if plans > MANY_PLANS { 40_000 } else { 20_000 }),
            short: (plans / SHORTER).next_power_of_two().clamp(512, 2_048),
            chunk: 4_000,
            recent_from,
            words: 16_384,
        }
    }

    /// Whether the dictionary is laid out in the same way.
    pub fn are_alike(&self, other: &Self) -> bool {
        *self == Self { max_files: self.max_files, ..*other }
    }
}

/// Where files end. It depends on the items near by only, so that a change does not move all later ends: before an item whose
/// mark says so, from half the target on, and before one that would take the file over twice the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    target: usize,
    /// One in so many marks says so: those that it divides.
    every: u32,
}

impl Cuts {
    /// Cuts these items into files of about `target`.
    pub fn new(target: usize, total: Total) -> Self {
        // A quarter of the target on average.
        let every = target * total.count / total.weight.max(1) / 4;
        Self { target, every: every.max(1).next_power_of_two() as u32 }
    }

    /// Whether a file of this size ends before an item.
    pub fn ends(&self, size: usize, item: usize, mark: u32) -> bool {
        size + item > self.target * 2 || (size >= self.target / 2 && mark.is_multiple_of(self.every))
    }
}

/// Cuts a row of items (size, mark) into files of about `target`.
pub fn cut(items: &[(usize, u32)], target: usize) -> Vec<Range<usize>> {
    let total = Total { count: items.len(), weight: items.iter().map(|item| item.0).sum() };
    let cuts = Cuts::new(target, total);
    let mut ranges = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, &(item, mark)) in items.iter().enumerate() {
        if at > start && cuts.ends(size, item, mark) {
            ranges.push(start..at);
            (start, size) = (at, 0);
        }
        size += item;
    }
    if start < items.len() {
        ranges.push(start..items.len());
    }
    ranges
}
