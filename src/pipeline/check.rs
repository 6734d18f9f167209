//! Checks the finished site: every internal link leads to a file of the site, every anchor to an element of its page.

mod address;
mod known;
mod outward;
mod pages;
mod scan;

pub use outward::outward;

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::document::{Finding, Severity};
use crate::tree::{Tree, hash};
use address::{Addresses, Target};
use known::{Learned, Place, place};
use pages::{Facts, Pages};

/// A folder and the files in it.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Where it stands; it need not exist where there are no files.
    pub folder: &'a Path,
    /// Its files.
    pub tree: &'a Tree,
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// Each finding comes with its page (relative to the site, `/` between parts) and carries the line there, and as
    /// `target` the link or id as written. Sorted by file and line.
    pub findings: Vec<(String, Finding)>,
    learned: Option<Learned>,
}

impl Checked {
    /// Remembers, once the site is published, that it was found sound: the next check costs what changed since.
    pub fn keep(self, cache: &Cache) -> io::Result<()> {
        self.learned.map_or(Ok(()), |learned| learned.keep(cache))
    }
}

/// Checks a site that is to be published at `base_url` (an address, or a path such as `/`). Where the `published` one was
/// found sound, pages that are the same in it are looked at only if they lead to something that is gone. Links to other
/// sites are not followed.
pub fn check(site: Site, published: Site, base_url: &str, cache: &Cache) -> io::Result<Checked> {
    let state = |tree: &Tree| hash(format!("{base_url}\0{:x}", tree.digest()).as_bytes());
    let doubtful = match known::is_known(state(published.tree), cache) {
        true => doubtful(site, published, cache)?,
        false => None,
    };
    let is_whole = doubtful.is_none();
    let doubtful =
        doubtful.unwrap_or_else(|| site.tree.files.keys().filter(|file| is_page(file)).map(str::to_owned).collect());
    let check = Check::new(site, Addresses::new(base_url, site.tree), &doubtful)?;
    let findings = check.findings()?;
    let learned = findings.is_empty().then(|| {
        let gone = if is_whole { Vec::new() } else { site.tree.difference(published.tree) };
        let gone = gone.into_iter().filter(|file| is_page(file) && !site.tree.files.contains_key(file));
        let places = gone.map(|file| (file.to_owned(), None)).chain(check.places());
        Learned { state: state(site.tree), is_whole, places: places.collect() }
    });
    Ok(Checked { findings, learned })
}

fn is_page(file: &str) -> bool {
    file.ends_with(".html")
}

/// The pages that may be broken though the published site is sound: those that changed, and those that lead to something
/// that is gone. `None` where what is remembered is damaged.
fn doubtful(site: Site, published: Site, cache: &Cache) -> io::Result<Option<BTreeSet<String>>> {
    let changed = site.tree.difference(published.tree);
    let lost = changed.par_iter().map(|file| lost(file, site, published)).collect::<io::Result<Vec<_>>>()?;
    let lost: HashSet<Place> = lost.into_iter().flatten().collect();
    let leading = if lost.is_empty() { Some(BTreeSet::new()) } else { known::leading_to(&lost, cache) };
    let Some(mut pages) = leading else { return Ok(None) };
    pages.extend(changed.into_iter().filter(|file| is_page(file)).map(str::to_owned));
    pages.retain(|page| site.tree.files.contains_key(page));
    Ok(Some(pages))
}

/// The places that went with a change of a file: itself, or some of its anchors.
fn lost(file: &str, site: Site, published: Site) -> io::Result<Vec<Place>> {
    if !site.tree.files.contains_key(file) {
        return Ok(vec![place(file, None)]);
    }
    if !is_page(file) || !published.tree.files.contains_key(file) {
        return Ok(Vec::new());
    }
    let (now, before) = (scan::file(&site.folder.join(file))?, scan::file(&published.folder.join(file))?);
    let now: HashSet<&str> = now.ids.iter().map(|id| id.name.as_str()).collect();
    let gone = before.ids.iter().filter(|id| !now.contains(id.name.as_str()));
    Ok(gone.map(|id| place(file, Some(&id.name))).collect())
}

/// A check of some pages of a site.
struct Check<'a> {
    site: Site<'a>,
    addresses: Addresses<'a>,
    pages: Pages,
    /// Other pages, whose anchors they lead to.
    others: Pages,
    /// Where each of the links of `pages` leads that leads to the same place from every page.
    targets: Vec<Option<Target>>,
}

impl<'a> Check<'a> {
    fn new(site: Site<'a>, addresses: Addresses<'a>, files: &BTreeSet<String>) -> io::Result<Check<'a>> {
        let pages = Pages::read(site.folder, files)?;
        let target = |href: &String| address::is_absolute(href).then(|| addresses.resolve("", href));
        let targets = pages.hrefs.par_iter().map(target).collect();
        let mut check = Check { site, addresses, pages, others: Pages::default(), targets };
        let other = |(file, facts): &(String, Facts)| {
            check
                .targets_of(file, facts)
                .filter_map(|target| match target {
                    Target::File { file, anchor: Some(_) } if is_page(&file) && !files.contains(&file) => Some(file),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        let others: BTreeSet<String> = check.pages.all().par_iter().flat_map_iter(other).collect();
        check.others = Pages::read(site.folder, &others)?;
        Ok(check)
    }

    /// Where the links of a page lead.
    fn targets_of<'b>(&'b self, file: &'b str, facts: &'b Facts) -> impl Iterator<Item = Target> + 'b {
        facts.hrefs.iter().map(move |number| {
            let target = self.targets[*number as usize].clone();
            target.unwrap_or_else(|| self.addresses.resolve(file, &self.pages.hrefs[*number as usize]))
        })
    }

    fn findings(&self) -> io::Result<Vec<(String, Finding)>> {
        let is_bad = |(file, facts): &&(String, Facts)| {
            facts.is_odd || self.targets_of(file, facts).any(|target| self.rule(&target).is_some())
        };
        let bad = self.pages.all().par_iter().filter(is_bad);
        let findings = bad.map(|(file, _)| {
            let findings = self.findings_in(file)?.into_iter();
            Ok(findings.map(|finding| (file.clone(), finding)).collect::<Vec<_>>())
        });
        Ok(findings.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Reads a page again, now for the places.
    fn findings_in(&self, file: &str) -> io::Result<Vec<Finding>> {
        let scan = scan::file(&self.site.folder.join(file))?;
        let twice = scan.duplicates().map(|id| finding("duplicate-id", id.line, &id.name));
        let rule = |href: &str| self.rule(&self.addresses.resolve(file, href));
        let broken = scan.links.iter().filter_map(|link| Some(finding(rule(&link.href)?, link.line, &link.href)));
        let mut findings: Vec<Finding> = twice.chain(broken).collect();
        findings.sort_by_key(|finding| finding.line);
        Ok(findings)
    }

    /// The rule that a link breaks which leads there.
    fn rule(&self, target: &Target) -> Option<&'static str> {
        match target {
            Target::Elsewhere | Target::File { anchor: None, .. } => None,
            Target::Missing => Some("broken-link"),
            Target::Outside => Some("link-outside"),
            Target::File { file, anchor: Some(anchor) } => {
                // An anchor of a file that is no page (a PDF) means something else.
                let facts = self.pages.facts(file).or_else(|| self.others.facts(file))?;
                (!facts.has(anchor)).then_some("broken-anchor")
            }
        }
    }

    /// The places in other files that each page leads to.
    fn places(&self) -> Vec<(String, Option<Vec<Place>>)> {
        let places = |(page, facts): &(String, Facts)| {
            let mut places: Vec<Place> = self
                .targets_of(page, facts)
                .flat_map(|target| match target {
                    Target::File { file, .. } if file == *page => Vec::new(),
                    Target::File { file, anchor: None } => vec![place(&file, None)],
                    Target::File { file, anchor } => vec![place(&file, None), place(&file, anchor.as_deref())],
                    _ => Vec::new(),
                })
                .collect();
            places.sort_unstable();
            places.dedup();
            (page.clone(), Some(places))
        };
        self.pages.all().par_iter().map(places).collect()
    }
}

fn finding(rule: &'static str, line: u32, target: &str) -> Finding {
    let args = vec![("target", target.to_string())];
    Finding { rule, severity: Severity::Error, line, args }
}

#[cfg(test)]
mod tests;
