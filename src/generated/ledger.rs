//! What is remembered of generated files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::tree::{Hash, Stamp, Tree, relative};

/// A file that was generated.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Hash of all that it was made from.
    from: Hash,
    stamp: Stamp,
    /// SHA-256 of its bytes.
    sum: [u8; 32],
}

impl Line {
    /// The line of a file with these bytes.
    pub fn new(from: Hash, stamp: Stamp, bytes: &[u8]) -> Line {
        Line { from, stamp, sum: Sha256::digest(bytes).into() }
    }
}

/// The generated files below a folder: those of the run before, and those of this one.
#[derive(Debug, Default)]
pub struct Ledger {
    before: BTreeMap<String, Line>,
    now: BTreeMap<String, Line>,
}

impl Ledger {
    /// Goes on from what the run before left.
    pub fn after(before: BTreeMap<String, Line>) -> Ledger {
        Ledger { before, now: BTreeMap::new() }
    }

    /// What this run leaves.
    pub fn lines(&self) -> &BTreeMap<String, Line> {
        &self.now
    }

    /// The line of a file below `root` that was made from the same, in this run, or before if nobody touched it since.
    pub fn kept(&self, root: &Path, path: &str, from: Hash) -> Option<Line> {
        if let Some(line) = self.now.get(path).filter(|line| line.from == from) {
            return Some(line.clone());
        }
        let line = self.before.get(path).filter(|line| line.from == from)?;
        let metadata = fs::metadata(root.join(path)).ok()?;
        line.stamp.is_of(&metadata).then(|| line.clone())
    }

    /// Notes a file that is there now.
    pub fn note(&mut self, path: String, line: Line) {
        self.now.insert(path, line);
    }

    /// SHA-256 of the files of this run below a folder, by their paths there.
    pub fn sums<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8; 32])> {
        let below = move |path: &'a str| path.strip_prefix(folder)?.strip_prefix('/');
        self.now.iter().filter_map(move |(path, line)| Some((below(path)?, &line.sum)))
    }

    /// The files of this run below a folder that `wanted` accepts.
    pub fn tree(&self, wanted: impl Fn(&str) -> bool) -> Tree {
        let files = self.now.iter().filter(|(path, _)| wanted(path));
        Tree { files: files.map(|(path, line)| (path.clone(), line.stamp)).collect() }
    }

    /// Removes what stands in `parts` of a folder and is not of this run, then folders that became empty.
    pub fn sweep(&self, root: &Path, folder: &str, parts: &[&str]) -> io::Result<usize> {
        let inside = format!("{folder}/");
        let gone = self.before.keys().filter(|path| path.starts_with(&inside) && !self.now.contains_key(*path));
        let mut removed = gone.filter(|path| fs::remove_file(root.join(path)).is_ok()).count();
        for part in parts {
            let all = WalkDir::new(root.join(folder).join(part)).contents_first(true).into_iter().flatten();
            let others: Vec<PathBuf> =
                all.filter(|entry| !self.is_asked_for(root, entry)).map(walkdir::DirEntry::into_path).collect();
            for path in others {
                if path.is_dir() {
                    // Fails where files remain, which is as it should be.
                    let _ = fs::remove_dir(&path);
                } else {
                    fs::remove_file(&path)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    fn is_asked_for(&self, root: &Path, entry: &walkdir::DirEntry) -> bool {
        let Some(path) = relative(entry.path(), root) else { return false };
        if !entry.file_type().is_dir() {
            return self.now.contains_key(&path);
        }
        let inside = format!("{path}/");
        self.now.range(inside.clone()..).next().is_some_and(|(next, _)| next.starts_with(&inside))
    }
}
