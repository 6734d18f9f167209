//! Plans that say the same, against an independent count: `cargo bench --bench families -- FOLDER` prints how many pairs of
//! some Jaccard similarity are found, of how many there are, and the seconds it took.
//!
//! The independent count knows nothing of MinHash: it lists the plans of every run of five characters and counts for every
//! pair of plans how many runs they have in common. It is made twice: of letters and digits within paragraphs, as the code
//! under test defines it, and of Han characters through the whole text, whose 178 pairs are this project's yardstick.

mod common;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use planarium::archive::{Archive, Entry};
use planarium::pipeline::{Rules, document, families};
use rayon::prelude::*;

fn main() {
    let archive = archive();
    let start = Instant::now();
    let relations = families::families(&archive);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} plans, {} relations in {seconds:.1} s on {} threads",
        archive.entries.len(),
        relations.len(),
        threads()
    );
    let alike: BTreeSet<_> = relations.iter().map(|one| sorted((number(&one.one), number(&one.other)))).collect();
    for (name, runs) in [("letters and digits within paragraphs", letters as Runs), ("Han characters", han)] {
        println!("{name}:");
        let truth = truth(&archive, runs);
        for least in [0.8, 0.5, 0.35] {
            let wanted: Vec<_> = truth.iter().filter(|pair| pair.2 >= least).collect();
            let found = wanted.iter().filter(|pair| alike.contains(&(pair.0, pair.1))).count();
            println!("  J >= {least:.2}: {found} of {} pairs found", wanted.len());
        }
    }
}

fn threads() -> usize {
    rayon::current_num_threads()
}

/// Ids are running numbers here.
fn number(id: &str) -> usize {
    id.parse().unwrap_or_default()
}

fn sorted(pair: (usize, usize)) -> (usize, usize) {
    (pair.0.min(pair.1), pair.0.max(pair.1))
}

fn archive() -> Archive {
    let files = common::files();
    let described = files.par_iter().map(|(path, bytes)| document(&path.to_string_lossy(), bytes, &Rules::builtin()));
    let documents: Vec<_> = described.collect();
    let places = documents
        .iter()
        .enumerate()
        .flat_map(|(document, found)| (0..found.plans.len()).map(move |plan| (document, plan)));
    let entry = |(number, place): (usize, _)| Entry::new(&documents, place, number.to_string(), number as u32, 0);
    let entries = places.enumerate().map(entry).collect();
    Archive { documents, entries, ..Archive::default() }
}

/// How a text becomes runs.
type Runs = fn(&[&str]) -> BTreeSet<u64>;

/// Every pair of plans that share a run of characters, with its Jaccard similarity.
fn truth(archive: &Archive, runs: Runs) -> Vec<(usize, usize, f64)> {
    let sets: Vec<BTreeSet<u64>> = archive.entries.par_iter().map(|entry| runs(&paragraphs(archive, entry))).collect();
    let mut places: Vec<(u64, u32)> =
        sets.iter().enumerate().flat_map(|(at, set)| set.iter().map(move |run| (*run, at as u32))).collect();
    places.par_sort_unstable();
    let count = sets.len();
    let mut common = vec![0_u32; count * count];
    for group in places.chunk_by(|one, other| one.0 == other.0) {
        for (at, one) in group.iter().enumerate() {
            for other in &group[at + 1..] {
                common[one.1 as usize * count + other.1 as usize] += 1;
            }
        }
    }
    let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
    let jaccard = |(one, other): (usize, usize)| {
        let both = common[one * count + other] as usize;
        (both > 0).then(|| (one, other, both as f64 / (sets[one].len() + sets[other].len() - both) as f64))
    };
    pairs.filter_map(jaccard).collect()
}

fn paragraphs<'a>(archive: &'a Archive, entry: &Entry) -> Vec<&'a str> {
    let body = &archive.document(entry).body;
    body.lines[archive.plan(entry).lines.clone()].iter().map(|line| body.text_of(line)).collect()
}

fn letters(paragraphs: &[&str]) -> BTreeSet<u64> {
    let of = |text: &&str| fives(text.chars().filter(|char| char.is_alphanumeric()).collect());
    paragraphs.iter().flat_map(of).collect()
}

fn han(paragraphs: &[&str]) -> BTreeSet<u64> {
    let chars = paragraphs.iter().flat_map(|text| text.chars());
    fives(chars.filter(|char| ('\u{4e00}'..='\u{9fff}').contains(char)).collect()).into_iter().collect()
}

fn fives(chars: Vec<char>) -> Vec<u64> {
    let hash = |run: &[char]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    chars.windows(5).map(hash).collect()
}
