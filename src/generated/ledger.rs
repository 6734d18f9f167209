//! What is remembered of generated files.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::rows::Row;
use crate::table::{Cursor, Packed, Table};
use crate::tree::{Folders, Hash, Open, Stamp, Tree, Walk, parent};

/// A file that was generated.
#[derive(Clone, Copy, Debug)]
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

impl Packed for Line {
    fn put(&self, into: &mut Vec<u8>) {
        self.from.put(into);
        self.stamp.put(into);
        self.sum.put(into);
    }

    fn take(from: &mut &[u8]) -> Option<Line> {
        let (made_from, (stamp, sum)) = Packed::take(from)?;
        Some(Line { from: made_from, stamp, sum })
    }
}

/// What a run leaves for the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Left {
    files: Table<Line>,
    /// Of the files of rows.
    rows: Table<Vec<Row>>,
    folders: Folders,
}

/// The generated files below a folder: those of the run before, and those of this one.
#[derive(Debug, Default)]
pub struct Ledger {
    before: Left,
    /// Of which run each file of `before` is, in the same order.
    of: Vec<Of>,
    /// What this run wrote, whatever the run before says of it.
    files: BTreeMap<String, Line>,
    /// The rows of those that are files of rows.
    rows: BTreeMap<String, Vec<Row>>,
    folders: Folders,
}

/// Which run a file is of that the run before left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// That run, which left it as it is.
    Before,
    /// That run; somebody touched it since, or this run wrote it anew.
    Other,
    /// This run, too.
    Now,
}

/// Where a file that is kept is known from.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    /// This run wrote it.
    Now,
    /// The run before did: its place among the files of that.
    Before(usize),
}

impl Ledger {
    /// Goes on from what the run before left below `root`. Each file is looked at once.
    pub fn after(before: Left, root: &Path) -> Ledger {
        let open = Open::new(root).ok();
        let look = |(path, line): (&str, &Line)| {
            let seen = open.as_ref().and_then(|root| root.look(path).ok());
            if seen.is_some_and(|seen| line.stamp.is_of(seen)) { Of::Before } else { Of::Other }
        };
        let of = before.files.par_iter().map(look).collect();
        Ledger { before, of, ..Ledger::default() }
    }

    /// What this run leaves for the next.
    pub fn left(&self) -> Left {
        let mut left = Left { folders: self.folders.clone(), ..Left::default() };
        left.files = self.now().map(|(path, line)| (path, *line)).collect();
        let kept = self.before.rows.iter().filter(|(path, _)| self.is_kept(path));
        let written = self.rows.iter().map(|(path, rows)| (path.as_str(), rows));
        left.rows = kept.chain(written).map(|(path, rows)| (path, rows.clone())).collect();
        left
    }

    /// The files of this run, in order.
    fn now(&self) -> impl Iterator<Item = (&str, &Line)> {
        let kept = self.before.files.iter().zip(&self.of).filter(|(_, of)| **of == Of::Now).map(|(file, _)| file);
        let (mut kept, mut written) = (kept.peekable(), self.files.iter().peekable());
        std::iter::from_fn(move || {
            let is_written =
                written.peek().is_some_and(|(path, _)| kept.peek().is_none_or(|kept| path.as_str() < kept.0));
            if is_written { written.next().map(|(path, line)| (path.as_str(), line)) } else { kept.next() }
        })
    }

    /// For asking about many files below a folder, mostly in order.
    pub fn inquiry(&self, folder: &str) -> Inquiry<'_> {
        let path = format!("{folder}/");
        Inquiry { ledger: self, cursor: self.before.files.cursor(), folder: path.len(), path }
    }

    /// The rows of a file of this run, or of the run before if nobody touched it since, whatever it was made from.
    pub(super) fn rows(&self, path: &str) -> Option<&Vec<Row>> {
        match self.look_up(path, || self.before.files.place(path))?.1 {
            Kept::Now => self.rows.get(path),
            Kept::Before(_) => self.before.rows.get(path),
        }
    }

    /// The line of a file that is as this run or the one before left it; `place` finds it among those of the run before.
    fn look_up(&self, path: &str, place: impl FnOnce() -> Option<usize>) -> Option<(&Line, Kept)> {
        if let Some(line) = self.files.get(path) {
            return Some((line, Kept::Now));
        }
        let place = place().filter(|place| self.of[*place] != Of::Other)?;
        Some((self.before.files.at(place).1, Kept::Before(place)))
    }

    /// Notes that a file that is kept is of this run, too.
    pub fn keep(&mut self, kept: Kept) {
        if let Kept::Before(place) = kept {
            self.of[place] = Of::Now;
        }
    }

    /// Notes a file that is there now.
    pub fn note(&mut self, path: String, line: Line) {
        if let Some(place) = self.before.files.place(&path) {
            self.of[place] = Of::Other;
        }
        self.files.insert(path, line);
    }

    /// Notes the rows of a file of rows that is there now.
    pub(super) fn note_rows(&mut self, path: String, rows: Vec<Row>) {
        self.rows.insert(path, rows);
    }

    fn is_now(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.is_kept(path)
    }

    /// Whether this run keeps a file as the run before left it.
    fn is_kept(&self, path: &str) -> bool {
        self.before.files.place(path).is_some_and(|place| self.of[place] == Of::Now)
    }

    /// SHA-256 of the files of this run below a folder, by their paths there, in order.
    pub fn sums<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8; 32])> {
        let below = move |path: &'a str| path.strip_prefix(folder)?.strip_prefix('/');
        self.now().filter_map(move |(path, line)| Some((below(path)?, &line.sum)))
    }

    /// The files of this run below a folder that `wanted` accepts.
    pub fn tree(&self, wanted: impl Fn(&str) -> bool) -> Tree {
        let files = self.now().filter(|(path, _)| wanted(path));
        Tree { files: files.map(|(path, line)| (path, line.stamp)).collect(), ..Tree::default() }
    }

    /// Removes what stands in `parts` of a folder and is not of this run, then folders that became empty.
    pub fn sweep(&mut self, root: &Path, folder: &str, parts: &[&str]) -> io::Result<usize> {
        let inside = self.before.files.places_starting_with(&format!("{folder}/"));
        let gone = inside.filter(|place| self.of[*place] != Of::Now).map(|place| self.before.files.at(place).0);
        let gone = gone.filter(|path| !self.files.contains_key(*path));
        let mut removed = gone.filter(|path| fs::remove_file(root.join(path)).is_ok()).count();
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
        let before = Tree { folders: std::mem::take(&mut self.before.folders), ..Tree::default() };
        let Walk { others, folders, .. } = Walk::of(root, part, &before, None, &|_| true, false)?;
        let is_foreign = |path: &&str| !self.is_now(path) && !is_behind_link(root, part, path);
        let foreign: Vec<&str> = others.iter().map(|(path, _)| path.as_str()).filter(is_foreign).collect();
        foreign.iter().try_for_each(|path| fs::remove_file(root.join(path)))?;
        let removed = foreign.len();
        let unlike = folders.unlike(&before.folders);
        let now: Vec<_> = if unlike.is_empty() { Vec::new() } else { self.now().collect() };
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
        self.before.folders = before.folders;
        self.folders.extend(folders);
        Ok(removed)
    }
}

/// Questions about files below a folder.
pub struct Inquiry<'a> {
    ledger: &'a Ledger,
    cursor: Cursor<'a, Line>,
    /// The folder with `/`, and what was asked about last.
    path: String,
    /// Bytes of the folder.
    folder: usize,
}

impl Inquiry<'_> {
    /// Where a file, by its path below the folder, is known from if it is there, made from the same: in this run, or before if
    /// nobody touched it since.
    pub fn kept(&mut self, path: &str, from: Hash) -> Option<Kept> {
        self.path.truncate(self.folder);
        self.path.push_str(path);
        let (line, kept) = self.ledger.look_up(&self.path, || self.cursor.find(&self.path))?;
        (line.from == from).then_some(kept)
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
        first.note("content/plans/known/inner/a".into(), Line::new(0, Stamp::certain(0, look(&inner)), b""));
        first.sweep(root.path(), "content", &["plans"]).unwrap();
        fs::remove_dir_all(part.join("known")).unwrap();
        symlink(other.path(), part.join("known")).unwrap();
        symlink(other.path(), part.join("new")).unwrap();
        symlink("nowhere", part.join("dangling")).unwrap();
        let mut second = Ledger::after(first.left(), root.path());
        assert_eq!(second.sweep(root.path(), "content", &["plans"]).unwrap(), 3);
        assert_eq!(fs::read_dir(part).unwrap().count(), 0);
        assert!(other.path().join("letter").is_file() && inner.join("letter").is_file());
    }

    fn look(folder: &Path) -> crate::tree::Look {
        crate::tree::Look::from(&fs::metadata(folder).unwrap())
    }
}
