//! What is kept between two writings, so that the next costs what changed.

use super::{
    Settings,
    dictionary::{Files, Key, Made},
    terms::Terms,
};
use crate::{
    format::{
        Error, VERSION,
        bytes::{Reader, put},
        gram::Gram,
        text::{put_text, text},
    },
    passages::passages,
    plan::Plan,
};
use std::{borrow::Cow, ops::Range};

/// First bytes of what is kept.
const MAGIC: [u8; 4] = *b"PlK\x04";

/// Where the hash of the rest stands: behind these bytes and the version.
const HASH: Range<usize> = 5..13;
/// Where the size of the records before the dictionary stands.
const LENGTH: Range<usize> = 13..21;
/// Where these records begin.
const RECORDS: usize = LENGTH.end;

/// What an update starts from: everything that the files were made of, but the texts, which are read from the files.
#[derive(Debug)]
pub struct Kept {
    /// What the files were made with.
    pub(super) settings: Settings,
    /// Hash of the entry file's payload.
    pub(super) entry: u32,
    /// All plans, by number.
    pub(super) rows: Vec<Row>,
    /// The dictionary.
    pub(super) terms: Terms,
    /// Its files.
    pub(super) files: Files,
}

/// What is kept of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// Its date.
    pub date: String,
    /// First year.
    pub from: Option<u16>,
    /// Last year.
    pub to: Option<u16>,
    /// Issuing body.
    pub issuer: String,
    /// Kind.
    pub kind: String,
    /// Level of the issuing body.
    pub level: String,
    /// Region.
    pub region: String,
    /// Topics.
    pub topics: Vec<String>,
    /// About how many scalars its text has.
    pub scalars: u32,
    /// Passages.
    pub passages: u32,
}

impl Row {
    /// The row of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self {
            number: plan.number,
            id: plan.id.clone(),
            date: plan.date.clone(),
            from: plan.from,
            to: plan.to,
            issuer: plan.issuer.clone(),
            kind: plan.kind.clone(),
            level: plan.level.clone(),
            region: plan.region.clone(),
            topics: plan.topics.clone(),
            scalars: plan.paragraphs.iter().map(|paragraph| paragraph.len() as u32 / 3).sum(),
            passages: passages(plan).len() as u32,
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        put(out, self.number);
        for shown in [&self.id, &self.date, &self.issuer, &self.kind, &self.level, &self.region] {
            put_text(out, shown);
        }
        [self.from, self.to].iter().for_each(|year| put(out, year.map_or(0, |year| u32::from(year) + 1)));
        put(out, self.topics.len() as u32);
        self.topics.iter().for_each(|topic| put_text(out, topic));
        put(out, self.scalars);
        put(out, self.passages);
    }

    fn read(reader: &mut Reader) -> Self {
        let number = reader.number();
        let [id, date, issuer, kind, level, region] = [(); 6].map(|()| text(reader));
        let [from, to] = [(); 2].map(|()| reader.number().checked_sub(1).map(|year| year as u16));
        let topics = reader.list(text);
        let (scalars, passages) = (reader.number(), reader.number());
        Self { number, id, date, from, to, issuer, kind, level, region, topics, scalars, passages }
    }
}

impl Kept {
    /// As bytes, to be kept in a file one part behind the other: the second is large, and there already.
    pub fn to_bytes(&self) -> [Cow<'_, [u8]>; 2] {
        let mut out = Vec::with_capacity(100 * self.rows.len() + 100_000);
        out.extend(MAGIC.iter().chain(&[VERSION]).chain(&[0; RECORDS - 5]));
        put(&mut out, self.settings.max_files.map_or(0, |count| count as u32 + 1));
        put(&mut out, self.entry);
        put(&mut out, self.rows.len() as u32);
        self.rows.iter().for_each(|row| row.put(&mut out));
        [&self.files.lists, &self.files.shards, &self.files.recent]
            .into_iter()
            .for_each(|made| put_made(&mut out, made));
        let records = (out.len() - RECORDS) as u64;
        out[LENGTH].copy_from_slice(&records.to_le_bytes());
        let terms = &self.terms.bytes[self.terms.start..];
        let hash = hash_of(&out[RECORDS..], terms);
        out[HASH].copy_from_slice(&hash.to_le_bytes());
        [out.into(), terms.into()]
    }

    /// Reads what [`Kept::to_bytes`] gave.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        let (header, rest) = bytes.split_at_checked(RECORDS).ok_or(Error::Truncated)?;
        if header[..4] != MAGIC || header[4] != VERSION {
            return Err(Error::NotSearchData);
        }
        let number =
            |place: Range<usize>| header[place].iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
        let length = usize::try_from(number(LENGTH)).map_err(|_| Error::Damaged)?;
        let (records, terms) = rest.split_at_checked(length).ok_or(Error::Truncated)?;
        if number(HASH) != hash_of(records, terms) {
            return Err(Error::Damaged);
        }
        let mut reader = Reader::new(records);
        let settings = Settings { max_files: reader.number().checked_sub(1).map(|count| count as usize) };
        let entry = reader.number();
        let rows = reader.list(Row::read);
        let [lists, shards, recent] = [(); 3].map(|()| reader.list(read_made));
        reader.finish(())?;
        let terms = Terms::read(bytes, RECORDS + length)?;
        Ok(Self { settings, entry, rows, terms, files: Files { lists, shards, recent } })
    }
}

fn put_made(out: &mut Vec<u8>, files: &[Made]) {
    put(out, files.len() as u32);
    for made in files {
        put_key(out, made.first);
        put_key(out, made.last);
        put_gram(out, made.begins);
        [made.count, made.hash, made.salt].iter().for_each(|&number| put(out, number));
    }
}

fn read_made(reader: &mut Reader) -> Made {
    let (first, last, begins) = (read_key(reader), read_key(reader), read_gram(reader));
    let [count, hash, salt] = [(); 3].map(|()| reader.number());
    Made { first, last, count, begins, hash, salt }
}

fn put_key(out: &mut Vec<u8>, key: Key) {
    put_gram(out, key.0);
    put(out, key.1);
}

fn read_key(reader: &mut Reader) -> Key {
    (read_gram(reader), reader.number())
}

fn put_gram(out: &mut Vec<u8>, gram: Gram) {
    put(out, gram.codes().len() as u32);
    gram.codes().iter().for_each(|&code| put(out, code));
}

fn read_gram(reader: &mut Reader) -> Gram {
    let gram = Gram::of_codes(&reader.list(Reader::number));
    reader.check(gram.is_some());
    gram.unwrap_or_default()
}

fn hash_of(records: &[u8], terms: &[u8]) -> u64 {
    wide_hash(records).rotate_left(1) ^ wide_hash(terms)
}

/// A hash of eight bytes at a time: this is much to be read, and only accidents are to be found.
fn wide_hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().map(|word| u64::from_le_bytes(*word)).fold(bytes.len() as u64, mix);
    rest.iter().map(|&byte| u64::from(byte)).fold(hash, mix)
}
