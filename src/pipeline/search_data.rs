//! Writes the search data for the browser.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use finder::plan::Plan;
use finder::write::{Change, Kept, Settings, UpdateError, WriteError};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::generated::write_changed;

/// What was done to the search data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files there are now.
    pub files: usize,
    /// Files that were new or had changed.
    pub written: usize,
    /// Files that nothing asks for any more.
    pub removed: usize,
}

/// Writes `static/find/` below `root` for all the plans that the public may see. Files whose bytes stay the same are not
/// touched; others in the folder are removed. What the next [`update`] starts from is kept.
pub fn write(plans: &[Plan], root: &Path, settings: Settings) -> io::Result<Summary> {
    forget(root)?;
    let mut folder = Folder::new(root);
    let kept = finder::write::write(plans, settings, &mut |name, bytes| folder.put(name, bytes)).map_err(refused)?;
    let mut summary = folder.finish()?;
    summary.removed = remove_others(&folder.path, &folder.put)?;
    keep(&kept, root)?;
    Ok(summary)
}

/// Brings `static/find/` below `root` up to date: `put` are the public plans that are new or differ in anything, `removed`
/// the numbers of those that are not public any more. The files are then those that [`write()`] would write. `None` where
/// there is nothing to start from, or it does not fit: then all must be written.
pub fn update(put: &[Plan], removed: &[u32], root: &Path, settings: Settings) -> io::Result<Option<Summary>> {
    let Some(kept) = fs::read(kept_in(root)).ok().and_then(|bytes| Kept::from_bytes(&bytes).ok()) else {
        return Ok(None);
    };
    // Whoever is interrupted from here on leaves nothing that the next could start from.
    forget(root)?;
    let mut folder = Folder::new(root);
    let path = folder.path.clone();
    let read = |name: &str| fs::read(path.join(name)).ok();
    let mut sink = |name: &str, bytes: Vec<u8>| folder.put(name, bytes);
    let change = Change { put, removed };
    let updated = match finder::write::update(&kept, &change, settings, &read, &mut sink) {
        Ok(updated) => updated,
        Err(UpdateError::Write(error)) => return Err(refused(error)),
        Err(_) => return Ok(None),
    };
    let mut summary = folder.finish()?;
    updated.removed.par_iter().try_for_each(|name| fs::remove_file(folder.path.join(name)))?;
    summary.removed = updated.removed.len();
    summary.files = files(&folder.path).count();
    // Files that went away, or came from elsewhere.
    if summary.files != updated.files {
        return Ok(None);
    }
    keep(&updated.kept, root)?;
    Ok(Some(summary))
}

/// Files written at once, by several threads: each waits for the disk more than it works.
const AT_ONCE: usize = 256;

/// The folder of search data, being written.
struct Folder {
    path: PathBuf,
    put: BTreeSet<PathBuf>,
    waiting: Vec<(PathBuf, Vec<u8>)>,
    written: io::Result<usize>,
}

impl Folder {
    fn new(root: &Path) -> Self {
        Self { path: root.join("static/find"), put: BTreeSet::new(), waiting: Vec::new(), written: Ok(0) }
    }

    fn put(&mut self, name: &str, bytes: Vec<u8>) {
        let path = self.path.join(name);
        self.waiting.push((path.clone(), bytes));
        self.put.insert(path);
        if self.waiting.len() >= AT_ONCE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        if let Ok(before) = self.written {
            let written = waiting.par_iter().map(|(path, bytes)| write_changed(path, bytes).map(usize::from));
            self.written = written.sum::<io::Result<usize>>().map(|written| before + written);
        }
    }

    /// What was put.
    fn finish(&mut self) -> io::Result<Summary> {
        self.flush();
        let written = std::mem::replace(&mut self.written, Ok(0))?;
        Ok(Summary { files: self.put.len(), written, removed: 0 })
    }
}

fn kept_in(root: &Path) -> PathBuf {
    root.join(".planarium/search-data.bin")
}

/// From here on nothing is kept.
fn forget(root: &Path) -> io::Result<()> {
    match fs::remove_file(kept_in(root)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whoever is interrupted leaves what its hash refuses.
fn keep(kept: &Kept, root: &Path) -> io::Result<()> {
    fs::create_dir_all(root.join(".planarium"))?;
    fs::write(kept_in(root), kept.to_bytes())
}

fn refused(error: WriteError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// Removes files that were not put; how many.
fn remove_others(folder: &Path, put: &BTreeSet<PathBuf>) -> io::Result<usize> {
    let others: Vec<PathBuf> =
        files(folder).map(walkdir::DirEntry::into_path).filter(|path| !put.contains(path)).collect();
    others.iter().try_for_each(fs::remove_file)?;
    Ok(others.len())
}

fn files(folder: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|file| file.file_type().is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn content(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        files(&root.join("static/find")).map(|file| (file.path().into(), fs::read(file.path()).unwrap())).collect()
    }

    #[test]
    fn a_plan_that_comes_and_goes_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        // One character a plan, as sizes take it for none: they stay the same.
        let plan = Plan { id: "a".into(), paragraphs: vec!["教".into()], ..Plan::default() };
        let settings = Settings::default();
        assert_eq!(update(&[], &[], root, settings).unwrap(), None, "nothing to start from");
        write(&[], root, settings).unwrap();
        let empty = content(root);

        let summary = update(&[plan], &[], root, settings).unwrap().unwrap();
        let names = content(root);
        let gone = empty.keys().filter(|path| !names.contains_key(*path)).count();
        assert_eq!((summary.files, summary.removed), (names.len(), gone));
        assert!(gone >= 8, "each of the eight columns has a row more, and another name");
        assert!(names.keys().any(|path| path.parent().is_some_and(|folder| folder.ends_with("t"))));

        update(&[], &[0], root, settings).unwrap().unwrap();
        assert_eq!(content(root), empty);
    }

    #[test]
    fn data_that_was_meddled_with_is_not_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let again = || write(&[], root, Settings::default()).unwrap();
        let updated = || update(&[], &[], root, Settings::default()).unwrap();
        again();
        assert!(updated().is_some());
        fs::write(root.join("static/find/x"), "").unwrap();
        assert!(updated().is_none());
        again();
        fs::write(root.join("static/find/entry.bin"), "").unwrap();
        assert!(updated().is_none());
        again();
        fs::write(kept_in(root), "PlK").unwrap();
        assert!(updated().is_none());
        again();
        assert!(updated().is_some());
    }
}
