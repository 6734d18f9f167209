//! Puts generated pages on disk, touching only what changed.

use super::Summary;
use super::front::Page;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};
use walkdir::WalkDir;

/// Folders of `content/` that hold generated pages and nothing else.
const FOLDERS: [&str; 2] = ["plans", "browse"];

/// Generated pages by their file below `content/`.
#[derive(Debug, Default)]
pub(super) struct Pages {
    files: BTreeMap<String, String>,
}

impl Pages {
    /// Adds a page under the name of its file.
    pub(super) fn add(&mut self, file: String, page: &Page) {
        self.files.insert(file, page.to_file());
    }

    /// Brings the folders below `content` up to date.
    pub(super) fn sync(&self, content: &Path) -> io::Result<Summary> {
        let mut summary = Summary { pages: self.files.len(), ..Summary::default() };
        for (file, text) in &self.files {
            summary.written += usize::from(write_changed(&content.join(file), text.as_bytes())?);
        }
        for folder in FOLDERS {
            summary.removed += self.sweep(content, folder)?;
        }
        Ok(summary)
    }

    /// Removes files of a folder that are not among the pages, then folders that became empty.
    fn sweep(&self, content: &Path, folder: &str) -> io::Result<usize> {
        let mut removed = 0;
        let files: Vec<PathBuf> = WalkDir::new(content.join(folder))
            .contents_first(true)
            .into_iter()
            .filter_map(Result::ok)
            .map(|entry| entry.into_path())
            .collect();
        for path in files {
            if path.is_dir() {
                // Fails where files remain, which is as it should be.
                let _ = fs::remove_dir(&path);
            } else if !self.has(content, &path) {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn has(&self, content: &Path, path: &Path) -> bool {
        let name = path.strip_prefix(content).ok().and_then(Path::to_str).map(|name| name.replace('\\', "/"));
        name.is_some_and(|name| self.files.contains_key(&name))
    }
}

/// Writes a file unless it already holds these bytes; says whether it did.
fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)?;
    Ok(true)
}
