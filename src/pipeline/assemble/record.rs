//! What is remembered of a tree that was made: kept in the cache under the tree's number in the file system, so that it
//! stays with the tree when trees are exchanged.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::outputs::Outputs;
use super::sources::Sources;
use crate::cache::Cache;
use crate::table::Table;
use crate::tree::{Folders, Hash, Stamp, Tree};

/// A tree and what it was made from.
#[derive(Default, Deserialize)]
pub struct Record {
    /// Of all that any page may depend on.
    pub key: Hash,
    /// The generated pages.
    pub pages: Tree,
    /// What each of them became.
    pub outputs: Table<Outputs>,
    /// The generated data.
    pub data: Tree,
    /// The finished site.
    pub files: Tree,
    /// The other tree.
    other: Other,
}

/// What is remembered of the other tree, beside the record of the first: most of its files are the very same ones.
#[derive(Default, Serialize, Deserialize)]
struct Other {
    /// See [`name`].
    name: Option<String>,
    /// The files that are not; `None` for those that are in the first only.
    files: Vec<(String, Option<Stamp>)>,
    folders: Folders,
}

/// A [`Record`] on its way into the cache: the same fields in the same order, which is all that the cache knows them by.
#[derive(Serialize)]
struct Saved<'a> {
    key: Hash,
    pages: &'a Tree,
    outputs: &'a Table<Outputs>,
    data: &'a Tree,
    files: &'a Tree,
    other: Other,
}

/// A tree with the folder it stands in.
pub type Stands<'a> = (&'a Path, &'a Tree);

/// Remembers a tree made from `sources`, and the other one. Records of trees that are in neither folder are removed.
pub fn save(cache: &Cache, sources: &Sources, (own, files): Stands, (folder, other): Stands) -> io::Result<()> {
    let unlike = files.unlike(other, Stamp::is_same_file).into_iter();
    let unlike = unlike.map(|path| (path.to_owned(), other.files.get(path).copied())).collect();
    let names = [own, folder].map(name);
    let other = Other { name: names[1].clone(), files: unlike, folders: other.folders.clone() };
    let Sources { key, pages, outputs, data, .. } = sources;
    let Some(own) = &names[0] else { return Ok(()) };
    cache.save(own, &Saved { key: *key, pages, outputs, data, files, other })?;
    let kept = names.map(|name| name.map(|name| cache.path(&name)));
    for entry in fs::read_dir(cache.path(FOLDER))? {
        let path = entry?.path();
        if !kept.contains(&Some(path.clone())) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl Record {
    /// The record of the tree in `folder`.
    pub fn load(cache: &Cache, folder: &Path) -> Option<Record> {
        cache.load(&name(folder)?)
    }

    /// The other tree as it was then, if that is the one in `folder`.
    pub fn of_other(&self, folder: &Path) -> Tree {
        if self.other.name.is_none() || self.other.name != name(folder) {
            return Tree::default();
        }
        let mut tree = Tree { files: self.files.files.clone(), folders: self.other.folders.clone() };
        tree.files.change(self.other.files.iter().map(|(path, stamp)| (path, *stamp)));
        tree
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
