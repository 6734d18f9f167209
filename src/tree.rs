//! What a folder holds, by content: which files changed since it was last looked at, without reading the others again.

mod folders;
mod look;

use std::fs;
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::table::{Packed, Table};
use folders::Seen;
pub use folders::{Folders, Walk, parent};
pub use look::{Look, Open};

/// First 128 bits of a BLAKE3 hash.
pub type Hash = u128;

/// Nanoseconds by which a file must be older than the look at it for its time of change to mean anything: file systems
/// count in ticks of up to 10 ms, and within one a file may change again unseen.
const TICK: i64 = 20_000_000;

/// A file as it was when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Of its bytes.
    pub hash: Hash,
    /// Bytes.
    pub size: u64,
    /// When it was changed: nanoseconds since 1970; 0 where that is no proof of anything.
    time: i64,
    /// Its number in the file system.
    inode: u64,
}

/// The files below a folder, by path (`/` between parts).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// Each with what was seen of it.
    pub files: Table<Stamp>,
    /// The folders they are in.
    pub folders: Folders,
}

/// Hash of some bytes.
pub fn hash(bytes: &[u8]) -> Hash {
    let mut half = [0; 16];
    half.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    Hash::from_be_bytes(half)
}

impl Tree {
    /// Looks at the files below `folder` that `wanted` accepts by their path. A file that `before` knows with the same size,
    /// time of change and inode is not read again, and neither are the names in a folder that nobody changed. An absent folder
    /// is empty; symbolic links are followed.
    pub fn read(folder: &Path, before: &Tree, wanted: impl Fn(&str) -> bool + Sync) -> io::Result<Tree> {
        Tree::read_below(folder, "", before, wanted)
    }

    /// As [`Tree::read`], for a part of `folder` (a folder, or a file) only.
    pub fn read_below(
        folder: &Path,
        part: &str,
        before: &Tree,
        wanted: impl Fn(&str) -> bool + Sync,
    ) -> io::Result<Tree> {
        Tree::look(folder, part, before, &|path: &str| path.ends_with('/') || wanted(path))
    }

    /// As [`Tree::read_below`] where nothing is known, without the paths that begin with one of the prefixes. Folders among
    /// them are not looked into.
    pub fn read_without(folder: &Path, part: &str, prefixes: &[&str]) -> io::Result<Tree> {
        let wanted = |path: &str| !prefixes.iter().any(|prefix| path.starts_with(prefix));
        Tree::look(folder, part, &Tree::default(), &wanted)
    }

    /// As [`Tree::read`], where most files are links to those of the same path in `twin`, which was just looked at: what is
    /// known of a file holds for all its names.
    pub fn read_beside(folder: &Path, before: &Tree, twin: &Tree) -> io::Result<Tree> {
        Tree::look_beside(folder, "", before, Some(twin), &|_| true)
    }

    /// Asks `wanted` about files by their path, and about folders by path and `/`.
    fn look(folder: &Path, part: &str, before: &Tree, wanted: &(impl Fn(&str) -> bool + Sync)) -> io::Result<Tree> {
        Tree::look_beside(folder, part, before, None, wanted)
    }

    fn look_beside(
        folder: &Path,
        part: &str,
        before: &Tree,
        twin: Option<&Tree>,
        wanted: &(impl Fn(&str) -> bool + Sync),
    ) -> io::Result<Tree> {
        let begun = now();
        let stamp = |path: &str, known: Option<&Stamp>, seen: Look| match known {
            Some(known) if known.is_of(seen) => io::Result::Ok(*known),
            _ => Ok(Stamp::new(hash(&fs::read(folder.join(path))?), seen, begun)),
        };
        let found = match fs::metadata(folder.join(part)) {
            Err(_) => Walk::default(),
            Ok(metadata) if metadata.is_dir() => Walk::of(folder, part, before, twin, wanted, true)?,
            Ok(metadata) => {
                let file = || (part.to_owned(), Look::from(&metadata));
                Walk { others: Vec::from_iter(wanted(part).then(file)), ..Walk::default() }
            }
        };
        let kept = found.kept.into_par_iter().map(|(place, seen)| {
            let (path, known) = before.files.at(place);
            match seen {
                Seen::Name(stamp) => Ok((path, stamp)),
                Seen::File(seen) => Ok((path, stamp(path, Some(known), seen)?)),
            }
        });
        let kept = kept.collect::<io::Result<Vec<_>>>()?;
        let others = found.others.into_par_iter().map(|(path, seen)| {
            let stamp = stamp(&path, before.files.get(&path), seen)?;
            Ok((path, stamp))
        });
        let others = others.collect::<io::Result<Vec<_>>>()?;
        let mut files: Table<Stamp> = kept.into_iter().collect();
        files.extend(others);
        Ok(Tree { files, folders: found.folders })
    }

    /// The paths whose content is not the same in `other`, or that stand in only one of the two; sorted.
    pub fn difference<'a>(&'a self, other: &'a Tree) -> Vec<&'a str> {
        self.unlike(other, |own, other| own.hash == other.hash)
    }

    /// The paths whose stamps are not alike in both, or that stand in only one of the two; sorted.
    pub fn unlike<'a>(&'a self, other: &'a Tree, alike: impl Fn(&Stamp, &Stamp) -> bool) -> Vec<&'a str> {
        self.files.unlike(&other.files, alike)
    }

    /// Adds the files of another, whose folders count for nothing.
    pub fn extend(&mut self, other: &Tree) {
        self.files.extend(other.files.iter().map(|(path, stamp)| (path, *stamp)));
    }

    /// Hash of a file, if it is there.
    pub fn hash_of(&self, path: &str) -> Option<Hash> {
        self.files.get(path).map(|stamp| stamp.hash)
    }

    /// A hash of all paths and contents.
    pub fn digest(&self) -> Hash {
        let mut all = Vec::new();
        for (path, stamp) in self.files.iter() {
            all.extend(stamp.hash.to_le_bytes());
            all.extend(path.as_bytes());
            all.push(0);
        }
        hash(&all)
    }
}

impl Stamp {
    /// The stamp of a file that was `seen` before its content was read, both after `begun`.
    pub fn new(hash: Hash, seen: impl Into<Look>, begun: i64) -> Stamp {
        let seen = seen.into();
        Stamp { hash, size: seen.size, time: settled(seen, begun), inode: seen.inode }
    }

    /// The stamp of a file that this process has just written and that nobody else writes.
    pub fn certain(hash: Hash, seen: impl Into<Look>) -> Stamp {
        let Look { size, time, inode } = seen.into();
        Stamp { hash, size, time, inode }
    }

    /// Whether both are stamps of one file with one content, whenever they were taken: a link changes the time.
    pub fn is_same_file(&self, other: &Stamp) -> bool {
        (self.hash, self.size, self.inode) == (other.hash, other.size, other.inode)
    }

    /// Whether a file that was seen is the one that was stamped, unchanged.
    pub fn is_of(&self, seen: impl Into<Look>) -> bool {
        let seen = seen.into();
        (self.size, self.time, self.inode) == (seen.size, seen.time, seen.inode)
    }
}

impl Packed for Stamp {
    fn put(&self, into: &mut Vec<u8>) {
        self.hash.put(into);
        self.size.put(into);
        self.time.put(into);
        self.inode.put(into);
    }

    fn take(from: &mut &[u8]) -> Option<Stamp> {
        let (hash, size) = Packed::take(from)?;
        let (time, inode) = Packed::take(from)?;
        Some(Stamp { hash, size, time, inode })
    }
}

/// Nanoseconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as i64)
}

/// The time of a change, where it is proof that there was none after `begun`; else 0.
fn settled(seen: Look, begun: i64) -> i64 {
    if seen.time + TICK < begun { seen.time } else { 0 }
}

/// A path below `folder`; `None` for the folder itself. A name that is not UTF-8 is shown with U+FFFD.
pub fn relative(path: &Path, folder: &Path) -> Option<String> {
    let inner = path.strip_prefix(folder).ok()?;
    let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests;
