//! Runs Zola on some of the pages, in batches, so that its memory does not grow with their number.
//!
//! Each batch is a small archive: its pages, all that is not generated, and the generated pages that are only data for
//! others. What Zola makes of the latter two must be the same in every batch.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

use super::Job;
use super::outputs::Outputs;
use super::sources::Sources;
use crate::tree::{Hash, Tree};

/// Runs of Zola at a time. Each renders with all cores, and reads and writes with one.
const AT_ONCE: usize = 2;

/// Files that Zola made: of each a hash and where it stands.
pub type Made = BTreeMap<String, (Hash, PathBuf)>;

/// Builds those of the `changed` pages that are still there, in folders below `workshop`. `None` where that takes a run on
/// all pages together: a batch is refused, lacks a page, or makes something of its own that is no page.
pub fn build<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    changed: &[&str],
    workshop: &Path,
    build: &(impl Fn(&Path, &Path) -> Result<(), E> + Sync),
) -> Result<Option<Made>, E> {
    let mut made = Made::default();
    let mut shared: Option<Made> = None;
    for some in batches(job, sources, changed).chunks(AT_ONCE) {
        let work = |batch: &Vec<&str>| -> Result<Option<(Made, Made)>, E> {
            let place = tempfile::tempdir_in(workshop)?.keep();
            let (root, out) = (place.join("root"), place.join("out"));
            small_archive(job, sources, batch, &root)?;
            let outputs = batch.iter().filter_map(|page| sources.outputs.get(page)).flat_map(Outputs::files);
            Ok(build(&root, &out).is_ok().then(|| of_pages(&out, outputs)).transpose()?.flatten())
        };
        for batch in at_once(some, work) {
            let batch = batch?;
            let Some((pages, rest)) = batch else { return Ok(None) };
            if shared.as_ref().is_some_and(|shared| !are_same(shared, &rest)) {
                return Ok(None);
            }
            made.extend(pages);
            shared.get_or_insert(rest);
        }
    }
    made.extend(shared.unwrap_or_default());
    Ok(Some(made))
}

/// Works on each item in a thread of its own, which mostly waits.
fn at_once<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = items.iter().map(|item| scope.spawn(move || work(item))).collect();
        // A thread that panicked has found a bug: the panic goes on here.
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// The pages to build, cut where the next page would make a batch too large. Without any page, one batch makes the rest.
fn batches<'a>(job: &Job, sources: &Sources, changed: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut batches = vec![Vec::new()];
    let mut room = job.batch;
    for page in changed.iter().filter(|page| sources.is_rendered(page)) {
        let size = sources.pages.files.get(page).map_or(0, |stamp| stamp.size);
        if size > room && batches.last().is_some_and(|batch| !batch.is_empty()) {
            batches.push(Vec::new());
            room = job.batch;
        }
        room = room.saturating_sub(size);
        batches.last_mut().into_iter().for_each(|batch| batch.push(*page));
    }
    batches
}

/// Writes an archive of some pages and of what all batches share. Pages are linked to; what templates load by its path is
/// copied, as Zola loads nothing from outside its archive.
fn small_archive(job: &Job, sources: &Sources, pages: &[&str], root: &Path) -> io::Result<()> {
    let place = |path: &str, put: &dyn Fn(&Path, &Path) -> io::Result<()>| {
        let to = root.join(path);
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        put(&job.root.join(path), &to)
    };
    let data = sources.outputs.iter().filter(|(_, outputs)| outputs.is_empty()).map(|(path, _)| path);
    for path in sources.shared.files.keys().chain(data) {
        place(path, &|from, to| fs::copy(from, to).map(drop))?;
    }
    pages.iter().try_for_each(|path| place(path, &|from, to| symlink(std::path::absolute(from)?, to)))
}

/// The files in `out`: those that the pages became, and the rest. `None` where one is missing.
fn of_pages<'a>(out: &Path, outputs: impl Iterator<Item = &'a str>) -> io::Result<Option<(Made, Made)>> {
    let tree = Tree::read(out, &Tree::default(), |_| true)?;
    let files = tree.files.iter();
    let mut rest: Made = files.map(|(path, stamp)| (path.to_owned(), (stamp.hash, out.join(path)))).collect();
    let pages: Option<Made> = outputs.map(|output| rest.remove_entry(output)).collect();
    Ok(pages.map(|pages| (pages, rest)))
}

fn are_same(one: &Made, other: &Made) -> bool {
    let hashes = |made: &Made| made.iter().map(|(path, (hash, _))| (path.clone(), *hash)).collect::<Vec<_>>();
    hashes(one) == hashes(other)
}
