//! Brings the other tree up to date by what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Job;
use super::record::Record;
use super::sources::Sources;
use crate::tree::{Hash, Stamp, Tree};

/// A file that the new tree is to have.
struct Wanted {
    hash: Hash,
    /// Where its bytes stand.
    at: PathBuf,
    /// Whether that place is the published tree, whose files never change and so may be linked.
    link: bool,
}

/// Makes the new tree, or says by `None` that this takes a full build. `live` is the published tree, `known` what is
/// remembered of the other.
pub fn assemble<E: From<io::Error>>(
    job: &Job,
    sources: &Sources,
    record: &Record,
    (live, known): (&Tree, &Tree),
    build: &impl Fn(&Path, &Path) -> Result<(), E>,
) -> Result<Option<Tree>, E> {
    let pages = sources.pages.difference(&record.pages);
    let data = sources.data.difference(&record.data);
    if pages.is_empty() && data.is_empty() {
        return Ok(Some(live.clone()));
    }
    let workshop = job.root.join(".planarium/tmp");
    fs::create_dir_all(&workshop)?;
    let workshop = tempfile::tempdir_in(workshop)?;
    let (root, out) = (workshop.path().join("root"), workshop.path().join("out"));
    if !pages.is_empty() {
        small_archive(job, sources, &pages, &root)?;
        if build(&root, &out).is_err() {
            // Pages may need each other after all; the full build knows, or says what is wrong.
            return Ok(None);
        }
    }
    let fresh = Tree::read(&out, &Tree::default(), |_| true)?;
    let changes = Changes { sources, record, pages: &pages, data: &data };
    let Some(wanted) = changes.wanted(job, live, &fresh, &out) else { return Ok(None) };
    Ok(Some(lay(&wanted, job.next, known)?))
}

/// Writes an archive of the changed pages, of all that is not generated, and of the generated pages that are only data for
/// others.
fn small_archive(job: &Job, sources: &Sources, changed: &[&str], root: &Path) -> io::Result<()> {
    let shared = sources.shared.files.keys();
    let data = sources.outputs.iter().filter(|(_, outputs)| outputs.is_empty()).map(|(path, _)| path);
    let changed = changed.iter().filter(|path| sources.outputs.contains_key(**path));
    let all: BTreeSet<&str> = shared.chain(data).map(String::as_str).chain(changed.copied()).collect();
    all.iter().try_for_each(|path| copy(&job.root.join(path), &root.join(path)))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).map(drop)
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
    /// The files of the new tree: those of `live`, with `fresh` (which stands in `out`) and the data laid over them.
    fn wanted(&self, job: &Job, live: &Tree, fresh: &Tree, out: &Path) -> Option<BTreeMap<String, Wanted>> {
        if !self.outputs_are_whole(fresh) {
            return None;
        }
        let from = |tree: &Tree, folder: &Path, link| {
            let files = tree.files.iter();
            let wanted = |(path, stamp): (&String, &Stamp)| {
                (path.clone(), Wanted { hash: stamp.hash, at: folder.join(path), link })
            };
            files.map(wanted).collect::<Vec<_>>()
        };
        let mut wanted: BTreeMap<String, Wanted> = from(live, job.live, true).into_iter().collect();
        for gone in self.pages.iter().filter_map(|page| self.record.outputs.get(*page)).flatten() {
            wanted.remove(gone);
        }
        wanted.extend(from(fresh, out, false));
        for source in self.data {
            let path = source.strip_prefix("static/").unwrap_or(source).to_string();
            match self.sources.data.hash_of(source) {
                Some(hash) => drop(wanted.insert(path, Wanted { hash, at: job.root.join(source), link: false })),
                None => drop(wanted.remove(&path)),
            }
        }
        Some(wanted)
    }

    /// Whether each changed page became what it should, and no two pages claim the same file.
    fn outputs_are_whole(&self, fresh: &Tree) -> bool {
        let mut all = BTreeSet::new();
        let distinct = self.sources.outputs.values().flatten().all(|output| all.insert(output));
        let changed = self.pages.iter().filter_map(|page| self.sources.outputs.get(*page)).flatten();
        distinct && changed.into_iter().all(|output| fresh.files.contains_key(output))
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
    let hashes = wanted.iter().map(|(path, wanted)| (path.clone(), wanted.hash)).collect();
    Tree::trust(next, hashes)
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
    if wanted.link && fs::hard_link(&wanted.at, to).is_ok() {
        return Ok(());
    }
    fs::copy(&wanted.at, to).map(drop)
}
