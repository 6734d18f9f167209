//! What is remembered from run to run, in `.planarium/cache/`. It may be lost at any time: whatever is not exactly what this
//! very program wrote is as good as none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tree::{Hash, hash};

/// The program with its built-in data, as a hash: what another build of it remembers may mean something else.
static PROGRAM: LazyLock<Hash> = LazyLock::new(|| {
    let program = std::env::current_exe().and_then(fs::read);
    program.map_or_else(|_| hash(env!("CARGO_PKG_VERSION").as_bytes()), |bytes| hash(&bytes))
});

/// Bytes of the sum in front of a file's content.
const SUM: usize = 16;

/// Pages that what is remembered of many files is spread over: a change rewrites its page and no other. At 100,000 plans
/// a page has 400 of them, about a megabyte.
pub const PAGES: usize = 256;

/// The page that what is remembered of a file is on.
pub fn page_of(file: &str) -> usize {
    (hash(file.as_bytes()) % PAGES as u128) as usize
}

/// A folder of remembered things.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    ignored: Mutex<Vec<String>>,
}

impl Cache {
    /// The cache in a folder, which need not exist.
    pub fn new(folder: PathBuf) -> Cache {
        Cache { folder, ignored: Mutex::default() }
    }

    /// Where something of this name is kept.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What was saved under this name. A file that is damaged, or that another version wrote, is passed over and noted.
    pub fn load<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = fs::read(self.path(name)).ok()?;
        let known = bytes.split_at_checked(SUM).filter(|(sum, content)| *sum == sum_of(content).to_le_bytes());
        let known = known.and_then(|(_, content)| postcard::from_bytes(content).ok());
        if known.is_none() {
            self.ignored.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        }
        known
    }

    /// Saves something, whole or not at all.
    pub fn save<T: Serialize>(&self, name: &str, what: &T) -> io::Result<()> {
        let bytes = postcard::to_extend(what, vec![0; SUM]).map_err(io::Error::other)?;
        self.save_sealed(name, bytes)
    }

    /// Removes what was saved under this name, if anything was.
    pub fn forget(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn save_sealed(&self, name: &str, mut bytes: Vec<u8>) -> io::Result<()> {
        let sum = sum_of(&bytes[SUM..]);
        bytes[..SUM].copy_from_slice(&sum.to_le_bytes());
        let path = self.path(name);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let new = path.with_extension("new");
        fs::write(&new, bytes)?;
        fs::rename(new, path)
    }

    /// Names of what was passed over so far.
    pub fn ignored(&self) -> Vec<String> {
        let mut names = self.ignored.lock().unwrap_or_else(PoisonError::into_inner).clone();
        names.sort_unstable();
        names
    }
}

fn sum_of(content: &[u8]) -> Hash {
    hash(content) ^ *PROGRAM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_loaded_and_anything_else_is_noted() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("cache"));
        let saved = vec![("文".to_string(), 7_u32), (String::new(), u32::MAX)];
        assert_eq!(cache.load::<Vec<(String, u32)>>("a"), None);
        cache.save("a", &saved).unwrap();
        assert_eq!(cache.load("a"), Some(saved));
        assert!(cache.ignored().is_empty(), "nothing there is nothing wrong");
        let whole = fs::read(cache.path("a")).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 4;
            fs::write(cache.path("a"), damaged).unwrap();
            assert_eq!(cache.load::<Vec<(String, u32)>>("a"), None, "byte {at}");
            fs::write(cache.path("a"), &whole[..at]).unwrap();
            assert_eq!(cache.load::<Vec<(String, u32)>>("a"), None, "cut at {at}");
        }
        assert_eq!(cache.ignored().len(), 2 * whole.len());
    }
}
