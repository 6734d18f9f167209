//! Generated files on disk: what is asked for is there, what is not asked for any more is gone, and what stays the same is
//! neither made again nor touched.

mod ledger;
mod rows;

use std::path::Path;
use std::{fs, io};

use rayon::prelude::*;

use crate::tree::{Hash, Stamp, hash};
pub use ledger::{Inquiry, Kept, Ledger, Left, Line};
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
        let Summary { files, written, .. } = self.write(root, folder, ledger)?;
        Ok(Summary { files, written, removed: ledger.sweep(root, folder, parts)? })
    }

    /// Writes what is missing.
    pub fn write(&self, root: &Path, folder: &str, ledger: &mut Ledger) -> io::Result<Summary> {
        let known: &Ledger = ledger;
        let bring = |inquiry: &mut Inquiry, group: &Group| match group.kept(inquiry) {
            Some(kept) => Ok(Brought::Kept(kept)),
            None => group.write(root, folder, known).map(Brought::Written),
        };
        let groups = self.in_order().into_par_iter().map_init(|| known.inquiry(folder), bring);
        let mut summary = Summary::default();
        for group in groups.collect::<io::Result<Vec<_>>>()? {
            match group {
                Brought::Kept(files) => {
                    summary.files += files.len();
                    files.into_iter().for_each(|file| ledger.keep(file));
                }
                Brought::Written(files) => {
                    summary.files += files.len();
                    summary.written += files.iter().filter(|file| file.is_other).count();
                    files.into_iter().for_each(|file| file.note(ledger));
                }
            }
        }
        Ok(summary)
    }
}

/// The bytes of a file, and its rows if it is a file of rows.
type Made = (Vec<u8>, Option<Vec<Row>>);

/// Files of a group that are there now.
enum Brought {
    Kept(Vec<Kept>),
    Written(Vec<Written>),
}

/// A file that was written.
struct Written {
    /// Below the root.
    path: String,
    line: Line,
    /// If it is a file of rows.
    rows: Option<Vec<Row>>,
    /// Whether its bytes are other ones than before.
    is_other: bool,
}

impl Written {
    fn note(self, ledger: &mut Ledger) {
        if let Some(rows) = self.rows {
            ledger.note_rows(self.path.clone(), rows);
        }
        ledger.note(self.path, self.line);
    }
}

impl Group<'_> {
    /// Its files, if all of them are there, made from the same.
    fn kept(&self, inquiry: &mut Inquiry) -> Option<Vec<Kept>> {
        self.paths.iter().map(|path| inquiry.kept(path, self.from)).collect()
    }

    fn write(&self, root: &Path, folder: &str, ledger: &Ledger) -> io::Result<Vec<Written>> {
        let write = |(path, (bytes, rows)): (String, Made)| {
            let is_other = write_changed(&root.join(&path), &bytes)?;
            let stamp = Stamp::certain(hash(&bytes), &fs::metadata(root.join(&path))?);
            Ok(Written { path, line: Line::new(self.from, stamp, &bytes), rows, is_other })
        };
        let paths = self.paths.iter().map(|path| format!("{folder}/{path}"));
        paths.zip(self.bytes(root, folder, ledger)?).map(write).collect()
    }

    /// The bytes of each file, and its rows if it has any.
    fn bytes(&self, root: &Path, folder: &str, ledger: &Ledger) -> io::Result<Vec<Made>> {
        let rows = match &self.make {
            Make::Together(make) => return Ok(make().into_iter().map(|bytes| (bytes, None)).collect()),
            Make::Rows(rows) => rows,
        };
        let path = format!("{folder}/{}", self.paths[0]);
        let (bytes, rows) = match ledger.rows(&path) {
            Some(known) => rows.write(known, &fs::read(root.join(&path))?),
            None => rows.write(&[], &[]),
        };
        Ok(vec![(bytes, Some(rows))])
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
