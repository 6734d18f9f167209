//! What is remembered of generated files.

use std::path::Path;
use std::{fs, io};

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::rows::Row;
use crate::tree::{Folders, Hash, Open, Stamp, Tree, parent, walk};

/// A file that was generated.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Hash of all that it was made from.
    from: Hash,
    stamp: Stamp,
    /// SHA-256 of its bytes.
    sum: [u8; 32],
    /// Its rows, if it is a file of rows.
    pub(super) rows: Vec<Row>,
}

impl Line {
    /// The line of a file with these bytes.
    pub fn new(from: Hash, stamp: Stamp, bytes: &[u8], rows: Vec<Row>) -> Line {
        Line { from, stamp, sum: Sha256::digest(bytes).into(), rows }
    }
}

/// The generated files below a folder: those of the run before, and those of this one.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Nearly in order: what the run before left, in order, then what is new.
    files: IndexMap<String, Noted, RandomState>,
    /// The folders as the run before left them, and as this one does.
    folders: (Folders, Folders),
}

#[derive(Debug)]
struct Noted {
    line: Line,
    of: Of,
}

/// Which run a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The run before, which left it as it is.
    Before,
    /// The run before; somebody touched it since.
    Touched,
    /// This run.
    Now,
}

/// What a run leaves for the next: its files, in order, and their folders.
pub type Left = (Vec<(String, Line)>, Folders);

impl Ledger {
    /// Goes on from what the run before left below `root`. Each file is looked at once.
    pub fn after((before, folders): Left, root: &Path) -> Ledger {
        let open = Open::new(root).ok();
        let look = |(path, line): (String, Line)| {
            let seen = open.as_ref().and_then(|root| root.look(&path).ok());
            let of = if seen.is_some_and(|seen| line.stamp.is_of(seen)) { Of::Before } else { Of::Touched };
            (path, Noted { line, of })
        };
        let before: Vec<_> = before.into_par_iter().map(look).collect();
        Ledger { files: before.into_iter().collect(), folders: (folders, Folders::default()) }
    }

    /// What this run leaves, as [`Left`] for the next to go on from.
    pub fn left(&self) -> (Vec<(&str, &Line)>, &Folders) {
        (self.now(), &self.folders.1)
    }

    /// The files of this run, in order.
    fn now(&self) -> Vec<(&str, &Line)> {
        let now = self.files.iter().filter(|(_, noted)| noted.of == Of::Now);
        let mut now: Vec<(&str, &Line)> = now.map(|(path, noted)| (path.as_str(), &noted.line)).collect();
        // Stable, because such a sort finds what is in order already.
        now.sort_by_key(|(path, _)| *path);
        now
    }

    /// Whether a file is there, made from the same, in this run, or before if nobody touched it since.
    pub fn is_kept(&self, path: &str, from: Hash) -> bool {
        self.untouched(path).is_some_and(|line| line.from == from)
    }

    /// The line of a file of this run, or of the run before if nobody touched it since, whatever it was made from.
    pub fn untouched(&self, path: &str) -> Option<&Line> {
        self.files.get(path).filter(|noted| noted.of != Of::Touched).map(|noted| &noted.line)
    }

    /// Notes that a file that is kept is of this run, too.
    pub fn keep(&mut self, path: &str) {
        if let Some(noted) = self.files.get_mut(path) {
            noted.of = Of::Now;
        }
    }

    /// Notes a file that is there now.
    pub fn note(&mut self, path: String, line: Line) {
        self.files.insert(path, Noted { line, of: Of::Now });
    }

    fn is_now(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|noted| noted.of == Of::Now)
    }

    /// SHA-256 of the files of this run below a folder, by their paths there, in order.
    pub fn sums<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8; 32])> {
        let below = move |path: &'a str| path.strip_prefix(folder)?.strip_prefix('/');
        self.now().into_iter().filter_map(move |(path, line)| Some((below(path)?, &line.sum)))
    }

    /// The files of this run below a folder that `wanted` accepts.
    pub fn tree(&self, wanted: impl Fn(&str) -> bool) -> Tree {
        let files = self.now().into_iter().filter(|(path, _)| wanted(path));
        Tree { files: files.map(|(path, line)| (path, line.stamp)).collect(), ..Tree::default() }
    }

    /// Removes what stands in `parts` of a folder and is not of this run, then folders that became empty.
    pub fn sweep(&mut self, root: &Path, folder: &str, parts: &[&str]) -> io::Result<usize> {
        let inside = format!("{folder}/");
        let gone = self.files.iter().filter(|(path, noted)| noted.of != Of::Now && path.starts_with(&inside));
        let mut removed = gone.filter(|(path, _)| fs::remove_file(root.join(path)).is_ok()).count();
        for part in parts {
            removed += self.sweep_part(root, &format!("{folder}/{part}"))?;
        }
        Ok(removed)
    }

    /// Sweeps those folders of a part whose names changed since the run before.
    fn sweep_part(&mut self, root: &Path, part: &str) -> io::Result<usize> {
        if !root.join(part).is_dir() {
            return Ok(0);
        }
        let before = Tree { folders: std::mem::take(&mut self.folders.0), ..Tree::default() };
        let (files, folders) = walk(root, part, &before, &|_| true, &|_| None, false)?;
        let is_foreign = |path: &&str| !self.is_now(path) && !is_behind_link(root, part, path);
        let foreign: Vec<&str> = files.iter().map(|(path, _)| &**path).filter(is_foreign).collect();
        foreign.iter().try_for_each(|path| fs::remove_file(root.join(path)))?;
        let removed = foreign.len();
        drop(files);
        let unlike = folders.unlike(&before.folders);
        let now = if unlike.is_empty() { Vec::new() } else { self.now() };
        let is_in_use = |folder: &str| {
            let next = now.partition_point(|(path, _)| *path < folder);
            now.get(next).is_some_and(|(path, _)| path.starts_with(folder))
        };
        for mut folder in unlike.into_iter().rev() {
            // Fails where files remain, which is as it should be.
            while folder.len() > part.len() + 1 && !is_in_use(folder) && fs::remove_dir(root.join(folder)).is_ok() {
                folder = parent(folder);
            }
        }
        self.folders.0 = before.folders;
        self.folders.1.extend(folders);
        Ok(removed)
    }
}

/// Whether a folder on the way from `part` to a file is a link now: then only the link is ours to remove.
fn is_behind_link(root: &Path, part: &str, path: &str) -> bool {
    let is_link = |(at, _)| root.join(&path[..at]).is_symlink();
    path.match_indices('/').skip_while(|(at, _)| *at <= part.len()).any(is_link)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_swept_and_what_it_leads_to_stays() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let part = root.path().join("content/plans");
        let inner = other.path().join("inner");
        fs::create_dir(&inner).unwrap();
        for file in [other.path().join("letter"), inner.join("letter")] {
            fs::write(file, "dear").unwrap();
        }
        fs::create_dir_all(part.join("known/inner")).unwrap();
        let mut first = Ledger::default();
        first.note("content/plans/known/inner/a".into(), Line::new(0, Stamp::certain(0, look(&inner)), b"", vec![]));
        first.sweep(root.path(), "content", &["plans"]).unwrap();
        fs::remove_dir_all(part.join("known")).unwrap();
        symlink(other.path(), part.join("known")).unwrap();
        symlink(other.path(), part.join("new")).unwrap();
        symlink("nowhere", part.join("dangling")).unwrap();
        let mut second = Ledger::after((Vec::new(), first.folders.1), root.path());
        assert_eq!(second.sweep(root.path(), "content", &["plans"]).unwrap(), 3);
        assert_eq!(fs::read_dir(part).unwrap().count(), 0);
        assert!(other.path().join("letter").is_file() && inner.join("letter").is_file());
    }

    fn look(folder: &Path) -> crate::tree::Look {
        crate::tree::Look::from(&fs::metadata(folder).unwrap())
    }
}
