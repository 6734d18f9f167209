//! Writes the Zola content pages: one a plan, the browse lists, and the data of the home page.
//!
//! Everything a template prints is in the page's own `extra`, so that templates are pure functions of one page and a site of
//! only the changed pages comes out the same. Text travels as escaped TOML strings: Zola interprets none of it.

mod browse;
mod chart;
mod cite;
mod facts;
mod former;
mod front;
mod links;
mod plan;
mod targets;

use crate::archive::{Archive, Entry};
use crate::generated::{Files, Summary};
use links::Links;
use rayon::prelude::*;
use std::io;
use std::path::Path;

/// Writes `content/plans/` and `content/browse/` below `root`. `archive` holds what the public may see, and nothing else.
/// Files whose bytes stay the same are not touched; others in the two folders are removed.
pub fn write(archive: &Archive, root: &Path) -> io::Result<Summary> {
    let mut pages = Files::default();
    let links = Links::of(archive);
    let page = |entry: &Entry| plan::page(archive, entry, &links).to_file();
    let plans: Vec<_> = archive.entries.par_iter().map(|entry| (&entry.id, page(entry))).collect();
    for (id, page) in plans {
        pages.add(format!("plans/{id}.md"), page);
    }
    former::pages(archive, &mut pages);
    browse::pages(archive, &mut pages);
    targets::pages(archive, &mut pages);
    pages.sync(&root.join("content"), &["plans", "browse"])
}

#[cfg(test)]
mod tests;
