//! Gives every plan its lasting id and number, kept in `plans.lock`.
//!
//! An id is a short hash of the plan's first text and path, assigned once. Later a plan is known again by its text
//! (`matching`), so that edits, insertions before it, renames, moves and re-splitting keep the id. What is gone stays in
//! the lock file, for a tombstone or a redirect at its address, and so that it gets its id back when it returns.
//!
//! Two branches that each added plans may have given one number twice: the id that sorts first keeps it, the others get
//! new numbers in the order of their ids.

mod lock;
mod matching;

use std::borrow::Cow;
use std::collections::BTreeSet;

pub use lock::{Lock, LockError, Print, Record, State};

use crate::archive::{Entry, Former};
use crate::document::{Document, Finding, Severity, Visibility};
use crate::gist::Gist;
use crate::tree::Hash;

/// Below this likeness the fingerprint is renewed; above it the lock file is left as it is.
const DRIFTED: f64 = 0.9;

/// A plan as it is now.
struct Current<'a> {
    document: usize,
    plan: usize,
    file: &'a str,
    /// Hash of its text.
    text: Hash,
    print: Print,
    public: bool,
}

/// Finds every plan's id and number: the entries by id, the lock file as it must now be, and what is worth knowing.
pub fn identify(documents: &[Document], lock: &Lock) -> (Vec<Entry>, Lock, Vec<Finding>) {
    let plans = current(documents);
    let (mut records, mut findings) = settled(lock, &plans);
    let known = matching::known(&plans, &records);
    findings.extend(leave(&plans, &known, &mut records));
    let mut taken: BTreeSet<String> = records.iter().map(|record| record.id.clone()).collect();
    let mut next = records.iter().map(|record| record.number + 1).max().unwrap_or(0);
    let mut entries = Vec::with_capacity(plans.len());
    for (plan, known) in plans.iter().zip(known) {
        let place = known.unwrap_or_else(|| {
            records.push(first_seen(plan, &mut taken, next));
            next += 1;
            records.len() - 1
        });
        update(&mut records[place], plan);
        let Record { id, number, print, .. } = &records[place];
        entries.push(Entry::new(documents, (plan.document, plan.plan), id.clone(), *number, print.shingles));
    }
    entries.sort_by(|one, other| one.id.cmp(&other.id));
    records.sort();
    (entries, Lock { records }, findings)
}

/// The addresses at which a public plan stood once: of what was merged, the public plan that now holds its text, over as
/// many steps as it took.
pub fn former(lock: &Lock) -> Vec<Former> {
    let by_id = |id: &str| lock.records.iter().find(|record| record.id == id);
    let holder = |into: &String| {
        let steps = std::iter::successors(by_id(into), |record| match &record.state {
            State::Merged(next) => by_id(next),
            _ => None,
        });
        // A circle of records cannot be longer than the file.
        let last = steps.take(lock.records.len()).last()?;
        (last.state == State::Shown).then(|| last.id.clone())
    };
    let former = |record: &Record| match &record.state {
        State::Closed | State::Withdrawn => Some(Former { id: record.id.clone(), into: None }),
        State::Merged(into) => Some(Former { id: record.id.clone(), into: holder(into) }),
        State::Shown | State::Hidden | State::Gone => None,
    };
    lock.records.iter().filter_map(former).collect()
}

/// All plans, by file and place.
fn current(documents: &[Document]) -> Vec<Current<'_>> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|place| documents[*place].source.file.as_str());
    let of = |document: usize| (0..documents[document].plans.len()).map(move |plan| (document, plan));
    order.into_iter().flat_map(of).map(|(document, plan)| Current::new(documents, document, plan)).collect()
}

impl<'a> Current<'a> {
    fn new(documents: &'a [Document], document: usize, plan: usize) -> Self {
        let Document { source, plans, .. } = &documents[document];
        let gist = plans[plan]
            .gist
            .as_deref()
            .map_or_else(|| Cow::Owned(Gist::of(&documents[document], &plans[plan])), Cow::Borrowed);
        let public = plans[plan].facts.visibility == Visibility::Public;
        Current { document, plan, file: &source.file, text: gist.text, print: Print::of(&gist.sketch), public }
    }
}

/// The lock's records with every id and every number once.
fn settled(lock: &Lock, plans: &[Current]) -> (Vec<Record>, Vec<Finding>) {
    let mut records: Vec<Record> = Vec::with_capacity(lock.records.len());
    for record in &lock.records {
        match records.last_mut() {
            // Both branches changed the line: the fingerprint that is nearer to what is there now holds.
            Some(last) if last.id == record.id => {
                if nearest(record, plans) > nearest(last, plans) {
                    *last = Record { number: last.number.min(record.number), ..record.clone() };
                }
            }
            _ => records.push(record.clone()),
        }
    }
    let findings = renumber(&mut records);
    (records, findings)
}

fn nearest(record: &Record, plans: &[Current]) -> f64 {
    let inside = plans.iter().filter(|plan| plan.file == record.file);
    inside.map(|plan| plan.print.likeness(&record.print)).fold(0.0, f64::max)
}

/// Gives each number to the first id that has it, and the others new ones.
fn renumber(records: &mut [Record]) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut next = records.iter().map(|record| record.number + 1).max().unwrap_or(0);
    let mut findings = Vec::new();
    for record in records {
        if !seen.insert(record.number) {
            let args = vec![("id", record.id.clone()), ("old", record.number.to_string()), ("new", next.to_string())];
            findings.push(Finding { rule: "number-clash", severity: Severity::Note, line: 0, args });
            record.number = next;
            next += 1;
        }
    }
    findings
}

/// Marks the records of plans that are gone: merged into another or withdrawn.
fn leave(plans: &[Current], known: &[Option<usize>], records: &mut [Record]) -> Vec<Finding> {
    let merged = matching::merged(plans, known, records);
    let stay: BTreeSet<usize> = known.iter().flatten().copied().collect();
    let mut findings = Vec::new();
    for place in (0..records.len()).filter(|place| !stay.contains(place)) {
        let record = &mut records[place];
        match (&record.state, merged.get(&place)) {
            (State::Shown, Some(into)) => findings.push(gone_finding(record, State::Merged(into.clone()))),
            (State::Shown | State::Closed, _) => findings.push(gone_finding(record, State::Withdrawn)),
            (State::Hidden, _) => record.state = State::Gone,
            _ => {}
        }
    }
    findings
}

fn gone_finding(record: &mut Record, state: State) -> Finding {
    let mut args = vec![("id", record.id.clone()), ("file", record.file.clone())];
    let rule = match &state {
        State::Merged(into) => {
            args.push(("into", into.clone()));
            "plan-merged"
        }
        _ => "plan-gone",
    };
    record.state = state;
    Finding { rule, severity: Severity::Note, line: 0, args }
}

fn first_seen(plan: &Current, taken: &mut BTreeSet<String>, number: u32) -> Record {
    let mut attempts = (0_u32..).map(|attempt| new_id(plan.text, plan.file, attempt));
    // Among 2^50 ids a free one is found at once, or at the second attempt for a second copy of one text in one file.
    let id = attempts.find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(id.clone());
    Record { id, number, state: State::Hidden, print: plan.print.clone(), file: plan.file.to_owned() }
}

/// Ten letters and digits that are hard to confuse (Crockford's alphabet), 50 bits of a BLAKE3 hash.
fn new_id(text: Hash, file: &str, attempt: u32) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut hasher = blake3::Hasher::new();
    hasher.update(file.as_bytes()).update(&[0]).update(&text.to_le_bytes()).update(&attempt.to_le_bytes());
    let hash = hasher.finalize();
    let bits = hash.as_bytes()[..8].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..10).map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect()
}

/// Takes over where the plan is now and whether it is public; the fingerprint only when the text has drifted.
fn update(record: &mut Record, plan: &Current) {
    record.file = plan.file.to_owned();
    if record.print.likeness(&plan.print) < DRIFTED {
        record.print = plan.print.clone();
    }
    record.state = match (plan.public, &record.state) {
        (true, _) => State::Shown,
        (false, State::Hidden | State::Gone) => State::Hidden,
        (false, _) => State::Closed,
    };
}
