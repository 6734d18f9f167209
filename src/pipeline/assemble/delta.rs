//! Brings the other tree up to date by what changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Job;
use super::batches::{self, Made};
use super::record::Record;
use super::sources::Sources;
use crate::tree::{self, Hash, Stamp, Tree};

/// A file that the new tree is to have.
struct Wanted {
    hash: Hash,
    /// Where its bytes stand.
    at: PathBuf,
    place: Place,
}

/// Where the bytes of a file stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the published tree, whose files never change and so may be linked.
    Live,
    /// In the workshop, where nobody needs them any more.
    Workshop,
    /// In the archive.
    Archive,
}

/// Makes the new tree, or says by `None` that this takes a run of Zola on the whole archive. `live` is the published tree, made
/// from what is in the `record`; `known` what is remembered of the other. Where there is nothing, all has changed.
pub fn assemble<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    record: &Record,
    (live, known): (&Tree, &Tree),
    build: &(impl Fn(&Path, &Path) -> Result<(), E> + Sync),
) -> Result<Option<Tree>, E> {
    let pages = sources.pages.difference(&record.pages);
    let data = sources.data.difference(&record.data);
    if pages.is_empty() && data.is_empty() {
        return Ok(Some(live.clone()));
    }
    let workshop = workshop(job.root)?;
    let made = match pages.is_empty() {
        true => Some(Made::default()),
        // Where pages need each other after all, a run on all of them knows, or says what is wrong.
        false => batches::build(job, sources, &pages, workshop.path(), build)?,
    };
    let Some(made) = made else { return Ok(None) };
    if !sources.are_distinct() {
        return Ok(None);
    }
    let changes = Changes { sources, record, pages: &pages, data: &data };
    Ok(Some(lay(&changes.wanted(job, live, made), job.next, known)?))
}

/// An empty folder for Zola's work. What a run that was killed left there is removed.
fn workshop(root: &Path) -> io::Result<tempfile::TempDir> {
    let folder = root.join(".planarium/tmp");
    super::remove(&folder)?;
    fs::create_dir_all(&folder)?;
    tempfile::tempdir_in(folder)
}

struct Changes<'a> {
    sources: &'a Sources,
    record: &'a Record,
    /// Generated pages that are new, other or gone.
    pages: &'a [&'a str],
    /// Generated data that is new, other or gone.
    data: &'a [&'a str],
}

impl Changes<'_> {
    /// The files of the new tree: those of `live`, with what Zola made and the data laid over them.
    fn wanted(&self, job: &Job, live: &Tree, made: Made) -> BTreeMap<String, Wanted> {
        let kept = live.files.iter().map(|(path, stamp)| {
            (path.clone(), Wanted { hash: stamp.hash, at: job.live.join(path), place: Place::Live })
        });
        let mut wanted: BTreeMap<String, Wanted> = kept.collect();
        for gone in self.pages.iter().filter_map(|page| self.record.outputs.get(*page)).flatten() {
            wanted.remove(gone);
        }
        wanted.extend(made.into_iter().map(|(path, (hash, at))| (path, Wanted { hash, at, place: Place::Workshop })));
        for source in self.data {
            let path = source.strip_prefix("static/").unwrap_or(source).to_string();
            match self.sources.data.hash_of(source) {
                Some(hash) => {
                    drop(wanted.insert(path, Wanted { hash, at: job.root.join(source), place: Place::Archive }))
                }
                None => drop(wanted.remove(&path)),
            }
        }
        wanted
    }
}

/// Gives the tree in `next`, whatever it holds, exactly the files that are wanted.
fn lay(wanted: &BTreeMap<String, Wanted>, next: &Path, known: &Tree) -> io::Result<Tree> {
    let old = Tree::read(next, known, |_| true)?;
    for path in old.files.keys().filter(|path| !wanted.contains_key(*path)) {
        remove(next, path)?;
    }
    let missing: Vec<_> = wanted.iter().filter(|(path, wanted)| old.hash_of(path) != Some(wanted.hash)).collect();
    missing.par_iter().try_for_each(|(path, wanted)| place(wanted, &next.join(path)))?;
    let begun = tree::now();
    let stamp = |(path, wanted): (&String, &Wanted)| {
        let stamp = match old.files.get(path).filter(|stamp| stamp.hash == wanted.hash) {
            Some(stamp) => *stamp,
            None => Stamp::new(wanted.hash, &fs::metadata(next.join(path))?, begun),
        };
        Ok((path.clone(), stamp))
    };
    let files = wanted.par_iter().map(stamp).collect::<io::Result<Vec<_>>>()?;
    Ok(Tree { files: files.into_iter().collect() })
}

/// Removes a file, and the folders that it leaves empty.
fn remove(next: &Path, path: &str) -> io::Result<()> {
    let file = next.join(path);
    fs::remove_file(&file)?;
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != next) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn place(wanted: &Wanted, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let is_done = match wanted.place {
        Place::Live => fs::hard_link(&wanted.at, to).is_ok(),
        Place::Workshop => fs::rename(&wanted.at, to).is_ok(),
        Place::Archive => false,
    };
    // Across file systems there are copies only.
    if is_done { Ok(()) } else { fs::copy(&wanted.at, to).map(drop) }
}
