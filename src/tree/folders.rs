//! Which names a folder holds, without reading them again where nobody changed the folder.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use foldhash::{HashSet, HashSetExt};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Look, Open, Tree, now, settled};
use crate::table::{Packed, Table};

/// Folders as they were when their names were read. A name that comes, goes or is replaced changes the time of its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folders {
    /// By path, which is empty or ends with `/`.
    stamps: Table<Stamp>,
}

/// A folder as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    /// When it was changed: nanoseconds since 1970; 0 where that is no proof of anything.
    time: i64,
    /// Its number in the file system.
    inode: u64,
}

impl Folders {
    /// Whether each of those at these places holds the names it held.
    fn unchanged(&self, root: &Open, places: Range<usize>) -> Vec<bool> {
        let is_same = |place| {
            let (path, known) = self.stamps.at(place);
            root.look(path).is_ok_and(|seen| *known == Stamp::of(seen))
        };
        places.into_par_iter().map(is_same).collect()
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
    fn new(seen: Look, begun: i64) -> Stamp {
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

impl Packed for Stamp {
    fn put(&self, into: &mut Vec<u8>) {
        self.time.put(into);
        self.inode.put(into);
    }

    fn take(from: &mut &[u8]) -> Option<Stamp> {
        let (time, inode) = Packed::take(from)?;
        Some(Stamp { time, inode })
    }
}

/// What a walk saw of a file that is still in its place.
pub enum Seen {
    /// The file itself.
    File(Look),
    /// The name alone, and that is enough.
    Name(super::Stamp),
}

/// What was found on a walk through a folder.
#[derive(Default)]
pub struct Walk {
    /// Files that stand where they stood before, by their places among those, in order.
    pub kept: Vec<(usize, Seen)>,
    /// The files in folders that changed, in no order.
    pub others: Vec<(String, Look)>,
    /// The folders.
    pub folders: Folders,
}

impl Walk {
    /// The files in the folder `part` of `root` that `wanted` accepts. Those that still have their names are not looked at
    /// where they are the same file in `twin`, which was just looked at. Links are what they lead to where the walk `follows`
    /// them, else files; a known folder in whose place a link stands now is followed anyway.
    pub fn of(
        root: &Path,
        part: &str,
        before: &Tree,
        twin: Option<&Tree>,
        wanted: &(impl Fn(&str) -> bool + Sync),
        follows: bool,
    ) -> io::Result<Walk> {
        let part = if part.is_empty() { String::new() } else { format!("{part}/") };
        let known = &before.folders.stamps;
        let open = Open::new(root)?;
        let places = known.places_starting_with(&part);
        let unchanged = before.folders.unchanged(&open, places.clone());
        let is_unchanged =
            |folder: usize| folder.checked_sub(places.start).and_then(|at| unchanged.get(at)) == Some(&true);

        let cursors = || (known.cursor(), twin.map(|twin| twin.files.cursor()));
        let kept =
            before.files.places_starting_with(&part).into_par_iter().map_init(cursors, |(folders, twins), place| {
                let (path, own) = before.files.at(place);
                if !folders.find(parent(path)).is_some_and(is_unchanged) || !wanted(path) {
                    return None;
                }
                let twin = twins.as_mut().and_then(|twins| twins.get(path)).filter(|twin| twin.inode == own.inode);
                let seen = twin.map(|twin| Seen::Name(*twin)).or_else(|| Some(Seen::File(open.look(path).ok()?)));
                Some((place, seen?))
            });
        let kept = kept.flatten_iter().collect();

        let (same, other): (Vec<usize>, Vec<usize>) = places.clone().partition(|folder| is_unchanged(*folder));
        let mut stamps: Table<Stamp> =
            same.into_iter().map(|folder| known.at(folder)).map(|(path, stamp)| (path, *stamp)).collect();
        let mut other: Vec<String> = other.into_iter().map(|folder| known.at(folder).0.to_owned()).collect();
        other.retain(|path| root.join(path).is_dir());
        if !known.contains_key(&part) {
            other.push(part);
        }
        let changed = Changed { root, begun: now(), known, wanted, follows };
        let found = other.into_par_iter().map(|path| changed.folder(path)).collect::<io::Result<Vec<Found>>>()?;
        let (others, folders): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        stamps.extend(folders.into_iter().flatten());
        Ok(Walk { kept, others: others.into_iter().flatten().collect(), folders: Folders { stamps } })
    }
}

/// What is in a folder that changed: files in no order, and folders.
type Found = (Vec<(String, Look)>, Vec<(String, Stamp)>);

/// How folders that changed are walked through.
struct Changed<'a, W> {
    root: &'a Path,
    begun: i64,
    /// Folders that are looked at by themselves.
    known: &'a Table<Stamp>,
    wanted: &'a W,
    follows: bool,
}

impl<W: Fn(&str) -> bool + Sync> Changed<'_, W> {
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
                files.push((inside, Look::from(&metadata)));
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
