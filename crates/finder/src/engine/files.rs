//! The files the engine was handed, and those it misses.

use crate::prelude::*;
use crate::{
    fold::{RARE_HASH, has_rare, knows, learn},
    format::{
        ENTRY, Error, Kind,
        block::{self, Part},
        characters_name, decimal,
        entry::{self, Entry, Shard, shard_of},
        facets::Column,
        gram::Gram,
        list_name, name, open,
        shard::{self, Term},
        shard_name,
        words::{WORDS, Words},
    },
    plan::{Plan, Section},
    searched::Searched,
};
use core::cell::RefCell;

/// The content of a file.
#[derive(Debug)]
enum File {
    Entry(Entry),
    Directory(Vec<Shard>),
    Shard(Vec<Term>),
    Lists(Vec<u8>),
    Text(Vec<Loaded>),
    /// Text with rare characters, before they are known.
    Unfolded(Vec<Part>),
    Column(Column),
    Characters,
    Words(Vec<u8>),
    Refused(Error),
}

/// The files, sorted by name.
#[derive(Debug, Default)]
pub struct Files(Vec<(String, File)>);

/// A part of a plan with its keys.
#[derive(Debug)]
pub struct Loaded {
    /// The part; its sections are those that begin in it, with the numbers of its own paragraphs.
    pub part: Part,
    /// The section it begins in.
    pub before: Option<Section>,
    /// Its keys.
    pub searched: Searched,
}

impl Loaded {
    fn new(mut part: Part) -> Self {
        let first = part.first_paragraph;
        let mut before = None;
        let mut inside = Vec::new();
        for mut section in core::mem::take(&mut part.plan.sections) {
            if section.paragraph < first {
                before = Some(section);
            } else {
                section.paragraph -= first;
                inside.push(section);
            }
        }
        part.plan.sections = inside;
        let searched = Searched::new(&part.plan);
        Self { part, before, searched }
    }
}

/// Files that turned out to be missing while a question was answered.
#[derive(Debug, Default)]
pub struct Missing(RefCell<Vec<String>>);

impl Missing {
    /// Notes a file.
    pub fn add(&self, name: String) {
        let mut names = self.0.borrow_mut();
        if !names.contains(&name) {
            names.push(name);
        }
    }

    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// The names, in the order they turned up.
    pub fn into_names(self) -> Vec<String> {
        self.0.into_inner()
    }
}

impl Files {
    /// Takes an inflated file, or notes why there is none.
    pub fn put(&mut self, name: &str, inflated: Result<&[u8], Error>) -> Result<(), Error> {
        let (file, result) = match inflated.and_then(|bytes| read(name, bytes)) {
            Ok(file) => (file, Ok(())),
            Err(error) => (File::Refused(error), Err(error)),
        };
        let learnt = matches!(file, File::Characters);
        match self.place(name) {
            Ok(at) => self.0[at].1 = file,
            Err(at) => self.0.insert(at, (name.to_owned(), file)),
        }
        if learnt {
            self.fold_the_rest();
        }
        result
    }

    /// Folds what was waiting for rare characters.
    fn fold_the_rest(&mut self) {
        for (_, file) in &mut self.0 {
            if let File::Unfolded(parts) = file {
                *file = File::text(core::mem::take(parts));
            }
        }
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|file| file.0.as_str().cmp(name))
    }

    fn get(&self, name: String, missing: &Missing) -> Option<&File> {
        match self.place(&name).map(|at| &self.0[at].1) {
            Ok(File::Refused(_)) | Err(_) => {
                missing.add(name);
                None
            }
            Ok(file) => Some(file),
        }
    }

    /// The entry file.
    pub fn entry(&self, missing: &Missing) -> Option<&Entry> {
        match self.get(ENTRY.to_owned(), missing)? {
            File::Entry(entry) => Some(entry),
            _ => None,
        }
    }

    /// Shards of the dictionary, among them the one that a gram is in, if it is in any.
    pub fn shards<'a>(&'a self, entry: &'a Entry, gram: Gram, missing: &Missing) -> Option<&'a [Shard]> {
        let Some(directory) = shard_of(&entry.directories, gram) else {
            return Some(&entry.shards);
        };
        match self.get(shard_name(Kind::Directory, directory.0, directory.1), missing)? {
            File::Directory(shards) => Some(shards),
            _ => None,
        }
    }

    /// The terms of a shard, or recent shard, that the entry file or a directory names.
    pub fn shard(&self, kind: Kind, shard: Shard, missing: &Missing) -> Option<&[Term]> {
        match self.get(shard_name(kind, shard.0, shard.1), missing)? {
            File::Shard(terms) => Some(terms),
            _ => None,
        }
    }

    /// The payload of the file of lists with this hash.
    pub fn lists(&self, hash: u32, missing: &Missing) -> Option<&[u8]> {
        match self.get(list_name(hash), missing)? {
            File::Lists(payload) => Some(payload),
            _ => None,
        }
    }

    /// The part of a plan in this block of its group; `None` when its file is missing or has no such part.
    pub fn part(&self, entry: &Entry, plan: u32, block: u32, missing: &Missing) -> Option<&Loaded> {
        let (group, hash) = entry.text(plan)?;
        let place = [decimal(group), decimal(block)].join(".");
        match self.get(name(Kind::Text, &place, hash), missing)? {
            File::Text(parts) => parts.iter().find(|loaded| loaded.part.plan.number == plan),
            File::Unfolded(_) => {
                missing.add(characters_name());
                None
            }
            _ => None,
        }
    }

    /// A column of facts, whose values can be folded.
    pub fn column(&self, entry: &Entry, label: &str, missing: &Missing) -> Option<&Column> {
        match self.get(name(Kind::Facts, label, entry.column(label)?), missing)? {
            File::Column(column) if column.values.iter().all(|value| self.knows(value, missing)) => Some(column),
            _ => None,
        }
    }

    /// Whether a text can be folded; what is missing for it is noted.
    pub fn knows(&self, text: &str, missing: &Missing) -> bool {
        let known = knows(text);
        if !known {
            self.get(characters_name(), missing);
        }
        known
    }

    /// The commonest pairs, and how they sound.
    pub fn words(&self, entry: &Entry, missing: &Missing) -> Option<Words> {
        match self.get(name(Kind::Words, WORDS, entry.column(WORDS)?), missing)? {
            File::Words(payload) => Words::decode(payload).ok(),
            _ => None,
        }
    }

    /// The first of these files that was handed over and refused.
    pub fn refused(&self, names: &[String]) -> Option<(String, Error)> {
        names.iter().find_map(|name| match self.0[self.place(name).ok()?].1 {
            File::Refused(error) => Some((name.clone(), error)),
            _ => None,
        })
    }
}

impl File {
    fn text(parts: Vec<Part>) -> Self {
        if parts.iter().all(can_be_folded) {
            Self::Text(parts.into_iter().map(Loaded::new).collect())
        } else {
            Self::Unfolded(parts)
        }
    }
}

/// Whether the keys of a part can be made. Those of Traditional plans are worded anew, too, which rests on the whole table.
fn can_be_folded(part: &Part) -> bool {
    let Plan { title, doc_number, paragraphs, hant, .. } = &part.plan;
    (!hant || has_rare()) && [title, doc_number].into_iter().chain(paragraphs).all(|text| knows(text))
}

/// Reads a file. One whose content does not fit the hash in its name is of another state of the archive.
fn read(file: &str, bytes: &[u8]) -> Result<File, Error> {
    let kind = match file.bytes().next() {
        Some(b'e') => Kind::Entry,
        Some(b'd') => Kind::Directory,
        Some(b's') => Kind::Shard,
        Some(b'r') => Kind::Recent,
        Some(b'l') => Kind::Lists,
        Some(b't') => Kind::Text,
        Some(b'f') => Kind::Facts,
        Some(b'c') => Kind::Characters,
        Some(b'w') => Kind::Words,
        _ => return Err(Error::NotSearchData),
    };
    let (payload, hash) = open(kind, bytes)?;
    let label = file.get(2..).and_then(|rest| rest.split('-').next()).unwrap_or_default();
    let (content, of_content) = match kind {
        Kind::Entry => (File::Entry(Entry::decode(payload)?), ENTRY.to_owned()),
        Kind::Directory => (File::Directory(entry::decode_directory(payload)?), name(kind, label, hash)),
        Kind::Shard | Kind::Recent => (File::Shard(shard::decode(payload)?), name(kind, label, hash)),
        Kind::Lists => (File::Lists(payload.to_vec()), list_name(hash)),
        Kind::Text => (File::text(block::decode(payload)?), file.to_owned()),
        Kind::Characters if hash != RARE_HASH => return Err(Error::Stale),
        Kind::Characters => {
            learn(payload);
            (File::Characters, characters_name())
        }
        Kind::Facts => (File::Column(Column::decode(payload)?), name(kind, label, hash)),
        Kind::Words => (File::Words(payload.to_vec()), name(kind, label, hash)),
    };
    if file == of_content { Ok(content) } else { Err(Error::Stale) }
}
