//! Writes the search data for the browser.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use finder::write::{Settings, WriteError};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::archive::Archive;
use crate::search_text;

/// What was done to the search data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files there are now.
    pub files: usize,
    /// Files that were new or had changed.
    pub written: usize,
    /// Files that nothing asks for any more.
    pub removed: usize,
    /// Size of all files, in bytes.
    pub bytes: u64,
}

/// Writes `static/find/` below `root`. `archive` holds what the public may see, and nothing else. Files whose bytes stay
/// the same are not touched; others in the folder are removed.
pub fn write(archive: &Archive, root: &Path) -> io::Result<Summary> {
    let plans: Vec<_> = archive.entries.par_iter().map(|entry| search_text::plan(archive, entry)).collect();
    let folder = root.join("static/find");
    let mut kept = BTreeSet::new();
    let mut summary = Summary::default();
    let mut result = Ok(());
    let mut sink = |name: &str, bytes: Vec<u8>| {
        let path = folder.join(name);
        summary.files += 1;
        summary.bytes += bytes.len() as u64;
        if result.is_ok() {
            result = write_changed(&path, &bytes).map(|written| summary.written += usize::from(written));
        }
        kept.insert(path);
    };
    finder::write::write(&plans, Settings::default(), &mut sink).map_err(refused)?;
    result?;
    summary.removed = remove_others(&folder, &kept)?;
    Ok(summary)
}

fn refused(error: WriteError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// Writes a file unless it has these bytes already; whether it was written.
fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    if fs::metadata(path).is_ok_and(|known| known.len() == bytes.len() as u64) && fs::read(path)? == bytes {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)?;
    Ok(true)
}

/// Removes files that were not kept; how many.
fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> io::Result<usize> {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|file| file.file_type().is_file());
    let others: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).filter(|path| !kept.contains(path)).collect();
    others.iter().try_for_each(fs::remove_file)?;
    Ok(others.len())
}
