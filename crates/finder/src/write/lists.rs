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
use foldhash::HashMap;
use std::sync::{
    Arc,
    mpsc::{SyncSender, sync_channel},
};

/// A list that is still growing.
#[derive(Clone, Default)]
struct Growing {
    holders: u32,
    next: u32,
    bytes: Vec<u8>,
}

/// What some plans hold, by their numbers.
type Found = Vec<(u32, Vec<Held>)>;

/// Plans whose grams are found before they are added.
const PLANS: usize = 1_024;

/// The lists of all grams: of each hash that is the same modulo their number, in one part, so that all cores can add to them.
pub struct Lists {
    parts: Vec<HashMap<Gram, Growing>>,
    known: Common,
}

impl Lists {
    /// The lists of these plans, sorted by number. Grams that at least `common` of them hold make longer ones.
    pub fn of(plans: &[&Plan], common: u32) -> Self {
        let parts = std::thread::available_parallelism().map_or(1, usize::from);
        let mut lists = Self { parts: vec![HashMap::default(); parts], known: Common::default() };
        lists.add(plans, pairs);
        let mut known = Common::default();
        for length in 3..=LONGEST {
            *known.of_mut(length - 1) = lists.common(length - 1, common);
            if known.of(length - 1).is_empty() {
                break;
            }
            lists.add(plans, |plan| longer(plan, length, &known));
        }
        Self { known, ..lists }
    }

    /// Adds what each plan holds. Each part has one thread for all plans: what short-lived threads allocate stays scattered.
    fn add(&mut self, plans: &[&Plan], held: impl Fn(&Plan) -> Vec<Held> + Sync) {
        let count = self.parts.len();
        std::thread::scope(|scope| {
            let mut feeds: Vec<SyncSender<Arc<Found>>> = Vec::new();
            for (part, lists) in self.parts.iter_mut().enumerate() {
                let (feed, all) = sync_channel(1);
                feeds.push(feed);
                scope.spawn(move || {
                    for found in all {
                        for (plan, held) in found.iter() {
                            let own = held.iter().filter(|held| held.gram.hash() as usize % count == part);
                            own.for_each(|held| lists.entry(held.gram).or_default().add(*plan, held));
                        }
                    }
                });
            }
            for some in plans.chunks(PLANS) {
                let mut found = Vec::with_capacity(some.len());
                parallel::in_order(some, |plan| held(plan), |plan, held| found.push((plan.number, held)));
                let found = Arc::new(found);
                // Nobody takes it where a thread panicked, which then ends this one, too.
                feeds.iter().for_each(|feed| drop(feed.send(found.clone())));
            }
        });
    }

    /// The grams of the text of this length that at least so many plans hold.
    fn common(&self, length: usize, common: u32) -> HashMap<Gram, u32> {
        let all = self.parts.iter().flatten();
        let many = all.filter(|(gram, list)| list.holders >= common && is_text(**gram, length));
        many.map(|(gram, list)| (*gram, list.holders)).collect()
    }

    /// The records of all grams, sorted, and the grams that are common.
    pub fn records(self, order: &Order, sizes: &Sizes) -> (Vec<Record>, Common) {
        let mut records = Vec::with_capacity(self.parts.iter().map(HashMap::len).sum());
        for part in self.parts {
            records.extend(part.into_iter().map(|(gram, list)| Record::of_encoded(gram, list.holders, list.bytes)));
        }
        records.sort_unstable_by_key(|record| record.gram);
        parallel::on_each(&mut records, |record| record.lay_out(order, sizes));
        (records, self.known)
    }
}

impl Growing {
    fn add(&mut self, plan: u32, held: &Held) {
        put_posting(&mut self.bytes, self.next, held.posting(plan));
        self.next = plan + 1;
        self.holders += 1;
    }
}

/// Whether this is a gram of the text of this length.
pub fn is_text(gram: Gram, length: usize) -> bool {
    gram.length() == length && gram.field() == Field::Text
}
