//! Writes the Zola content pages: one a plan, the browse lists, and the data of the home page.
//!
//! Everything a template prints is in the page's own `extra`, so that templates are pure functions of one page and a site of
//! only the changed pages comes out the same. Text travels as escaped TOML strings: Zola interprets none of it.

mod browse;
mod chart;
mod cite;
mod compare;
mod facts;
mod former;
mod front;
mod links;
mod plan;
mod reading;
mod targets;
mod timeline;

use crate::archive::{Archive, Entry};
use crate::generated::{Files, Summary};
use links::Links;
use rayon::prelude::*;
use std::io;
use std::path::Path;

/// Writes `content/plans/` and `content/browse/` below `root`. `archive` holds what the public may see, and nothing else.
/// Files whose bytes stay the same are not touched; others in the two folders are removed.
///
/// With `converted`, each plan also has a reading view in the other script.
pub fn write(archive: &Archive, root: &Path, converted: bool) -> io::Result<Summary> {
    let mut pages = Files::default();
    let links = Links::of(archive);
    let plans: Vec<_> =
        archive.entries.par_iter().flat_map_iter(|entry| plan(archive, entry, &links, converted)).collect();
    plans.into_iter().for_each(|(path, page)| pages.add(path, page));
    former::pages(archive, &mut pages);
    compare::pages(archive, &links, &mut pages);
    browse::pages(archive, &mut pages);
    timeline::pages(archive, &mut pages);
    targets::pages(archive, &mut pages);
    pages.sync(&root.join("content"), &["plans", "browse"])
}

/// The files of one plan, with their paths below `content/`.
fn plan(archive: &Archive, entry: &Entry, links: &Links, converted: bool) -> Vec<(String, String)> {
    let mut page = plan::page(archive, entry, links);
    let mut files = Vec::new();
    if converted {
        let script = archive.plan(entry).facts.script.other();
        let reading = reading::page(entry, &page, script);
        page.extra["other"] = serde_json::json!({"url": format!("{}/", reading.path), "lang": script.tag()});
        files.push((format!("{}.md", reading.path), reading.to_file()));
    }
    files.push((format!("plans/{}.md", entry.id), page.to_file()));
    files
}

#[cfg(test)]
mod tests;
