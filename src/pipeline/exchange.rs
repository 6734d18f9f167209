//! Writes what machines read: sitemap, robots, feeds, tables, records, a calendar and checksums.
//!
//! All of it lies below `static/`, so that a plain Zola build publishes it, and all is made from public plans.

mod calendar;
mod feeds;
mod parts;
mod record;
mod site;
mod sums;
mod tables;
mod xml;

pub use parts::published;

use crate::archive::{Archive, Entry};
use crate::generated::{Files, Inquiry, Ledger, Rows, Summary};
use crate::tree::{Hash, hash};
use crate::ways::{Group, Way};
use rayon::prelude::*;
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

/// Of each entry a hash of all that what is written about its plan is made from.
pub fn traces(archive: &Archive, about: &About) -> Vec<Hash> {
    let about = hash(format!("{about:?}").as_bytes());
    archive.entries.par_iter().map(|entry| all(about, std::iter::once(entry))).collect()
}

/// The files below `root/static`. `archive` holds what the public may see, and nothing else; `ways` lead into it, and `traces`
/// are those of its entries (see [`traces()`]).
pub fn files<'a>(archive: &'a Archive, ways: &[Way<'a>], traces: &[Hash], about: &'a About) -> Files<'a> {
    let entries: Vec<_> = archive.entries.iter().zip(traces).collect();
    let mut files = plans(archive, &entries, about);
    tables::TABLES.iter().for_each(|table| table.add(&mut files, archive, traces, about, parts::CUT));
    let deadlines = |place: usize| calendar::deadlines(archive, &archive.entries[place], about);
    let calendar = Rows::new((calendar::head(about), calendar::TAIL), traces.to_vec(), deadlines);
    files.add_rows("data/deadlines.ics", calendar);
    let newest: Vec<_> = archive.oldest_first().into_iter().rev().collect();
    feeds::add(&mut files, "data/feed", about.title.clone(), &newest, archive, about);
    for way in ways {
        files.append(Files::of_each(&way.groups, |group, files| {
            let newest: Vec<_> = group.entries.iter().rev().copied().collect();
            let path = format!("data/feeds/{}/{}", way.key, group.slug);
            let title = format!("{} · {}", label(way, group, about), about.title);
            feeds::add(files, &path, title, &newest, archive, about);
        }));
    }
    site::add(&mut files, archive, about);
    files
}

/// Writes the files. What is made from texts that are not at hand has been written before (see [`wanted`]).
pub fn write(files: &Files, root: &Path, ledger: &mut Ledger) -> io::Result<Summary> {
    let mut summary = files.write(root, "static", ledger)?;
    summary.written += sums::write(root, ledger, sums::WHOLE)?;
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
pub fn write_at_hand(
    archive: &Archive,
    traces: &[Hash],
    root: &Path,
    about: &About,
    ledger: &mut Ledger,
) -> io::Result<()> {
    let at_hand = archive.entries.iter().zip(traces).filter(|(entry, _)| !archive.document(entry).is_brief);
    plans(archive, &at_hand.collect::<Vec<_>>(), about).write(root, "static", ledger).map(drop)
}

/// What is needed to write the files of plans that are missing: for each the document (by its place) that the plan is in.
pub fn wanted(archive: &Archive, traces: &[Hash], ledger: &Ledger) -> Vec<Vec<usize>> {
    let missing = |inquiry: &mut Inquiry, (entry, from): (&Entry, &Hash)| {
        let is_kept = paths(entry).iter().all(|path| inquiry.kept(path, *from).is_some());
        (!is_kept).then(|| vec![entry.document])
    };
    let plans = archive.entries.par_iter().zip(traces);
    plans.map_init(|| ledger.inquiry("static"), missing).flatten_iter().collect()
}

/// The files of a plan.
fn paths(entry: &Entry) -> [String; 2] {
    ["plan.json", "plan.md"].map(|file| format!("plans/{}/{file}", entry.id))
}

/// The files of plans.
fn plans<'a>(archive: &'a Archive, entries: &[(&'a Entry, &Hash)], about: &'a About) -> Files<'a> {
    Files::of_each(entries, |(entry, from), files| {
        let entry = *entry;
        files.add_together(paths(entry).into(), **from, move || {
            [record::json(archive, entry, about), record::markdown(archive, entry, about)]
                .map(String::into_bytes)
                .into()
        });
    })
}

/// Hash of all that a file about these plans is made from; `start` stands for the rest.
fn all<'a>(start: Hash, entries: impl Iterator<Item = &'a Entry>) -> Hash {
    let mut all = start.to_le_bytes().to_vec();
    entries.for_each(|entry| all.extend(entry.trace.to_le_bytes()));
    hash(&all)
}

#[cfg(test)]
mod tests;
