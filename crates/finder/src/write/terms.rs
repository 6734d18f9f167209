//! The whole dictionary with whole lists, one record a gram, sorted: what files are made of, and what is kept until the
//! next writing.

use super::{columns::Order, layout::Sizes};
use crate::format::{
    Error,
    bytes::{Reader, put},
    gram::{Gram, LONGEST},
    postings::{Posting, postings, put_posting},
};
use std::ops::Range;

/// How many of the best of a long list stand in its shard.
const BEST: usize = 24;

/// The records of all grams.
#[derive(Debug, Default)]
pub struct Terms {
    /// The records: size of the rest; gram; holders; list.
    pub bytes: Vec<u8>,
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

impl Terms {
    /// Adds a gram with its encoded list, which is touched.
    pub fn push(&mut self, gram: Gram, holders: u32, list: &[u8], order: &Order, sizes: &Sizes) {
        let mut record = Vec::new();
        put(&mut record, gram.codes().len() as u32);
        gram.codes().iter().for_each(|&code| put(&mut record, code));
        put(&mut record, holders);
        let in_record = record.len();
        if list.len() <= sizes.short {
            put(&mut record, (list.len() as u32) << 1);
            record.extend(list);
        } else {
            // What we encoded ourselves can be read.
            put_long(&mut record, postings(list, 0).unwrap_or_default(), order, sizes);
        }
        put(&mut self.bytes, record.len() as u32);
        let start = self.bytes.len();
        self.bytes.extend(record);
        let record = start..self.bytes.len();
        self.heads.push(Head { gram, holders, record, list: start + in_record, touched: true });
    }

    /// Adds records of other terms, which stand one behind the other, as they are.
    pub fn copy(&mut self, other: &Self, records: Range<usize>) {
        let end_of = |at: usize| other.heads[at].record.end;
        let from = records.start.checked_sub(1).map_or(0, end_of);
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

    /// Reads records to the end of the bytes.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Error> {
        let mut reader = Reader::new(&bytes);
        let mut heads: Vec<Head> = Vec::new();
        while reader.goes_on() {
            let length = reader.number() as usize;
            let start = bytes.len() - reader.rest().len();
            let mut record = Reader::new(reader.take(length));
            let gram = gram(&mut record);
            reader.check(heads.last().is_none_or(|last| last.gram < gram));
            let holders = record.number();
            let list = start + length - record.rest().len();
            record.finish(())?;
            heads.push(Head { gram, holders, record: start..start + length, list, touched: false });
        }
        reader.finish(())?;
        Ok(Self { bytes, heads })
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

/// The encoded form of a list.
pub fn encoded(list: &[Posting], first: u32) -> Vec<u8> {
    let (mut bytes, mut next) = (Vec::new(), first);
    for &posting in list {
        put_posting(&mut bytes, next, posting);
        next = posting.plan + 1;
    }
    bytes
}

fn put_long(out: &mut Vec<u8>, list: Vec<Posting>, order: &Order, sizes: &Sizes) {
    let (old, recent) = list.split_at(list.partition_point(|posting| posting.plan < sizes.recent_from));
    let chunks = chunks(old, encoded(old, 0).len(), sizes.chunk);
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

fn best(mut list: Vec<Posting>, order: &Order) -> Vec<Posting> {
    let key = |posting: &Posting| (std::cmp::Reverse(posting.impact), order.rank(posting.plan));
    if list.len() > BEST {
        list.select_nth_unstable_by_key(BEST, key);
        list.truncate(BEST);
    }
    list.sort_unstable_by_key(key);
    list
}
