//! The lists of all grams, grown plan by plan in their encoded form.

use super::{
    columns::Order,
    invert::{Common, Held, longer, pairs},
    layout::Sizes,
    parallel,
    terms::Record,
};
use crate::{
    format::{
        gram::{Gram, LONGEST},
        postings::put_posting,
    },
    plan::Plan,
    query::Field,
};
use std::collections::HashMap;

/// A list that is still growing.
#[derive(Default)]
struct Growing {
    holders: u32,
    next: u32,
    bytes: Vec<u8>,
}

/// Lists that are taken up at a time.
const BATCH: usize = 65_536;

/// The lists of all grams.
#[derive(Default)]
pub struct Lists {
    growing: HashMap<Gram, Growing>,
    known: Common,
}

impl Lists {
    /// The lists of these plans, sorted by number. Grams that at least `common` of them hold make longer ones.
    pub fn of(plans: &[&Plan], common: u32) -> Self {
        let mut lists = Self::default();
        parallel::in_order(plans, |plan| pairs(plan), |plan, held| lists.add(plan.number, &held));
        let mut known = Common::default();
        for length in 3..=LONGEST {
            *known.of_mut(length - 1) = lists.common(length - 1, common);
            if known.of(length - 1).is_empty() {
                break;
            }
            let work = |plan: &&Plan| longer(plan, length, &known);
            parallel::in_order(plans, work, |plan, held| lists.add(plan.number, &held));
        }
        Self { known, ..lists }
    }

    fn add(&mut self, plan: u32, held: &[Held]) {
        for held in held {
            let list = self.growing.entry(held.gram).or_default();
            put_posting(&mut list.bytes, list.next, held.posting(plan));
            list.next = plan + 1;
            list.holders += 1;
        }
    }

    /// The grams of the text of this length that at least so many plans hold.
    fn common(&self, length: usize, common: u32) -> HashMap<Gram, u32> {
        let many = self.growing.iter().filter(|(gram, list)| list.holders >= common && is_text(**gram, length));
        many.map(|(gram, list)| (*gram, list.holders)).collect()
    }

    /// The records of all grams, sorted, and the grams that are common.
    pub fn records(self, order: &Order, sizes: &Sizes) -> (Vec<Record>, Common) {
        let mut growing: Vec<_> = self.growing.into_iter().collect();
        growing.sort_unstable_by_key(|(gram, _)| *gram);
        let record =
            |(gram, list): &(Gram, Growing)| Record::of_encoded(*gram, list.holders, &list.bytes, order, sizes);
        let (mut records, mut growing) = (Vec::with_capacity(growing.len()), growing.into_iter());
        // What was taken up is given back meanwhile.
        loop {
            let some: Vec<_> = growing.by_ref().take(BATCH).collect();
            if some.is_empty() {
                return (records, self.known);
            }
            parallel::in_order(&some, record, |_, record| records.push(record));
        }
    }
}

/// Whether this is a gram of the text of this length.
pub fn is_text(gram: Gram, length: usize) -> bool {
    gram.length() == length && gram.field() == Field::Text
}
