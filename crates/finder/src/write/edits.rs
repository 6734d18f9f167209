//! What changed plans change in the lists.

use super::{
    columns::Order,
    invert::{Common, Held, chars, longer, pairs},
    kept::Row,
    layout::Sizes,
    lists::is_text,
    old::Old,
    parallel,
    terms::{Head, Record, Terms, Whole},
    update::{Change, UpdateError},
};
use crate::{
    format::{
        gram::{Gram, LONGEST},
        postings::Posting,
    },
    plan::Plan,
    query::Field,
    rank::rounded,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What becomes of a plan in a list.
#[derive(Clone, Copy, Debug)]
struct Edit {
    had: bool,
    now: Option<Posting>,
}

/// Changes of lists, by gram and plan.
pub struct Edits<'a> {
    terms: &'a Terms,
    before: Sizes,
    after: Sizes,
    of: BTreeMap<Gram, BTreeMap<u32, Edit>>,
    /// Grams whose shorter ones are common no more.
    dropped: HashSet<Gram>,
}

/// A changed plan: as it was, as it is.
struct Changed {
    number: u32,
    was: Option<Plan>,
    is: Option<Plan>,
    /// Its place among equals is another.
    moved: bool,
}

impl<'a> Edits<'a> {
    /// None yet.
    pub fn new(terms: &'a Terms, before: Sizes, after: Sizes) -> Self {
        Self { terms, before, after, of: BTreeMap::new(), dropped: HashSet::new() }
    }

    /// Finds what a change of plans changes.
    pub fn find(&mut self, rows: &[Row], change: &Change, old: &mut Old) -> Result<(), UpdateError> {
        let changed = changed(rows, change, old)?;
        for plan in &changed {
            let held = |plan: &Option<Plan>| plan.iter().flat_map(pairs).collect::<Vec<_>>();
            self.compare(plan, &held(&plan.was), &held(&plan.is));
        }
        let was = Common { pairs: self.common_before(2), triples: self.common_before(3) };
        let mut is = Common::default();
        for length in 3..=LONGEST {
            *is.of_mut(length - 1) = self.common_after(length - 1);
            for plan in &changed {
                let held = |plan: &Option<Plan>, common| {
                    plan.iter().flat_map(|plan| longer(plan, length, common)).collect::<Vec<_>>()
                };
                self.compare(plan, &held(&plan.was, &was), &held(&plan.is, &is));
            }
            self.drop(length, &was, &is);
            self.add(length, &was, &is, &changed, old)?;
            self.weigh(length, &was, &is)?;
        }
        Ok(())
    }

    /// Notes where what a plan holds of some grams has changed.
    fn compare(&mut self, plan: &Changed, was: &[Held], is: &[Held]) {
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

    fn common_before(&self, length: usize) -> HashMap<Gram, u32> {
        self.common(length, self.before.common)
    }

    fn common(&self, length: usize, least: u32) -> HashMap<Gram, u32> {
        let many = self.terms.heads.iter().filter(|head| head.holders >= least && is_text(head.gram, length));
        many.map(|head| (head.gram, head.holders)).collect()
    }

    fn common_after(&self, length: usize) -> HashMap<Gram, u32> {
        let mut common = self.common(length, self.after.common);
        for gram in self.of.keys().chain(&self.dropped).filter(|gram| is_text(**gram, length)) {
            let holders = self.holders(*gram);
            if holders >= self.after.common {
                common.insert(*gram, holders);
            } else {
                common.remove(gram);
            }
        }
        common
    }

    /// How many plans will hold a gram.
    fn holders(&self, gram: Gram) -> u32 {
        let before = if self.dropped.contains(&gram) { 0 } else { self.terms.holders(gram) };
        let edits = || self.of.get(&gram).into_iter().flat_map(BTreeMap::values);
        let more = edits().filter(|edit| !edit.had && edit.now.is_some()).count() as u32;
        let less = edits().filter(|edit| edit.had && edit.now.is_none()).count() as u32;
        (before + more).saturating_sub(less)
    }

    /// Grams one of whose shorter ones is common no more.
    fn drop(&mut self, length: usize, was: &Common, is: &Common) {
        let less =
            |shorter: &Gram| was.of(length - 1).contains_key(shorter) && !is.of(length - 1).contains_key(shorter);
        if !was.of(length - 1).keys().any(less) {
            return;
        }
        let of_length = self.terms.heads.iter().filter(|head| is_text(head.gram, length));
        let dropped: Vec<Gram> =
            of_length.map(|head| head.gram).filter(|&gram| shorter(gram).any(|part| less(&part))).collect();
        dropped.iter().for_each(|gram| drop(self.of.remove(gram)));
        self.dropped.extend(dropped);
    }

    /// Grams one of whose shorter ones has become common, in plans that have not changed.
    fn add(
        &mut self,
        length: usize,
        was: &Common,
        is: &Common,
        changed: &[Changed],
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
        let moved: HashSet<Gram> = was.pairs.keys().chain(is.pairs.keys()).copied().filter(moved).collect();
        let terms = self.terms;
        let here = |head: &&Head| !moved.is_empty() && is_text(head.gram, length) && !self.dropped.contains(&head.gram);
        let mut others = Vec::new();
        for head in terms.heads.iter().filter(here) {
            let chars = chars(head.gram);
            let any =
                chars.windows(2).any(|pair| Gram::new(Field::Text, pair).is_some_and(|pair| moved.contains(&pair)));
            let rarest = is.rarest(&chars);
            if any && rarest != was.rarest(&chars) {
                others.extend(rarest.map(|rarest| (head.gram, rarest)));
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
    fn postings(&self, gram: Gram) -> Result<Vec<Posting>, UpdateError> {
        let mut list = match self.terms.place(gram) {
            Ok(at) if !self.dropped.contains(&gram) => {
                self.terms.postings(&self.terms.heads[at], self.before.recent_from)?
            }
            _ => Vec::new(),
        };
        let Some(edits) = self.of.get(&gram) else {
            return Ok(list);
        };
        list.retain(|posting| !edits.contains_key(&posting.plan));
        list.extend(edits.values().filter_map(|edit| edit.now));
        list.sort_unstable_by_key(|posting| posting.plan);
        Ok(list)
    }

    /// The dictionary as it will be.
    pub fn apply(&self, order: &Order) -> Result<Terms, UpdateError> {
        let mut terms = Terms::default();
        terms.bytes.reserve(self.terms.bytes.len() + 1_000_000);
        terms.heads.reserve(self.terms.heads.len() + 1_000);
        let grams = self.others()?;
        let record = |gram: &Gram| self.record(*gram, order);
        // Records before this one were copied, or are no more.
        let mut done = 0;
        let mut result = Ok(());
        parallel::in_order(&grams, record, |gram, record| {
            let (at, next) = match self.terms.place(*gram) {
                Ok(at) => (at, at + 1),
                Err(at) => (at, at),
            };
            terms.copy(self.terms, done..at);
            done = next;
            match record {
                Ok(record) => record.iter().for_each(|record| terms.push(record)),
                Err(error) => result = Err(error),
            }
        });
        terms.copy(self.terms, done..self.terms.heads.len());
        result.map(|()| terms)
    }

    /// The grams whose records are other ones, or are no more; sorted.
    fn others(&self) -> Result<Vec<Gram>, UpdateError> {
        let mut grams: BTreeSet<Gram> = self.of.keys().chain(&self.dropped).copied().collect();
        for head in &self.terms.heads {
            if self.is_laid_out_anew(head)? {
                grams.insert(head.gram);
            }
        }
        Ok(grams.into_iter().collect())
    }

    /// The record of a gram as it will be, if any plan holds it.
    fn record(&self, gram: Gram, order: &Order) -> Result<Option<Record>, UpdateError> {
        let list = self.postings(gram)?;
        Ok((!list.is_empty()).then(|| Record::new(gram, list, order, &self.after)))
    }

    /// Whether the list of a gram is laid out in another way than before, whatever stands in it.
    fn is_laid_out_anew(&self, head: &Head) -> Result<bool, UpdateError> {
        let (before, after) = (&self.before, &self.after);
        if (before.short, before.chunk, before.recent_from) == (after.short, after.chunk, after.recent_from) {
            return Ok(false);
        }
        Ok(before.short != after.short || matches!(self.terms.whole(head)?, Whole::Long { .. }))
    }
}

/// The two grams, one character shorter, that a gram is made of.
fn shorter(gram: Gram) -> impl Iterator<Item = Gram> {
    let chars = chars(gram);
    (0..2).filter_map(move |at| Gram::new(Field::Text, chars.get(at..chars.len() - 1 + at)?))
}

fn changed(rows: &[Row], change: &Change, old: &mut Old) -> Result<Vec<Changed>, UpdateError> {
    let new: BTreeMap<u32, &Plan> = change.put.iter().map(|plan| (plan.number, plan)).collect();
    let numbers: BTreeSet<u32> = new.keys().chain(change.removed).copied().collect();
    let mut changed = Vec::new();
    for number in numbers {
        let row = rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &rows[at]);
        let is = new.get(&number).map(|plan| (*plan).clone());
        let moved = row.zip(is.as_ref()).is_some_and(|(row, is)| (&row.date, &row.id) != (&is.date, &is.id));
        let was = if row.is_some() { Some(old.plan(number)?.clone()) } else { None };
        changed.push(Changed { number, was, is, moved });
    }
    Ok(changed)
}
