//! Which plan is which record's: by the same text first, then by similar text, in the same file more readily.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::{Print, Record, State};
use super::{Current, lock};

/// Least likeness in the same file, and elsewhere. By chance two texts reach 0.07 (three standard deviations of 128
/// four-bit values); unrelated plans share up to 0.1.
const SAME_FILE: f64 = 0.2;
const ELSEWHERE: f64 = 0.3;
/// Enough where a file had one plan and has one.
const ALONE: f64 = 0.15;
/// Least likeness to a plan that is gone: what returns is nearly what it was.
const RETURNED: f64 = 0.6;
/// What the same file adds when two pairs compete.
const BONUS: f64 = 0.1;
/// How much of a text must be in another that it became part of.
const MERGED: f64 = 0.6;
/// How many times as long as a text another may be that it became part of. In a longer one 128 values of four bits tell a part
/// (standard deviation 0.15 and more) no longer from chance: the plan is then withdrawn, and no holder is guessed.
const HOLDER: f64 = 3.5;
/// Up to so many pairs are compared one by one; above it only those that agree in some band.
const PAIRS: usize = 4_000_000;
/// Values in a band: 32 bands of four.
const BAND: usize = 4;

/// The record of each plan, if it has one.
pub(super) fn known(plans: &[Current], records: &[Record]) -> Vec<Option<usize>> {
    let mut state = Pairing { known: vec![None; plans.len()], free: (0..records.len()).collect() };
    state.same(plans, records, |plan, record| plan == record);
    state.same(plans, records, |_, _| true);
    let alive = |record: &Record| matches!(record.state, State::Shown | State::Hidden | State::Closed);
    state.similar(plans, records, alive, 0.0);
    state.similar(plans, records, |record| !alive(record), RETURNED);
    state.known
}

struct Pairing {
    known: Vec<Option<usize>>,
    /// Records without a plan.
    free: BTreeSet<usize>,
}

impl Pairing {
    fn open(&self) -> Vec<usize> {
        (0..self.known.len()).filter(|plan| self.known[*plan].is_none()).collect()
    }

    fn take(&mut self, plan: usize, record: usize) {
        if self.known[plan].is_none() && self.free.remove(&record) {
            self.known[plan] = Some(record);
        }
    }

    /// Takes records with the very same fingerprint; of several the one first seen.
    fn same(&mut self, plans: &[Current], records: &[Record], fits: impl Fn(&str, &str) -> bool) {
        let mut prints: BTreeMap<&Print, Vec<usize>> = BTreeMap::new();
        for record in self.free.iter().copied() {
            prints.entry(&records[record].print).or_default().push(record);
        }
        prints.values_mut().for_each(|same| same.sort_by_key(|record| records[*record].number));
        for plan in self.open() {
            let same = prints.get(&plans[plan].print).into_iter().flatten();
            let fitting = same.copied().filter(|record| fits(plans[plan].file, &records[*record].file));
            if let Some(record) = fitting.into_iter().find(|record| self.free.contains(record)) {
                self.take(plan, record);
            }
        }
    }

    /// Takes the likest pairs first. What is gone is asked last: a plan that returns is rarer than one that changes.
    fn similar(&mut self, plans: &[Current], records: &[Record], among: impl Fn(&Record) -> bool, least: f64) {
        let open = self.open();
        let free: Vec<usize> = self.free.iter().copied().filter(|record| among(&records[*record])).collect();
        let mut pairs = pairs_inside(&open, &free, plans, records);
        pairs.extend(pairs_elsewhere(&open, &free, plans, records));
        pairs.retain(|pair| pair.likeness >= least);
        pairs.sort_by(|one, other| {
            let order = |pair: &Pair| (records[pair.record].number, pair.plan);
            other.score.total_cmp(&one.score).then_with(|| order(one).cmp(&order(other)))
        });
        for pair in pairs {
            self.take(pair.plan, pair.record);
        }
    }
}

fn pairs_inside(open: &[usize], free: &[usize], plans: &[Current], records: &[Record]) -> Vec<Pair> {
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for record in free.iter().copied() {
        files.entry(&records[record].file).or_default().push(record);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for plan in plans {
        *counts.entry(plan.file).or_default() += 1;
    }
    let mut pairs = Vec::new();
    for plan in open.iter().copied() {
        let file = plans[plan].file;
        let inside = files.get(file).map(Vec::as_slice).unwrap_or_default();
        let alone = counts[file] == 1 && inside.len() == 1;
        let least = if alone { ALONE } else { SAME_FILE };
        pairs.extend(inside.iter().filter_map(|record| Pair::new(plan, *record, plans, records, least, BONUS)));
    }
    pairs
}

fn pairs_elsewhere(open: &[usize], free: &[usize], plans: &[Current], records: &[Record]) -> Vec<Pair> {
    let compare = |plan: usize, record: usize| Pair::new(plan, record, plans, records, ELSEWHERE, 0.0);
    if open.len() * free.len() <= PAIRS {
        let all = open.iter().flat_map(|plan| free.iter().map(move |record| (*plan, *record)));
        return all.filter_map(|(plan, record)| compare(plan, record)).collect();
    }
    let mut bands: BTreeMap<(usize, &[u8]), Vec<usize>> = BTreeMap::new();
    for record in free.iter().copied() {
        for band in records[record].print.nibbles.chunks_exact(BAND).enumerate() {
            bands.entry(band).or_default().push(record);
        }
    }
    let near = |plan: usize| -> BTreeSet<usize> {
        let own = plans[plan].print.nibbles.chunks_exact(BAND).enumerate();
        own.filter_map(|band| bands.get(&band)).flatten().copied().collect()
    };
    open.iter().flat_map(|plan| near(*plan).into_iter().filter_map(|record| compare(*plan, record))).collect()
}

struct Pair {
    plan: usize,
    record: usize,
    likeness: f64,
    /// Likeness and what the same file adds.
    score: f64,
}

impl Pair {
    fn new(plan: usize, record: usize, plans: &[Current], records: &[Record], least: f64, bonus: f64) -> Option<Pair> {
        let likeness = plans[plan].print.likeness(&records[record].print);
        (likeness >= least).then_some(Pair { plan, record, likeness, score: likeness + bonus })
    }
}

/// Records without a plan whose text is now part of a public plan that has changed, with that plan's id.
pub(super) fn merged(plans: &[Current], known: &[Option<usize>], records: &[Record]) -> BTreeMap<usize, String> {
    let stay: BTreeSet<usize> = known.iter().flatten().copied().collect();
    let changed = |(plan, record): (&Current, &Option<usize>)| {
        let record = (*record)?;
        (plan.public && records[record].print != plan.print).then(|| (plan.print.clone(), records[record].id.clone()))
    };
    let changed: Vec<(lock::Print, String)> = plans.iter().zip(known).filter_map(changed).collect();
    let gone = (0..records.len()).filter(|place| !stay.contains(place) && records[*place].state == State::Shown);
    let gone: Vec<usize> = gone.collect();
    if gone.len() * changed.len() > PAIRS {
        return BTreeMap::new();
    }
    gone.into_iter().filter_map(|place| Some((place, holder(&records[place].print, &changed)?))).collect()
}

fn holder(print: &Print, changed: &[(Print, String)]) -> Option<String> {
    let most = f64::from(print.shingles) * HOLDER;
    let larger =
        changed.iter().filter(|(other, _)| other.shingles > print.shingles && f64::from(other.shingles) <= most);
    let shares = larger.map(|(other, id)| (print.share_in(other), id)).filter(|(share, _)| *share >= MERGED);
    shares.max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1))).map(|(_, id)| id.clone())
}
