//! What is kept between two writings, so that the next costs what changed.

use super::{
    Settings,
    dictionary::Files,
    invert::Common,
    recut::{Key, Made},
    words::Weights,
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
use foldhash::HashMap;
use std::ops::Range;

/// First bytes of what is kept.
const MAGIC: [u8; 4] = *b"PlK\x06";

/// Where the hash of the rest stands: behind these bytes and the version.
const HASH: Range<usize> = 5..13;

/// What an update starts from, beside the files themselves: what they were made of and do not say, or only all together.
#[derive(Debug)]
pub struct Kept {
    /// What the files were made with.
    pub(super) settings: Settings,
    /// Hash of the entry file's payload.
    pub(super) entry: u32,
    /// All plans, by number.
    pub(super) rows: Vec<Row>,
    /// The grams that are common.
    pub(super) common: Common,
    /// The weights of pairs.
    pub(super) weights: Weights,
    /// The files of the dictionary.
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
    /// Its length, as ranking takes it.
    pub length: u32,
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
            length: plan.length,
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
        [self.length, self.scalars, self.passages].iter().for_each(|&number| put(out, number));
    }

    fn read(reader: &mut Reader) -> Self {
        let number = reader.number();
        let [id, date, issuer, kind, level, region] = [(); 6].map(|()| text(reader));
        let [from, to] = [(); 2].map(|()| reader.number().checked_sub(1).map(|year| year as u16));
        let topics = reader.list(text);
        let [length, scalars, passages] = [(); 3].map(|()| reader.number());
        Self { number, id, date, from, to, issuer, kind, level, region, topics, length, scalars, passages }
    }
}

impl Kept {
    /// As bytes, to be kept in a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(100 * self.rows.len() + 60 * self.files.count() + 1_000);
        out.extend(MAGIC.iter().chain(&[VERSION]).chain(&[0; HASH.end - HASH.start]));
        put(&mut out, self.settings.max_files.map_or(0, |count| count as u32 + 1));
        put(&mut out, self.entry);
        put(&mut out, self.rows.len() as u32);
        self.rows.iter().for_each(|row| row.put(&mut out));
        [&self.common.pairs, &self.common.triples].into_iter().for_each(|common| put_common(&mut out, common));
        self.weights.put(&mut out);
        [&self.files.lists, &self.files.shards, &self.files.recent]
            .into_iter()
            .for_each(|made| put_made(&mut out, made));
        let hash = wide_hash(&out[HASH.end..]);
        out[HASH].copy_from_slice(&hash.to_le_bytes());
        out
    }

    /// Reads what [`Kept::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let (header, records) = bytes.split_at_checked(HASH.end).ok_or(Error::Truncated)?;
        if header[..4] != MAGIC || header[4] != VERSION {
            return Err(Error::NotSearchData);
        }
        if header[HASH] != wide_hash(records).to_le_bytes() {
            return Err(Error::Damaged);
        }
        let mut reader = Reader::new(records);
        let settings = Settings { max_files: reader.number().checked_sub(1).map(|count| count as usize) };
        let entry = reader.number();
        let rows = reader.list(Row::read);
        let [pairs, triples] = [(); 2].map(|()| reader.list(read_common).into_iter().collect());
        let weights = Weights::read(&mut reader);
        let [lists, shards, recent] = [(); 3].map(|()| reader.list(read_made));
        let files = Files { lists, shards, recent };
        reader.finish(Self { settings, entry, rows, common: Common { pairs, triples }, weights, files })
    }
}

/// In the order of the grams, so that the same is kept as the same bytes.
fn put_common(out: &mut Vec<u8>, common: &HashMap<Gram, u32>) {
    let mut sorted: Vec<_> = common.iter().collect();
    sorted.sort_unstable();
    put(out, sorted.len() as u32);
    for (gram, holders) in sorted {
        put_gram(out, *gram);
        put(out, *holders);
    }
}

fn read_common(reader: &mut Reader) -> (Gram, u32) {
    (read_gram(reader), reader.number())
}

fn put_made(out: &mut Vec<u8>, files: &[Made]) {
    put(out, files.len() as u32);
    for made in files {
        put_key(out, made.first);
        put_key(out, made.last);
        put_gram(out, made.begins);
        [made.count, made.weight, made.hash, made.salt].iter().for_each(|&number| put(out, number));
    }
}

fn read_made(reader: &mut Reader) -> Made {
    let (first, last, begins) = (read_key(reader), read_key(reader), read_gram(reader));
    let [count, weight, hash, salt] = [(); 4].map(|()| reader.number());
    Made { first, last, count, weight, begins, hash, salt }
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

/// A hash of eight bytes at a time: this is much to be read, and only accidents are to be found.
fn wide_hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().map(|word| u64::from_le_bytes(*word)).fold(bytes.len() as u64, mix);
    rest.iter().map(|&byte| u64::from(byte)).fold(hash, mix)
}
