//! The whole dictionary with whole lists, one record a gram, sorted: what files are made of, and what is kept until the
//! next writing.

use super::{columns::Order, layout::Sizes};
use crate::format::{
    Error,
    bytes::{Reader, put},
    gram::{Gram, LONGEST},
    postings::{Posting, TIERS, postings, put_posting},
};
use std::ops::Range;

/// How many of the best of a long list stand in its shard.
const BEST: usize = 24;

/// The records of all grams.
#[derive(Debug, Default)]
pub struct Terms {
    /// Behind what is before `start`, the records: size of the rest; gram; holders; list.
    pub bytes: Vec<u8>,
    /// Where the records begin.
    pub start: usize,
    /// Where each is.
    pub heads: Vec<Head>,
}

/// Where the record of a gram is.
#[derive(Clone, Debug)]
pub struct Head {
    /// The gram.
    pub gram: Gram,
    /// How many plans hold it.
    pub holders: u32,
    /// The record.
    pub record: Range<usize>,
    /// Where its list begins.
    pub list: usize,
    /// It is new, or not what it was at the last writing.
    pub touched: bool,
}

/// The list of a gram.
#[derive(Debug, PartialEq, Eq)]
pub enum Whole<'a> {
    /// One that stands in its shard.
    Short(&'a [u8]),
    /// One that stands in files.
    Long {
        /// Its chunks: first number, postings.
        chunks: Vec<(u32, &'a [u8])>,
        /// Postings of recent plans.
        recent: &'a [u8],
        /// The best, in order.
        best: Vec<Posting>,
    },
}

/// The record of a gram that is new, or not what it was.
pub struct Record {
    gram: Gram,
    holders: u32,
    bytes: Vec<u8>,
    /// Where its list begins.
    list: usize,
}

impl Record {
    /// The record of a gram with its list.
    pub fn new(gram: Gram, list: Vec<Posting>, order: &Order, sizes: &Sizes) -> Self {
        let size = encoded(&list, 0).len();
        Self::of_list(gram, list, size, order, sizes)
    }

    /// The record of a gram with its encoded list, whose tiers are not known.
    pub fn of_encoded(gram: Gram, holders: u32, bytes: &[u8], order: &Order, sizes: &Sizes) -> Self {
        if bytes.len() > sizes.short || holders as usize > TIERS[0] {
            // What we encoded ourselves can be read.
            return Self::of_list(gram, postings(bytes, 0).unwrap_or_default(), bytes.len(), order, sizes);
        }
        let mut record = Self::head(gram, holders);
        record.put_short(bytes);
        record
    }

    /// The record of a gram with its list, which takes `size` bytes encoded, whatever its tiers.
    fn of_list(gram: Gram, mut list: Vec<Posting>, size: usize, order: &Order, sizes: &Sizes) -> Self {
        let mut record = Self::head(gram, list.len() as u32);
        if size <= sizes.short {
            put_tiers(&mut list, order);
            record.put_short(&encoded(&list, 0));
        } else {
            list.iter_mut().for_each(|posting| posting.tier = 0);
            put_long(&mut record.bytes, &list, size, order, sizes);
        }
        record
    }

    fn head(gram: Gram, holders: u32) -> Self {
        let mut bytes = Vec::new();
        put(&mut bytes, gram.codes().len() as u32);
        gram.codes().iter().for_each(|&code| put(&mut bytes, code));
        put(&mut bytes, holders);
        Self { gram, holders, list: bytes.len(), bytes }
    }

    fn put_short(&mut self, list: &[u8]) {
        put(&mut self.bytes, (list.len() as u32) << 1);
        self.bytes.extend(list);
    }
}

impl Terms {
    /// Adds a record, which is touched.
    pub fn push(&mut self, record: &Record) {
        let Record { gram, holders, ref bytes, list } = *record;
        put(&mut self.bytes, bytes.len() as u32);
        let start = self.bytes.len();
        self.bytes.extend(bytes);
        let record = start..self.bytes.len();
        self.heads.push(Head { gram, holders, record, list: start + list, touched: true });
    }

    /// Adds records of other terms, which stand one behind the other, as they are.
    pub fn copy(&mut self, other: &Self, records: Range<usize>) {
        let end_of = |at: usize| other.heads[at].record.end;
        let from = records.start.checked_sub(1).map_or(other.start, end_of);
        let to = records.end.checked_sub(1).map_or(from, end_of);
        let start = self.bytes.len();
        self.bytes.extend(&other.bytes[from..to]);
        let moved = |place: usize| start + (place - from);
        self.heads.extend(other.heads[records].iter().map(|head| Head {
            record: moved(head.record.start)..moved(head.record.end),
            list: moved(head.list),
            ..head.clone()
        }));
    }

    /// Reads records from `start` to the end of the bytes.
    pub fn read(bytes: Vec<u8>, start: usize) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes.get(start..).ok_or(Error::Truncated)?);
        let mut heads: Vec<Head> = Vec::new();
        while reader.goes_on() {
            let length = reader.number() as usize;
            let begin = bytes.len() - reader.rest().len();
            let mut record = Reader::new(reader.take(length));
            let gram = gram(&mut record);
            reader.check(heads.last().is_none_or(|last| last.gram < gram));
            let holders = record.number();
            let list = begin + length - record.rest().len();
            record.finish(())?;
            heads.push(Head { gram, holders, record: begin..begin + length, list, touched: false });
        }
        reader.finish(())?;
        Ok(Self { bytes, start, heads })
    }

    /// The place of a gram, or where it would be.
    pub fn place(&self, gram: Gram) -> Result<usize, usize> {
        self.heads.binary_search_by_key(&gram, |head| head.gram)
    }

    /// How many plans hold a gram.
    pub fn holders(&self, gram: Gram) -> u32 {
        self.place(gram).map_or(0, |at| self.heads[at].holders)
    }

    /// The list of a record.
    pub fn whole(&self, head: &Head) -> Result<Whole<'_>, Error> {
        let mut reader = Reader::new(&self.bytes[head.list..head.record.end]);
        let size = reader.number();
        let whole = if size & 1 == 0 {
            Whole::Short(reader.take((size >> 1) as usize))
        } else {
            let chunks = (0..size >> 1).map_while(|_| reader.goes_on().then(|| chunk(&mut reader))).collect();
            let length = reader.number() as usize;
            let recent = reader.take(length);
            Whole::Long { chunks, recent, best: reader.list(|reader| crate::format::postings::posting(reader, 0)) }
        };
        reader.finish(whole)
    }

    /// All postings of a record. `recent_from` is what it was when the record was written.
    pub fn postings(&self, head: &Head, recent_from: u32) -> Result<Vec<Posting>, Error> {
        match self.whole(head)? {
            Whole::Short(bytes) => postings(bytes, 0),
            Whole::Long { chunks, recent, .. } => {
                let mut list = Vec::new();
                for (first, bytes) in chunks {
                    list.extend(postings(bytes, first)?);
                }
                list.extend(postings(recent, recent_from)?);
                Ok(list)
            }
        }
    }
}

/// The gram that a record begins with.
fn gram(record: &mut Reader) -> Gram {
    let (mut codes, count) = ([0; LONGEST], record.number() as usize);
    record.check(count <= LONGEST);
    codes.iter_mut().take(count).for_each(|code| *code = record.number());
    Gram::of_codes(&codes).unwrap_or_default()
}

fn chunk<'a>(reader: &mut Reader<'a>) -> (u32, &'a [u8]) {
    let (first, length) = (reader.number(), reader.number());
    (first, reader.take(length as usize))
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
    let (mut bytes, mut next) = (Vec::new(), first);
    for &posting in list {
        put_posting(&mut bytes, next, posting);
        next = posting.plan + 1;
    }
    bytes
}

/// `bytes` are those of the whole list, encoded.
fn put_long(out: &mut Vec<u8>, list: &[Posting], bytes: usize, order: &Order, sizes: &Sizes) {
    let (old, recent) = list.split_at(list.partition_point(|posting| posting.plan < sizes.recent_from));
    let bytes = if recent.is_empty() { bytes } else { encoded(old, 0).len() };
    let chunks = chunks(old, bytes, sizes.chunk);
    put(out, (chunks.len() as u32) << 1 | 1);
    for chunk in chunks {
        let first = old[chunk.start].plan;
        put(out, first);
        put_bytes(out, &encoded(&old[chunk], first));
    }
    put_bytes(out, &encoded(recent, sizes.recent_from));
    let best = best(list, order);
    put(out, best.len() as u32);
    best.iter().for_each(|&posting| put_posting(out, 0, posting));
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u32);
    out.extend(bytes);
}

/// Cuts a long list where the plan's number is a multiple of a power of two, so that a change in one chunk moves no other.
fn chunks(list: &[Posting], bytes: usize, target: usize) -> Vec<Range<usize>> {
    let span = list.last().map_or(1, |last| last.plan + 1);
    let parts = bytes.div_ceil(target) as u32;
    let width = (span / parts).max(1).next_power_of_two();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for chunk in list.chunk_by(|a, b| a.plan / width == b.plan / width) {
        let start = ranges.last().map_or(0, |range| range.end);
        ranges.push(start..start + chunk.len());
    }
    ranges
}

fn best(list: &[Posting], order: &Order) -> Vec<Posting> {
    let key = |posting: &Posting| (std::cmp::Reverse(posting.impact), order.rank(posting.plan));
    let mut list = list.to_vec();
    if list.len() > BEST {
        list.select_nth_unstable_by_key(BEST, key);
        list.truncate(BEST);
    }
    list.sort_unstable_by_key(key);
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{columns::order, kept::Row};

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
}
