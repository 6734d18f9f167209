//! What is remembered of a tree that was made: kept in the cache under the tree's number in the file system, so that it
//! stays with the tree when trees are exchanged.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::sources::Sources;
use crate::tree::{Hash, Tree, hash};

/// Raised whenever records change their meaning.
const VERSION: u32 = 1;

/// A tree and what it was made from.
pub struct Record {
    /// Of all that any page may depend on.
    pub key: Hash,
    /// The generated pages.
    pub pages: Tree,
    /// What each of them became.
    pub outputs: BTreeMap<String, Vec<String>>,
    /// The generated data.
    pub data: Tree,
    /// The finished site.
    pub files: Tree,
}

#[derive(Serialize, Deserialize)]
struct Form {
    version: u32,
    key: String,
    pages: String,
    outputs: BTreeMap<String, Vec<String>>,
    data: String,
    files: String,
}

impl Record {
    /// What is remembered of a tree made from `sources`.
    pub fn new(sources: Sources, files: Tree) -> Record {
        let Sources { key, pages, outputs, data, .. } = sources;
        Record { key, pages, outputs, data, files }
    }

    /// The record of the tree in `folder`. A record that is damaged, or of another version, is none.
    pub fn load(cache: &Path, folder: &Path) -> Option<Record> {
        let text = fs::read_to_string(place(cache, folder)?).ok()?;
        let (sum, text) = text.split_once('\n')?;
        if sum != sum_of(text) {
            return None;
        }
        let form: Form = serde_json::from_str(text).ok().filter(|form: &Form| form.version == VERSION)?;
        Some(Record {
            key: Hash::from_str_radix(&form.key, 16).ok()?,
            pages: Tree::from_text(&form.pages)?,
            outputs: form.outputs,
            data: Tree::from_text(&form.data)?,
            files: Tree::from_text(&form.files)?,
        })
    }

    /// Keeps the record for the tree in the first of the folders; records of trees that are in neither are removed.
    pub fn save(&self, cache: &Path, folders: [&Path; 2]) -> io::Result<()> {
        fs::create_dir_all(cache)?;
        let places = folders.map(|folder| place(cache, folder));
        for entry in fs::read_dir(cache)? {
            let path = entry?.path();
            if !places.contains(&Some(path.clone())) {
                fs::remove_file(path)?;
            }
        }
        let Some(place) = &places[0] else { return Ok(()) };
        let text = serde_json::to_string(&Form {
            version: VERSION,
            key: format!("{:x}", self.key),
            pages: self.pages.to_text(),
            outputs: self.outputs.clone(),
            data: self.data.to_text(),
            files: self.files.to_text(),
        })?;
        let new = place.with_extension("new");
        fs::write(&new, format!("{}\n{text}", sum_of(&text)))?;
        fs::rename(new, place)
    }

    /// Whether the tree `live` is the one remembered, and only generated files changed since.
    pub fn fits(&self, sources: &Sources, live: &Tree) -> bool {
        self.key == sources.key && self.files.difference(live).is_empty()
    }
}

fn sum_of(text: &str) -> String {
    format!("{:x}", hash(text.as_bytes()))
}

fn place(cache: &Path, folder: &Path) -> Option<PathBuf> {
    let metadata = fs::metadata(folder).ok()?;
    Some(cache.join(format!("{:x}-{:x}.json", metadata.dev(), metadata.ino())))
}
