//! Writes the tantivy index for staff: folded text as n-grams, and what is needed to show a hit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use finder::fold::Folded;
use finder::query::Facet;
use finder::searched::Searched;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::indexer::LogMergePolicy;
use tantivy::{Index, IndexWriter, TantivyDocument, Term, doc};

use crate::archive::{Archive, Entry};
use crate::document::Visibility;
use crate::search_text;
use crate::staff::{Audience, Fields, Part, Stored, StoredSection, VERSION, VERSION_FILE, ngrams};
use crate::tree::Hash;

/// Memory for each thread that writes anew, in bytes.
const WRITER_MEMORY: usize = 100_000_000;

/// Most threads that write anew: each leaves a segment of its own, which every search has to look into.
const WRITERS: usize = 4;

/// Segments of fewer plans are merged with each other, whatever their sizes: what edits leave, and not with it what a whole
/// build wrote.
const SMALL: u32 = 1_000;

/// Memory for a writer of few plans, in bytes: the least there may be.
const UPDATE_MEMORY: usize = 15_000_000;

/// Plans that are prepared at once.
const BATCH: usize = 1000;

/// New indexes of public and staff plans. They are made beside the old ones and moved in when complete, so that a search
/// never sees half an index.
pub struct Fresh {
    beside: PathBuf,
    writers: [(Visibility, IndexWriter); 2],
}

impl Fresh {
    /// Begins indexes that are to stand below `folder`.
    pub fn begin(folder: &Path) -> tantivy::Result<Fresh> {
        let beside = folder.with_extension("new");
        remove(&beside)?;
        let writer = |audience: Audience| {
            let place = audience.folder(&beside);
            fs::create_dir_all(&place)?;
            let threads = rayon::current_num_threads().min(WRITERS);
            writer(&Index::create_in_dir(place, Fields::new().schema)?, threads, WRITER_MEMORY)
        };
        let writers = [(Visibility::Public, writer(Audience::Public)?), (Visibility::Staff, writer(Audience::Staff)?)];
        Ok(Fresh { beside, writers })
    }

    /// Adds plans, which must be there in full, to the index that each belongs to.
    pub fn add(&mut self, archive: &Archive, entries: &[&Entry], advance: &(dyn Fn() + Sync)) -> tantivy::Result<()> {
        for (visibility, writer) in &mut self.writers {
            let own = entries.iter().filter(|entry| archive.plan(entry).facts.visibility == *visibility);
            add_all(writer, archive, &own.copied().collect::<Vec<_>>(), advance)?;
        }
        Ok(())
    }

    /// Puts the indexes in the place of those below `folder`.
    pub fn finish(self, folder: &Path) -> tantivy::Result<()> {
        for (_, writer) in self.writers {
            finish(writer)?;
        }
        fs::write(self.beside.join(VERSION_FILE), VERSION.to_string())?;
        remove(folder)?;
        Ok(fs::rename(&self.beside, folder)?)
    }
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A plan that the indexes hold: who may find it, and a hash of all that is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whether everybody may.
    pub public: bool,
    /// See [`Entry::trace`].
    pub trace: Hash,
}

/// What the indexes must hold, by id.
pub fn held(archive: &Archive) -> BTreeMap<String, Held> {
    let held = |entry: &Entry| {
        let public = match archive.plan(entry).facts.visibility {
            Visibility::Public => true,
            Visibility::Staff => false,
            Visibility::Withheld => return None,
        };
        Some((entry.id.clone(), Held { public, trace: entry.trace }))
    };
    archive.entries.iter().filter_map(held).collect()
}

/// Brings the indexes below `folder`, which hold what `before` says, up to date: plans that are gone or other are deleted, and
/// those that are new or other, which must be there in full, added. What is deleted no longer counts in any search.
pub fn update(archive: &Archive, folder: &Path, before: &BTreeMap<String, Held>) -> tantivy::Result<()> {
    let now = held(archive);
    for audience in [Audience::Public, Audience::Staff] {
        let public = audience == Audience::Public;
        let old = before.iter().filter(|(id, held)| held.public == public && now.get(*id) != Some(held));
        let old: Vec<&str> = old.map(|(id, _)| id.as_str()).collect();
        let is_new = |entry: &&Entry| {
            now.get(&entry.id).is_some_and(|held| held.public == public && before.get(&entry.id) != Some(held))
        };
        let new: Vec<&Entry> = archive.entries.iter().filter(is_new).collect();
        if !old.is_empty() || !new.is_empty() {
            let mut writer = writer(&Index::open_in_dir(audience.folder(folder))?, 1, UPDATE_MEMORY)?;
            for id in old {
                writer.delete_term(Term::from_field_text(Fields::new().id, id));
            }
            add_all(&mut writer, archive, &new, &|| {})?;
            finish(writer)?;
        }
    }
    Ok(())
}

/// A writer of so many threads, each with so many bytes of memory.
fn writer(index: &Index, threads: usize, memory: usize) -> tantivy::Result<IndexWriter> {
    ngrams::register(index.tokenizers());
    let writer = index.writer_with_num_threads(threads, threads * memory)?;
    let mut policy = LogMergePolicy::default();
    policy.set_min_layer_size(SMALL);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

fn add_all(
    writer: &mut IndexWriter,
    archive: &Archive,
    entries: &[&Entry],
    advance: &(dyn Fn() + Sync),
) -> tantivy::Result<()> {
    let fields = Fields::new();
    for batch in entries.chunks(BATCH) {
        let documents: Vec<_> = batch.par_iter().map(|entry| document(archive, entry, &fields)).collect();
        for document in documents {
            writer.add_document(document?)?;
            advance();
        }
    }
    Ok(())
}

fn finish(mut writer: IndexWriter) -> tantivy::Result<()> {
    writer.commit()?;
    writer.wait_merging_threads()
}

fn document(archive: &Archive, entry: &Entry, fields: &Fields) -> tantivy::Result<TantivyDocument> {
    let plan = search_text::plan(archive, entry);
    let searched = Searched::new(&plan);
    let stored = serde_json::to_string(&stored(archive, entry, &plan))?;
    let mut document = doc!(fields.id => plan.id.as_str(), fields.date => plan.date.as_str(), fields.stored => stored);
    document.add_u64(fields.length, plan.length.into());
    for (field, year) in [(fields.from, plan.from), (fields.to, plan.to)] {
        year.iter().for_each(|&year| document.add_u64(field, year.into()));
    }
    for (facet, field) in fields.facets {
        values(&plan, facet).iter().for_each(|value| document.add_text(field, value));
    }
    add(&mut document, fields.text, searched.text.iter().map(|unit| &unit.folded));
    add(&mut document, fields.title, searched.title.iter());
    add(&mut document, fields.heading, searched.headings.iter().map(|unit| &unit.folded));
    Ok(document)
}

/// What a plan says of a facet; one empty value where it says nothing.
fn values(plan: &finder::plan::Plan, facet: Facet) -> Vec<String> {
    match facet {
        Facet::Topic if !plan.topics.is_empty() => plan.topics.clone(),
        Facet::Topic | Facet::Year => vec![String::new()],
        Facet::Issuer => vec![plan.issuer.clone()],
        Facet::Kind => vec![plan.kind.clone()],
        Facet::Level => vec![plan.level.clone()],
        Facet::Region => vec![plan.region.clone()],
    }
}

/// Adds keys to both fields of a part, one a line.
fn add<'a>(document: &mut TantivyDocument, part: Part, keys: impl Iterator<Item = &'a Folded>) {
    let lines: Vec<String> = keys.map(Folded::text).collect();
    let lines = lines.join("\n");
    document.add_text(part.pairs, &lines);
    document.add_text(part.singles, &lines);
}

fn stored(archive: &Archive, entry: &Entry, plan: &finder::plan::Plan) -> Stored {
    let own = archive.plan(entry);
    let lines = search_text::paragraph_lines(archive, entry);
    Stored {
        id: plan.id.clone(),
        title: plan.title.clone(),
        url: plan.url.clone(),
        file: archive.document(entry).source.file.clone(),
        start_line: own.start_line,
        visibility: if own.facts.visibility == Visibility::Public { "public" } else { "staff" }.into(),
        kind: plan.kind.clone(),
        period: plan.from.zip(plan.to),
        region: plan.region.clone(),
        issuer: plan.issuer.clone(),
        level: plan.level.clone(),
        doc_number: plan.doc_number.clone(),
        date: plan.date.clone(),
        topics: plan.topics.clone(),
        hant: plan.hant,
        paragraphs: lines.into_iter().zip(plan.paragraphs.iter().cloned()).collect(),
        sections: plan
            .sections
            .iter()
            .zip(&own.outline)
            .map(|(section, own)| stored_section(section, own.level))
            .collect(),
    }
}

fn stored_section(section: &finder::plan::Section, level: u8) -> StoredSection {
    StoredSection {
        level,
        anchor: section.anchor.clone(),
        title: section.title.clone(),
        line: section.line,
        paragraph: section.paragraph,
        range: (section.start, section.end),
    }
}
