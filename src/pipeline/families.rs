//! Plans that say the same: duplicates, relatives, other years' versions, and long paragraphs that plans share.
//!
//! MinHash with bands finds the candidates, for whole plans and again for long paragraphs ([`pairs`], from the gists alone);
//! then Jaccard similarity and containment are counted exactly on the sets of five-character shingles ([`compare`], which
//! needs the texts of both plans); [`relations`] says what follows.

mod alike;
mod bands;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, Entry, Relation, Tie};
use crate::document::{Document, Finding, Plan, Severity};
use crate::minhash::shingles;
pub use alike::Alike;
use bands::Banded;

/// At or above it two plans are duplicates.
const DUPLICATE: f64 = 0.5;
/// At or above it they are relatives.
const RELATIVE: f64 = 0.35;
/// Two paragraphs so alike are one.
const SAME_PARAGRAPH: f64 = 0.8;
/// What so many plans share is boilerplate.
const BOILERPLATE: usize = 6;

/// Two plans that may belong together, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Place of the one in the archive's entries.
    pub one: usize,
    /// Place of the other, which comes later.
    pub other: usize,
    /// Their texts seem alike.
    alike: bool,
    /// They are the same plan for two periods; which of them is the earlier.
    earlier: Option<usize>,
    /// Long paragraphs that seem the same: indexes into the paragraphs of both gists.
    pub paragraphs: Vec<(usize, usize)>,
}

/// How like each other the texts of a pair are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    jaccard: f64,
    containment: f64,
    /// Source lines of the paragraphs that are the same.
    shared: Vec<(u32, u32)>,
}

/// All pairs worth comparing, sorted; `alike` are the plans whose texts seem alike.
pub fn pairs(archive: &Archive, alike: &Alike) -> Vec<Pair> {
    let mut pairs: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
    let mut pair = |one: usize, other: usize, say: &dyn Fn(&mut Pair)| {
        let (one, other) = (one.min(other), one.max(other));
        say(pairs.entry((one, other)).or_insert_with(|| Pair { one, other, ..Pair::default() }));
    };
    let (paragraphs, versions) = rayon::join(|| paragraphs(archive), || versions(archive));
    for (one, other) in alike.pairs() {
        pair(one, other, &|pair| pair.alike = true);
    }
    for (earlier, later) in versions {
        pair(earlier, later, &|pair| pair.earlier = Some(earlier));
    }
    let count = paragraphs.first().map_or(0, |paragraph| paragraph.bands.len());
    let same: BTreeSet<_> = bands::candidates(&paragraphs, count, BOILERPLATE).collect();
    for (one, other) in same {
        let (one, other) = (&paragraphs[one], &paragraphs[other]);
        if one.entry != other.entry {
            pair(one.entry, other.entry, &|pair| pair.paragraphs.push((one.index, other.index)));
        }
    }
    pairs.into_values().collect()
}

/// All relations between the plans of an archive whose texts are at hand.
pub fn families(archive: &Archive) -> Vec<Relation> {
    let pairs = pairs(archive, &Alike::of(archive, &Alike::default()));
    let likenesses: Vec<Likeness> = pairs.par_iter().map(|pair| compare(archive, pair)).collect();
    relations(archive, &pairs, &likenesses)
}

/// The bands of all long paragraphs, in the order of the entries.
fn paragraphs(archive: &Archive) -> Vec<Banded> {
    let of_plan = |(entry, own): (usize, &Entry)| {
        let gist = archive.gist(own);
        let long = gist.paragraphs.iter().enumerate();
        long.map(|(index, long)| Banded { entry, index, bands: long.bands.clone() }).collect::<Vec<_>>()
    };
    archive.entries.par_iter().enumerate().flat_map_iter(of_plan).collect()
}

static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    // The pattern is fixed and tested.
    Regex::new(r"[0-9０-９〇○一二三四五六七八九十]+|[-—–至~～年度（）()〔〕]").expect("the pattern is fixed")
});

/// Plans of one body with one title but for the years, for different periods: the earlier first.
fn versions(archive: &Archive) -> Vec<(usize, usize)> {
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
    let mut versions = Vec::new();
    for mut editions in series.into_values().filter(|editions| editions.len() > 1) {
        editions.sort_unstable();
        let following = editions.windows(2).filter(|pair| pair[0].0 < pair[1].0);
        versions.extend(following.map(|pair| (pair[0].1, pair[1].1)));
    }
    versions
}

/// Compares the texts of a pair, which must be at hand.
pub fn compare(archive: &Archive, pair: &Pair) -> Likeness {
    let of = |entry: usize| (archive.document(&archive.entries[entry]), archive.plan(&archive.entries[entry]));
    let ((document, plan), (other_document, other_plan)) = (of(pair.one), of(pair.other));
    let (jaccard, containment) = likeness(&plan_set(document, plan), &plan_set(other_document, other_plan));
    let (own, others) = (archive.gist(&archive.entries[pair.one]), archive.gist(&archive.entries[pair.other]));
    let mut shared = Vec::new();
    for (index, other_index) in &pair.paragraphs {
        let (line, other_line) = (own.paragraphs[*index].line, others.paragraphs[*other_index].line);
        if likeness(&line_set(document, line), &line_set(other_document, other_line)).0 >= SAME_PARAGRAPH {
            let first = |document: &Document, line: usize| document.body.lines[line].first_line();
            shared.push((first(document, line), first(other_document, other_line)));
        }
    }
    Likeness { jaccard, containment, shared }
}

fn plan_set(document: &Document, plan: &Plan) -> Vec<u64> {
    let lines = document.body.lines.get(plan.lines.clone()).unwrap_or_default();
    set(lines.iter().map(|line| document.body.text_of(line)))
}

fn line_set(document: &Document, line: usize) -> Vec<u64> {
    set(document.body.lines.get(line).map(|line| document.body.text_of(line)).into_iter())
}

/// Shingles, sorted, each once.
fn set<'a>(pieces: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let mut set: Vec<u64> = pieces.flat_map(shingles).collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Jaccard similarity, and how much of the smaller set is in the larger.
fn likeness(one: &[u64], other: &[u64]) -> (f64, f64) {
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

/// What follows from the likeness of each pair.
pub fn relations(archive: &Archive, pairs: &[Pair], likenesses: &[Likeness]) -> Vec<Relation> {
    pairs.iter().zip(likenesses).filter_map(|(pair, likeness)| relation(archive, pair, likeness)).collect()
}

fn relation(archive: &Archive, pair: &Pair, likeness: &Likeness) -> Option<Relation> {
    let tie = match pair {
        Pair { earlier: Some(_), .. } => Tie::Version,
        Pair { alike: true, .. } if likeness.jaccard >= DUPLICATE => Tie::Duplicate,
        Pair { alike: true, .. } if likeness.jaccard >= RELATIVE => Tie::Relative,
        _ if !likeness.shared.is_empty() => Tie::Paragraphs,
        _ => return None,
    };
    // The earlier one first: its next version is the other.
    let is_turned = pair.earlier == Some(pair.other);
    let (one, other) = if is_turned { (pair.other, pair.one) } else { (pair.one, pair.other) };
    let turned = |lines: &(u32, u32)| if is_turned { (lines.1, lines.0) } else { *lines };
    let mut shared: Vec<(u32, u32)> = likeness.shared.iter().map(turned).collect();
    shared.sort_unstable();
    let id = |at: usize| archive.entries[at].id.clone();
    let permille = |share: f64| (share * 1000.0).round() as u16;
    let (jaccard, containment) = (permille(likeness.jaccard), permille(likeness.containment));
    Some(Relation { one: id(one), other: id(other), tie, jaccard, containment, shared })
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
