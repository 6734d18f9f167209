//! Tables with rows of every plan. A whole one is as large as the archive, and every edit would change it: a large archive has
//! it in parts, of which an edit changes one. The file of its name then lists the parts, as a sitemap does beyond its limit.

use super::About;
use crate::archive::{Archive, Entry};
use crate::generated::{Files, Rows};
use crate::tree::Hash;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Where tables are cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// Most plans of an archive whose tables are whole.
    pub whole: usize,
    /// Numbers of plans that share a part. They are given one after the other and for ever, so that a plan stays in its part.
    pub part: u32,
}

/// The lines of JSON of 5,000 plans take some 5 MB, a fifth of what the strictest hosts take as one file.
pub(super) const CUT: Cut = Cut { whole: 5_000, part: 1_000 };

impl Cut {
    /// Whether the tables of an archive are cut.
    pub fn cuts(self, archive: &Archive) -> bool {
        archive.entries.len() > self.whole
    }
}

/// A table.
pub(super) struct Table {
    /// Its file is `data/NAME.ENDING`; parts are `data/NAME/0000.ENDING` and so on.
    pub name: &'static str,
    pub ending: &'static str,
    /// What the table, and each of its parts, begins with.
    pub head: &'static str,
    /// The rows of a plan.
    pub row: fn(&Archive, &Entry, &About) -> Vec<u8>,
    /// The list of parts.
    pub list: fn(&[Part]) -> Vec<u8>,
}

/// A part of a table.
pub(super) struct Part {
    /// Its address.
    pub url: String,
    /// How many plans have their rows there.
    pub plans: usize,
}

impl Table {
    /// Adds the table; `traces` are those of the archive's entries.
    pub fn add<'a>(&self, files: &mut Files<'a>, archive: &'a Archive, traces: &[Hash], about: &'a About, cut: Cut) {
        let path = format!("data/{}.{}", self.name, self.ending);
        if !cut.cuts(archive) {
            let all = (0..archive.entries.len()).collect();
            return files.add_rows(path, self.rows(all, archive, traces, about));
        }
        let mut parts: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, entry) in archive.entries.iter().enumerate() {
            parts.entry(entry.number / cut.part).or_default().push(place);
        }
        let mut list = Vec::with_capacity(parts.len());
        for (number, places) in parts {
            let path = format!("data/{}/{number:04}.{}", self.name, self.ending);
            list.push(Part { url: about.url(&path), plans: places.len() });
            files.add_rows(path, self.rows(places, archive, traces, about));
        }
        files.add(path, (self.list)(&list));
    }

    /// The rows of the entries at these places.
    fn rows<'a>(&self, places: Vec<usize>, archive: &'a Archive, traces: &[Hash], about: &'a About) -> Rows<'a> {
        let from = places.iter().map(|place| traces[*place]).collect();
        let make = self.row;
        Rows::new((self.head.into(), ""), from, move |row| make(archive, &archive.entries[places[row]], about))
    }
}

/// The lines of JSON of all plans of a site that was published at `base_url` in `folder`. What cannot be read is left out.
pub fn published(folder: &Path, base_url: &str) -> Vec<Value> {
    let lines = |path: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(folder.join(path)).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    let of_line = |line: Value| match line["part"].as_str() {
        Some(url) => url.strip_prefix(base_url).map(lines).unwrap_or_default(),
        None => vec![line],
    };
    lines("data/plans.jsonl").into_iter().flat_map(of_line).collect()
}
