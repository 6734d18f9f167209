//! Which names a folder holds, without reading them again where nobody changed the folder.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use foldhash::{HashSet, HashSetExt};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Look, Open, Tree, now, settled};
use crate::table::Table;

/// Folders as they were when their names were read. A name that comes, goes or is replaced changes the time of its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folders {
    /// By path, which is empty or ends with `/`.
    stamps: Table<Stamp>,
}

/// A folder as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    /// When it was changed: nanoseconds since 1970; 0 where that is no proof of anything.
    time: i128,
    /// Its number in the file system.
    inode: u64,
}

impl Folders {
    /// Those in a part of `root` (empty, or a path that ends with `/`).
    fn below<'a>(&'a self, part: &'a str) -> impl Iterator<Item = (&'a str, &'a Stamp)> {
        self.stamps.starting_with(part)
    }

    /// The folders in a part of `root` that hold the names they held.
    fn unchanged<'a>(&'a self, root: &Open, part: &'a str) -> HashSet<&'a str> {
        let is_same = |folder: &(&str, &Stamp)| root.look(folder.0).is_ok_and(|seen| *folder.1 == Stamp::of(seen));
        let below: Vec<_> = self.below(part).collect();
        below.into_par_iter().filter(is_same).map(|(path, _)| path).collect()
    }

    /// The folders whose stamps are not alike in `other`, sorted.
    pub fn unlike<'a>(&'a self, other: &'a Folders) -> Vec<&'a str> {
        let mut unlike = self.stamps.unlike(&other.stamps, |own, other| own == other);
        unlike.retain(|path| self.stamps.contains_key(path));
        unlike
    }

    /// Adds other folders.
    pub fn extend(&mut self, other: Folders) {
        self.stamps.extend(other.stamps.iter().map(|(path, stamp)| (path, *stamp)));
    }

    /// Takes the stamps of the folders that these files are in, which the caller has changed and knows the names in. Folders
    /// that are gone are forgotten.
    pub fn look_again<'a>(&mut self, root: &Path, files: impl IntoIterator<Item = &'a str>) {
        let begun = now();
        let mut folders: HashSet<&str> = HashSet::new();
        for file in files {
            // A folder that came or went is a change of the one it is in.
            let mut inner = file;
            while !inner.is_empty() && folders.insert(parent(inner)) {
                inner = parent(inner);
            }
        }
        let seen = |path| fs::metadata(root.join(path)).ok().map(|metadata| Stamp::new(Look::from(&metadata), begun));
        self.stamps.change(folders.into_iter().map(|path| (path, seen(path))));
    }
}

impl Stamp {
    fn new(seen: Look, begun: i128) -> Stamp {
        Stamp { time: settled(seen, begun), inode: seen.inode }
    }

    fn of(seen: Look) -> Stamp {
        Stamp { time: seen.time, inode: seen.inode }
    }
}

/// The folder that a file, or a folder (with `/` at its end), is in.
pub fn parent(path: &str) -> &str {
    let inner = path.strip_suffix('/').unwrap_or(path);
    inner.rfind('/').map_or("", |slash| &path[..=slash])
}

/// What a walk saw of a file.
pub enum Seen {
    /// The file itself.
    File(Look),
    /// The name alone, and that is enough.
    Name(super::Stamp),
}

/// What a walk found in a folder: files in no order, and folders.
type Found = (Vec<(String, Seen)>, Vec<(String, Stamp)>);

/// What a walk found of files.
pub type Files<'a> = Vec<(Cow<'a, str>, Seen)>;

/// The files in the folder `part` of `root` that `wanted` accepts, in no order. Files that still have their names are not
/// looked at where `by_name` says all that there is to see. Links are what they lead to where the walk `follows` them, else
/// files; a known folder in whose place a link stands now is followed anyway.
pub fn walk<'a>(
    root: &Path,
    part: &str,
    before: &'a Tree,
    wanted: &(impl Fn(&str) -> bool + Sync),
    by_name: &(impl Fn(&str) -> Option<super::Stamp> + Sync),
    follows: bool,
) -> io::Result<(Files<'a>, Folders)> {
    let part = if part.is_empty() { String::new() } else { format!("{part}/") };
    let known = &before.folders.stamps;
    let walk = Walk { root, begun: now(), known, wanted, follows };
    let open = Open::new(root)?;
    let unchanged = before.folders.unchanged(&open, &part);
    let is_kept = |path: &&str| path.starts_with(&part) && unchanged.contains(parent(path)) && wanted(path);
    let kept = before.files.par_iter().map(|(path, _)| path).filter(is_kept);
    let seen = |path: &'a str| {
        let by_name = by_name(path).map(Seen::Name);
        let seen = by_name.or_else(|| Some(Seen::File(open.look(path).ok()?)));
        Some((Cow::from(path), seen?))
    };
    let mut files: Files = kept.filter_map(seen).collect();
    let (same, other): (Vec<_>, Vec<_>) = before.folders.below(&part).partition(|(path, _)| unchanged.contains(path));
    let mut stamps: Table<Stamp> = same.into_iter().map(|(path, stamp)| (path, *stamp)).collect();
    let mut other: Vec<String> = other.into_iter().map(|(path, _)| path.to_owned()).collect();
    other.retain(|path| root.join(path).is_dir());
    if !known.contains_key(&part) {
        other.push(part);
    }
    let found = other.into_par_iter().map(|path| walk.folder(path)).collect::<io::Result<Vec<Found>>>()?;
    let (more, folders): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    files.extend(more.into_iter().flatten().map(|(path, seen)| (path.into(), seen)));
    stamps.extend(folders.into_iter().flatten());
    Ok((files, Folders { stamps }))
}

/// A walk through folders that changed.
struct Walk<'a, W> {
    root: &'a Path,
    begun: i128,
    /// Folders that are looked at by themselves.
    known: &'a Table<Stamp>,
    wanted: &'a W,
    follows: bool,
}

impl<W: Fn(&str) -> bool + Sync> Walk<'_, W> {
    /// What is in a folder, and in its sub-folders that nobody knows, by several threads.
    fn folder(&self, path: String) -> io::Result<Found> {
        let folder = self.root.join(&path);
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
        let own = Stamp::new(Look::from(&fs::metadata(&folder).map_err(named)?), self.begun);
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(&folder).map_err(named)? {
            let entry = entry.map_err(named)?;
            let inside = format!("{path}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(named)?;
            // A link is followed by its path; all else is looked at from the open folder, which is quicker.
            let is_followed = self.follows && kind.is_symlink();
            let metadata = if is_followed { fs::metadata(entry.path()) } else { entry.metadata() }.map_err(named)?;
            if metadata.is_dir() {
                folders.push(inside + "/");
            } else if (self.wanted)(&inside) {
                files.push((inside, Seen::File(Look::from(&metadata))));
            }
        }
        folders.retain(|path| !self.known.contains_key(path) && (self.wanted)(path));
        let inner = folders.into_par_iter().map(|path| self.folder(path)).collect::<io::Result<Vec<_>>>()?;
        let mut stamps = vec![(path, own)];
        for (more, below) in inner {
            files.extend(more);
            stamps.extend(below);
        }
        Ok((files, stamps))
    }
}
