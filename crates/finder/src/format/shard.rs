//! A shard: a part of the sorted dictionary, with short lists in it and directions to long ones.

use super::{
    Error,
    bytes::{Reader, put},
    gram::Gram,
    postings::{Posting, posting, put_posting},
};
use crate::prelude::*;

/// A gram of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The gram.
    pub gram: Gram,
    /// How many plans hold it; where its list is long, that number as ranking takes it ([`crate::rank::rounded`]).
    pub holders: u32,
    /// Where its list is.
    pub list: List,
}

/// Where the list of a gram is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// Here: encoded postings.
    Short(Vec<u8>),
    /// In files of lists, and the recent plans in a recent shard.
    Long {
        /// Its parts, in order of plans.
        chunks: Vec<Chunk>,
        /// The best of it: by impact, then as ties are broken. Fewer than all.
        best: Vec<Posting>,
    },
}

/// A part of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its plans have this number or a higher one, up to the next chunk.
    pub first: u32,
    /// Hash of the file it stands in.
    pub file: u32,
    /// First byte in that file's payload.
    pub offset: u32,
    /// Its bytes.
    pub length: u32,
}

/// The payload of a shard.
pub fn encode(terms: &[Term]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before = Gram::default();
    for term in terms {
        term.gram.put(&mut out, before);
        put_list(&mut out, term);
        before = term.gram;
    }
    out
}

fn put_list(out: &mut Vec<u8>, term: &Term) {
    put(out, term.holders);
    match &term.list {
        List::Short(bytes) => {
            put(out, (bytes.len() as u32) << 1);
            out.extend(bytes);
        }
        List::Long { chunks, best } => {
            put(out, (chunks.len() as u32) << 1 | 1);
            put_chunks(out, chunks);
            put(out, best.len() as u32);
            best.iter().for_each(|&posting| put_posting(out, 0, posting));
        }
    }
}

/// Chunks: distance of the first plan; length doubled, plus one where a new file begins, and then its hash. In a file,
/// chunks of a list follow each other; the first of them in each file is followed by its offset.
fn put_chunks(out: &mut Vec<u8>, chunks: &[Chunk]) {
    let (mut first, mut file) = (0, None);
    for chunk in chunks {
        put(out, chunk.first - first);
        let begins = file != Some(chunk.file);
        put(out, chunk.length << 1 | u32::from(begins));
        if begins {
            out.extend(chunk.file.to_le_bytes());
            put(out, chunk.offset);
        }
        (first, file) = (chunk.first, Some(chunk.file));
    }
}

/// Reads the payload of a shard.
pub fn decode(payload: &[u8]) -> Result<Vec<Term>, Error> {
    let mut reader = Reader::new(payload);
    let mut terms = Vec::new();
    let mut before = Gram::default();
    while reader.goes_on() {
        let gram = Gram::read(&mut reader, before);
        reader.check(gram > before);
        terms.push(Term { gram, holders: reader.number(), list: list(&mut reader) });
        before = gram;
    }
    reader.finish(terms)
}

fn list(reader: &mut Reader) -> List {
    let size = reader.number();
    if size & 1 == 0 {
        return List::Short(reader.take((size >> 1) as usize).to_vec());
    }
    let chunks = chunks(reader, size >> 1);
    List::Long { chunks, best: reader.list(|reader| posting(reader, 0)) }
}

fn chunks(reader: &mut Reader, count: u32) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut before = Chunk { first: 0, file: 0, offset: 0, length: 0 };
    for _ in 0..count {
        if !reader.goes_on() {
            reader.fail();
            break;
        }
        let first = reader.number();
        let size = reader.number();
        before.first = reader.sum(before.first, first);
        before.offset = reader.sum(before.offset, before.length);
        if size & 1 == 1 {
            (before.file, before.offset) = (reader.fixed(4), reader.number());
        }
        before.length = size >> 1;
        chunks.push(before);
    }
    chunks
}
