//! The files the engine was handed, and those it misses.

use crate::format::{
    ENTRY, Error, Kind,
    block::{self, Part},
    decimal,
    entry::Entry,
    facets::Column,
    name, open,
    shard::{self, Term},
};
use crate::{plan::Section, searched::Searched};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// The content of files, by name.
#[derive(Debug, Default)]
pub struct Files {
    entry: Option<Entry>,
    shards: BTreeMap<String, Vec<Term>>,
    lists: BTreeMap<String, Vec<u8>>,
    texts: BTreeMap<String, Vec<Loaded>>,
    columns: BTreeMap<String, Column>,
    refused: BTreeMap<String, Error>,
}

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
        let sections = std::mem::take(&mut part.plan.sections);
        let (inside, before): (Vec<_>, Vec<_>) = sections.into_iter().partition(|section| section.paragraph >= first);
        let own = |section: Section| Section { paragraph: section.paragraph - first, ..section };
        part.plan.sections = inside.into_iter().map(own).collect();
        let searched = Searched::new(&part.plan);
        Self { part, before: before.into_iter().next_back(), searched }
    }
}

/// Files that turned out to be missing while a question was answered.
#[derive(Debug, Default)]
pub struct Missing(RefCell<BTreeSet<String>>);

impl Missing {
    /// Notes a file.
    pub fn add(&self, name: String) {
        self.0.borrow_mut().insert(name);
    }

    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// The names.
    pub fn into_names(self) -> BTreeSet<String> {
        self.0.into_inner()
    }
}

impl Files {
    /// Takes a file.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let taken = self.take(name, bytes);
        match taken {
            Ok(()) => self.refused.remove(name),
            Err(error) => self.refused.insert(name.to_owned(), error),
        };
        taken
    }

    fn take(&mut self, file: &str, bytes: &[u8]) -> Result<(), Error> {
        if file == ENTRY {
            self.entry = Some(Entry::decode(&open(Kind::Entry, bytes)?.0)?);
            return Ok(());
        }
        let file = file.to_owned();
        match file.bytes().next() {
            Some(b's') => {
                let (payload, hash) = open(Kind::Shard, bytes)?;
                fresh(&file, &name(Kind::Shard, "", hash))?;
                self.shards.insert(file, shard::decode(&payload)?);
            }
            Some(b'l') => {
                let (payload, hash) = open(Kind::Lists, bytes)?;
                fresh(&file, &list_name(hash))?;
                self.lists.insert(file, payload);
            }
            Some(b't') => {
                let (payload, _) = open(Kind::Text, bytes)?;
                let parts = block::decode(&payload)?;
                self.texts.insert(file, parts.into_iter().map(Loaded::new).collect());
            }
            Some(b'f') => {
                let (payload, hash) = open(Kind::Facts, bytes)?;
                let label = file.get(2..).and_then(|rest| rest.split('-').next()).unwrap_or_default();
                fresh(&file, &name(Kind::Facts, label, hash))?;
                self.columns.insert(file, Column::decode(&payload)?);
            }
            _ => return Err(Error::NotSearchData),
        }
        Ok(())
    }

    /// The entry file.
    pub fn entry(&self, missing: &Missing) -> Option<&Entry> {
        if self.entry.is_none() {
            missing.add(ENTRY.to_owned());
        }
        self.entry.as_ref()
    }

    /// The terms of the shard with this hash.
    pub fn shard(&self, hash: u32, missing: &Missing) -> Option<&[Term]> {
        get(&self.shards, name(Kind::Shard, "", hash), missing).map(Vec::as_slice)
    }

    /// The payload of the file of lists with this hash.
    pub fn lists(&self, hash: u32, missing: &Missing) -> Option<&[u8]> {
        get(&self.lists, list_name(hash), missing).map(Vec::as_slice)
    }

    /// The part of a plan in this block of its group; `None` when its file is missing or has no such part.
    pub fn part(&self, entry: &Entry, plan: u32, block: u32, missing: &Missing) -> Option<&Loaded> {
        let (group, hash) = entry.text(plan)?;
        let place = [decimal(group), decimal(block)].join(".");
        let parts = get(&self.texts, name(Kind::Text, &place, hash), missing)?;
        parts.iter().find(|loaded| loaded.part.plan.number == plan)
    }

    /// A column of facts.
    pub fn column(&self, entry: &Entry, label: &str, missing: &Missing) -> Option<&Column> {
        get(&self.columns, name(Kind::Facts, label, entry.column(label)?), missing)
    }

    /// The first of these files that was handed over and refused.
    pub fn refused(&self, names: &BTreeSet<String>) -> Option<(String, Error)> {
        names.iter().find_map(|name| Some((name.clone(), *self.refused.get(name)?)))
    }
}

fn get<'a, T>(files: &'a BTreeMap<String, T>, name: String, missing: &Missing) -> Option<&'a T> {
    let found = files.get(&name);
    if found.is_none() {
        missing.add(name);
    }
    found
}

fn fresh(name: &str, of_content: &str) -> Result<(), Error> {
    if name == of_content { Ok(()) } else { Err(Error::Stale) }
}

/// Name of a file of lists: all 32 bits of its hash, since nothing else tells two of them apart.
pub fn list_name(hash: u32) -> String {
    name(Kind::Lists, &decimal(hash >> 24), hash)
}
