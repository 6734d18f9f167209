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
use crate::generated::{Files, Inquiry, Ledger, Summary};
use crate::tree::{Hash, hash};
use crate::ways::Way;
use foldhash::HashMap;
use links::Links;
use rayon::prelude::*;
use std::io;
use std::path::Path;

/// Writes `content/plans/` and `content/browse/` below `root`. `archive` holds what the public may see, and nothing else; `ways`
/// lead into it, and `texts` are the pages made from its texts. Those whose texts are not at hand have been written before (see
/// [`wanted`]). Other files in the two folders are removed.
pub fn write(archive: &Archive, ways: &[Way], texts: &[Text], root: &Path, ledger: &mut Ledger) -> io::Result<Summary> {
    let links = Links::of(archive);
    let of_texts = || Files::of_each(texts, |text, pages| text.add_to(pages, archive, &links));
    let others = || {
        let mut pages = Files::default();
        former::pages(archive, &mut pages);
        browse::pages(archive, ways, &mut pages);
        timeline::pages(archive, &mut pages);
        targets::pages(archive, &mut pages);
        pages
    };
    let (mut pages, others) = rayon::join(of_texts, others);
    pages.append(others);
    pages.sync(root, "content", &["plans", "browse"], ledger)
}

/// Writes those pages whose texts are at hand.
pub fn write_at_hand(archive: &Archive, texts: &[Text], root: &Path, ledger: &mut Ledger) -> io::Result<()> {
    let links = Links::of(archive);
    let mut pages = Files::default();
    let is_at_hand = |text: &&Text| text.documents(archive).all(|place| !archive.documents[place].is_brief);
    texts.iter().filter(is_at_hand).for_each(|text| text.add_to(&mut pages, archive, &links));
    pages.write(root, "content", ledger).map(drop)
}

/// What is needed to write the pages that are missing: for each the documents (by their places) from whose texts it is made.
pub fn wanted(archive: &Archive, texts: &[Text], ledger: &Ledger) -> Vec<Vec<usize>> {
    let missing = |inquiry: &mut Inquiry, text: &Text| {
        let is_kept = text.paths.iter().all(|path| inquiry.kept(path, text.from).is_some());
        (!is_kept).then(|| text.documents(archive).collect())
    };
    texts.par_iter().map_init(|| ledger.inquiry("content"), missing).flatten_iter().collect()
}

/// Pages that are made together from the texts of plans.
#[derive(Debug)]
pub struct Text {
    /// Below `content/`.
    paths: Vec<String>,
    /// Hash of what they are made from.
    from: Hash,
    pages: Pages,
}

/// Plans by their places among the entries.
#[derive(Clone, Copy, Debug)]
enum Pages {
    /// A plan's page.
    Plan(usize),
    /// A plan's page and its reading view.
    Both(usize),
    /// Two plans side by side.
    Comparison(usize, usize),
}

impl Text {
    fn documents(&self, archive: &Archive) -> impl Iterator<Item = usize> {
        let (one, other) = match self.pages {
            Pages::Plan(entry) | Pages::Both(entry) => (entry, None),
            Pages::Comparison(one, other) => (one, Some(other)),
        };
        let document = |entry: usize| archive.entries[entry].document;
        std::iter::once(document(one)).chain(other.map(document))
    }

    fn add_to<'a>(&self, files: &mut Files<'a>, archive: &'a Archive, links: &'a Links) {
        let pages = self.pages;
        files.add_together(self.paths.clone(), self.from, move || {
            pages.made(archive, links).into_iter().map(|page| page.to_file().into_bytes()).collect()
        });
    }
}

impl Pages {
    fn made(self, archive: &Archive, links: &Links) -> Vec<front::Page> {
        let entry = |place: usize| &archive.entries[place];
        match self {
            Pages::Plan(plan) => vec![plan::page(archive, entry(plan), links, "")],
            Pages::Both(plan) => both(archive, entry(plan), links).into(),
            Pages::Comparison(one, other) => vec![compare::page_of(archive, entry(one), entry(other))],
        }
    }
}

/// All pages that are made from texts. With `converted`, each plan also has a reading view in the other script. A plan's page
/// depends on the plan, and on what its links say of others.
pub fn texts(archive: &Archive, converted: bool) -> Vec<Text> {
    let links = Links::of(archive);
    let of_plan = |(place, entry): (usize, &Entry)| {
        let (before, after) = (links.neighbour(entry, -1), links.neighbour(entry, 1));
        let (own, count, related) = (entry.trace, archive.document(entry).plans.len(), links.related_from(entry));
        let from = hash(format!("{own:x} {count} {converted} {before:?} {after:?} {related}").as_bytes());
        let (page, reading) = (format!("plans/{}.md", entry.id), format!("{}.md", reading::address(archive, entry)));
        match converted {
            true => Text { paths: vec![page, reading], from, pages: Pages::Both(place) },
            false => Text { paths: vec![page], from, pages: Pages::Plan(place) },
        }
    };
    let places: HashMap<&str, usize> =
        archive.entries.iter().enumerate().map(|(place, entry)| (entry.id.as_str(), place)).collect();
    let comparison = |(one, other): (&Entry, &Entry)| {
        let from = hash(format!("{:x} {:x}", one.trace, other.trace).as_bytes());
        let path = format!("browse/{}.md", compare::address(one, other));
        let pages = Pages::Comparison(places[one.id.as_str()], places[other.id.as_str()]);
        Text { paths: vec![path], from, pages }
    };
    let mut texts: Vec<_> = archive.entries.par_iter().enumerate().map(of_plan).collect();
    texts.par_extend(links.pairs().into_par_iter().map(comparison));
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
