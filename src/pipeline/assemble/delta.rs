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

/// Where the bytes of a file stand that the new tree is to have.
enum Place {
    /// In the published tree, whose files never change and so may be linked.
    Live(PathBuf),
    /// In the workshop, where nobody needs them any more.
    Workshop(PathBuf),
    /// In the archive.
    Archive(PathBuf),
}

/// The new tree, by what tells it from the published one: of each file the hash and where its bytes stand, `None` where it is
/// gone.
type Changes = BTreeMap<String, Option<(Hash, Place)>>;

/// Makes the new tree, or says by `None` that this takes a run of Zola on the whole archive. `live` is the published tree, made
/// from what is in the `record`; `next` the other. Where there is nothing, all has changed.
pub fn assemble<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    record: &Record,
    (live, next): (&Tree, Tree),
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
    let gone = pages.iter().filter_map(|page| record.outputs.get(*page)).flatten();
    let mut changes: Changes = gone.map(|output| (output.clone(), None)).collect();
    changes.extend(made.into_iter().map(|(path, (hash, at))| (path, Some((hash, Place::Workshop(at))))));
    changes.extend(data.into_iter().map(|source| of_data(job, sources, source)));
    Ok(Some(lay(changes, job, live, next)?))
}

/// An empty folder for Zola's work. What a run that was killed left there is removed.
fn workshop(root: &Path) -> io::Result<tempfile::TempDir> {
    let folder = root.join(".planarium/tmp");
    super::remove(&folder)?;
    fs::create_dir_all(&folder)?;
    tempfile::tempdir_in(folder)
}

/// What becomes of a file of data, which is copied as it is.
fn of_data(job: &Job, sources: &Sources, source: &str) -> (String, Option<(Hash, Place)>) {
    let path = source.strip_prefix("static/").unwrap_or(source).to_owned();
    (path, sources.data.hash_of(source).map(|hash| (hash, Place::Archive(job.root.join(source)))))
}

/// Gives the tree in the folder `next`, whatever it holds, exactly the files of `live` with the changes laid over them.
fn lay(mut changes: Changes, job: &Job, live: &Tree, mut next: Tree) -> io::Result<Tree> {
    let stale = live.difference(&next).into_iter().filter(|path| !changes.contains_key(*path)).map(str::to_owned);
    let as_live = |path: String| {
        let place = live.hash_of(&path).map(|hash| (hash, Place::Live(job.live.join(&path))));
        (path, place)
    };
    let stale: Vec<_> = stale.map(as_live).collect();
    changes.extend(stale);
    changes.retain(|path, change| change.as_ref().map(|change| change.0) != next.hash_of(path));
    for (path, _) in changes.iter().filter(|(_, change)| change.is_none()) {
        remove(job.next, path)?;
        next.files.remove(path);
    }
    let wanted: Vec<_> = changes.iter().filter_map(|(path, change)| Some((path, change.as_ref()?))).collect();
    wanted.par_iter().try_for_each(|(path, (_, place))| put(place, &job.next.join(path)))?;
    let begun = tree::now();
    let stamp = |(path, (hash, _)): &(&String, &(Hash, Place))| {
        Ok(((*path).clone(), Stamp::new(*hash, &fs::metadata(job.next.join(path))?, begun)))
    };
    next.files.extend(wanted.par_iter().map(stamp).collect::<io::Result<Vec<_>>>()?);
    next.folders.look_again(job.next, changes.keys().map(String::as_str));
    Ok(next)
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

/// Puts a file where its bytes are wanted.
fn put(place: &Place, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let (at, is_done) = match place {
        Place::Live(at) => (at, fs::hard_link(at, to).is_ok()),
        Place::Workshop(at) => (at, fs::rename(at, to).is_ok()),
        Place::Archive(at) => (at, false),
    };
    // Across file systems there are copies only.
    if is_done { Ok(()) } else { fs::copy(at, to).map(drop) }
}
