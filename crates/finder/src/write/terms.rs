//! Whole lists as they are laid out, one record a gram: what the files of the dictionary are made of.

use super::{columns::Order, layout::Sizes};
use crate::format::{
    Error,
    gram::Gram,
    postings::{Posting, TIERS, postings, put_posting},
};
use std::ops::Range;

/// How many of the best of a long list stand in its shard.
const BEST: usize = 24;

/// A gram with its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The gram.
    pub gram: Gram,
    /// How many plans hold it.
    pub holders: u32,
    /// These plans.
    pub list: Whole,
}

/// The list of a gram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// One that stands in its shard: encoded postings.
    Short(Vec<u8>),
    /// One that stands in files.
    Long(Box<Long>),
}

/// A list that stands in files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Long {
    /// The encoded postings of all chunks, then those of recent plans.
    bytes: Vec<u8>,
    /// Of each chunk the first number, and where it ends.
    ends: Vec<(u32, usize)>,
    /// The best, in order.
    pub best: Vec<Posting>,
}

impl Record {
    /// The record of a gram with its list.
    pub fn new(gram: Gram, list: &[Posting], order: &Order, sizes: &Sizes) -> Self {
        let mut record = Self::of_encoded(gram, list.len() as u32, encoded(list, 0));
        record.lay_out(order, sizes);
        record
    }

    /// The record of a gram with its encoded list, which has yet to be laid out.
    pub fn of_encoded(gram: Gram, holders: u32, bytes: Vec<u8>) -> Self {
        Self { gram, holders, list: Whole::Short(bytes) }
    }

    /// Lays out an encoded list: puts tiers into a short one, which takes no more room for them, and cuts a long one.
    pub fn lay_out(&mut self, order: &Order, sizes: &Sizes) {
        let Whole::Short(bytes) = &mut self.list else { return };
        if bytes.len() <= sizes.short && self.holders as usize <= TIERS[0] {
            // All in the first tier, as they are where none is known.
            return;
        }
        // What we encoded ourselves can be read.
        let mut list = postings(bytes, 0).unwrap_or_default();
        if bytes.len() <= sizes.short {
            put_tiers(&mut list, order);
            bytes.clear();
            put_all(bytes, &list, 0);
        } else {
            list.iter_mut().for_each(|posting| posting.tier = 0);
            self.list = Whole::Long(Box::new(Long::new(&list, std::mem::take(bytes), order, sizes)));
        }
    }

    /// The list, if it stands in files.
    pub fn long(&self) -> Option<&Long> {
        match &self.list {
            Whole::Short(_) => None,
            Whole::Long(long) => Some(long),
        }
    }

    /// All its postings; plans from `recent_from` on are recent.
    pub fn postings(&self, recent_from: u32) -> Result<Vec<Posting>, Error> {
        match &self.list {
            Whole::Short(bytes) => postings(bytes, 0),
            Whole::Long(long) => {
                let mut list = Vec::with_capacity(self.holders as usize);
                for (first, bytes) in long.chunks() {
                    list.extend(postings(bytes, first)?);
                }
                list.extend(postings(long.recent(), recent_from)?);
                Ok(list)
            }
        }
    }
}

impl Long {
    /// `bytes` are the whole list, encoded, and become its chunks: these take no more room.
    fn new(list: &[Posting], mut bytes: Vec<u8>, order: &Order, sizes: &Sizes) -> Self {
        let (old, recent) = list.split_at(list.partition_point(|posting| posting.plan < sizes.recent_from));
        if !recent.is_empty() {
            bytes.clear();
            put_all(&mut bytes, old, 0);
        }
        let ranges = chunks(old, bytes.len(), sizes.chunk);
        bytes.clear();
        let mut ends = Vec::with_capacity(ranges.len());
        for range in ranges {
            let first = old[range.start].plan;
            put_all(&mut bytes, &old[range], first);
            ends.push((first, bytes.len()));
        }
        put_all(&mut bytes, recent, sizes.recent_from);
        Self { bytes, ends, best: best(list, order) }
    }

    /// The list of these chunks (first number, encoded postings) and encoded postings of recent plans.
    pub fn of<'a>(chunks: impl Iterator<Item = (u32, &'a [u8])>, recent: &[u8], best: Vec<Posting>) -> Self {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for (first, chunk) in chunks {
            bytes.extend(chunk);
            ends.push((first, bytes.len()));
        }
        bytes.extend(recent);
        Self { bytes, ends, best }
    }

    /// Its chunks: first number, encoded postings.
    pub fn chunks(&self) -> impl ExactSizeIterator<Item = (u32, &[u8])> {
        let start = |at: usize| at.checked_sub(1).map_or(0, |before| self.ends[before].1);
        self.ends.iter().enumerate().map(move |(at, &(first, end))| (first, &self.bytes[start(at)..end]))
    }

    /// Encoded postings of recent plans.
    pub fn recent(&self) -> &[u8] {
        &self.bytes[self.ends.last().map_or(0, |last| last.1)..]
    }
}

/// Says of each posting of a list which tier of those with its impact it is in.
fn put_tiers(list: &mut [Posting], order: &Order) {
    let mut sorted: Vec<usize> = (0..list.len()).collect();
    sorted.sort_unstable_by_key(|&at| (list[at].impact, order.rank(list[at].plan)));
    let (mut impact, mut place) = (0, 0);
    for at in sorted {
        place = if list[at].impact == impact { place + 1 } else { 0 };
        impact = list[at].impact;
        list[at].tier = TIERS.iter().filter(|&&end| place >= end).count() as u8;
    }
}

/// The encoded form of a list.
pub fn encoded(list: &[Posting], first: u32) -> Vec<u8> {
    // Most postings take so many bytes.
    let mut bytes = Vec::with_capacity(3 * list.len());
    put_all(&mut bytes, list, first);
    bytes
}

fn put_all(bytes: &mut Vec<u8>, list: &[Posting], mut next: u32) {
    for &posting in list {
        put_posting(bytes, next, posting);
        next = posting.plan + 1;
    }
}

/// Cuts a long list where the plan's number is a multiple of a power of two, so that a change in one chunk moves no other.
fn chunks(list: &[Posting], bytes: usize, target: usize) -> Vec<Range<usize>> {
    let span = list.last().map_or(1, |last| last.plan + 1);
    let parts = bytes.div_ceil(target).max(1) as u32;
    let width = (span / parts).max(1).next_power_of_two();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for chunk in list.chunk_by(|a, b| a.plan / width == b.plan / width) {
        let start = ranges.last().map_or(0, |range| range.end);
        ranges.push(start..start + chunk.len());
    }
    ranges
}

fn best(list: &[Posting], order: &Order) -> Vec<Posting> {
    let key = |at: &u32| {
        let posting = &list[*at as usize];
        (std::cmp::Reverse(posting.impact), order.rank(posting.plan))
    };
    let mut places: Vec<u32> = (0..list.len() as u32).collect();
    if places.len() > BEST {
        places.select_nth_unstable_by_key(BEST, key);
        places.truncate(BEST);
    }
    places.sort_unstable_by_key(key);
    places.into_iter().map(|at| list[at as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{Settings, columns::order, kept::Row};

    /// Sixty plans, the later the newer, of two impacts in turn.
    #[test]
    fn a_short_list_says_which_of_its_equals_come_first() {
        let date = |number: u32| format!("2026-{:02}-{:02}", number / 28 + 1, number % 28 + 1);
        let row = |number| Row { number, id: "same".to_owned(), date: date(number), ..Row::default() };
        let rows: Vec<Row> = (0..60).map(row).collect();
        let posting = |plan: u32| Posting { plan, impact: 10 + plan as u8 % 2, tier: 3, passages: 1 };
        let mut list: Vec<Posting> = (0..60).map(posting).collect();
        put_tiers(&mut list, &order(&rows));
        let newest_first = list.iter().rev().step_by(2).map(|posting| posting.tier);
        let expected = [[0; 5].as_slice(), &[1; 10], &[2; 15]].concat();
        assert_eq!(newest_first.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_long_list_of_recent_plans_alone_has_no_chunks() {
        let sizes = Sizes { recent_from: 0, ..Sizes::new(&[], Settings::default()) };
        let list: Vec<Posting> = (0..900).map(|plan| Posting { plan, impact: 9, tier: 0, passages: 1 }).collect();
        let record = Record::new(Gram::default(), &list, &Order::default(), &sizes);
        assert!(record.long().is_some_and(|long| long.chunks().len() == 0 && !long.recent().is_empty()));
        assert_eq!(record.postings(0), Ok(list));
    }
}
