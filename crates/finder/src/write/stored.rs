//! The dictionary as it is, read from its files where it is looked at.

use super::{
    dictionary::Files,
    parallel,
    recut::{Key, Made},
    seal::unseal,
    terms::{Long, Record, Whole},
    update::{Source, UpdateError},
};
use crate::format::{
    Error, Kind,
    gram::Gram,
    list_name,
    shard::{self, Chunk, List, Term},
    shard_name,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The dictionary that was written before.
pub struct Stored<'a> {
    /// Its files.
    pub files: &'a Files,
    source: &'a Source<'a>,
    /// Shards and recent shards that were read, by their kind and place.
    shards: BTreeMap<(Kind, usize), Vec<Term>>,
    /// Payloads of files of lists that were read, by their hash.
    lists: HashMap<u32, Vec<u8>>,
}

impl<'a> Stored<'a> {
    /// The dictionary in these files.
    pub fn new(files: &'a Files, source: &'a Source<'a>) -> Self {
        Self { files, source, shards: BTreeMap::new(), lists: HashMap::new() }
    }

    /// What there is of a gram in the shards of a kind.
    pub fn term(&mut self, kind: Kind, gram: Gram) -> Result<Option<&Term>, UpdateError> {
        let Some(at) = self.place(kind, gram) else { return Ok(None) };
        let terms = self.shard(kind, at)?;
        Ok(terms.binary_search_by_key(&gram, |term| term.gram).ok().map(|at| &terms[at]))
    }

    /// How many plans hold a gram.
    pub fn holders(&mut self, gram: Gram) -> Result<u32, UpdateError> {
        let exact = match self.term(Kind::Shard, gram)? {
            None => return Ok(0),
            Some(Term { holders, list: List::Short(_), .. }) => return Ok(*holders),
            Some(_) => self.term(Kind::Recent, gram)?,
        };
        exact.map(|term| term.holders).ok_or(UpdateError::Damaged(Error::Damaged))
    }

    /// Everything that there is of a gram.
    pub fn record(&mut self, gram: Gram) -> Result<Option<Record>, UpdateError> {
        let (holders, chunks, best) = match self.term(Kind::Shard, gram)? {
            None => return Ok(None),
            Some(Term { holders, list: List::Short(bytes), .. }) => {
                return Ok(Some(Record { gram, holders: *holders, list: Whole::Short(bytes.clone()) }));
            }
            Some(Term { holders, list: List::Long { chunks, best }, .. }) => (*holders, chunks.clone(), best.clone()),
        };
        let recent = match self.term(Kind::Recent, gram)? {
            Some(Term { holders, list: List::Short(bytes), .. }) => Some((*holders, bytes.clone())),
            _ => None,
        };
        let (exact, recent) = recent.ok_or(UpdateError::Damaged(Error::Damaged))?;
        if crate::rank::rounded(exact) != holders {
            return Err(UpdateError::Damaged(Error::Damaged));
        }
        let chunks = chunks.iter().map(|chunk| Ok((chunk.first, self.chunk(chunk)?.to_vec())));
        let chunks: Vec<(u32, Vec<u8>)> = chunks.collect::<Result<_, UpdateError>>()?;
        let chunks = chunks.iter().map(|(first, bytes)| (*first, bytes.as_slice()));
        let list = Whole::Long(Box::new(Long::of(chunks, &recent, best)));
        Ok(Some(Record { gram, holders: exact, list }))
    }

    /// The grams of `length` characters of the text that begin with these.
    pub fn starting_with(&mut self, prefix: Gram, length: usize) -> Result<Vec<Gram>, UpdateError> {
        let mut found = Vec::new();
        let begins = |gram: Gram| gram.codes().starts_with(prefix.codes());
        let Some(from) = self.place(Kind::Shard, prefix) else { return Ok(found) };
        for at in from..self.files.shards.len() {
            let first = self.files.shards[at].first.0;
            if first > prefix && !begins(first) {
                break;
            }
            let grams = self.shard(Kind::Shard, at)?.iter().map(|term| term.gram);
            found.extend(grams.filter(|&gram| begins(gram) && gram.length() == length));
        }
        Ok(found)
    }

    /// Reads, on all cores, what is going to be asked about these grams. Lists that were read before are forgotten.
    pub fn fetch(&mut self, grams: &[Gram]) -> Result<(), UpdateError> {
        self.fetch_shards(Kind::Shard, grams.iter().copied())?;
        let mut long = Vec::new();
        let mut lists = BTreeSet::new();
        for &gram in grams {
            if let Some(Term { list: List::Long { chunks, .. }, .. }) = self.term(Kind::Shard, gram)? {
                lists.extend(chunks.iter().map(|chunk| chunk.file));
                long.push(gram);
            }
        }
        self.fetch_shards(Kind::Recent, long.into_iter())?;
        self.fetch_lists(lists)
    }

    /// Reads the shards of a kind that these grams stand in.
    pub fn fetch_shards(&mut self, kind: Kind, grams: impl Iterator<Item = Gram>) -> Result<(), UpdateError> {
        let places: BTreeSet<usize> = grams.filter_map(|gram| self.place(kind, gram)).collect();
        let places = places.into_iter().map(|at| (kind, at)).filter(|place| !self.shards.contains_key(place));
        let read = read_all(&places.collect::<Vec<_>>(), |&(kind, at)| self.read_shard(kind, at))?;
        self.shards.extend(read);
        Ok(())
    }

    fn fetch_lists(&mut self, wanted: BTreeSet<u32>) -> Result<(), UpdateError> {
        self.lists.retain(|hash, _| wanted.contains(hash));
        let missing = wanted.into_iter().filter(|hash| !self.lists.contains_key(hash));
        let read = read_all(&missing.collect::<Vec<_>>(), |&hash| self.read_list(hash))?;
        self.lists.extend(read);
        Ok(())
    }

    /// The terms of a shard.
    pub fn shard(&mut self, kind: Kind, at: usize) -> Result<&[Term], UpdateError> {
        if !self.shards.contains_key(&(kind, at)) {
            let terms = self.read_shard(kind, at)?;
            self.shards.insert((kind, at), terms);
        }
        Ok(&self.shards[&(kind, at)])
    }

    /// The chunks in a file of lists: where each belongs, and its bytes.
    pub fn chunks(&mut self, made: &Made) -> Result<Vec<(Key, Vec<u8>)>, UpdateError> {
        let (from, to) = (made.first.0, made.last.0);
        let mut chunks = Vec::new();
        for at in self.place(Kind::Shard, from).unwrap_or(0)..self.files.shards.len() {
            if self.files.shards[at].first.0 > to {
                break;
            }
            for term in self.shard(Kind::Shard, at)? {
                if let List::Long { chunks: own, .. } = &term.list {
                    let own = own.iter().filter(|chunk| chunk.file == made.hash);
                    chunks.extend(own.map(|chunk| ((term.gram, chunk.first), *chunk)));
                }
            }
        }
        if chunks.len() != made.count as usize {
            return Err(UpdateError::Damaged(Error::Damaged));
        }
        chunks.into_iter().map(|(key, chunk)| Ok((key, self.chunk(&chunk)?.to_vec()))).collect()
    }

    fn chunk(&mut self, chunk: &Chunk) -> Result<&[u8], UpdateError> {
        if !self.lists.contains_key(&chunk.file) {
            let payload = self.read_list(chunk.file)?;
            self.lists.insert(chunk.file, payload);
        }
        let (start, length) = (chunk.offset as usize, chunk.length as usize);
        self.lists[&chunk.file].get(start..start + length).ok_or(UpdateError::Damaged(Error::Damaged))
    }

    /// The shard of a kind that a gram would stand in.
    fn place(&self, kind: Kind, gram: Gram) -> Option<usize> {
        let row = self.row(kind);
        let after = row.partition_point(|made| made.first.0 <= gram);
        (!row.is_empty()).then(|| after.saturating_sub(1))
    }

    /// Its shards of a kind, in order.
    pub fn row(&self, kind: Kind) -> &'a [Made] {
        if kind == Kind::Recent { &self.files.recent } else { &self.files.shards }
    }

    fn read_shard(&self, kind: Kind, at: usize) -> Result<Vec<Term>, UpdateError> {
        let made = self.row(kind)[at];
        let payload = read(self.source, &shard_name(kind, made.begins, made.hash), kind, Some(made.hash))?;
        Ok(shard::decode(&payload)?)
    }

    fn read_list(&self, hash: u32) -> Result<Vec<u8>, UpdateError> {
        read(self.source, &list_name(hash), Kind::Lists, Some(hash))
    }
}

/// Reads many files on all cores: each with what it was asked for by.
fn read_all<P: Copy + Sync, T: Send>(
    places: &[P],
    read: impl Fn(&P) -> Result<T, UpdateError> + Sync,
) -> Result<Vec<(P, T)>, UpdateError> {
    let mut all = Vec::with_capacity(places.len());
    parallel::in_order(places, read, |&place, content| all.push(content.map(|content| (place, content))));
    all.into_iter().collect()
}

/// The payload of a file as it is, which is to have this hash.
pub fn read(source: &Source, name: &str, kind: Kind, wanted: Option<u32>) -> Result<Vec<u8>, UpdateError> {
    let lost = || UpdateError::Lost(name.to_owned());
    let (payload, own) = unseal(kind, &source(name).ok_or_else(lost)?).map_err(|_| lost())?;
    if wanted.is_some_and(|wanted| wanted != own) {
        return Err(lost());
    }
    Ok(payload)
}
