//! What is remembered of a site that was found sound: what its pages lead to. The next check then looks only at pages that
//! changed, and at those that lead to something that is gone.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;

use rayon::prelude::*;

use crate::cache::{Cache, PAGES, page_of};
use crate::tree::{Hash, hash};

/// Name in the cache of the [`Learned::state`] that the rest belongs to.
const STATE: &str = "links/state";

/// A place in a site, as a hash: of two places that share one, what leads to the other is looked at in vain.
pub type Place = u32;

/// The place that a link to a file leads to, or to an anchor of it.
pub fn place(file: &str, anchor: Option<&str>) -> Place {
    hash(format!("{file}#{}", anchor.unwrap_or_default()).as_bytes()) as Place
}

/// What a check has found out about a sound site.
#[derive(Debug)]
pub struct Learned {
    /// Hash of the site and of its address.
    pub state: Hash,
    /// Whether `places` is about all pages; otherwise the others are as they were.
    pub is_whole: bool,
    /// Where pages lead; `None` for pages that are gone.
    pub places: BTreeMap<String, Option<Vec<Place>>>,
}

/// Where the pages on one page of the cache lead.
type Leading = BTreeMap<String, Vec<Place>>;

/// Pages with where they lead now; `None` for those that are gone.
type Changed = Vec<(String, Option<Vec<Place>>)>;

fn name(number: usize) -> String {
    format!("links/{number:02x}")
}

/// Whether what is remembered is about a site of this state.
pub fn is_known(state: Hash, cache: &Cache) -> bool {
    cache.load(STATE) == Some(state)
}

/// The pages that lead to one of these places; `None` where what is remembered is damaged.
pub fn leading_to(places: &HashSet<Place>, cache: &Cache) -> Option<BTreeSet<String>> {
    let pages = (0..PAGES).into_par_iter().map(|number| {
        let leading: Leading = cache.load(&name(number))?;
        let found = leading.into_iter().filter(|(_, to)| to.iter().any(|place| places.contains(place)));
        Some(found.map(|(page, _)| page).collect::<Vec<_>>())
    });
    Some(pages.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

impl Learned {
    /// Remembers it, once the site is published.
    pub fn keep(self, cache: &Cache) -> io::Result<()> {
        // Whoever is interrupted from here on leaves nothing that the next could start from.
        cache.forget(STATE)?;
        let mut changed: BTreeMap<usize, Changed> = BTreeMap::new();
        if self.is_whole {
            changed.extend((0..PAGES).map(|number| (number, Vec::new())));
        }
        for (page, places) in self.places {
            changed.entry(page_of(&page)).or_default().push((page, places));
        }
        let save = |(number, pages): (usize, Changed)| {
            let old: Option<Leading> = if self.is_whole { Some(Leading::new()) } else { cache.load(&name(number)) };
            let Some(mut leading) = old else { return Ok(false) };
            for (page, places) in pages {
                match places {
                    Some(places) => drop(leading.insert(page, places)),
                    None => drop(leading.remove(&page)),
                }
            }
            cache.save(&name(number), &leading).map(|()| true)
        };
        let saved = changed.into_par_iter().map(save).collect::<io::Result<Vec<bool>>>()?;
        if saved.into_iter().all(|saved| saved) { cache.save(STATE, &self.state) } else { Ok(()) }
    }
}
