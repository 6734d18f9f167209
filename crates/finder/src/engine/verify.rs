//! Reading the text of candidates: what the lists leave open is decided here, so that every hit holds what was typed.

use super::{
    candidates::{Truth, holds, place},
    files::{Loaded, Missing},
    lists::{Place, Reading},
};
use crate::prelude::*;
use crate::{
    format::postings::{LAST_PASSAGE, Passages},
    query::{Field, Leaf, Query},
    searched::Searched,
};

/// The candidates of a query: where each of its leaves may be.
pub struct Candidates<'a> {
    /// What is read.
    pub reading: &'a Reading<'a>,
    /// The query.
    pub query: &'a Query,
    /// For each leaf, its places.
    pub places: Vec<Vec<Place>>,
}

impl Candidates<'_> {
    /// Whether a plan satisfies the query, as far as the lists tell.
    pub fn by_lists(&self, plan: u32, filter: &mut dyn FnMut(usize) -> Truth) -> Truth {
        let mut leaf = |at: usize| match place(&self.places[at], plan) {
            None => Some(false),
            Some(place) if place.sure => Some(true),
            Some(_) => None,
        };
        holds(self.query.root.as_ref()?, &mut leaf, filter)
    }

    /// Whether a plan satisfies the query, by its text; `None` while text is missing.
    pub fn by_text(&self, plan: u32, filter: &mut dyn FnMut(usize) -> Truth) -> Truth {
        let mut leaf = |at: usize| match place(&self.places[at], plan) {
            None => Some(false),
            Some(place) if place.sure => Some(true),
            Some(place) => self.occurs(&self.query.leaves[at], place),
        };
        holds(self.query.root.as_ref()?, &mut leaf, filter)
    }

    /// The block of a plan that shows most of what was asked: the first of those with the most leaves.
    pub fn shown_block(&self, plan: u32) -> u32 {
        let asked = self.query.leaves.iter().zip(&self.places).filter(|(leaf, _)| leaf.positive);
        let found: Vec<Passages> =
            asked.filter_map(|(_, places)| place(places, plan)).map(|place| place.passages).collect();
        let per_block = self.reading.entry.passages;
        let blocks = 0..=LAST_PASSAGE / per_block;
        let leaves = |block: u32| found.iter().filter(|passages| *passages & block_mask(block, per_block) != 0).count();
        blocks.rev().max_by_key(|&block| leaves(block)).unwrap_or(0)
    }

    /// The part of a plan that is shown.
    pub fn shown(&self, plan: u32) -> Option<&Loaded> {
        let reading = self.reading;
        reading.files.part(reading.entry, plan, self.shown_block(plan), reading.missing)
    }

    /// Whether a leaf occurs where it may. The part that is shown is read first, the others only where it is not there.
    fn occurs(&self, leaf: &Leaf, place: Place) -> Truth {
        let shown = self.shown(place.plan)?;
        if contains(&shown.searched, leaf) {
            return Some(true);
        }
        let per_block = self.reading.entry.passages;
        let last = shown.part.passages.saturating_sub(1) / per_block;
        let mut whole = true;
        for block in (0..=last).filter(|&block| place.passages & block_mask(block, per_block) != 0) {
            match self.loaded(place.plan, block) {
                Ok(part) if contains(&part.searched, leaf) => return Some(true),
                Ok(_) => {}
                Err(missing) => whole &= !missing,
            }
        }
        whole.then_some(false)
    }

    /// A part; or whether its file is missing.
    fn loaded(&self, plan: u32, block: u32) -> Result<&Loaded, bool> {
        let missing = Missing::default();
        let part = self.reading.files.part(self.reading.entry, plan, block, &missing);
        part.ok_or_else(|| {
            let names = missing.into_names();
            let any = !names.is_empty();
            names.into_iter().for_each(|name| self.reading.missing.add(name));
            any
        })
    }
}

/// The passages of a block.
fn block_mask(block: u32, per_block: u32) -> Passages {
    let first = block.saturating_mul(per_block);
    let bits = first..first.saturating_add(per_block);
    bits.take(64).fold(0, |mask, passage| mask | crate::format::postings::bit(passage))
}

/// Whether a leaf occurs in these keys.
pub fn contains(searched: &Searched, leaf: &Leaf) -> bool {
    let found = |key: &[char]| leaf.keys.iter().any(|phrase| position(key, phrase, 0).is_some());
    match leaf.field {
        Field::Text => searched.text.iter().any(|unit| found(&unit.folded.key)),
        Field::Title => searched.title.iter().any(|folded| found(&folded.key)),
        Field::Heading => searched.headings.iter().any(|unit| found(&unit.folded.key)),
    }
}

/// Where a phrase occurs in a key, from a place on.
pub fn position(key: &[char], phrase: &[char], from: usize) -> Option<usize> {
    let first = *phrase.first()?;
    let mut at = from;
    loop {
        at += key.get(at..)?.iter().position(|&c| c == first)?;
        if key[at..].starts_with(phrase) {
            return Some(at);
        }
        at += 1;
    }
}
