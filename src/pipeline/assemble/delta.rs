//! Brings the other tree up to date by what changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::TempDir;

use super::Job;
use super::batches::{self, Made};
use super::outputs::Outputs;
use super::record::{Record, Stands};
use super::sources::Sources;
use crate::tree::{self, Hash, Open, Stamp, Tree};

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

/// What became of the pages that differ from those of a record.
pub struct Pages {
    made: Made,
    /// Where they stand, as long as this is there.
    _workshop: Option<TempDir>,
}

/// Has Zola make the pages that differ from those in the `record`; all where it is empty. `None` where this takes a run of Zola
/// on the whole archive.
pub fn render<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    record: &Record,
    build: &(impl Fn(&Path, &Path) -> Result<(), E> + Sync),
) -> Result<Option<Pages>, E> {
    let pages = sources.pages.difference(&record.pages);
    if pages.is_empty() {
        return Ok(Some(Pages { made: Made::default(), _workshop: None }));
    }
    let workshop = workshop(job.root)?;
    // Where pages need each other after all, a run on all of them knows, or says what is wrong.
    let made = batches::build(job, sources, &pages, workshop.path(), build)?;
    Ok(made.map(|made| Pages { made, _workshop: Some(workshop) }))
}

/// Makes the new tree of rendered pages and of data, or says by `None` that this takes a run of Zola on the whole archive. `live`
/// is the published tree, made from what is in the `record`; `next` the other. Where there is nothing, all has changed.
pub fn lay(
    job: &Job,
    sources: &Sources,
    record: &Record,
    (live, next): (&Tree, Tree),
    rendered: &Pages,
) -> io::Result<Option<Tree>> {
    let pages = sources.pages.difference(&record.pages);
    let data = sources.data.difference(&record.data);
    if pages.is_empty() && data.is_empty() {
        return Ok(Some(live.clone()));
    }
    if !sources.are_distinct() {
        return Ok(None);
    }
    let gone = pages.iter().filter_map(|page| record.outputs.get(page)).flat_map(Outputs::files);
    let mut changes: Changes = gone.map(|output| (output.to_owned(), None)).collect();
    let made = rendered.made.iter();
    changes.extend(made.map(|(path, (hash, at))| (path.clone(), Some((*hash, Place::Workshop(at.clone()))))));
    changes.extend(data.into_iter().map(|source| of_data(job, sources, source)));
    put_all(changes, (job.live, live), (job.next, next)).map(Some)
}

/// Makes the tree `next` the same as the published one, of which it may hold anything; what it is then.
pub fn follow((folder, live): Stands, (next, before): (&Path, Tree)) -> io::Result<Tree> {
    fs::create_dir_all(next)?;
    put_all(Changes::new(), (folder, live), (next, before))
}

/// An empty folder for Zola's work. What a run that was killed left there is removed.
fn workshop(root: &Path) -> io::Result<TempDir> {
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

/// Gives the tree in the folder `to`, whatever it holds, exactly the files of `live` with the changes laid over them.
fn put_all(mut changes: Changes, (from, live): Stands, (to, mut next): (&Path, Tree)) -> io::Result<Tree> {
    let stale = live.difference(&next).into_iter().filter(|path| !changes.contains_key(*path)).map(str::to_owned);
    let as_live = |path: String| {
        let place = live.hash_of(&path).map(|hash| (hash, Place::Live(from.join(&path))));
        (path, place)
    };
    let stale: Vec<_> = stale.map(as_live).collect();
    changes.extend(stale);
    changes.retain(|path, change| change.as_ref().map(|change| change.0) != next.hash_of(path));
    let gone: Vec<&String> = changes.iter().filter(|(_, change)| change.is_none()).map(|(path, _)| path).collect();
    gone.par_iter().try_for_each(|path| remove(to, path))?;
    let wanted: Vec<_> = changes.iter().filter_map(|(path, change)| Some((path, change.as_ref()?))).collect();
    let others = move_folders(&wanted, to);
    others.par_iter().try_for_each(|(path, (_, place))| put(place, &to.join(path)))?;
    let (begun, open) = (tree::now(), Open::new(to)?);
    let stamp = |&(path, (hash, _)): &Wanted| Ok((path.clone(), Some(Stamp::new(*hash, open.look(path)?, begun))));
    let put = wanted.par_iter().map(stamp).collect::<io::Result<Vec<_>>>()?;
    let gone = gone.into_iter().map(|path| (path.clone(), None));
    next.files.change(put.into_iter().chain(gone));
    next.folders.look_again(to, changes.keys().map(String::as_str));
    Ok(next)
}

/// A file of the new tree: its path, its hash, and where its bytes stand.
type Wanted<'a> = (&'a String, &'a (Hash, Place));

/// Moves folders from the workshop to where none is yet, each with all that is in it, which costs far less than file by file.
/// Gives the files that remain to be put.
fn move_folders<'a>(wanted: &[Wanted<'a>], next: &Path) -> Vec<Wanted<'a>> {
    let mut moved: Option<&Path> = None;
    let mut others = Vec::new();
    for (path, change) in wanted {
        let from = match &change.1 {
            Place::Workshop(at) => at.parent(),
            _ => None,
        };
        if from.zip(moved).is_some_and(|(from, moved)| from.starts_with(moved)) {
            continue;
        }
        match (from, path.rsplit_once('/')) {
            (Some(from), Some((folder, _))) if move_folder(from, &next.join(folder)) => moved = Some(from),
            _ => others.push((*path, *change)),
        }
    }
    others
}

fn move_folder(from: &Path, to: &Path) -> bool {
    let is_free = !to.exists() && to.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok());
    is_free && fs::rename(from, to).is_ok()
}

/// Removes a file, and the folders that it leaves empty. The last of several threads finds a folder empty.
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
    match place {
        Place::Live(at) => put_by_name(at, to, |at, to| fs::hard_link(at, to)),
        Place::Workshop(at) => put_by_name(at, to, |at, to| fs::rename(at, to)),
        Place::Archive(at) => copy(at, to),
    }
}

/// Gives a file a name without a look at its bytes. Across file systems there are copies only.
fn put_by_name(at: &Path, to: &Path, name: fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let Err(error) = name(at, to) else { return Ok(()) };
    match error.kind() {
        io::ErrorKind::NotFound => to.parent().map_or(Ok(()), fs::create_dir_all)?,
        _ => remove_file(to)?,
    }
    name(at, to).or_else(|_| copy(at, to))
}

/// Never writes into a file that is there: the published tree may have it, too.
fn copy(at: &Path, to: &Path) -> io::Result<()> {
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    remove_file(to)?;
    fs::copy(at, to).map(drop)
}

fn remove_file(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
