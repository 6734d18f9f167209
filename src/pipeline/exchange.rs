//! Writes what machines read: sitemap, robots, feeds, tables, records, a calendar and checksums.
//!
//! All of it lies below `static/`, so that a plain Zola build publishes it, and all is made from public plans.

mod calendar;
mod feeds;
mod record;
mod site;
mod tables;
mod xml;

use crate::archive::{Archive, Entry};
use crate::generated::{Files, Ledger, Rows, Summary};
use crate::tree::{Hash, hash};
use crate::ways::{Group, Way, ways};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Folders below `static/` that hold nothing else.
const FOLDERS: [&str; 2] = ["data", "plans"];

/// What the site says of itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its address, ending with `/`.
    pub base_url: String,
    /// Its name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Language of its interface (BCP 47).
    pub language: String,
}

impl About {
    /// Absolute address of a path of the site.
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

/// Writes the files below `root/static`. `archive` holds what the public may see, and nothing else. Those
/// made from texts that are not at hand have been written before (see [`wanted`]).
pub fn write(archive: &Archive, root: &Path, about: &About, ledger: &mut Ledger) -> io::Result<Summary> {
    let about_hash = hash(format!("{about:?}").as_bytes());
    let calendar_head = calendar::head(about);
    let mut files = plans(archive, archive.entries.iter(), about);
    let each: Vec<Hash> = archive.entries.iter().map(|entry| all(about_hash, archive, [entry].into_iter())).collect();
    let mut rows = |path: &str, around, row: fn(&Archive, &Entry, &About) -> Vec<u8>| {
        let row = move |place: usize| row(archive, &archive.entries[place], about);
        files.add_rows(path, Rows::new(around, each.clone(), row));
    };
    rows("data/plans.jsonl", ("", ""), record::line);
    rows("data/plans.csv", (tables::PLANS, ""), tables::plan);
    rows("data/targets.csv", (tables::TARGETS, ""), tables::targets);
    rows("data/deadlines.ics", (&calendar_head, calendar::TAIL), calendar::deadlines);
    let newest: Vec<_> = archive.oldest_first().into_iter().rev().collect();
    feeds::add(&mut files, "data/feed", about.title.clone(), &newest, archive, about);
    for way in &ways(archive) {
        for group in &way.groups {
            let newest: Vec<_> = group.entries.iter().rev().copied().collect();
            let path = format!("data/feeds/{}/{}", way.key, group.slug);
            let title = format!("{} · {}", label(way, group, about), about.title);
            feeds::add(&mut files, &path, title, &newest, archive, about);
        }
    }
    site::add(&mut files, archive, about);
    let mut summary = Summary { written: files.write(root, "static", ledger)?, ..Summary::default() };
    let mut last = Files::default();
    last.add("data/SHA256SUMS", record::checksums(ledger.sums("static")));
    summary.written += last.write(root, "static", ledger)?;
    summary.files = ledger.sums("static").count();
    summary.removed = ledger.sweep(root, "static", &FOLDERS)?;
    Ok(summary)
}

/// What the plans of a group have in common, in the language of the site; the environment's does not count.
fn label(way: &Way, group: &Group, about: &About) -> String {
    let locale = if about.language.starts_with("zh") { "zh-CN" } else { "en" };
    match (way.key, group.label.as_str()) {
        ("kind", kind) => rust_i18n::t!(format!("kind.{kind}"), locale = locale).into_owned(),
        ("year", "masked" | "unknown") => rust_i18n::t!(format!("year.{}", group.label), locale = locale).into_owned(),
        (_, label) => label.replace('/', " "),
    }
}

/// Writes the files of those plans whose texts are at hand.
pub fn write_at_hand(archive: &Archive, root: &Path, about: &About, ledger: &mut Ledger) -> io::Result<()> {
    let at_hand = archive.entries.iter().filter(|entry| !archive.document(entry).is_brief);
    plans(archive, at_hand, about).write(root, "static", ledger).map(drop)
}

/// What is needed to write the files of plans that are missing: for each the document (by its place) that the plan is in.
pub fn wanted(archive: &Archive, about: &About, ledger: &Ledger) -> Vec<Vec<usize>> {
    let files = plans(archive, archive.entries.iter(), about);
    let missing: BTreeSet<&str> = files.missing("static", ledger).into_iter().filter_map(plan_of).collect();
    let missing = archive.entries.iter().filter(|entry| missing.contains(entry.id.as_str()));
    missing.map(|entry| vec![entry.document]).collect()
}

fn plan_of(path: &str) -> Option<&str> {
    path.split('/').nth(1)
}

/// The files of plans.
fn plans<'a>(archive: &'a Archive, entries: impl Iterator<Item = &'a Entry>, about: &'a About) -> Files<'a> {
    let about_hash = hash(format!("{about:?}").as_bytes());
    let mut files = Files::default();
    for entry in entries {
        let from = all(about_hash, archive, std::iter::once(entry));
        let paths = ["plan.json", "plan.md"].map(|file| format!("plans/{}/{file}", entry.id));
        files.add_together(paths.into(), from, move || {
            [record::json(archive, entry, about), record::markdown(archive, entry, about)]
                .map(String::into_bytes)
                .into()
        });
    }
    files
}

/// Hash of all that a file about these plans is made from; `start` stands for the rest.
fn all<'a>(start: Hash, archive: &Archive, entries: impl Iterator<Item = &'a Entry>) -> Hash {
    let mut all = start.to_le_bytes().to_vec();
    entries.for_each(|entry| all.extend(archive.trace(entry).to_le_bytes()));
    hash(&all)
}

#[cfg(test)]
mod tests;
