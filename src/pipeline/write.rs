//! Writes all that Zola and staff's search need, and remembers what stands there, so that only what changed is made again.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use super::documents::Reader;
use super::exchange::About;
use super::index::Held;
use super::run::Run;
use super::{Error, Stage, exchange, index, pages, search_data};
use crate::archive::{self, Archive, Entry};
use crate::cache::Cache;
use crate::config::Site;
use crate::generated::{Ledger, Line};
use crate::search_text;
use crate::tree::{Hash, Tree};

/// The indexes are written anew where more than one in so many plans changed.
const FEW: usize = 8;

/// What the indexes hold, and their files.
type Indexed = (BTreeMap<String, Held>, BTreeMap<String, crate::tree::Stamp>);

/// Writes staff's index, in place where little changed.
pub fn for_staff(
    site: &Site,
    archive: &mut Archive,
    reader: &Reader,
    cache: &Cache,
    run: &mut Run,
) -> Result<(), Error> {
    let folder = site.index();
    let known: Option<Indexed> = cache.load("index");
    let files = known.as_ref().map(|known| Tree { files: known.1.clone() }).unwrap_or_default();
    let before = Tree::read(&folder, &files, |_| true)?;
    let known = known.filter(|_| before.difference(&files).is_empty()).map(|known| known.0).unwrap_or_default();
    let now = index::held(archive);
    let changed: Vec<&Entry> =
        archive.entries.iter().filter(|entry| now.get(&entry.id) != known.get(&entry.id)).collect();
    let gone = known.keys().filter(|id| !now.contains_key(*id)).count();
    if changed.is_empty() && gone == 0 && !known.is_empty() {
        return Ok(());
    }
    let is_little = changed.len() + gone <= known.len() / FEW;
    let mut places: Vec<usize> = changed.iter().map(|entry| entry.document).collect();
    if !is_little {
        places = (0..archive.documents.len()).collect();
    }
    reader.complete(archive, &places)?;
    let plans = Some(places.len());
    run.stage(Stage::Index, plans, |watch| match is_little {
        true => index::update(archive, &folder, &known),
        false => index::write(archive, &folder, &|| watch.advance()),
    })?;
    let after = Tree::read(&folder, &before, |_| true)?;
    Ok(cache.save("index", &(now, after.files))?)
}

/// Writes pages, data for machines and search data. `archive` holds what the public may see, and nothing else. Gives the
/// ledger of what is there now.
pub fn for_public(
    site: &Site,
    archive: &mut Archive,
    reader: &Reader,
    cache: &Cache,
    run: &mut Run,
) -> Result<Ledger, Error> {
    let about = about(site);
    let known: BTreeMap<String, Line> = cache.load("generated").unwrap_or_default();
    let mut ledger = Ledger::after(known);
    let wanted = pages::wanted(archive, &site.root, site.converted, &ledger);
    let wanted: BTreeSet<usize> =
        wanted.into_iter().chain(exchange::wanted(archive, &site.root, &about, &ledger)).collect();
    complete(archive, reader, wanted)?;
    run.report().pages =
        run.stage(Stage::Pages, None, |_| pages::write(archive, &site.root, site.converted, &mut ledger))?.files;
    run.stage(Stage::Exchange, None, |_| exchange::write(archive, &site.root, &about, &mut ledger))?;
    cache.save("generated", ledger.lines())?;
    Ok(ledger)
}

/// What the search data holds, by number, and its files.
type Searched = (BTreeMap<u32, Hash>, Tree);

/// Writes the search data, as far as it changed; its size in bytes.
pub fn for_search(
    site: &Site,
    archive: &mut Archive,
    reader: &Reader,
    cache: &Cache,
    run: &mut Run,
) -> Result<u64, Error> {
    let settings = finder::write::Settings { max_files: site.max_files };
    let (known, files): Searched = cache.load("search").unwrap_or_default();
    let before = Tree::read_below(&site.root, FIND, &files, |_| true)?;
    let now: BTreeMap<u32, Hash> = archive.entries.iter().map(|entry| (entry.number, archive.trace(entry))).collect();
    let fits = before.difference(&files).is_empty() && !known.is_empty();
    let put: Vec<Entry> =
        archive.entries.iter().filter(|entry| known.get(&entry.number) != now.get(&entry.number)).cloned().collect();
    let gone: Vec<u32> = known.keys().filter(|number| !now.contains_key(number)).copied().collect();
    let mut done = None;
    if fits && put.len() + gone.len() <= known.len() / FEW {
        complete(archive, reader, put.iter().map(|entry| entry.document).collect::<BTreeSet<_>>())?;
        let plans: Vec<_> = put.par_iter().map(|entry| search_text::plan(archive, entry)).collect();
        done = run.stage(Stage::SearchData, None, |_| search_data::update(&plans, &gone, &site.root, settings))?;
    }
    let summary = match done {
        Some(summary) => summary,
        None => {
            complete(archive, reader, 0..archive.documents.len())?;
            run.stage(Stage::SearchData, None, |_| search_data::write(archive, &site.root, settings))?
        }
    };
    cache.save("search", &(now, Tree::read_below(&site.root, FIND, &before, |_| true)?))?;
    Ok(summary.bytes)
}

/// Where the search data stands.
const FIND: &str = "static/find";

/// Puts documents back in full, as far as they are public.
fn complete(archive: &mut Archive, reader: &Reader, places: impl IntoIterator<Item = usize>) -> io::Result<()> {
    let brief = |place: &usize| archive.documents[*place].is_brief && !archive.documents[*place].source.file.is_empty();
    let places: Vec<usize> = places.into_iter().filter(brief).collect();
    reader.complete(archive, &places)?;
    archive.documents.par_iter_mut().enumerate().for_each(|(place, document)| {
        if places.binary_search(&place).is_ok() {
            archive::redact(document);
        }
    });
    Ok(())
}

/// What the site says of itself to machines.
fn about(site: &Site) -> About {
    About {
        base_url: site.base_url.clone(),
        title: site.title.clone(),
        description: site.description.clone(),
        language: site.language.clone(),
    }
}
