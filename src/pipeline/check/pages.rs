//! What pages offer and ask for, held compactly: a site has millions of links and thousands of different ones.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::scan::{self, Scan};
use crate::tree::hash;

/// Pages that are read before their links are put together.
const BATCH: usize = 1000;

/// What a page offers and asks for, without the places.
#[derive(Debug, PartialEq, Eq)]
pub struct Facts {
    /// Hashes of its ids and anchor names, sorted. Two share one in four thousand million: then a broken anchor is missed.
    ids: Vec<u32>,
    /// Its links, each once: indexes into [`Pages::hrefs`].
    pub hrefs: Vec<u32>,
    /// Whether it has an id twice.
    pub is_odd: bool,
}

impl Facts {
    /// Whether the page has this anchor.
    pub fn has(&self, anchor: &str) -> bool {
        self.ids.binary_search(&short(anchor)).is_ok()
    }
}

fn short(name: &str) -> u32 {
    hash(name.as_bytes()) as u32
}

/// Pages of a site.
#[derive(Debug, Default)]
pub struct Pages {
    /// All their links, as written, each once.
    pub hrefs: Vec<String>,
    /// By file, sorted.
    pages: Vec<(String, Facts)>,
}

impl Pages {
    /// Reads these files of a site.
    pub fn read(site: &Path, files: &BTreeSet<String>) -> io::Result<Pages> {
        let (mut pages, mut numbers) = (Pages::default(), HashMap::new());
        let files: Vec<&String> = files.iter().collect();
        for batch in files.chunks(BATCH) {
            let scans = batch.par_iter().map(|file| scan::file(&site.join(file))).collect::<io::Result<Vec<_>>>()?;
            batch.iter().zip(&scans).for_each(|(file, scan)| pages.add(file, scan, &mut numbers));
        }
        Ok(pages)
    }

    fn add(&mut self, file: &str, scan: &Scan, numbers: &mut HashMap<String, u32>) {
        let mut ids: Vec<u32> = scan.ids.iter().map(|id| short(&id.name)).collect();
        ids.sort_unstable();
        let mut number = |href: &String| {
            *numbers.entry(href.clone()).or_insert_with(|| {
                self.hrefs.push(href.clone());
                self.hrefs.len() as u32 - 1
            })
        };
        let mut hrefs: Vec<u32> = scan.links.iter().map(|link| number(&link.href)).collect();
        hrefs.sort_unstable();
        hrefs.dedup();
        let is_odd = scan.duplicates().next().is_some();
        self.pages.push((file.to_owned(), Facts { ids, hrefs, is_odd }));
    }

    /// The facts of a page, if it is among these.
    pub fn facts(&self, file: &str) -> Option<&Facts> {
        let place = self.pages.binary_search_by(|page| page.0.as_str().cmp(file)).ok()?;
        Some(&self.pages[place].1)
    }

    /// All of them, by file.
    pub fn all(&self) -> &[(String, Facts)] {
        &self.pages
    }
}
