//! What is remembered of pages between checks.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::scan::Scan;
use crate::tree::{Hash, hash};

/// What a page offers and asks for, without the places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Hashes of its ids and anchor names, sorted. Two share one in four thousand million: then a broken anchor is missed.
    ids: Vec<u32>,
    /// Its links, each once: indexes into [`Known::hrefs`].
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

/// Facts by the content of the page.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// All links, as written, each once.
    pub hrefs: Vec<String>,
    pages: HashMap<Hash, Facts>,
}

impl Known {
    /// The facts of a page with this content.
    pub fn facts(&self, content: Hash) -> Option<&Facts> {
        self.pages.get(&content)
    }

    /// Learns of pages, by the hashes of their contents.
    pub fn learn(&mut self, pages: &[(Hash, Scan)]) {
        let mut numbers: HashMap<String, u32> =
            if pages.is_empty() { HashMap::new() } else { self.hrefs.iter().cloned().zip(0..).collect() };
        for (content, scan) in pages {
            let mut ids: Vec<u32> = scan.ids.iter().map(|id| short(&id.name)).collect();
            ids.sort_unstable();
            let mut hrefs: Vec<u32> = scan.links.iter().map(|link| self.number(&mut numbers, &link.href)).collect();
            hrefs.sort_unstable();
            hrefs.dedup();
            let is_odd = scan.duplicates().next().is_some();
            self.pages.insert(*content, Facts { ids, hrefs, is_odd });
        }
    }

    fn number(&mut self, numbers: &mut HashMap<String, u32>, href: &str) -> u32 {
        *numbers.entry(href.to_owned()).or_insert_with(|| {
            self.hrefs.push(href.to_owned());
            self.hrefs.len() as u32 - 1
        })
    }

    /// Keeps the facts of pages with these contents, and their links.
    pub fn keep(&mut self, contents: impl Iterator<Item = Hash>) {
        let mut before = std::mem::take(&mut self.pages);
        self.pages = contents.filter_map(|content| before.remove_entry(&content)).collect();
        let mut numbers: Vec<Option<u32>> = vec![None; self.hrefs.len()];
        let mut hrefs = Vec::new();
        for href in self.pages.values_mut().flat_map(|facts| &mut facts.hrefs) {
            let old = *href as usize;
            *href = *numbers[old].get_or_insert_with(|| {
                hrefs.push(std::mem::take(&mut self.hrefs[old]));
                hrefs.len() as u32 - 1
            });
        }
        self.hrefs = hrefs;
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    #[test]
    fn keeps_what_pages_ask_for_and_no_more() {
        let mut known = Known::default();
        known.learn(&[(1, scan(b"<a href=/a><a href=/b><p id=x>")), (2, scan(b"<a href=/b><a href=/c>"))]);
        known.keep([2].into_iter());
        let facts = known.facts(2).unwrap();
        let mut hrefs: Vec<&str> = facts.hrefs.iter().map(|href| known.hrefs[*href as usize].as_str()).collect();
        hrefs.sort_unstable();
        assert_eq!((hrefs, known.hrefs.len(), known.facts(1)), (vec!["/b", "/c"], 2, None));
    }
}
