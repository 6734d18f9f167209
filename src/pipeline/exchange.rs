//! Writes what machines read: sitemap, robots, feeds, tables, records, a calendar and checksums.
//!
//! All of it lies below `static/`, so that a plain Zola build publishes it, and all is made from public plans.

mod calendar;
mod feeds;
mod record;
mod site;
mod tables;
mod xml;

use crate::archive::Archive;
use crate::generated::{Files, Summary};
use crate::ways::{WITH_FEEDS, ways};
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

/// Writes the files below `root/static`. `archive` holds what the public may see, and nothing else.
pub fn write(archive: &Archive, root: &Path, about: &About) -> io::Result<Summary> {
    let mut files = Files::default();
    for entry in &archive.entries {
        files.add(format!("plans/{}/plan.json", entry.id), record::json(archive, entry, about));
        files.add(format!("plans/{}/plan.md", entry.id), record::markdown(archive, entry, about));
    }
    files.add("data/plans.jsonl", record::lines(archive, about));
    files.add("data/plans.csv", tables::plans(archive, about)?);
    files.add("data/targets.csv", tables::targets(archive, about)?);
    files.add("data/deadlines.ics", calendar::deadlines(archive, about));
    let newest: Vec<_> = archive.oldest_first().into_iter().rev().collect();
    feeds::add(&mut files, "data/feed", &about.title, &newest, archive, about);
    for way in ways(archive).iter().filter(|way| WITH_FEEDS.contains(&way.key)) {
        for group in &way.groups {
            let newest: Vec<_> = group.entries.iter().rev().copied().collect();
            let path = format!("data/feeds/{}/{}", way.key, group.slug);
            let title = format!("{} · {}", group.label.replace('/', " "), about.title);
            feeds::add(&mut files, &path, &title, &newest, archive, about);
        }
    }
    site::add(&mut files, archive, about);
    let checksums = record::checksums(&files);
    files.add("data/SHA256SUMS", checksums);
    files.sync(&root.join("static"), &FOLDERS)
}

#[cfg(test)]
mod tests;
