//! Plans that say the same: duplicates, relatives, other years' versions, and long paragraphs that plans share.
//!
//! MinHash with bands finds the candidates, for whole plans and again for long paragraphs; then Jaccard similarity and
//! containment are counted exactly on the sets of five-character shingles.

mod bands;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::archive::{Archive, Entry, Relation, Tie};
use crate::document::{Body, BodyLine, Finding, Severity};
use crate::minhash::{Sketch, shingles};

/// At or above it two plans are duplicates.
const DUPLICATE: f64 = 0.5;
/// At or above it they are relatives.
const RELATIVE: f64 = 0.35;
/// Two paragraphs so alike are one.
const SAME_PARAGRAPH: f64 = 0.8;
/// A paragraph with fewer letters may be alike by chance or by custom.
const LONG: usize = 150;
/// What so many plans share is boilerplate.
const BOILERPLATE: usize = 6;

/// A plan, or a paragraph of one, ready to be compared.
struct Text {
    /// Index into the archive's entries.
    entry: usize,
    /// Source line it begins on.
    line: u32,
    /// Shingles, sorted, each once.
    set: Vec<u64>,
    sketch: Sketch,
}

impl Text {
    fn new<'a>(entry: usize, line: u32, pieces: impl Iterator<Item = &'a str> + Clone) -> Text {
        let mut set: Vec<u64> = pieces.clone().flat_map(shingles).collect();
        set.sort_unstable();
        set.dedup();
        Text { entry, line, set, sketch: Sketch::of(pieces) }
    }
}

/// All relations between plans, by their ids.
pub fn families(archive: &Archive) -> Vec<Relation> {
    let plans: Vec<Text> = archive.entries.par_iter().enumerate().map(|(at, entry)| plan(archive, at, entry)).collect();
    let mut relations: BTreeMap<(usize, usize), Relation> = BTreeMap::new();
    for (one, other) in bands::candidates(&plans, usize::MAX) {
        let (jaccard, containment) = compare(&plans[one].set, &plans[other].set);
        if jaccard >= RELATIVE {
            let tie = if jaccard >= DUPLICATE { Tie::Duplicate } else { Tie::Relative };
            relations.insert((one, other), relation(archive, (one, other), tie, jaccard, containment));
        }
    }
    versions(archive, &plans, &mut relations);
    paragraphs(archive, &plans, &mut relations);
    relations.into_values().collect()
}

fn plan(archive: &Archive, at: usize, entry: &Entry) -> Text {
    let (document, plan) = (archive.document(entry), archive.plan(entry));
    let lines = document.body.lines.get(plan.lines.clone()).unwrap_or_default();
    Text::new(at, plan.start_line, lines.iter().map(|line| document.body.text_of(line)))
}

fn relation(archive: &Archive, pair: (usize, usize), tie: Tie, jaccard: f64, containment: f64) -> Relation {
    let id = |at: usize| archive.entries[at].id.clone();
    let permille = |share: f64| (share * 1000.0).round() as u16;
    Relation {
        one: id(pair.0),
        other: id(pair.1),
        tie,
        jaccard: permille(jaccard),
        containment: permille(containment),
        shared: Vec::new(),
    }
}

/// Jaccard similarity, and how much of the smaller set is in the larger.
fn compare(one: &[u64], other: &[u64]) -> (f64, f64) {
    let (mut left, mut right, mut both) = (0, 0, 0_usize);
    while left < one.len() && right < other.len() {
        let order = one[left].cmp(&other[right]);
        both += usize::from(order.is_eq());
        left += usize::from(order.is_le());
        right += usize::from(order.is_ge());
    }
    let smaller = one.len().min(other.len()).max(1);
    let union = (one.len() + other.len() - both).max(1);
    (both as f64 / union as f64, both as f64 / smaller as f64)
}

static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    // The pattern is fixed and tested.
    Regex::new(r"[0-9０-９〇○一二三四五六七八九十]+|[-—–至~～年度（）()〔〕]").expect("the pattern is fixed")
});

/// Plans of one body with one title but for the years, for different periods.
fn versions(archive: &Archive, plans: &[Text], relations: &mut BTreeMap<(usize, usize), Relation>) {
    let mut series: BTreeMap<(String, &str), Vec<(u16, usize)>> = BTreeMap::new();
    for (at, entry) in archive.entries.iter().enumerate() {
        let facts = &archive.plan(entry).facts;
        let place = facts.issuer.as_ref().or(facts.region.as_ref());
        let from = facts.period.as_ref().and_then(|period| period.value.from);
        if let (Some(title), Some(place), Some(from)) = (&facts.title, place, from) {
            let name = YEARS.replace_all(&title.value, "").into_owned();
            series.entry((name, &place.value)).or_default().push((from, at));
        }
    }
    for mut editions in series.into_values().filter(|editions| editions.len() > 1) {
        editions.sort_unstable();
        for pair in editions.windows(2).filter(|pair| pair[0].0 < pair[1].0) {
            let key = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
            let (jaccard, containment) = compare(&plans[key.0].set, &plans[key.1].set);
            // The earlier one first: its next version is the other.
            let version = relation(archive, (pair[0].1, pair[1].1), Tie::Version, jaccard, containment);
            relations.insert(key, version);
        }
    }
}

/// Long paragraphs that few plans share.
fn paragraphs(archive: &Archive, plans: &[Text], relations: &mut BTreeMap<(usize, usize), Relation>) {
    let long: Vec<Text> =
        archive.entries.par_iter().enumerate().flat_map_iter(|(at, entry)| long(archive, at, entry)).collect();
    for (one, other) in bands::candidates(&long, BOILERPLATE) {
        let (left, right) = (&long[one], &long[other]);
        if left.entry == right.entry || compare(&left.set, &right.set).0 < SAME_PARAGRAPH {
            continue;
        }
        let (first, second) = if left.entry < right.entry { (left, right) } else { (right, left) };
        let relation = relations.entry((first.entry, second.entry)).or_insert_with(|| {
            let (jaccard, containment) = compare(&plans[first.entry].set, &plans[second.entry].set);
            relation(archive, (first.entry, second.entry), Tie::Paragraphs, jaccard, containment)
        });
        let turned = relation.one != archive.entries[first.entry].id;
        relation.shared.push(if turned { (second.line, first.line) } else { (first.line, second.line) });
    }
    relations.values_mut().for_each(|relation| relation.shared.sort_unstable());
}

fn long(archive: &Archive, at: usize, entry: &Entry) -> Vec<Text> {
    let (document, plan) = (archive.document(entry), archive.plan(entry));
    let lines = document.body.lines.get(plan.lines.clone()).unwrap_or_default();
    let is_long = |line: &&BodyLine| letters(&document.body, line) >= LONG;
    let text = |line: &BodyLine| Text::new(at, line.first_line(), std::iter::once(document.body.text_of(line)));
    lines.iter().filter(is_long).map(text).collect()
}

fn letters(body: &Body, line: &BodyLine) -> usize {
    body.text_of(line).chars().filter(|char| char.is_alphanumeric()).count()
}

/// A finding for each plan that has a duplicate, with the index of its document.
pub fn findings(archive: &Archive) -> Vec<(usize, Finding)> {
    let by_id: BTreeMap<&str, &Entry> = archive.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let duplicates = archive.relations.iter().filter(|relation| relation.tie == Tie::Duplicate);
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for relation in duplicates {
        for (own, other) in [(&relation.one, &relation.other), (&relation.other, &relation.one)] {
            let (Some(own), Some(other)) = (by_id.get(own.as_str()), by_id.get(other.as_str())) else { continue };
            if seen.insert((&own.id, &other.id)) {
                findings.push((own.document, duplicate(archive, own, other, relation)));
            }
        }
    }
    findings
}

fn duplicate(archive: &Archive, own: &Entry, other: &Entry, relation: &Relation) -> Finding {
    let place = format!("{}:{}", archive.document(other).source.file, archive.plan(other).start_line);
    let args = vec![("other", place), ("percent", (relation.jaccard / 10).to_string())];
    Finding { rule: "duplicate", severity: Severity::Warning, line: archive.plan(own).start_line, args }
}
