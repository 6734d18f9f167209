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
use std::io;
use std::path::Path;

/// Writes `content/plans/` and `content/browse/` below `root`. `archive` holds what the public may see, and nothing else. Pages
/// made from texts that are not at hand have been written before (see [`wanted`]). Other files in the two folders are removed.
///
/// With `converted`, each plan also has a reading view in the other script.
pub fn write(archive: &Archive, root: &Path, converted: bool, ledger: &mut Ledger) -> io::Result<Summary> {
    let links = Links::of(archive);
    let mut pages = Files::default();
    texts(archive, &links, converted).into_iter().for_each(|text| text.add_to(&mut pages, archive, &links));
    former::pages(archive, &mut pages);
    browse::pages(archive, &mut pages);
    timeline::pages(archive, &mut pages);
    targets::pages(archive, &mut pages);
    pages.sync(root, "content", &["plans", "browse"], ledger)
}

/// Writes those pages that are made from texts, and whose texts are at hand.
pub fn write_at_hand(archive: &Archive, root: &Path, converted: bool, ledger: &mut Ledger) -> io::Result<()> {
    let links = Links::of(archive);
    let mut pages = Files::default();
    let is_at_hand = |text: &Text| text.documents().iter().all(|place| !archive.documents[*place].is_brief);
    let texts = texts(archive, &links, converted).into_iter().filter(is_at_hand);
    texts.for_each(|text| text.add_to(&mut pages, archive, &links));
    pages.write(root, "content", ledger).map(drop)
}

/// What is needed to write the pages that are missing: for each the documents (by their places) from whose texts it is made.
pub fn wanted(archive: &Archive, converted: bool, ledger: &Ledger) -> Vec<Vec<usize>> {
    let links = Links::of(archive);
    let is_kept = |path: &String, from| ledger.kept(&format!("content/{path}"), from).is_some();
    let is_missing = |text: &Text| !text.paths.iter().all(|path| is_kept(path, text.from));
    let missing = texts(archive, &links, converted).into_par_iter().filter(is_missing);
    missing.map(|text| text.documents()).collect()
}

/// Pages that are made together from the texts of plans.
struct Text<'a> {
    /// Below `content/`.
    paths: Vec<String>,
    /// Hash of what they are made from.
    from: Hash,
    pages: Pages<'a>,
}

#[derive(Clone, Copy)]
enum Pages<'a> {
    /// A plan's page.
    Plan(&'a Entry),
    /// A plan's page and its reading view.
    Both(&'a Entry),
    /// Two plans side by side.
    Comparison(&'a Entry, &'a Entry),
}

impl<'a> Text<'a> {
    fn documents(&self) -> Vec<usize> {
        match self.pages {
            Pages::Plan(entry) | Pages::Both(entry) => vec![entry.document],
            Pages::Comparison(one, other) => vec![one.document, other.document],
        }
    }

    fn add_to(self, files: &mut Files<'a>, archive: &'a Archive, links: &'a Links) {
        files.add_together(self.paths, self.from, move || {
            let pages = self.pages.made(archive, links).into_iter();
            pages.map(|page| page.to_file().into_bytes()).collect()
        });
    }
}

impl Pages<'_> {
    fn made(self, archive: &Archive, links: &Links) -> Vec<front::Page> {
        match self {
            Pages::Plan(entry) => vec![plan::page(archive, entry, links, "")],
            Pages::Both(entry) => both(archive, entry, links).into(),
            Pages::Comparison(one, other) => vec![compare::page_of(archive, one, other)],
        }
    }
}

/// All of these pages. A plan's page depends on the plan, and on what its links say of others.
fn texts<'a>(archive: &'a Archive, links: &Links<'a>, converted: bool) -> Vec<Text<'a>> {
    let of_plan = |entry: &'a Entry| {
        let around = (links.neighbour(entry, -1), links.neighbour(entry, 1), links.related(entry), converted);
        let count = archive.document(entry).plans.len();
        let from = hash(format!("{:x} {count} {around:?}", archive.trace(entry)).as_bytes());
        let (page, reading) = (format!("plans/{}.md", entry.id), format!("{}.md", reading::address(archive, entry)));
        match converted {
            true => Text { paths: vec![page, reading], from, pages: Pages::Both(entry) },
            false => Text { paths: vec![page], from, pages: Pages::Plan(entry) },
        }
    };
    let comparison = |(one, other): (&'a Entry, &'a Entry)| {
        let from = hash(format!("{:x} {:x}", archive.trace(one), archive.trace(other)).as_bytes());
        let path = format!("browse/{}.md", compare::address(one, other));
        Text { paths: vec![path], from, pages: Pages::Comparison(one, other) }
    };
    let mut texts: Vec<_> = archive.entries.par_iter().map(of_plan).collect();
    texts.extend(links.pairs().into_iter().map(comparison));
    texts
}

/// The page of a plan, and its reading view in the other script. That stands a folder deeper, from which the way to the plan's
/// files is another.
fn both(archive: &Archive, entry: &Entry, links: &Links) -> [front::Page; 2] {
    let plan = archive.plan(entry);
    let script = plan.facts.script.other();
    let mut page = plan::page(archive, entry, links, "");
    let reading = match plan.references.is_empty() {
        true => reading::page(entry, &page, script),
        false => reading::page(entry, &plan::page(archive, entry, links, "../"), script),
    };
    page.extra["other"] =
        serde_json::json!({"url": format!("{}/", reading::address(archive, entry)), "lang": script.tag()});
    [page, reading]
}

#[cfg(test)]
mod tests;
