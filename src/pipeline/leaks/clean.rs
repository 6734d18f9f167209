//! Which contents were found clean, and by which guard.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::tree::Hash;

/// Raised whenever the search for leaks changes, so that all is looked at again.
const VERSION: u8 = 2;

/// Contents in which nothing was found.
#[derive(Default)]
pub struct Clean(HashSet<Hash>);

impl Clean {
    /// What [`save`] wrote for the same guard; anything else is as good as none.
    pub fn load(file: &Path, guard: Hash) -> Clean {
        let bytes = fs::read(file).unwrap_or_default();
        let Some(hashes) = bytes.strip_prefix(&head(guard)[..]) else { return Clean::default() };
        let (hashes, rest) = hashes.as_chunks::<16>();
        if !rest.is_empty() {
            return Clean::default();
        }
        Clean(hashes.iter().map(|hash| Hash::from_le_bytes(*hash)).collect())
    }

    /// Whether a file of this content is clean.
    pub fn has(&self, content: Hash) -> bool {
        self.0.contains(&content)
    }
}

/// Remembers all `contents` that are not `leaking`.
pub fn save(file: &Path, guard: Hash, contents: impl Iterator<Item = Hash>, leaking: &HashSet<Hash>) -> io::Result<()> {
    let mut bytes = head(guard);
    contents.filter(|hash| !leaking.contains(hash)).for_each(|hash| bytes.extend(hash.to_le_bytes()));
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("new");
    fs::write(&new, bytes)?;
    fs::rename(new, file)
}

fn head(guard: Hash) -> Vec<u8> {
    [&[VERSION][..], &guard.to_le_bytes()].concat()
}
