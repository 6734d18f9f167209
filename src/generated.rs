//! Generated files on disk: what is asked for is there, what is not asked for any more is gone, and what stays the same is not
//! touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};
use walkdir::WalkDir;

/// What was done to generated files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files there are now.
    pub files: usize,
    /// Files that were new or had changed.
    pub written: usize,
    /// Files that nothing asks for any more.
    pub removed: usize,
}

/// Generated files by their path below a folder, `/` between parts.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// Adds a file; one of the same path is replaced.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Brings `root` up to date. `folders` below it hold generated files and nothing else.
    pub fn sync(&self, root: &Path, folders: &[&str]) -> io::Result<Summary> {
        let mut summary = Summary { files: self.files.len(), ..Summary::default() };
        for (path, bytes) in &self.files {
            summary.written += usize::from(write_changed(&root.join(path), bytes)?);
        }
        for folder in folders {
            summary.removed += self.sweep(root, folder)?;
        }
        Ok(summary)
    }

    /// Removes files of a folder that are not asked for, then folders that became empty.
    fn sweep(&self, root: &Path, folder: &str) -> io::Result<usize> {
        let mut removed = 0;
        let all = WalkDir::new(root.join(folder)).contents_first(true).into_iter().filter_map(Result::ok);
        for path in all.map(walkdir::DirEntry::into_path).collect::<Vec<PathBuf>>() {
            if path.is_dir() {
                // Fails where files remain, which is as it should be.
                let _ = fs::remove_dir(&path);
            } else if !self.has(root, &path) {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn has(&self, root: &Path, path: &Path) -> bool {
        let name = path.strip_prefix(root).ok().and_then(Path::to_str).map(|name| name.replace('\\', "/"));
        name.is_some_and(|name| self.files.contains_key(&name))
    }
}

/// Writes a file unless it already holds these bytes; says whether it did.
fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let same_size = fs::metadata(path).is_ok_and(|known| known.len() == bytes.len() as u64);
    if same_size && fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)?;
    Ok(true)
}
