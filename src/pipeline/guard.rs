//! Gathers what must not be published, and remembers how much of it each public document shares.

use std::collections::{BTreeMap, HashMap};
use std::io;

use rayon::prelude::*;

use super::batches::in_batches;
use super::documents::Reader;
use super::leaks::{Guard, Secret, Shingle};
use crate::archive::{Archive, Entry};
use crate::document::Visibility;
use crate::tree::{Hash, hash};

/// Name in the cache.
const NAME: &str = "shared";

/// Name in the cache of the secrets of plans, by their traces.
const SECRETS: &str = "secrets";

/// Gives a text of a public plan.
pub type Shown = dyn Fn(&Archive, &Entry) -> String + Sync;

/// By the hash of what all staff-only plans hold: what of it stands in each public document, by [`Document::made_from`].
///
/// [`Document::made_from`]: crate::document::Document::made_from
type Known = (Hash, HashMap<Hash, Vec<Shingle>>);

/// The text of plans that are not public, as far as it stands in no public plan and not in the `open` texts either. Only
/// documents that were not searched for the same before need their texts.
///
/// `shown` gives what else of a public plan the public may read.
pub fn guard(archive: &mut Archive, reader: &Reader, open: &[&str], shown: Option<&Shown>) -> io::Result<Guard> {
    let mut by_document: BTreeMap<usize, Vec<Entry>> = BTreeMap::new();
    let mut closed = Vec::new();
    for entry in &archive.entries {
        match archive.plan(entry).facts.visibility {
            Visibility::Public => by_document.entry(entry.document).or_default().push(entry.clone()),
            _ => closed.push(entry.clone()),
        }
    }
    if closed.is_empty() {
        return Ok(Guard::default());
    }
    let mut guard = Guard::of(&secrets(archive, reader, &closed)?);
    let known: Option<Known> = reader.cache.and_then(|cache| cache.load(NAME));
    let state = hash(format!("{:x} {}", guard.digest(), shown.is_some()).as_bytes());
    let known = known.filter(|known| known.0 == state).map(|known| known.1).unwrap_or_default();
    let made_from = |archive: &Archive, place: usize| archive.documents[place].made_from;
    let asked: Vec<usize> =
        by_document.keys().copied().filter(|place| !known.contains_key(&made_from(archive, *place))).collect();
    let count = known.len();
    let mut shared: HashMap<Hash, Vec<Shingle>> = by_document
        .keys()
        .map(|place| made_from(archive, *place))
        .filter_map(|from| Some((from, known.get(&from)?.clone())))
        .collect();
    let needs: Vec<Vec<usize>> = asked.iter().map(|place| vec![*place]).collect();
    in_batches(archive, reader, &needs, |archive, batch| {
        let search = |place: &usize| {
            let entries = &by_document[place];
            let also = |entry: &Entry| shown.map_or_else(Vec::new, |shown| guard.shared(&shown(archive, entry)));
            let own = guard.shared_in(archive, &entries.iter().collect::<Vec<_>>());
            (made_from(archive, *place), entries.iter().flat_map(also).chain(own).collect())
        };
        shared.par_extend(asked[batch].par_iter().map(search));
        Ok::<(), io::Error>(())
    })?;
    let now: Known = (state, shared);
    if let Some(cache) = reader.cache.filter(|_| !asked.is_empty() || count != now.1.len()) {
        cache.save(NAME, &now)?;
    }
    guard.release(now.1.into_values().flatten());
    for text in open {
        guard.release(guard.shared(text));
    }
    Ok(guard)
}

/// The secrets of these plans. Only of those that are new or changed the texts are needed.
fn secrets(archive: &mut Archive, reader: &Reader, closed: &[Entry]) -> io::Result<Vec<Secret>> {
    let mut known: HashMap<Hash, Secret> = reader.cache.and_then(|cache| cache.load(SECRETS)).unwrap_or_default();
    let count = known.len();
    let asked: Vec<&Entry> = closed.iter().filter(|entry| !known.contains_key(&entry.trace)).collect();
    reader.complete(archive, &asked.iter().map(|entry| entry.document).collect::<Vec<_>>())?;
    let archive = &*archive;
    known.par_extend(asked.par_iter().map(|entry| (entry.trace, Secret::of_plan(archive, entry))));
    let is_changed = !asked.is_empty() || count != closed.len();
    let secrets: Vec<(Hash, Secret)> = closed.iter().filter_map(|entry| known.remove_entry(&entry.trace)).collect();
    if let Some(cache) = reader.cache.filter(|_| is_changed) {
        cache.save(SECRETS, &secrets.iter().map(|(trace, secret)| (trace, secret)).collect::<HashMap<_, _>>())?;
    }
    Ok(secrets.into_iter().map(|(_, secret)| secret).collect())
}
