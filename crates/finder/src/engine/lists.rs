//! Lists of plans for grams and leaves.

use super::files::{Files, Missing};
use crate::prelude::*;
use crate::{
    format::{
        Error,
        entry::Entry,
        gram::Gram,
        postings::{Passages, Posting, postings},
        shard::{Chunk, List, Term},
    },
    query::{Field, Leaf},
    rank,
    small::{gathered, sort_by_key},
};

/// Candidates of long lists that may as well be decided by their text.
const FEW: usize = 15;
/// Candidates of short lists, which leave less open, that may.
const FEW_OF_SHORT: usize = 50;
/// Candidates of some of a key's pairs that may as well be decided by their text.
const FEW_OF_LONG: usize = 6;
/// Long lists that are read at once.
const LONG_AT_ONCE: usize = 3;

/// A list this many times as long as the rarest is read only where the rarest has plans.
pub const MUCH_LONGER: u32 = 4;

/// What is read while a question is answered.
pub struct Reading<'a> {
    /// The files.
    pub files: &'a Files,
    /// The entry file.
    pub entry: &'a Entry,
    /// What turned out to be missing.
    pub missing: &'a Missing,
}

/// A plan in which a phrase may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub plan: u32,
    /// Where the phrase may be.
    pub passages: Passages,
    /// It is there for certain.
    pub sure: bool,
}

/// A gram of the dictionary, as far as it is known: `None` while its shard is missing, `Some(None)` when no plan holds it.
type Looked<'a> = Option<Option<&'a Term>>;

impl<'a> Reading<'a> {
    /// Looks a gram up.
    pub fn term(&self, field: Field, chars: &[char]) -> Looked<'a> {
        let Some(gram) = Gram::new(field, chars) else {
            return Some(None);
        };
        let Some(hash) = self.entry.shard(gram) else {
            return Some(None);
        };
        let terms = self.files.shard(hash, self.missing)?;
        Some(terms.binary_search_by_key(&gram, |term| term.gram).ok().map(|at| &terms[at]))
    }

    /// The terms of the grams of a key; `Some(None)` when one is in no plan.
    pub fn pairs(&self, field: Field, key: &[char]) -> Option<Option<Vec<&'a Term>>> {
        self.terms(field, &mut rank::grams(key))
    }

    fn terms(&self, field: Field, grams: &mut dyn Iterator<Item = &[char]>) -> Option<Option<Vec<&'a Term>>> {
        let known = gathered(grams.map(|gram| self.term(field, gram)))?;
        Some(gathered(known.into_iter()))
    }

    /// The list of a term, of a long one only the parts where `among` has plans. `None` while parts are missing.
    pub fn list(&self, term: &Term, among: Option<&[u32]>) -> Option<Vec<Posting>> {
        match &term.list {
            List::Short(bytes) => Some(postings(bytes, 0).unwrap_or_default()),
            List::Long { chunks, .. } => self.long(chunks, among),
        }
    }

    fn long(&self, chunks: &[Chunk], among: Option<&[u32]>) -> Option<Vec<Posting>> {
        let end = |at: usize| chunks.get(at + 1).map_or(u32::MAX, |next| next.first);
        let read = |at: &usize| among.is_none_or(|among| any_in(among, chunks[*at].first, end(*at)));
        let chunk = |at: usize| {
            let payload = self.files.lists(chunks[at].file, self.missing)?;
            Some(chunk_of(payload, &chunks[at]).unwrap_or_default())
        };
        Some(gathered((0..chunks.len()).filter(read).map(chunk))?.concat())
    }

    /// Where a leaf may occur, sorted by plan; among these plans only, if given. `None` while files are missing.
    pub fn places(&self, leaf: &Leaf, among: Option<&[u32]>) -> Option<Vec<Place>> {
        let lists = gathered(leaf.keys.iter().map(|key| self.places_of_key(leaf.field, key, among)))?;
        Some(lists.into_iter().reduce(union).unwrap_or_default())
    }

    fn places_of_key(&self, field: Field, key: &[char], among: Option<&[u32]>) -> Option<Vec<Place>> {
        let Some(pairs) = self.pairs(field, key)? else {
            return Some(Vec::new());
        };
        let Some(triples) = self.triples(field, key, &pairs)? else {
            return Some(Vec::new());
        };
        let sure = key.len() <= 2 || (key.len() == 3 && !triples.is_empty());
        let looked_at = pairs.len();
        let mut shared = self.shared(if triples.is_empty() { pairs } else { triples }, among)?;
        if shared.len() > FEW_OF_LONG && looked_at + 1 < key.len() {
            shared = self.with_all_pairs(key, field, shared)?;
        }
        let within = |plan: u32| among.is_none_or(|among| among.binary_search(&plan).is_ok());
        let kept = shared.into_iter().filter(|posting| within(posting.plan));
        Some(kept.map(|posting| Place { plan: posting.plan, passages: posting.passages, sure }).collect())
    }

    /// Those of `shared` that the short lists of all pairs hold: a long key has more of them than were looked at.
    fn with_all_pairs(&self, key: &[char], field: Field, shared: Vec<Posting>) -> Option<Vec<Posting>> {
        let mut pairs = self.terms(field, &mut key.windows(2))?.unwrap_or_default();
        pairs.retain(|term| !is_long(term));
        self.all_of_lists(&pairs, Some(shared), None)
    }

    /// Plans in all of these lists, with the passages they share. Short lists are at hand; of the long ones, the rarest
    /// are read until few plans are left, a few at a time: the text decides what they leave open.
    fn shared(&self, terms: Vec<&Term>, among: Option<&[u32]>) -> Option<Vec<Posting>> {
        let (mut long, short): (Vec<&Term>, Vec<&Term>) = terms.into_iter().partition(|term| is_long(term));
        sort_by_key(&mut long, |term| term.holders.into());
        let most = long.first().map_or(0, |term| term.holders.saturating_mul(MUCH_LONGER));
        // The rarest is read as a whole; with it those that are not much longer.
        let at_once = long.iter().take(LONG_AT_ONCE).take_while(|term| term.holders <= most).count().max(1);
        let (first, others) = long.split_at(at_once.min(long.len()));
        let few = if short.is_empty() { FEW } else { FEW_OF_SHORT };
        let (first, others) = if short.is_empty() { (first, others) } else { (short.as_slice(), long.as_slice()) };
        let mut long = others.chunks(LONG_AT_ONCE);
        let mut shared = self.all_of_lists(first, None, among)?;
        while shared.len() > few
            && let Some(more) = long.next()
        {
            shared = self.all_of_lists(more, Some(shared), among)?;
        }
        Some(shared)
    }

    /// Plans in `shared`, if given, and in all of these lists.
    fn all_of_lists(
        &self,
        terms: &[&Term],
        shared: Option<Vec<Posting>>,
        among: Option<&[u32]>,
    ) -> Option<Vec<Posting>> {
        let plans = shared.as_ref().map(|shared| shared.iter().map(|posting| posting.plan).collect::<Vec<_>>());
        let among = plans.as_deref().or(among);
        let lists = gathered(terms.iter().map(|term| self.list(term, among)))?;
        shared.into_iter().chain(lists).reduce(intersection)
    }

    /// The triples of a key all of whose grams are common; empty where one is not; `Some(None)` when no plan has one.
    fn triples(&self, field: Field, key: &[char], grams: &[&Term]) -> Option<Option<Vec<&'a Term>>> {
        if field != Field::Text || key.len() < 3 || !grams.iter().all(|term| self.is_common(term)) {
            return Some(Some(Vec::new()));
        }
        let Some(pairs) = self.terms(field, &mut key.windows(2))? else {
            return Some(None);
        };
        let both = pairs.windows(2).map(|pair| self.is_common(pair[0]) && self.is_common(pair[1]));
        self.terms(field, &mut key.windows(3).zip(both).filter(|(_, both)| *both).map(|(triple, _)| triple))
    }

    /// Looks up the triples that begin with the grams of a key, before it is known whether there are any: they stand beside
    /// them in the dictionary, so that this costs few files more, and one round of files less.
    pub fn look_up_triples(&self, field: Field, key: &[char]) {
        for at in rank::places(key).filter(|_| field == Field::Text) {
            if let Some(triple) = key.get(at..at + 3) {
                self.term(field, triple);
            }
        }
    }

    fn is_common(&self, term: &Term) -> bool {
        term.holders >= self.entry.common
    }

    /// A triple that carries the impact of the pair at `at`, the rarest gram of a key, and is read with less.
    fn stand_in(&self, field: Field, key: &[char], at: usize, rarest: &'a Term) -> Option<&'a Term> {
        if field != Field::Text || key.len() < 3 || !self.is_common(rarest) {
            return Some(rarest);
        }
        let Some(pairs) = self.terms(field, &mut key.windows(2))? else {
            return Some(rarest);
        };
        // Every other pair is at least as common; of equally rare ones, the first counts as the rarest.
        let after = pairs.get(at + 1).is_some_and(|term| term.holders >= rarest.holders);
        let before = at > 0 && pairs[at - 1].holders > rarest.holders;
        let from = if before { at - 1 } else { at };
        let mut starts = key[from..].windows(3).take(usize::from(before) + usize::from(after));
        let triples = self.terms(field, &mut starts)?.unwrap_or_default();
        Some(triples.into_iter().min_by_key(|term| term.holders).unwrap_or(rarest))
    }

    /// What a leaf adds to the score of each of these plans: see [`rank`]. `None` while files are missing.
    /// Where every hit holds the leaf, a triple stands in for its rarer pair: it carries the same impact.
    pub fn scores(&self, leaf: &Leaf, plans: &[u32], required: bool) -> Option<Vec<u32>> {
        let mut best = vec![0; plans.len()];
        let mut whole = true;
        for key in &leaf.keys {
            let Some(scores) = self.scores_of_key(leaf.field, key, plans, required && leaf.keys.len() == 1) else {
                whole = false;
                continue;
            };
            best.iter_mut().zip(scores).for_each(|(best, score)| *best = (*best).max(score));
        }
        whole.then_some(best)
    }

    fn scores_of_key(&self, field: Field, key: &[char], plans: &[u32], required: bool) -> Option<Vec<u32>> {
        let terms = self.pairs(field, key)?.unwrap_or_default();
        let Some((at, rarest)) = terms.iter().enumerate().min_by_key(|(_, term)| term.holders) else {
            return Some(vec![0; plans.len()]);
        };
        let place = rank::places(key).nth(at)?;
        let source = if required { self.stand_in(field, key, place, rarest)? } else { rarest };
        let list = self.list(source, Some(plans))?;
        let idf = rank::idf(self.entry.plans, rarest.holders);
        let impact = |plan: &u32| {
            let at = list.binary_search_by_key(plan, |posting| posting.plan);
            at.map_or(0, |at| rank::score(idf, list[at].impact))
        };
        Some(plans.iter().map(impact).collect())
    }
}

/// Whether a term's list is in files of its own.
pub fn is_long(term: &Term) -> bool {
    matches!(term.list, List::Long { .. })
}

fn any_in(plans: &[u32], from: u32, end: u32) -> bool {
    plans.get(plans.partition_point(|&plan| plan < from)).is_some_and(|&plan| plan < end)
}

fn chunk_of(payload: &[u8], chunk: &Chunk) -> Result<Vec<Posting>, Error> {
    let start = chunk.offset as usize;
    let bytes = payload.get(start..start.saturating_add(chunk.length as usize)).ok_or(Error::Damaged)?;
    postings(bytes, chunk.first)
}

/// Plans in both lists, with the passages they share; the impact is the first's.
fn intersection(a: Vec<Posting>, b: Vec<Posting>) -> Vec<Posting> {
    let mut others = b.into_iter().peekable();
    let mut shared = Vec::new();
    for posting in a {
        while others.next_if(|other| other.plan < posting.plan).is_some() {}
        let Some(other) = others.peek().filter(|other| other.plan == posting.plan) else {
            continue;
        };
        let passages = posting.passages & other.passages;
        if passages != 0 {
            shared.push(Posting { passages, ..posting });
        }
    }
    shared
}

/// Plans in either list.
fn union(a: Vec<Place>, b: Vec<Place>) -> Vec<Place> {
    let mut all = a;
    all.extend(b);
    sort_by_key(&mut all, |place| place.plan.into());
    let same = all.chunk_by(|a, b| a.plan == b.plan);
    same.map(|same| Place {
        plan: same[0].plan,
        passages: same.iter().fold(0, |all, one| all | one.passages),
        sure: same.iter().any(|one| one.sure),
    })
    .collect()
}
