//! The search data: files that a browser fetches whole. `index/FORMAT.md` is the specification.

use crate::prelude::*;
pub mod block;
pub mod bytes;
pub mod entry;
pub mod facets;
pub mod gram;
pub mod postings;
pub mod shard;
pub mod text;
pub mod words;

use crate::fold::RARE_HASH;
use bytes::Reader;
use gram::Gram;

/// First bytes of every file.
pub const MAGIC: [u8; 3] = *b"PlF";
/// Version of the format that is written, and the only one that is read.
pub const VERSION: u8 = 4;
/// Name of the file that everything starts from; all others carry a hash of their content.
pub const ENTRY: &str = "entry.bin";
/// Bytes before the compressed payload: magic, kind, version, hash of the payload.
pub const HEADER: usize = 9;
/// Largest payload that is read, in bytes; what claims more is damaged.
pub const MAX_PAYLOAD: usize = 64 << 20;

/// Why a file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// Does not begin with [`MAGIC`], or is of another kind than its name says.
    NotSearchData,
    /// Written in a later version of the format.
    Newer,
    /// Written in an earlier version of the format.
    Older,
    /// Ends too early.
    Truncated,
    /// Its content does not fit its hash, or contradicts itself.
    Damaged,
    /// Whole, but of another state of the archive than the entry file.
    Stale,
}

impl Error {
    /// Its name, as the specification lists it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotSearchData => "not-search-data",
            Self::Newer => "newer-version",
            Self::Older => "older-version",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::Stale => "stale",
        }
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

impl core::error::Error for Error {}

/// What a file holds: the fourth byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The entry file.
    Entry,
    /// Where some of the shards are.
    Directory,
    /// A part of the dictionary, short lists included.
    Shard,
    /// What recent plans add to long lists.
    Recent,
    /// Parts of long lists.
    Lists,
    /// Text of plans.
    Text,
    /// A column of facts.
    Facts,
    /// What rare characters count as.
    Characters,
    /// The commonest pairs of characters.
    Words,
}

impl Kind {
    /// The letter in the file and in its name.
    pub fn letter(self) -> u8 {
        match self {
            Self::Entry => b'e',
            Self::Directory => b'd',
            Self::Shard => b's',
            Self::Recent => b'r',
            Self::Lists => b'l',
            Self::Text => b't',
            Self::Facts => b'f',
            Self::Characters => b'c',
            Self::Words => b'w',
        }
    }
}

/// Hash of a payload: FNV-1a (64 bits), folded to 32.
pub const fn hash(payload: &[u8]) -> u32 {
    let mut wide = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    // A loop, because the hash of our own table is taken when this is compiled.
    while at < payload.len() {
        wide = (wide ^ payload[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    (wide ^ (wide >> 32)) as u32
}

/// Name of a file: its letter as a folder, its place, and 24 bits of its hash.
pub fn name(kind: Kind, place: &str, hash: u32) -> String {
    let mut name = String::new();
    name.push(char::from(kind.letter()));
    name.push('/');
    name.push_str(place);
    if !place.is_empty() {
        name.push('-');
    }
    push_hex(&mut name, short(hash));
    name.push_str(".bin");
    name
}

/// Name of a directory, shard or recent shard, given the gram that is said of it to begin at.
pub fn shard_name(kind: Kind, first: Gram, hash: u32) -> String {
    let codes: Vec<String> = first.codes().iter().map(|&code| decimal(code)).collect();
    name(kind, &codes.join("."), hash)
}

/// Name of a file of lists: all 32 bits of its hash, since nothing else tells two of them apart.
pub fn list_name(hash: u32) -> String {
    name(Kind::Lists, &decimal(hash >> 24), hash)
}

/// Name of the file of rare characters.
pub fn characters_name() -> String {
    name(Kind::Characters, "", RARE_HASH)
}

/// The part of a hash that names carry.
pub fn short(hash: u32) -> u32 {
    hash & 0xff_ffff
}

fn push_hex(out: &mut String, value: u32) {
    for shift in (0..24).step_by(4).rev() {
        out.extend(char::from_digit(value >> shift & 15, 16));
    }
}

/// A number in decimal, without the machinery of `format!`.
pub fn decimal(mut value: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + (value % 10) as u8);
        value /= 10;
        if value == 0 {
            break;
        }
    }
    digits.iter().rev().map(|&digit| char::from(digit)).collect()
}

/// A file with its payload inflated, the header as it was.
pub fn inflate(file: &[u8]) -> Result<Vec<u8>, Error> {
    let (header, deflated) = file.split_at_checked(HEADER).unwrap_or((file, &[]));
    let mut inflated = header.to_vec();
    if header.len() == HEADER {
        let payload = miniz_oxide::inflate::decompress_to_vec_with_limit(deflated, MAX_PAYLOAD).map_err(inflating)?;
        inflated.extend(payload);
    }
    Ok(inflated)
}

/// The payload of an inflated file and its hash.
pub fn open(kind: Kind, file: &[u8]) -> Result<(&[u8], u32), Error> {
    let mut reader = Reader::new(file);
    let start = reader.take(MAGIC.len().min(file.len()));
    if !MAGIC.starts_with(start) {
        return Err(Error::NotSearchData);
    }
    let (letter, version, stated) = (reader.byte(), reader.byte(), reader.fixed(4));
    if version > VERSION {
        return Err(Error::Newer);
    }
    reader.finish(())?;
    if version < VERSION {
        return Err(Error::Older);
    }
    if letter != kind.letter() {
        return Err(Error::NotSearchData);
    }
    if hash(reader.rest()) != stated {
        return Err(Error::Damaged);
    }
    Ok((reader.rest(), stated))
}

fn inflating(error: miniz_oxide::inflate::DecompressError) -> Error {
    match error.status {
        miniz_oxide::inflate::TINFLStatus::FailedCannotMakeProgress => Error::Truncated,
        _ => Error::Damaged,
    }
}
