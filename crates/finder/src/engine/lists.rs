//! Lists of plans for grams and leaves.

use super::files::{Files, Missing};
use crate::prelude::*;
use crate::{
    format::{
        Error, Kind,
        entry::{Entry, Shard, shard_of},
        gram::{Gram, LONGEST},
        postings::{Passages, Posting, postings},
        shard::{Chunk, List, Term},
    },
    query::{Field, Leaf},
    rank,
    small::{gathered, sort_by_key},
};

/// Candidates of one list that may as well be decided by their text. Where more lists have them in common, fewer of them
/// are no hits, and twice as many again are few for each list more.
const FEW: usize = 12;
/// Candidates of some of a key's pairs that may as well be decided by long lists or their text.
const FEW_OF_SOME: usize = 15;
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

/// A gram of a key, with the place in the key that it begins at.
pub type Starting<'a> = (usize, &'a Term);

impl<'a> Reading<'a> {
    /// Looks a gram up.
    pub fn term(&self, field: Field, chars: &[char]) -> Looked<'a> {
        let Some(gram) = Gram::new(field, chars) else {
            return Some(None);
        };
        self.looked_up(Kind::Shard, self.files.shards(self.entry, gram, self.missing)?, gram)
    }

    fn looked_up(&self, kind: Kind, shards: &[Shard], gram: Gram) -> Looked<'a> {
        let Some(shard) = shard_of(shards, gram) else {
            return Some(None);
        };
        let terms = self.files.shard(kind, shard, self.missing)?;
        Some(terms.binary_search_by_key(&gram, |term| term.gram).ok().map(|at| &terms[at]))
    }

    /// What recent plans add to the long list of a term, and how many plans hold it.
    fn recent(&self, term: &Term) -> Looked<'a> {
        self.looked_up(Kind::Recent, &self.entry.recent, term.gram)
    }

    /// How many plans hold the gram of a term, exactly.
    pub fn holders(&self, term: &Term) -> Option<u32> {
        if is_long(term) { Some(self.recent(term)?.map_or(0, |recent| recent.holders)) } else { Some(term.holders) }
    }

    /// The terms of the grams of a key; `Some(None)` when one is in no plan.
    pub fn pairs(&self, field: Field, key: &[char]) -> Option<Option<Vec<&'a Term>>> {
        self.terms(field, &mut rank::grams(key))
    }

    /// The terms of these grams; `Some(None)` when one is in no plan.
    pub fn terms(&self, field: Field, grams: &mut dyn Iterator<Item = &[char]>) -> Option<Option<Vec<&'a Term>>> {
        let known = gathered(grams.map(|gram| self.term(field, gram)))?;
        Some(gathered(known.into_iter()))
    }

    /// The list of a term, of a long one only the parts where `among` has plans. `None` while parts are missing.
    pub fn list(&self, term: &Term, among: Option<&[u32]>) -> Option<Vec<Posting>> {
        match &term.list {
            List::Short(bytes) => Some(postings(bytes, 0).unwrap_or_default()),
            List::Long { chunks, .. } => self.long(term, chunks, among),
        }
    }

    fn long(&self, term: &Term, chunks: &[Chunk], among: Option<&[u32]>) -> Option<Vec<Posting>> {
        let recent_from = self.entry.recent_from;
        let end = |at: usize| chunks.get(at + 1).map_or(recent_from, |next| next.first);
        let read = |at: &usize| among.is_none_or(|among| any_in(among, chunks[*at].first, end(*at)));
        let chunk = |at: usize| {
            let payload = self.files.lists(chunks[at].file, self.missing)?;
            Some(chunk_of(payload, &chunks[at]).unwrap_or_default())
        };
        let old = gathered((0..chunks.len()).filter(read).map(chunk));
        let any_recent = among.is_none_or(|among| any_in(among, recent_from, u32::MAX));
        let recent = if any_recent { self.recent(term) } else { Some(None) };
        let (mut list, recent) = (old?.concat(), recent?);
        if let Some(Term { list: List::Short(bytes), .. }) = recent {
            list.extend(postings(bytes, recent_from).unwrap_or_default());
        }
        Some(list)
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
        let Some(longer) = self.longer(field, key, &pairs)? else {
            return Some(Vec::new());
        };
        let sure = key.len() <= 2 || longer.iter().any(|(_, term)| term.gram.length() == key.len());
        let looked_at = pairs.len();
        let terms = if longer.is_empty() { pairs } else { widest(&longer) };
        let lists = terms.len();
        let (mut shared, rest) = self.first_shared(terms, among)?;
        if shared.len() > FEW_OF_SOME && looked_at + 1 < key.len() {
            shared = self.with_all_pairs(key, field, shared)?;
        }
        let shared = self.narrowed(shared, lists - rest.len(), &rest, among)?;
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

    /// Plans in those of these lists that are read first, with the passages they share: the short ones, which are at hand;
    /// where there are none, the rarest and those that are not much longer. The other long ones, the rarest first.
    fn first_shared<'t>(&self, terms: Vec<&'t Term>, among: Option<&[u32]>) -> Option<(Vec<Posting>, Vec<&'t Term>)> {
        let (mut long, mut first): (Vec<&Term>, Vec<&Term>) = terms.into_iter().partition(|term| is_long(term));
        sort_by_key(&mut long, |term| term.holders.into());
        if first.is_empty() {
            let most = long.first().map_or(0, |term| term.holders.saturating_mul(MUCH_LONGER));
            let at_once = long.iter().take(LONG_AT_ONCE).take_while(|term| term.holders <= most).count();
            first = long.drain(..at_once).collect();
        }
        Some((self.all_of_lists(&first, None, among)?, long))
    }

    /// Those of `shared`, which `read` lists have in common, that the other lists hold, too. These are read until few plans
    /// are left, a few at a time: the text decides what they leave open.
    fn narrowed(
        &self,
        mut shared: Vec<Posting>,
        mut read: usize,
        others: &[&Term],
        among: Option<&[u32]>,
    ) -> Option<Vec<Posting>> {
        for lists in others.chunks(LONG_AT_ONCE) {
            if shared.len() <= FEW * (2 * read - 1) {
                break;
            }
            shared = self.all_of_lists(lists, Some(shared), among)?;
            read += lists.len();
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

    /// The grams of three and four characters of a key all of whose pairs are common, by where they begin; empty where
    /// one is not; `Some(None)` when no plan has one of them.
    pub fn longer(&self, field: Field, key: &[char], grams: &[&Term]) -> Option<Option<Vec<Starting<'a>>>> {
        if field != Field::Text || key.len() < 3 || !grams.iter().all(|term| self.is_common(term)) {
            return Some(Some(Vec::new()));
        }
        let Some(pairs) = self.terms(field, &mut key.windows(2))? else {
            return Some(None);
        };
        let mut longer = Vec::new();
        let mut shorter: Vec<Starting> = (0..).zip(pairs).collect();
        for size in 3..=LONGEST {
            // There is a gram of this size where two that overlap are common.
            let both = |two: &&[Starting]| two[0].0 + 1 == two[1].0 && two.iter().all(|gram| self.is_common(gram.1));
            let starts: Vec<usize> = shorter.windows(2).filter(both).map(|two| two[0].0).collect();
            let Some(terms) = self.terms(field, &mut starts.iter().map(|&at| &key[at..at + size]))? else {
                return Some(None);
            };
            shorter = starts.into_iter().zip(terms).collect();
            longer.extend_from_slice(&shorter);
        }
        Some(Some(longer))
    }

    /// Looks up the longer grams that begin with the grams of a key, before it is known whether there are any: they stand
    /// beside them in the dictionary, so that this costs few files more, and one round of files less.
    pub fn look_up_longer(&self, field: Field, key: &[char]) {
        for at in rank::places(key).filter(|_| field == Field::Text) {
            if let Some(triple) = key.get(at..at + 3) {
                self.term(field, triple);
            }
        }
        if field == Field::Text {
            self.term(field, key);
        }
    }

    fn is_common(&self, term: &Term) -> bool {
        term.holders >= self.entry.common
    }
}

/// Those of these grams that stand in no longer one of them.
fn widest<'a>(grams: &[Starting<'a>]) -> Vec<&'a Term> {
    let inside = |&(start, term): &Starting, &(other, wider): &Starting| {
        term.gram.length() < wider.gram.length() && (start == other || start == other + 1)
    };
    grams.iter().filter(|gram| !grams.iter().any(|other| inside(gram, other))).map(|gram| gram.1).collect()
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
