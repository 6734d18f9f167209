//! Generated files on disk: what is asked for is there, what is not asked for any more is gone, and what stays the same is
//! neither made again nor touched.

mod ledger;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use rayon::prelude::*;

use crate::tree::{Hash, Stamp, hash};
pub use ledger::{Ledger, Line};

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

/// Makes the bytes of a file.
type Make<'a> = Box<dyn Fn() -> Vec<u8> + Send + Sync + 'a>;

/// Generated files by their path below a folder, `/` between parts: of each a hash of all that it is made from, and how.
#[derive(Default)]
pub struct Files<'a> {
    files: BTreeMap<String, (Hash, Make<'a>)>,
}

impl<'a> Files<'a> {
    /// Adds a file; one of the same path is replaced.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        self.add_from(path, hash(&bytes), move || bytes.clone());
    }

    /// Adds a file that is made only if it is not there yet, made from the same.
    pub fn add_from<B: Into<Vec<u8>>>(
        &mut self,
        path: impl Into<String>,
        from: Hash,
        make: impl Fn() -> B + Send + Sync + 'a,
    ) {
        self.files.insert(path.into(), (from, Box::new(move || make().into())));
    }

    /// The paths of files that would have to be made. `folder` stands below `root`, by whose paths the ledger goes.
    pub fn missing(&self, root: &Path, folder: &str, ledger: &Ledger) -> Vec<&str> {
        let missing = |(path, (from, _)): &(&String, &(Hash, Make))| {
            ledger.kept(root, &format!("{folder}/{path}"), *from).is_none()
        };
        self.files.par_iter().filter(missing).map(|(path, _)| path.as_str()).collect()
    }

    /// Brings `folder` below `root` up to date. `parts` of it hold generated files and nothing else, if this is all of them.
    pub fn sync(&self, root: &Path, folder: &str, parts: &[&str], ledger: &mut Ledger) -> io::Result<Summary> {
        let written = self.write(root, folder, ledger)?;
        let removed = ledger.sweep(root, folder, parts)?;
        Ok(Summary { files: self.files.len(), written, removed })
    }

    /// Writes what is missing; how many files that were.
    pub fn write(&self, root: &Path, folder: &str, ledger: &mut Ledger) -> io::Result<usize> {
        let bring = |(path, (from, make)): (&String, &(Hash, Make))| {
            let path = format!("{folder}/{path}");
            if let Some(line) = ledger.kept(root, &path, *from) {
                return Ok((path, line, false));
            }
            let bytes = make();
            let written = write_changed(&root.join(&path), &bytes)?;
            let stamp = Stamp::certain(hash(&bytes), &fs::metadata(root.join(&path))?);
            Ok((path, Line::new(*from, stamp, &bytes), written))
        };
        let lines = self.files.par_iter().map(bring).collect::<io::Result<Vec<_>>>()?;
        let written = lines.iter().filter(|line| line.2).count();
        lines.into_iter().for_each(|(path, line, _)| ledger.note(path, line));
        Ok(written)
    }
}

/// Writes a file unless it already holds these bytes; says whether it did.
pub fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<bool> {
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
