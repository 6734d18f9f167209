//! The entry file: what the archive is made of, and where to find it; directories, which an archive of many shards has
//! besides.

use super::{
    Error,
    bytes::{Reader, put, put_short},
    gram::Gram,
    text::{put_text, text},
};
use crate::prelude::*;

/// Where a shard is: a gram that is not greater than its first and greater than the last of the shard before; hash.
pub type Shard = (Gram, u32);

/// The content of the entry file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// How many plans there are.
    pub plans: u32,
    /// One more than the highest number of a plan.
    pub bound: u32,
    /// Plans from which on a pair of characters is common: three characters of the text are a gram where both their pairs
    /// are.
    pub common: u32,
    /// Plans that share text files: those whose number divided by this is the same.
    pub group: u32,
    /// Passages of each of these plans that a text file holds.
    pub passages: u32,
    /// Groups whose text files share a hash.
    pub run: u32,
    /// Plans with this number or a higher one are recent: of long lists, their part stands in the recent shards.
    pub recent_from: u32,
    /// The directories, each listed as its first shard would be. Where there are any, they list the shards.
    pub directories: Vec<Shard>,
    /// The shards, where there are no directories.
    pub shards: Vec<Shard>,
    /// The recent shards.
    pub recent: Vec<Shard>,
    /// For each run of groups, the hash in the names of its text files.
    pub runs: Vec<u32>,
    /// Columns of facts: name, hash.
    pub columns: Vec<(String, u32)>,
}

impl Entry {
    /// The payload of the entry file.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [self.plans, self.bound, self.common, self.group, self.passages, self.run, self.recent_from] {
            put(&mut out, number);
        }
        put_shards(&mut out, &self.directories);
        put_shards(&mut out, &self.shards);
        put_shards(&mut out, &self.recent);
        put(&mut out, self.runs.len() as u32);
        self.runs.iter().for_each(|hash| put_short(&mut out, *hash));
        put(&mut out, self.columns.len() as u32);
        for (name, hash) in &self.columns {
            put_text(&mut out, name);
            put_short(&mut out, *hash);
        }
        out
    }

    /// Reads the payload of the entry file.
    pub fn decode(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        let reader = &mut reader;
        let [plans, bound, common, group, passages, run, recent_from] = [(); 7].map(|()| reader.number());
        reader.check(group > 0 && passages > 0 && run > 0);
        let entry = Self {
            plans,
            bound,
            common,
            group,
            passages,
            run,
            recent_from,
            directories: read_shards(reader),
            shards: read_shards(reader),
            recent: read_shards(reader),
            runs: reader.list(|reader| reader.fixed(3)),
            columns: reader.list(|reader| (text(reader), reader.fixed(3))),
        };
        reader.finish(entry)
    }

    /// The hash of a column.
    pub fn column(&self, name: &str) -> Option<u32> {
        self.columns.iter().find(|column| column.0 == name).map(|column| column.1)
    }

    /// Group of the text files of a plan, and the hash in their names.
    pub fn text(&self, plan: u32) -> Option<(u32, u32)> {
        let group = plan / self.group;
        Some((group, *self.runs.get((group / self.run) as usize)?))
    }
}

/// Of these shards the one that a gram is in, if it is in any.
pub fn shard_of(shards: &[Shard], gram: Gram) -> Option<Shard> {
    let next = shards.partition_point(|(first, _)| *first <= gram);
    next.checked_sub(1).map(|at| shards[at])
}

/// The payload of a directory.
pub fn encode_directory(shards: &[Shard]) -> Vec<u8> {
    let mut out = Vec::new();
    put_shards(&mut out, shards);
    out
}

/// Reads the payload of a directory.
pub fn decode_directory(payload: &[u8]) -> Result<Vec<Shard>, Error> {
    let mut reader = Reader::new(payload);
    let shards = read_shards(&mut reader);
    reader.finish(shards)
}

fn put_shards(out: &mut Vec<u8>, shards: &[Shard]) {
    put(out, shards.len() as u32);
    let mut before = Gram::default();
    for (gram, _) in shards {
        gram.put(out, before);
        before = *gram;
    }
    shards.iter().for_each(|(_, hash)| put_short(out, *hash));
}

fn read_shards(reader: &mut Reader) -> Vec<Shard> {
    let mut before = Gram::default();
    let mut shards = reader.list(|reader| {
        let gram = Gram::read(reader, before);
        reader.check(gram >= before);
        before = gram;
        (gram, 0)
    });
    shards.iter_mut().for_each(|shard| shard.1 = reader.fixed(3));
    shards
}
