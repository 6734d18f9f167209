//! Makes the finished site beside the published one, at a cost in proportion to what changed.
//!
//! Two trees alternate. The published one is read only; the other, one build behind, is brought up to date and then takes
//! its place (see [`super::publish`]). Where nothing but generated pages and data changed since the published tree was made,
//! Zola builds a small site of the changed pages and of those written by hand, and the result is laid over the rest; page
//! templates are pure functions of one page, so it is byte for byte what a full build gives. In every other case, and
//! whenever anything does not fit, the whole site is built: of many pages in the same way, as if nothing were there yet.
//! When it is published, the other tree is made the same at once, so that the first edit costs no more than those after it.

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
use delta::Pages;
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

/// The pages that Zola made while other things were still at work, as far as these did not matter to it.
pub struct Rendered {
    sources: Sources,
    /// `None` where it takes a run on the whole archive, with its data.
    pages: Option<Pages>,
    /// All pages, or those that differ from the record's.
    are_all: bool,
}

/// What was made.
pub struct Assembled {
    /// The finished site, which stands in [`Job::next`] if anything changed.
    pub tree: Tree,
    /// The published tree.
    pub live: Tree,
    /// Files that are new, other or gone compared with the published tree; sorted.
    pub changed: Vec<String>,
    /// Whether the whole site was built.
    pub full: bool,
    sources: Sources,
}

impl Assembled {
    /// Remembers what was made for the next build, before the two trees change places.
    pub fn keep(&self, cache: &Cache, next: &Path, live: &Path) -> io::Result<()> {
        let (new, published) = ((next, &self.tree), (live, &self.live));
        match (self.changed.is_empty(), self.full) {
            (false, _) => record::save(cache, &self.sources, new, published),
            // The published tree turned out to be the very same: the next change need not build the whole again.
            (true, true) => record::save(cache, &self.sources, published, new),
            (true, false) => Ok(()),
        }
    }

    /// Makes the other tree the same as the published one, after the two have changed places: an edit then costs no more after
    /// the whole was built than after another edit. Files of both are one, and so have one stamp.
    pub fn follow(&self, cache: &Cache, live: &Path, next: &Path) -> io::Result<()> {
        let before = Tree::read(next, &self.live, |_| true)?;
        let other = delta::follow((live, &self.tree), (next, before))?;
        let linked = self.tree.files.iter().filter_map(|(path, stamp)| {
            let other = other.files.get(path).filter(|other| stamp.is_same_file(other))?;
            Some((path, *other))
        });
        let mut own = self.tree.clone();
        own.files.extend(linked);
        record::save(cache, &self.sources, (live, &own), (next, &other))
    }
}

/// Makes the pages that differ from those of the record, or all where it does not fit; `known` are the generated pages.
/// `build` runs Zola on a root (first path) into a folder that does not exist (second path).
pub fn render<E: From<io::Error> + Send>(
    job: &Job,
    before: &Before,
    known: &Tree,
    build: impl Fn(&Path, &Path) -> Result<(), E> + Sync,
) -> Result<Rendered, E> {
    let sources = Sources::read(job, known, before.record.as_ref())?;
    let record = before.record.as_ref().filter(|record| record.fits(&sources, &before.live));
    let pages = match record {
        Some(record) => delta::render(job, &sources, record, &build)?,
        None => {
            // The other tree is of no use then. To remove it is to wait for the disk, and Zola has better to do.
            let mut removed = Ok(());
            let pages = std::thread::scope(|scope| {
                scope.spawn(|| removed = remove(job.next));
                all_pages(job, &sources, &build)
            });
            removed?;
            pages?
        }
    };
    Ok(Rendered { sources, pages, are_all: record.is_none() })
}

/// Makes the site of what was rendered and of the generated data, of which `known` is known.
pub fn assemble<E: From<io::Error> + Send>(
    job: &Job,
    before: Before,
    rendered: Rendered,
    known: &Tree,
    build: impl Fn(&Path, &Path) -> Result<(), E> + Sync,
) -> Result<Assembled, E> {
    let Before { record, live, next } = before;
    let Rendered { mut sources, pages, are_all } = rendered;
    sources.read_data(job, known, record.as_ref())?;
    let made = match (record, &pages) {
        (Some(record), Some(pages)) if !are_all => delta::lay(job, &sources, &record, (&live, next), pages)?,
        _ => None,
    };
    let full = made.is_none();
    let tree = match made {
        Some(tree) => tree,
        // Where all pages were refused already, they are not tried again.
        None if are_all => whole(job, &sources, pages, &build)?,
        None => whole(job, &sources, all_pages(job, &sources, &build)?, &build)?,
    };
    let changed: Vec<String> = tree.difference(&live).into_iter().map(str::to_string).collect();
    Ok(Assembled { tree, live, changed, full, sources })
}

/// All pages, where they are many and do not need each other.
fn all_pages<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    build: &(impl Fn(&Path, &Path) -> Result<(), E> + Sync),
) -> Result<Option<Pages>, E> {
    match sources.page_bytes() > job.batch {
        true => delta::render(job, sources, &Record::default(), build),
        false => Ok(None),
    }
}

/// Makes the whole site: of all its pages, where they could be rendered by themselves, otherwise in one run of Zola.
fn whole<E: From<io::Error> + Send>(
    job: &Job,
    sources: &Sources,
    pages: Option<Pages>,
    build: &(impl Fn(&Path, &Path) -> Result<(), E> + Sync),
) -> Result<Tree, E> {
    let nothing = Tree::default();
    remove(job.next)?;
    if let Some(pages) = pages
        && let Some(tree) = delta::lay(job, sources, &Record::default(), (&nothing, Tree::default()), &pages)?
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
