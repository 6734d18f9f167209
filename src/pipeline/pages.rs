//! Writes the Zola content pages: one a plan, the browse lists, and the data of the home page.
//!
//! Everything a template prints is in the page's own `extra`, so that templates are pure functions of one page and a site of
//! only the changed pages comes out the same. Text travels as escaped TOML strings: Zola interprets none of it.

mod browse;
mod chart;
mod cite;
mod compare;
mod facts;
mod family;
mod former;
mod front;
mod links;
mod plan;
mod reading;
mod targets;
mod timeline;

use crate::archive::{Archive, Entry};
use crate::generated::{Files, Ledger, Summary};
use crate::tree::{Hash, hash};
use links::Links;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Writes `content/plans/` and `content/browse/` below `root`. `archive` holds what the public may see, and nothing else; plans
/// whose pages have to be made (see [`wanted`]) in full. Other files in the two folders are removed.
///
/// With `converted`, each plan also has a reading view in the other script.
pub fn write(archive: &Archive, root: &Path, converted: bool, ledger: &mut Ledger) -> io::Result<Summary> {
    let links = Links::of(archive);
    let mut pages = Files::default();
    for (path, from, page) in texts(archive, &links, converted) {
        pages.add_from(path, from, {
            let links = &links;
            move || page.to_file(archive, links, converted)
        });
    }
    former::pages(archive, &mut pages);
    browse::pages(archive, &mut pages);
    timeline::pages(archive, &mut pages);
    targets::pages(archive, &mut pages);
    pages.sync(root, "content", &["plans", "browse"], ledger)
}

/// The documents (by their places) whose texts are needed to write what is missing.
pub fn wanted(archive: &Archive, root: &Path, converted: bool, ledger: &Ledger) -> BTreeSet<usize> {
    let links = Links::of(archive);
    let is_missing =
        |(path, from, _): &(String, Hash, Text)| ledger.kept(root, &format!("content/{path}"), *from).is_none();
    let missing = texts(archive, &links, converted).into_par_iter().filter(is_missing);
    missing.flat_map_iter(|(_, _, page)| page.documents()).collect()
}

/// A page that is made from the texts of plans.
#[derive(Clone, Copy)]
enum Text<'a> {
    Plan(&'a Entry),
    Reading(&'a Entry),
    Comparison(&'a Entry, &'a Entry),
}

impl Text<'_> {
    fn documents(self) -> Vec<usize> {
        match self {
            Text::Plan(entry) | Text::Reading(entry) => vec![entry.document],
            Text::Comparison(one, other) => vec![one.document, other.document],
        }
    }

    fn to_file(self, archive: &Archive, links: &Links, converted: bool) -> String {
        match self {
            Text::Plan(entry) => plan(archive, entry, links, converted).to_file(),
            Text::Reading(entry) => reading(archive, entry, &plan::page(archive, entry, links)).to_file(),
            Text::Comparison(one, other) => compare::page_of(archive, one, other).to_file(),
        }
    }
}

/// All of these pages: their paths below `content/`, and hashes of what they are made from. A plan's page depends on the plan,
/// and on what its links say of others.
fn texts<'a>(archive: &'a Archive, links: &Links<'a>, converted: bool) -> Vec<(String, Hash, Text<'a>)> {
    let of_plan = |entry: &'a Entry| {
        let around = (links.neighbour(entry, -1), links.neighbour(entry, 1), links.related(entry), converted);
        let count = archive.document(entry).plans.len();
        let from = hash(format!("{:x} {count} {around:?}", archive.trace(entry)).as_bytes());
        let page = (format!("plans/{}.md", entry.id), from, Text::Plan(entry));
        let reading = (format!("{}.md", reading::address(archive, entry)), from, Text::Reading(entry));
        [Some(page), converted.then_some(reading)].into_iter().flatten()
    };
    let comparison = |(one, other): (&'a Entry, &'a Entry)| {
        let from = hash(format!("{:x} {:x}", archive.trace(one), archive.trace(other)).as_bytes());
        (format!("browse/{}.md", compare::address(one, other)), from, Text::Comparison(one, other))
    };
    let mut texts: Vec<_> = archive.entries.par_iter().flat_map_iter(of_plan).collect();
    texts.extend(links.pairs().into_iter().map(comparison));
    texts
}

/// The page of a plan.
fn plan(archive: &Archive, entry: &Entry, links: &Links, converted: bool) -> front::Page {
    let mut page = plan::page(archive, entry, links);
    if converted {
        let script = archive.plan(entry).facts.script.other();
        page.extra["other"] =
            serde_json::json!({"url": format!("{}/", reading::address(archive, entry)), "lang": script.tag()});
    }
    page
}

/// Its reading view in the other script.
fn reading(archive: &Archive, entry: &Entry, page: &front::Page) -> front::Page {
    reading::page(entry, page, archive.plan(entry).facts.script.other())
}

#[cfg(test)]
mod tests;
