//! Generated files on disk: what is asked for is there, what is not asked for any more is gone, and what stays the same is
//! neither made again nor touched.

mod ledger;
mod rows;

use std::path::Path;
use std::{fs, io};

use rayon::prelude::*;

use crate::tree::{Hash, Stamp, hash};
pub use ledger::{Ledger, Left, Line};
use rows::Row;
pub use rows::Rows;

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

/// How the bytes of files are made.
enum Make<'a> {
    Together(Box<dyn Fn() -> Vec<Vec<u8>> + Send + Sync + 'a>),
    Rows(Rows<'a>),
}

/// Files that are made together.
struct Group<'a> {
    /// Their paths below a folder, `/` between parts, in the order in which they are made.
    paths: Vec<String>,
    /// Hash of all that they are made from.
    from: Hash,
    make: Make<'a>,
}

/// Generated files.
#[derive(Default)]
pub struct Files<'a> {
    /// In the order in which they were added.
    groups: Vec<Group<'a>>,
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
        self.add_together(vec![path.into()], from, move || vec![make().into()]);
    }

    /// Adds files that are made together where one of them is missing; `make` gives their bytes in the order of the paths.
    pub fn add_together(&mut self, paths: Vec<String>, from: Hash, make: impl Fn() -> Vec<Vec<u8>> + Send + Sync + 'a) {
        self.groups.push(Group { paths, from, make: Make::Together(Box::new(make)) });
    }

    /// Adds a file of many rows. Rows that the file on disk has already are taken from it.
    pub fn add_rows(&mut self, path: impl Into<String>, rows: Rows<'a>) {
        self.groups.push(Group { paths: vec![path.into()], from: rows.digest(), make: Make::Rows(rows) });
    }

    /// The files that `add` adds for each of many, by several threads.
    pub fn of_each<T: Sync>(all: &[T], add: impl Fn(&T, &mut Files<'a>) + Sync) -> Files<'a> {
        let added = all.par_iter().fold(Files::default, |mut files, one| {
            add(one, &mut files);
            files
        });
        added.reduce(Files::default, |mut one, other| {
            one.append(other);
            one
        })
    }

    /// Adds other files; those of the same path are replaced.
    pub fn append(&mut self, mut other: Files<'a>) {
        self.groups.append(&mut other.groups);
    }

    /// The groups by their first path; of those with the same the last.
    fn in_order(&self) -> Vec<&Group<'a>> {
        let mut groups: Vec<&Group> = self.groups.iter().rev().collect();
        groups.sort_by_key(|group| group.paths.first());
        groups.dedup_by_key(|group| group.paths.first());
        groups
    }

    /// Brings `folder` below `root` up to date. `parts` of it hold generated files and nothing else, if this is all of them.
    pub fn sync(&self, root: &Path, folder: &str, parts: &[&str], ledger: &mut Ledger) -> io::Result<Summary> {
        let written = self.write(root, folder, ledger)?;
        let removed = ledger.sweep(root, folder, parts)?;
        Ok(Summary { files: self.in_order().iter().map(|group| group.paths.len()).sum(), written, removed })
    }

    /// Writes what is missing; how many files that were.
    pub fn write(&self, root: &Path, folder: &str, ledger: &mut Ledger) -> io::Result<usize> {
        let known: &Ledger = ledger;
        let bring = |group: &&Group| match group.is_kept(folder, known) {
            true => Ok(group.paths(folder).map(|path| Brought { path, written: None }).collect()),
            false => group.write(root, folder, known),
        };
        let groups = self.in_order().par_iter().map(bring).collect::<io::Result<Vec<Vec<_>>>>()?;
        let mut count = 0;
        for Brought { path, written } in groups.into_iter().flatten() {
            match written {
                None => ledger.keep(&path),
                Some((line, is_other)) => {
                    count += usize::from(is_other);
                    ledger.note(path, line);
                }
            }
        }
        Ok(count)
    }
}

/// A file that is there now.
struct Brought {
    /// Below the root.
    path: String,
    /// Its line, and whether its bytes are other ones than before; `None` where it was kept.
    written: Option<(Line, bool)>,
}

impl Group<'_> {
    fn paths(&self, folder: &str) -> impl Iterator<Item = String> {
        self.paths.iter().map(move |path| format!("{folder}/{path}"))
    }

    /// Whether all of its files are there, made from the same.
    fn is_kept(&self, folder: &str, ledger: &Ledger) -> bool {
        self.paths(folder).all(|path| ledger.is_kept(&path, self.from))
    }

    fn write(&self, root: &Path, folder: &str, ledger: &Ledger) -> io::Result<Vec<Brought>> {
        let write = |(path, (bytes, rows)): (String, (Vec<u8>, Vec<Row>))| {
            let is_other = write_changed(&root.join(&path), &bytes)?;
            let stamp = Stamp::certain(hash(&bytes), &fs::metadata(root.join(&path))?);
            Ok(Brought { path, written: Some((Line::new(self.from, stamp, &bytes, rows), is_other)) })
        };
        self.paths(folder).zip(self.bytes(root, folder, ledger)?).map(write).collect()
    }

    /// The bytes of each file, and its rows if it has any.
    fn bytes(&self, root: &Path, folder: &str, ledger: &Ledger) -> io::Result<Vec<(Vec<u8>, Vec<Row>)>> {
        let rows = match &self.make {
            Make::Together(make) => return Ok(make().into_iter().map(|bytes| (bytes, Vec::new())).collect()),
            Make::Rows(rows) => rows,
        };
        let path = format!("{folder}/{}", self.paths[0]);
        Ok(vec![match ledger.untouched(&path) {
            Some(line) => rows.write(&line.rows, &fs::read(root.join(&path))?),
            None => rows.write(&[], &[]),
        }])
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
