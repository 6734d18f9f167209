//! Writes all that Zola and staff's search need, and remembers what stands there, so that only what changed is made again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use finder::write::Settings;
use rayon::prelude::*;

use super::batches::{in_batches, near_each_other};
use super::documents::Reader;
use super::exchange::About;
use super::index::Held;
use super::run::Run;
use super::{Error, Stage, exchange, index, pages, search_data};
use crate::archive::{Archive, Entry};
use crate::attachments;
use crate::cache::Cache;
use crate::config::Site;
use crate::generated::Ledger;
use crate::search_text;
use crate::tree::{Hash, Tree};
use crate::ways::ways;

/// The indexes are written anew where more than one in so many plans changed.
const FEW: usize = 8;

/// What the indexes hold, and their files.
type Indexed = (BTreeMap<String, Held>, Tree);

/// Writes staff's index, in place where little changed.
pub fn for_staff(
    site: &Site,
    archive: &mut Archive,
    reader: &Reader,
    cache: &Cache,
    run: &mut Run,
) -> Result<(), Error> {
    let folder = site.index();
    let (known, files): Indexed = cache.load("index").unwrap_or_default();
    let before = Tree::read(&folder, &files, |_| true)?;
    let known = if before.difference(&files).is_empty() { known } else { BTreeMap::new() };
    let now = index::held(archive);
    let changed: Vec<&Entry> =
        archive.entries.iter().filter(|entry| now.get(&entry.id) != known.get(&entry.id)).collect();
    let gone = known.keys().filter(|id| !now.contains_key(*id)).count();
    if changed.is_empty() && gone == 0 && !known.is_empty() {
        return Ok(());
    }
    let is_little = changed.len() + gone <= known.len() / FEW;
    let places: Vec<usize> = changed.iter().map(|entry| entry.document).collect();
    let total = if is_little { places.len() } else { archive.entries.len() };
    run.stage(Stage::Index, Some(total), |watch| match is_little {
        true => {
            reader.complete(archive, &places)?;
            Ok(index::update(archive, &folder, &known)?)
        }
        false => write_index(archive, reader, &folder, &|| watch.advance()),
    })?;
    let after = Tree::read(&folder, &before, |_| true)?;
    Ok(cache.save("index", &(now, after))?)
}

fn write_index(
    archive: &mut Archive,
    reader: &Reader,
    folder: &Path,
    advance: &(dyn Fn() + Sync),
) -> Result<(), Error> {
    let mut fresh = index::Fresh::begin(folder)?;
    of_all_plans(archive, reader, |archive, entries| Ok(fresh.add(archive, entries, advance)?))?;
    Ok(fresh.finish(folder)?)
}

/// Calls `work` on all plans, some at a time, with their documents in full.
fn of_all_plans(
    archive: &mut Archive,
    reader: &Reader,
    mut work: impl FnMut(&Archive, &[&Entry]) -> Result<(), Error>,
) -> Result<(), Error> {
    let needs: Vec<Vec<usize>> = (0..archive.documents.len()).map(|place| vec![place]).collect();
    in_batches(archive, reader, &needs, |archive, places| {
        let entries = archive.entries.iter().filter(|entry| places.contains(&entry.document));
        work(archive, &entries.collect::<Vec<_>>())
    })
}

/// Writes pages and data for machines. `archive` holds what the public may see, and nothing else. Gives the files that are
/// there now, and what `pages_are_there` makes of the pages as soon as they are.
pub fn for_public<T>(
    site: &Site,
    archive: &mut Archive,
    reader: &Reader,
    cache: &Cache,
    run: &mut Run,
    pages_are_there: impl FnOnce(Tree) -> T,
) -> Result<(Tree, T), Error> {
    let about = about(site);
    let mut ledger = Ledger::after(cache.load("generated").unwrap_or_default(), &site.root);
    let texts = pages::texts(archive, site.converted);
    let traces = exchange::traces(archive, &about);
    let mut needs = pages::wanted(archive, &texts, &ledger);
    needs.extend(exchange::wanted(archive, &traces, &ledger));
    let needs: Vec<_> = near_each_other(&needs).into_iter().map(|place| needs[place].clone()).collect();
    let (archive, written, files) = run.stage(Stage::Pages, None, |_| {
        let archive = archive;
        in_batches(archive, reader, &needs, |archive, _| {
            pages::write_at_hand(archive, &texts, &site.root, &mut ledger)?;
            exchange::write_at_hand(archive, &traces, &site.root, &about, &mut ledger)
        })?;
        let archive: &Archive = archive;
        let ways = ways(archive);
        let pages = || pages::write(archive, &ways, &texts, &site.root, &mut ledger);
        let (written, files) = rayon::join(pages, || exchange::files(archive, &ways, &traces, &about));
        written.map(|written| (archive, written, files))
    })?;
    run.report().pages = written.files;
    let pages = pages_are_there(ledger.tree(|path| path.starts_with("content/")));
    attachments::write(archive, &site.plans, &site.root, &mut ledger)?;
    run.stage(Stage::Exchange, None, |_| exchange::write(&files, &site.root, &mut ledger))?;
    let (saved, known) = rayon::join(|| cache.save("generated", &ledger.left()), || ledger.tree(|_| true));
    saved?;
    Ok((known, pages))
}

/// What the search data holds, by number, its files, and how many there may be.
type Searched = (BTreeMap<u32, Hash>, Tree, Option<usize>);

/// How the search data differs from an archive.
pub struct Unsearched {
    now: BTreeMap<u32, Hash>,
    /// The files as they are.
    before: Tree,
    settings: Settings,
    /// What is to be put in and taken out; `None` where all is written anew.
    change: Option<(Vec<finder::plan::Plan>, Vec<u32>)>,
}

impl Unsearched {
    /// Looks at the search data. Few changed plans are made ready here, so that the archive is not needed for them any more.
    pub fn of(site: &Site, archive: &mut Archive, reader: &Reader, cache: &Cache) -> Result<Unsearched, Error> {
        let settings = Settings { max_files: site.max_files };
        let (known, files, max_files): Searched = cache.load("search").unwrap_or_default();
        let before = Tree::read_below(&site.root, FIND, &files, |_| true)?;
        let now: BTreeMap<u32, Hash> = archive.entries.iter().map(|entry| (entry.number, entry.trace)).collect();
        let is_other = |entry: &&Entry| known.get(&entry.number) != now.get(&entry.number);
        let put: Vec<Entry> = archive.entries.iter().filter(is_other).cloned().collect();
        let gone: Vec<u32> = known.keys().filter(|number| !now.contains_key(number)).copied().collect();
        let fits = max_files == site.max_files && before.difference(&files).is_empty() && !known.is_empty();
        let mut change = None;
        if fits && put.len() + gone.len() <= known.len() / FEW {
            let places: BTreeSet<usize> = put.iter().map(|entry| entry.document).collect();
            reader.complete(archive, &places.into_iter().collect::<Vec<_>>())?;
            let archive = &*archive;
            change = Some((put.par_iter().map(|entry| search_text::plan(archive, entry)).collect(), gone));
        }
        Ok(Unsearched { now, before, settings, change })
    }

    /// Brings the search data up to date where little changed; otherwise, or where it does not fit, says so.
    pub fn update(&self, site: &Site) -> Result<bool, Error> {
        let Some((put, gone)) = &self.change else { return Ok(false) };
        let is_same = put.is_empty() && gone.is_empty();
        Ok(is_same || search_data::update(put, gone, &site.root, self.settings)?.is_some())
    }

    /// Writes all of the search data.
    pub fn write(&self, site: &Site, archive: &mut Archive, reader: &Reader) -> Result<(), Error> {
        let mut plans = Vec::with_capacity(archive.entries.len());
        of_all_plans(archive, reader, |archive, entries| {
            plans.par_extend(entries.par_iter().map(|entry| search_text::plan(archive, entry)));
            Ok(())
        })?;
        search_data::write(&plans, &site.root, self.settings)?;
        Ok(())
    }

    /// Remembers what the search data holds now; its files.
    pub fn keep(self, site: &Site, cache: &Cache) -> Result<Tree, Error> {
        let after = Tree::read_below(&site.root, FIND, &self.before, |_| true)?;
        cache.save("search", &(self.now, &after, self.settings.max_files))?;
        Ok(after)
    }
}

/// Where the search data stands.
const FIND: &str = "static/find";

/// What the site says of itself to machines.
fn about(site: &Site) -> About {
    About {
        base_url: site.base_url.clone(),
        title: site.title.clone(),
        description: site.description.clone(),
        language: site.language.clone(),
    }
}
