//! The documents of an archive: described from their files, or remembered from the run before where nothing changed.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Rules, Watch, batches};
use crate::archive::{self, Archive};
use crate::cache::Cache;
use crate::document::{Document, Finding, Severity};
use crate::files::Listed;
use crate::tree::{self, Hash, Stamp, hash};

/// Where documents come from.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The folder of plans.
    pub folder: &'a Path,
    /// What they are described by.
    pub rules: &'a Rules,
    /// What is remembered of them; without it every file is read.
    pub cache: Option<&'a Cache>,
    /// Whether it is for an archive behind the gate: then only what is public is put back in full.
    pub public: bool,
    /// Characters of plans whose documents may be there in full at a time, about. In full they take some 15 bytes each.
    pub room: u64,
}

/// What is remembered of a file.
#[derive(Serialize, Deserialize)]
struct Known {
    stamp: Stamp,
    document: Document,
}

impl Reader<'_> {
    /// The documents of the files, in their order. With a cache those are in brief that it knows, and of many new ones those
    /// that there is no room for.
    pub fn all(&self, files: &[Listed], watch: &dyn Watch) -> io::Result<Vec<Document>> {
        let shelf = self.cache.map(|cache| Shelf::open(cache, files.len()));
        let room = AtomicI64::new(self.room as i64);
        let read = |listed: &Listed| {
            watch.advance();
            match listed {
                Listed::Refused(file, reason) => (set_aside(file, "unreadable-file", Severity::Error, reason), None),
                Listed::Readme(file) => (set_aside(file, "readme", Severity::Note, ""), None),
                Listed::File(file) => match self.file(file, shelf.as_ref()) {
                    Ok((document, stamp)) => (self.at_hand(document, &room), Some(stamp)),
                    Err(error) => (set_aside(file, "unreadable-file", Severity::Error, &error.to_string()), None),
                },
            }
        };
        let documents: Vec<(Document, Option<Stamp>)> = files.par_iter().map(read).collect();
        if let Some(shelf) = shelf {
            shelf.update(&documents)?;
        }
        Ok(documents.into_iter().map(|(document, _)| document).collect())
    }

    /// A document and the stamp of its file. A file of the same size, time of change and inode as before is not opened.
    fn file(&self, file: &str, shelf: Option<&Shelf>) -> io::Result<(Document, Stamp)> {
        let path = self.folder.join(file);
        let (begun, metadata) = (tree::now(), fs::metadata(&path)?);
        let known = shelf.and_then(|shelf| shelf.known.get(file));
        let fits = |known: &&Known, content| known.document.made_from == made_from(file, content, self.rules);
        if let Some(known) = known.filter(|known| known.stamp.is_of(&metadata) && fits(known, known.stamp.hash)) {
            return Ok((known.document.clone(), known.stamp));
        }
        let bytes = fs::read(path)?;
        let stamp = Stamp::new(hash(&bytes), &metadata, begun);
        match known.filter(|known| fits(known, stamp.hash)) {
            Some(known) => Ok((known.document.clone(), stamp)),
            None => Ok((super::document(file, &bytes, self.rules), stamp)),
        }
    }

    /// A new document, shortened where the archive could be read again and there is no room for it.
    fn at_hand(&self, document: Document, room: &AtomicI64) -> Document {
        let size = batches::characters(&document) as i64;
        let has_room = document.is_brief || room.fetch_sub(size, Ordering::Relaxed) > 0;
        if has_room || self.cache.is_none() { document } else { document.brief() }
    }

    /// Puts documents that are there in brief back in full.
    pub fn complete(&self, archive: &mut Archive, places: &[usize]) -> io::Result<()> {
        let is_short = |document: &Document| document.is_brief && !document.source.file.is_empty();
        let brief = places.par_iter().filter(|place| is_short(&archive.documents[**place]));
        let full = brief.map(|place| Ok((*place, self.again(&archive.documents[*place])?)));
        for (place, document) in full.collect::<io::Result<Vec<_>>>()? {
            archive.documents[place] = document;
        }
        Ok(())
    }

    fn again(&self, brief: &Document) -> io::Result<Document> {
        let file = &brief.source.file;
        let full = super::document(file, &fs::read(self.folder.join(file))?, self.rules);
        if full.made_from != brief.made_from {
            return Err(io::Error::other(rust_i18n::t!("error.changed-meanwhile", file = file)));
        }
        let mut full = Document { findings: brief.findings.clone(), ..full };
        if self.public {
            archive::redact(&mut full);
        }
        Ok(full)
    }
}

/// Hash of all that a document depends on: its file's name and content, the archive's own rules, what people have corrected,
/// and who may see its folder. The built-in rules are those of this program.
pub fn made_from(file: &str, content: Hash, rules: &Rules) -> Hash {
    let (own, folder, shows_staff) = (&rules.text.own, rules.folders.visibility(file), rules.shows_staff);
    let corrected = rules.overrides.of(file);
    hash(format!("{file}\0{content:x}\0{own}\0{corrected:?}\0{folder:?}\0{shows_staff}").as_bytes())
}

/// A file that is not taken as plans: only a finding says why.
fn set_aside(file: &str, rule: &'static str, severity: Severity, reason: &str) -> Document {
    let mut document = Document::default();
    document.source.file = file.to_owned();
    document.findings.push(Finding { rule, severity, line: 0, args: vec![("reason", reason.to_owned())] });
    document
}

/// Files on a page of the shelf, about: a change rewrites its page and no other.
const PAGE: usize = 64;

/// Remembered documents, on pages of the cache.
struct Shelf<'a> {
    cache: &'a Cache,
    pages: usize,
    known: HashMap<String, Known>,
}

impl Shelf<'_> {
    /// Reads all pages.
    fn open(cache: &Cache, files: usize) -> Shelf<'_> {
        let pages = (files / PAGE).next_power_of_two();
        let load = |page| cache.load::<Vec<Known>>(&name(pages, page)).unwrap_or_default();
        let known = (0..pages).into_par_iter().flat_map_iter(load);
        let known = known.map(|known| (known.document.source.file.clone(), known)).collect();
        Shelf { cache, pages, known }
    }

    /// Writes the pages on which something changed.
    fn update(&self, documents: &[(Document, Option<Stamp>)]) -> io::Result<()> {
        let mut pages: Vec<Vec<(&Document, Stamp)>> = vec![Vec::new(); self.pages];
        for (document, stamp) in documents {
            pages[self.page_of(&document.source.file)].extend(stamp.map(|stamp| (document, stamp)));
        }
        let mut counts = vec![0; self.pages];
        self.known.keys().for_each(|file| counts[self.page_of(file)] += 1);
        let is_new = |(document, stamp): &(&Document, Stamp)| {
            let known = self.known.get(&document.source.file);
            known.is_none_or(|known| known.stamp != *stamp || known.document.made_from != document.made_from)
        };
        let changed =
            pages.into_par_iter().enumerate().filter(|(page, on)| on.len() != counts[*page] || on.iter().any(is_new));
        changed.try_for_each(|(page, on)| {
            let known = |(document, stamp): (&Document, Stamp)| Known { stamp, document: document.brief() };
            self.cache.save(&name(self.pages, page), &on.into_iter().map(known).collect::<Vec<_>>())
        })
    }

    fn page_of(&self, file: &str) -> usize {
        (hash(file.as_bytes()) % self.pages as u128) as usize
    }
}

fn name(pages: usize, page: usize) -> String {
    format!("documents/{pages}/{page:x}")
}
