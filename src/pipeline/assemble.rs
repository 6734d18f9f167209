//! Makes the finished site beside the published one, at a cost in proportion to what changed.
//!
//! Two trees alternate. The published one is read only; the other, one build behind, is brought up to date and then takes
//! its place (see [`super::publish`]). Where nothing but generated pages and data changed since the published tree was made,
//! Zola builds a small site of the changed pages and of those written by hand, and the result is laid over the rest; page
//! templates are pure functions of one page, so it is byte for byte what a full build gives. In every other case, and
//! whenever anything does not fit, the whole site is built: of many pages in the same way, as if nothing were there yet.

mod batches;
mod delta;
mod outputs;
mod record;
mod sources;

use std::fs;
use std::io;
use std::path::Path;

use crate::cache::Cache;
use crate::tree::Tree;
use record::Record;
use sources::Sources;

/// What to make, and from what.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The archive.
    pub root: &'a Path,
    /// Prefixes of files below `root` that are written anew in each run: pages below `content/`, data below `static/`.
    /// Data is not looked at by any template.
    pub generated: &'a [&'a str],
    /// What is known of these files already; only the others are looked at.
    pub known: &'a Tree,
    /// What is remembered from run to run.
    pub cache: &'a Cache,
    /// The published tree; it may be absent.
    pub live: &'a Path,
    /// The other tree; it may be absent.
    pub next: &'a Path,
    /// All else that the pages depend on: the base address, the versions of the tools.
    pub key: &'a str,
    /// Bytes of generated pages that Zola is given at a time, about.
    pub batch: u64,
}

/// What stands before anything is made.
pub struct Before {
    /// What is remembered of the published tree.
    record: Option<Record>,
    live: Tree,
    /// The other tree. Without a record it is of no use, and not looked at.
    next: Tree,
}

impl Before {
    /// Looks at the published tree and at the other one; either may be absent.
    pub fn look(cache: &Cache, live: &Path, next: &Path) -> io::Result<Before> {
        let Some(record) = Record::load(cache, live) else {
            let live = Tree::read(live, &Tree::default(), |_| true)?;
            return Ok(Before { record: None, live, next: Tree::default() });
        };
        let live = Tree::read(live, &record.files, |_| true)?;
        let next = Tree::read_beside(next, &record.of_other(next), &live)?;
        Ok(Before { record: Some(record), live, next })
    }
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// The finished site, which stands in [`Job::next`] if anything changed.
    pub tree: Tree,
    /// The published tree.
    pub live: Tree,
    /// Files that are new, other or gone compared with the published tree; sorted.
    pub changed: Vec<String>,
    /// Whether the whole site was built.
    pub full: bool,
}

/// Makes the site. `build` runs Zola on a root (first path) into a folder that does not exist (second path).
pub fn assemble<E: From<io::Error> + Send>(
    job: &Job,
    before: Before,
    build: impl Fn(&Path, &Path) -> Result<(), E> + Sync,
) -> Result<Assembled, E> {
    let Before { record, live, next } = before;
    let sources = Sources::read(job, record.as_ref())?;
    let made = match record.filter(|record| record.fits(&sources, &live)) {
        Some(record) => delta::assemble(job, &sources, &record, (&live, next), &build)?,
        None => None,
    };
    let full = made.is_none();
    let tree = match made {
        Some(tree) => tree,
        None => whole(job, &sources, &build)?,
    };
    let changed: Vec<String> = tree.difference(&live).into_iter().map(str::to_string).collect();
    let (tree, live) = match (changed.is_empty(), full) {
        (false, _) => {
            let record = Record::new(sources, tree, (job.live, &live));
            record.save(job.cache, [job.next, job.live])?;
            (record.files, live)
        }
        // The published tree turned out to be the very same: the next change need not build the whole again.
        (true, true) => {
            let record = Record::new(sources, live, (job.next, &tree));
            record.save(job.cache, [job.live, job.next])?;
            (tree, record.files)
        }
        (true, false) => (tree, live),
    };
    Ok(Assembled { tree, live, changed, full })
}

/// Makes the whole site: in one run of Zola, or in several where there are many pages and these do not need each other.
fn whole<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    build: &(impl Fn(&Path, &Path) -> Result<(), E> + Sync),
) -> Result<Tree, E> {
    let nothing = Tree::default();
    remove(job.next)?;
    if sources.page_bytes() > job.batch
        && let Some(tree) = delta::assemble(job, sources, &Record::default(), (&nothing, Tree::default()), build)?
    {
        return Ok(tree);
    }
    build(job.root, job.next)?;
    Ok(Tree::read(job.next, &nothing, |_| true)?)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
