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
use crate::attachments;
use crate::cache::{Cache, PAGES, page_of};
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

/// Name of the rule for files that are there and cannot be read.
pub const UNREADABLE: &str = "unreadable-file";

/// What is remembered of a file.
#[derive(Serialize, Deserialize)]
struct Known {
    stamp: Stamp,
    document: Document,
}

/// What a look at a file gave.
enum Looked {
    /// It is not taken as plans.
    Aside(Document),
    /// It is as it was.
    Known(Known),
    /// It is new or was touched.
    New(Known),
}

impl Reader<'_> {
    /// The documents of the files, in their order. With a cache those are in brief that it knows, and of many new ones those
    /// that there is no room for.
    pub fn all(&self, files: &[Listed], watch: &dyn Watch) -> io::Result<Vec<Document>> {
        let mut pages: Vec<Vec<(usize, &Listed)>> = vec![Vec::new(); PAGES];
        for (place, listed) in files.iter().enumerate() {
            pages[page_of(listed.path())].push((place, listed));
        }
        let room = AtomicI64::new(self.room as i64);
        let read = |(number, files): (usize, &Vec<(usize, &Listed)>)| -> io::Result<Vec<(usize, Document)>> {
            let read = self.page(&format!("documents/{number:02x}"), files, watch)?;
            Ok(read.into_iter().map(|(place, document)| (place, self.at_hand(document, &room))).collect())
        };
        let pages = pages.par_iter().enumerate().map(read).collect::<io::Result<Vec<Vec<_>>>>()?;
        let mut documents: Vec<(usize, Document)> = pages.into_iter().flatten().collect();
        documents.sort_unstable_by_key(|(place, _)| *place);
        Ok(documents.into_iter().map(|(_, document)| document).collect())
    }

    /// The documents of the files that share a page of the cache, each with its place. The page is written again if anything
    /// on it changed.
    fn page(&self, name: &str, files: &[(usize, &Listed)], watch: &dyn Watch) -> io::Result<Vec<(usize, Document)>> {
        let known: Vec<Known> = self.cache.and_then(|cache| cache.load(name)).unwrap_or_default();
        let count = known.len();
        let mut known: HashMap<String, Known> =
            known.into_iter().map(|known| (known.document.source.file.clone(), known)).collect();
        let (mut read, mut stamped, mut is_changed) = (Vec::with_capacity(files.len()), Vec::new(), false);
        for (place, listed) in files {
            watch.advance();
            let (mut document, stamp) = match self.listed(listed, &mut known) {
                Looked::Aside(document) => (document, None),
                Looked::Known(known) => (known.document, Some(known.stamp)),
                Looked::New(new) => {
                    is_changed = true;
                    (new.document, Some(new.stamp))
                }
            };
            is_changed |= attachments::settle(&mut document, self.folder, &self.rules.folders);
            stamped.extend(stamp.map(|stamp| (read.len(), stamp)));
            read.push((*place, document));
        }
        if let Some(cache) = self.cache.filter(|_| is_changed || stamped.len() != count) {
            let brief = |(at, stamp): (usize, Stamp)| Known { stamp, document: read[at].1.brief() };
            cache.save(name, &stamped.into_iter().map(brief).collect::<Vec<_>>())?;
        }
        Ok(read)
    }

    fn listed(&self, listed: &Listed, known: &mut HashMap<String, Known>) -> Looked {
        match listed {
            Listed::Refused(file, reason) => Looked::Aside(set_aside(file, UNREADABLE, Severity::Error, reason)),
            Listed::Readme(file) => Looked::Aside(set_aside(file, "readme", Severity::Note, "")),
            Listed::File(file) => self.file(file, known.remove(file)).unwrap_or_else(|error| {
                Looked::Aside(set_aside(file, UNREADABLE, Severity::Error, &error.to_string()))
            }),
        }
    }

    /// A file of the same size, time of change and inode as before is not opened.
    fn file(&self, file: &str, known: Option<Known>) -> io::Result<Looked> {
        let path = self.folder.join(file);
        let (begun, metadata) = (tree::now(), fs::metadata(&path)?);
        let known = known.filter(|known| known.document.made_from == made_from(file, known.stamp.hash, self.rules));
        let known = match known {
            Some(known) if known.stamp.is_of(&metadata) => return Ok(Looked::Known(known)),
            known => known,
        };
        let bytes = fs::read(path)?;
        let stamp = Stamp::new(hash(&bytes), &metadata, begun);
        let document = match known.filter(|known| known.stamp.hash == stamp.hash) {
            Some(known) => known.document,
            None => super::document(file, &bytes, self.rules),
        };
        Ok(Looked::New(Known { stamp, document }))
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
        for (plan, known) in full.plans.iter_mut().zip(&brief.plans) {
            plan.references.clone_from(&known.references);
        }
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
