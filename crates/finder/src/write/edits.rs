//! What changed plans change in the lists.

use super::{
    columns::Order,
    dictionary::Changed,
    invert::{Common, Held, chars, longer, pairs},
    kept::Row,
    layout::Sizes,
    lists::is_text,
    old::Old,
    parallel,
    stored::Stored,
    terms::Record,
    update::{Change, UpdateError},
};
use crate::{
    format::{
        Kind,
        gram::{Gram, LONGEST},
        postings::Posting,
    },
    plan::Plan,
    query::Field,
    rank::rounded,
};
use foldhash::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a plan in a list.
#[derive(Clone, Copy, Debug)]
struct Edit {
    had: bool,
    now: Option<Posting>,
}

/// Grams whose records are read and made at a time.
const BATCH: usize = 4_096;

/// Changes of lists, by gram and plan.
pub struct Edits<'a, 'b> {
    stored: &'a mut Stored<'b>,
    sizes: Sizes,
    of: BTreeMap<Gram, BTreeMap<u32, Edit>>,
    /// Grams whose shorter ones are common no more.
    dropped: HashSet<Gram>,
}

/// What becomes of the record of a gram: as it was, as it is.
pub struct Redone {
    gram: Gram,
    was: Option<Record>,
    is: Option<Record>,
}

impl Redone {
    /// The change.
    pub fn change(&self) -> Changed<'_> {
        Changed { gram: self.gram, was: self.was.as_ref(), is: self.is.as_ref() }
    }
}

/// A changed plan: as it was, as it is.
struct ChangedPlan {
    number: u32,
    was: Option<Plan>,
    is: Option<Plan>,
    /// Its place among equals is another.
    moved: bool,
}

impl<'a, 'b> Edits<'a, 'b> {
    /// None yet.
    pub fn new(stored: &'a mut Stored<'b>, sizes: Sizes) -> Self {
        Self { stored, sizes, of: BTreeMap::new(), dropped: HashSet::default() }
    }

    /// Finds what a change of plans changes; `was` are the grams that were common. Gives those that will be.
    pub fn find(&mut self, rows: &[Row], was: &Common, change: &Change, old: &mut Old) -> Result<Common, UpdateError> {
        let changed = changed(rows, change, old)?;
        for plan in &changed {
            let held = |plan: &Option<Plan>| plan.iter().flat_map(pairs).collect::<Vec<_>>();
            self.compare(plan, &held(&plan.was), &held(&plan.is));
        }
        let mut is = Common::default();
        for length in 3..=LONGEST {
            *is.of_mut(length - 1) = self.common_after(length - 1, was)?;
            for plan in &changed {
                let held = |plan: &Option<Plan>, common| {
                    plan.iter().flat_map(|plan| longer(plan, length, common)).collect::<Vec<_>>()
                };
                self.compare(plan, &held(&plan.was, was), &held(&plan.is, &is));
            }
            self.drop(length, was, &is)?;
            self.add(length, was, &is, &changed, old)?;
            self.weigh(length, was, &is)?;
        }
        Ok(is)
    }

    /// Notes where what a plan holds of some grams has changed.
    fn compare(&mut self, plan: &ChangedPlan, was: &[Held], is: &[Held]) {
        let before: HashMap<Gram, Held> = was.iter().map(|held| (held.gram, *held)).collect();
        let after: HashSet<Gram> = is.iter().map(|held| held.gram).collect();
        for held in is {
            let same = before.get(&held.gram);
            if plan.moved || same != Some(held) {
                self.set(held.gram, plan.number, Edit { had: same.is_some(), now: Some(held.posting(plan.number)) });
            }
        }
        for held in was.iter().filter(|held| !after.contains(&held.gram)) {
            self.set(held.gram, plan.number, Edit { had: true, now: None });
        }
    }

    fn set(&mut self, gram: Gram, plan: u32, edit: Edit) {
        self.of.entry(gram).or_default().insert(plan, edit);
    }

    fn common_after(&mut self, length: usize, was: &Common) -> Result<HashMap<Gram, u32>, UpdateError> {
        let mut common = was.of(length).clone();
        let touched = self.of.keys().chain(&self.dropped).copied().filter(|gram| is_text(*gram, length));
        let touched: Vec<Gram> = touched.collect();
        self.stored.fetch_shards(Kind::Shard, touched.iter().copied())?;
        for gram in touched {
            let holders = self.holders(gram)?;
            if holders >= self.sizes.common {
                common.insert(gram, holders);
            } else {
                common.remove(&gram);
            }
        }
        Ok(common)
    }

    /// How many plans will hold a gram.
    fn holders(&mut self, gram: Gram) -> Result<u32, UpdateError> {
        let before = if self.dropped.contains(&gram) { 0 } else { self.stored.holders(gram)? };
        let edits = || self.of.get(&gram).into_iter().flat_map(BTreeMap::values);
        let more = edits().filter(|edit| !edit.had && edit.now.is_some()).count() as u32;
        let less = edits().filter(|edit| edit.had && edit.now.is_none()).count() as u32;
        Ok((before + more).saturating_sub(less))
    }

    /// Grams one of whose shorter ones is common no more.
    fn drop(&mut self, length: usize, was: &Common, is: &Common) -> Result<(), UpdateError> {
        let lost: Vec<Gram> =
            was.of(length - 1).keys().copied().filter(|gram| !is.of(length - 1).contains_key(gram)).collect();
        let dropped = self.longer_with(length, &lost, was)?;
        dropped.iter().for_each(|gram| drop(self.of.remove(gram)));
        self.dropped.extend(dropped);
        Ok(())
    }

    /// The grams of `length` that there are and that hold one of these shorter ones. Both grams, one character shorter, of
    /// which a longer one is made were common when it was written: that tells where to look.
    fn longer_with(&mut self, length: usize, parts: &[Gram], was: &Common) -> Result<BTreeSet<Gram>, UpdateError> {
        let mut found = BTreeSet::new();
        for part in parts.iter().map(Gram::codes) {
            for &begin in was.of(length - 1).keys() {
                let own = begin.codes();
                if own.windows(part.len()).any(|window| window == part) {
                    found.extend(self.stored.starting_with(begin, length)?);
                } else if own.ends_with(&part[..part.len() - 1])
                    && let Some(gram) = Gram::of_codes(&[own, &part[part.len() - 1..]].concat())
                    && self.stored.term(Kind::Shard, gram)?.is_some()
                {
                    found.insert(gram);
                }
            }
        }
        Ok(found)
    }

    /// Grams one of whose shorter ones has become common, in plans that have not changed.
    fn add(
        &mut self,
        length: usize,
        was: &Common,
        is: &Common,
        changed: &[ChangedPlan],
        old: &mut Old,
    ) -> Result<(), UpdateError> {
        let more = |shorter: &Gram| !was.of(length - 1).contains_key(shorter);
        let new: Vec<Gram> = is.of(length - 1).keys().copied().filter(more).collect();
        let mut plans = BTreeSet::new();
        for gram in new {
            plans.extend(self.postings(gram)?.iter().map(|posting| posting.plan));
        }
        plans.retain(|&number| changed.iter().all(|plan| plan.number != number));
        for number in plans {
            let held = longer(old.plan(number)?, length, is);
            for held in held.iter().filter(|held| shorter(held.gram).any(|part| more(&part))) {
                self.set(held.gram, number, Edit { had: false, now: Some(held.posting(number)) });
            }
        }
        Ok(())
    }

    /// Grams whose rarest pair is another than before carry its impacts.
    fn weigh(&mut self, length: usize, was: &Common, is: &Common) -> Result<(), UpdateError> {
        let moved = |pair: &Gram| was.pairs.get(pair).map(|n| rounded(*n)) != is.pairs.get(pair).map(|n| rounded(*n));
        let moved: BTreeSet<Gram> = was.pairs.keys().chain(is.pairs.keys()).copied().filter(moved).collect();
        let moved: Vec<Gram> = moved.into_iter().collect();
        let mut others = Vec::new();
        for gram in self.longer_with(length, &moved, was)?.into_iter().filter(|gram| !self.dropped.contains(gram)) {
            let chars = chars(gram);
            let rarest = is.rarest(&chars);
            if rarest != was.rarest(&chars) {
                others.extend(rarest.map(|rarest| (gram, rarest)));
            }
        }
        for (gram, rarest) in others {
            let impacts = self.postings(rarest)?;
            for posting in self.postings(gram)? {
                let at = impacts.binary_search_by_key(&posting.plan, |other| other.plan);
                let impact = at.map_or(posting.impact, |at| impacts[at].impact);
                let had = self.of.get(&gram).and_then(|of| of.get(&posting.plan)).is_none_or(|edit| edit.had);
                self.set(gram, posting.plan, Edit { had, now: Some(Posting { impact, ..posting }) });
            }
        }
        Ok(())
    }

    /// The list of a gram as it will be.
    fn postings(&mut self, gram: Gram) -> Result<Vec<Posting>, UpdateError> {
        let record = self.stored.record(gram)?;
        self.edited(gram, record.as_ref())
    }

    /// The list of a gram as it will be, given its record as it is.
    fn edited(&self, gram: Gram, record: Option<&Record>) -> Result<Vec<Posting>, UpdateError> {
        let mut list = match record.filter(|_| !self.dropped.contains(&gram)) {
            Some(record) => record.postings(self.sizes.recent_from)?,
            None => Vec::new(),
        };
        let Some(edits) = self.of.get(&gram) else {
            return Ok(list);
        };
        list.retain(|posting| !edits.contains_key(&posting.plan));
        list.extend(edits.values().filter_map(|edit| edit.now));
        // Two sorted runs: a stable sort merges them.
        list.sort_by_key(|posting| posting.plan);
        list.iter_mut().for_each(|posting| posting.tier = 0);
        Ok(list)
    }

    /// The records that are other ones than before, or are no more; sorted.
    pub fn apply(&mut self, order: &Order) -> Result<Vec<Redone>, UpdateError> {
        let grams: BTreeSet<Gram> = self.of.keys().chain(&self.dropped).copied().collect();
        let grams: Vec<Gram> = grams.into_iter().collect();
        let mut redone = Vec::with_capacity(grams.len());
        for batch in grams.chunks(BATCH) {
            self.stored.fetch(batch)?;
            let before = batch.iter().map(|&gram| Ok((gram, self.stored.record(gram)?)));
            let before: Vec<(Gram, Option<Record>)> = before.collect::<Result<_, UpdateError>>()?;
            let mut after = Vec::with_capacity(batch.len());
            let record = |(gram, was): &(Gram, Option<Record>)| self.record(*gram, was.as_ref(), order);
            parallel::in_order(&before, record, |_, is| after.push(is));
            for ((gram, was), is) in before.into_iter().zip(after) {
                redone.push(Redone { gram, was, is: is? });
            }
        }
        redone.retain(|redone| redone.was != redone.is);
        Ok(redone)
    }

    /// The record of a gram as it will be, if any plan holds it.
    fn record(&self, gram: Gram, was: Option<&Record>, order: &Order) -> Result<Option<Record>, UpdateError> {
        let list = self.edited(gram, was)?;
        Ok((!list.is_empty()).then(|| Record::new(gram, &list, order, &self.sizes)))
    }
}

/// The two grams, one character shorter, that a gram is made of.
fn shorter(gram: Gram) -> impl Iterator<Item = Gram> {
    let chars = chars(gram);
    (0..2).filter_map(move |at| Gram::new(Field::Text, chars.get(at..chars.len() - 1 + at)?))
}

fn changed(rows: &[Row], change: &Change, old: &mut Old) -> Result<Vec<ChangedPlan>, UpdateError> {
    let new: BTreeMap<u32, &Plan> = change.put.iter().map(|plan| (plan.number, plan)).collect();
    let numbers: BTreeSet<u32> = new.keys().chain(change.removed).copied().collect();
    let mut changed = Vec::new();
    for number in numbers {
        let row = rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &rows[at]);
        let is = new.get(&number).map(|plan| (*plan).clone());
        let moved = row.zip(is.as_ref()).is_some_and(|(row, is)| (&row.date, &row.id) != (&is.date, &is.id));
        let was = if row.is_some() { Some(old.plan(number)?.clone()) } else { None };
        changed.push(ChangedPlan { number, was, is, moved });
    }
    Ok(changed)
}
