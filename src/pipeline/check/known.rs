//! What is remembered of pages between checks.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use super::scan::Scan;
use crate::tree::{Hash, hash};

/// First byte of the file; raised whenever its meaning changes.
const VERSION: u8 = 1;

/// What a page offers and asks for, without the places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Hashes of its ids and anchor names, sorted. Two share one in four thousand million: then a broken anchor is missed.
    ids: Vec<u32>,
    /// Its links, sorted, each once.
    pub hrefs: Vec<String>,
    /// Whether it has an id twice.
    pub is_odd: bool,
}

impl Facts {
    /// The facts of a page.
    pub fn of(scan: &Scan) -> Facts {
        let mut ids: Vec<u32> = scan.ids.iter().map(|id| short(&id.name)).collect();
        let mut hrefs: Vec<String> = scan.links.iter().map(|link| link.href.clone()).collect();
        ids.sort_unstable();
        hrefs.sort_unstable();
        hrefs.dedup();
        Facts { ids, hrefs, is_odd: scan.duplicates().next().is_some() }
    }

    /// Whether the page has this anchor.
    pub fn has(&self, anchor: &str) -> bool {
        self.ids.binary_search(&short(anchor)).is_ok()
    }
}

fn short(name: &str) -> u32 {
    hash(name.as_bytes()) as u32
}

/// Facts by the content of the page.
#[derive(Default)]
pub struct Known {
    hrefs: Vec<String>,
    /// Ids, indexes into `hrefs`, oddness.
    pages: HashMap<Hash, (Vec<u32>, Vec<u32>, bool)>,
}

impl Known {
    /// Reads the file that [`Known::save`] wrote; anything else is as good as none.
    pub fn load(file: &Path) -> Known {
        fs::read(file).ok().and_then(|bytes| Known::from_bytes(&bytes)).unwrap_or_default()
    }

    /// The facts of a page with this content.
    pub fn facts(&self, content: Hash) -> Option<Facts> {
        let (ids, hrefs, is_odd) = self.pages.get(&content)?;
        let hrefs = hrefs.iter().map(|index| self.hrefs.get(*index as usize).cloned()).collect::<Option<_>>()?;
        Some(Facts { ids: ids.clone(), hrefs, is_odd: *is_odd })
    }

    /// Writes the facts of all pages: a checksum; the version; the links, each once; and for each page its content's hash,
    /// ids, links and oddness. Numbers are little-endian, lists begin with their length, all but hashes in four bytes.
    pub fn save<'a>(file: &Path, pages: impl Iterator<Item = (Hash, &'a Facts)> + Clone) -> io::Result<()> {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut table = Vec::new();
        for href in pages.clone().flat_map(|(_, facts)| &facts.hrefs) {
            numbers.entry(href).or_insert_with(|| {
                table.push(href);
                table.len() as u32 - 1
            });
        }
        let mut out = vec![VERSION];
        put(&mut out, table.len() as u32);
        for href in table {
            put(&mut out, href.len() as u32);
            out.extend(href.as_bytes());
        }
        for (content, facts) in pages {
            out.extend(content.to_le_bytes());
            put_list(&mut out, facts.ids.iter().copied());
            put_list(&mut out, facts.hrefs.iter().map(|href| numbers[href.as_str()]));
            put(&mut out, u32::from(facts.is_odd));
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = file.with_extension("new");
        fs::write(&new, [&hash(&out).to_le_bytes()[..], &out].concat())?;
        fs::rename(new, file)
    }

    /// Reads what [`Known::save`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Known> {
        let (sum, mut rest) = bytes.split_at_checked(16)?;
        if sum != hash(rest).to_le_bytes() || take(&mut rest, 1)? != [VERSION] {
            return None;
        }
        let mut known = Known::default();
        for _ in 0..number(&mut rest)? {
            let length = number(&mut rest)?;
            known.hrefs.push(String::from_utf8(take(&mut rest, length as usize)?.to_vec()).ok()?);
        }
        while !rest.is_empty() {
            let content = Hash::from_le_bytes(take(&mut rest, 16)?.try_into().ok()?);
            let page = (list(&mut rest)?, list(&mut rest)?, number(&mut rest)? == 1);
            known.pages.insert(content, page);
        }
        Some(known)
    }
}

fn put(out: &mut Vec<u8>, number: u32) {
    out.extend(number.to_le_bytes());
}

fn put_list(out: &mut Vec<u8>, numbers: impl ExactSizeIterator<Item = u32>) {
    put(out, numbers.len() as u32);
    numbers.for_each(|number| put(out, number));
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(take(rest, 4)?.try_into().ok()?))
}

fn list(rest: &mut &[u8]) -> Option<Vec<u32>> {
    (0..number(rest)?).map(|_| number(rest)).collect()
}
