//! What is remembered of a tree that was made: kept in the cache under the tree's number in the file system, so that it
//! stays with the tree when trees are exchanged.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::sources::Sources;
use crate::cache::Cache;
use crate::tree::{Hash, Tree};

/// A tree and what it was made from.
#[derive(Default, Serialize, Deserialize)]
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

impl Record {
    /// What is remembered of a tree made from `sources`.
    pub fn new(sources: Sources, files: Tree) -> Record {
        let Sources { key, pages, outputs, data, .. } = sources;
        Record { key, pages, outputs, data, files }
    }

    /// The record of the tree in `folder`.
    pub fn load(cache: &Cache, folder: &Path) -> Option<Record> {
        cache.load(&name(folder)?)
    }

    /// Keeps the record for the tree in the first of the folders; records of trees that are in neither are removed.
    pub fn save(&self, cache: &Cache, folders: [&Path; 2]) -> io::Result<()> {
        let names = folders.map(name);
        let Some(own) = &names[0] else { return Ok(()) };
        cache.save(own, self)?;
        let kept = names.map(|name| name.map(|name| cache.path(&name)));
        for entry in fs::read_dir(cache.path(FOLDER))? {
            let path = entry?.path();
            if !kept.contains(&Some(path.clone())) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Whether the tree `live` is the one remembered, and only generated files changed since.
    pub fn fits(&self, sources: &Sources, live: &Tree) -> bool {
        self.key == sources.key && self.files.difference(live).is_empty()
    }
}

/// Where records are in the cache.
const FOLDER: &str = "site";

fn name(folder: &Path) -> Option<String> {
    let metadata = fs::metadata(folder).ok()?;
    Some(format!("{FOLDER}/{:x}-{:x}", metadata.dev(), metadata.ino()))
}
