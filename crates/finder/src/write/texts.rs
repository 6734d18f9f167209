//! Text files.

use super::{kept::Row, out::Out};
use crate::{
    format::{
        Kind,
        block::{self, Part},
        decimal, hash, name, short,
    },
    passages::passages,
    plan::{Plan, Section},
};
use std::ops::Range;

/// Scalars that a text file has room for, less a passage: in smaller ones what every file carries would be much of it.
const SMALLEST: usize = 1_600;
/// Most passages that a text file holds.
const LARGEST: u32 = 1 << 12;

/// How text was laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Plans that share text files.
    pub group: u32,
    /// Passages of each that one file holds.
    pub passages: u32,
    /// Groups that share a hash.
    pub run: u32,
    /// These hashes.
    pub hashes: Vec<u32>,
}

impl Texts {
    /// How the text of these plans is laid out in about so many files; no hashes yet.
    pub fn new(rows: &[Row], max_files: usize) -> Self {
        let (group, passages, files) = sizes(rows, max_files);
        let runs = rows.last().map_or(0, |row| row.number / group / run_of(rows, group, files) + 1);
        Self { group, passages, run: run_of(rows, group, files), hashes: vec![0; runs as usize] }
    }

    /// The run that a plan belongs to.
    pub fn run_of(&self, plan: u32) -> usize {
        (plan / self.group / self.run) as usize
    }

    /// The names of the files of these plans, which are all of some runs.
    pub fn names(&self, rows: &[Row]) -> Vec<String> {
        let groups = rows.chunk_by(|a, b| a.number / self.group == b.number / self.group);
        let names = groups.flat_map(|same| {
            let hash = self.hashes.get(self.run_of(same[0].number)).copied().unwrap_or(0);
            let group = same[0].number / self.group;
            (0..blocks(same, self.passages)).map(move |at| file(group, at, hash))
        });
        names.collect()
    }

    /// Writes the files of all plans of a run.
    pub fn put_run(&mut self, plans: &[&Plan], out: &mut Out) {
        let both: Vec<(&Plan, Vec<Range<usize>>)> = plans.iter().map(|plan| (*plan, passages(plan))).collect();
        let mut files = Vec::new();
        for same in both.chunk_by(|a, b| a.0.number / self.group == b.0.number / self.group) {
            let blocks = same.iter().map(|plan| plan.1.len().div_ceil(self.passages as usize)).max().unwrap_or(0);
            for at in 0..blocks {
                let from = at * self.passages as usize;
                let parts: Vec<Part> =
                    same.iter().filter_map(|plan| part(plan.0, &plan.1, from, self.passages)).collect();
                files.push((same[0].0.number / self.group, at as u32, block::encode(&parts)));
            }
        }
        let hashes: Vec<u8> = files.iter().flat_map(|file| hash(&file.2).to_le_bytes()).collect();
        let hash = short(hash(&hashes));
        if let Some(first) = plans.first() {
            let run = self.run_of(first.number);
            self.hashes[run] = hash;
        }
        for (group, at, payload) in files {
            out.put(file(group, at, hash), Kind::Text, payload);
        }
    }
}

/// Name of a text file.
pub fn file(group: u32, block: u32, hash: u32) -> String {
    name(Kind::Text, &[decimal(group), decimal(block)].join("."), hash)
}

/// Blocks of the longest of these plans.
fn blocks(rows: &[Row], passages: u32) -> u32 {
    rows.iter().map(|row| row.passages.div_ceil(passages)).max().unwrap_or(0)
}

/// Plans a file, passages of each, and files: those that make few enough, with the fewest passages in a file. Two passages
/// of each of three plans are as much to read as six of one, but six of each would leave many a file with the last two of a
/// plan of eight. Where most plans have several, a file holds two of each, so that a hit can show more than one section.
fn sizes(rows: &[Row], max_files: usize) -> (u32, u32, usize) {
    // An archive without text is laid out as one with a character, so that its first plan changes little.
    let scalars = rows.iter().map(|row| row.scalars as usize).sum::<usize>().max(1);
    let passages = rows.iter().map(|row| row.passages as usize).sum::<usize>().max(1);
    let longest = rows.iter().map(|row| row.passages).max().unwrap_or(0);
    let least = if 2 * passages > 3 * rows.len().max(1) { 2 } else { 1 };
    let made = |group: u32, most: u32| (group, most / group, count(rows, group, most / group));
    let fitting = |most: u32| {
        let fits_plans = |group: &u32| most.is_multiple_of(*group) && most / group <= longest.max(least);
        let groups = (1..=most / least).filter(fits_plans);
        groups.map(|group| made(group, most)).find(|made| made.2 <= max_files)
    };
    // No files are fewer than full ones.
    let is_large = |most: &u32| (*most as usize + 1) * scalars > SMALLEST * passages;
    let mut large_enough = steps().filter(|most| is_large(most) && passages.div_ceil(*most as usize) <= max_files);
    large_enough.find_map(fitting).unwrap_or_else(|| made(LARGEST, LARGEST))
}

/// Numbers that rise by an eighth to a quarter: few, so that a growing archive seldom takes another.
fn steps() -> impl Iterator<Item = u32> {
    let steps = (0..u32::BITS - 3).flat_map(|power| (4..8).map(move |step| step << power));
    (1..4).chain(steps).take_while(|step| *step <= LARGEST)
}

/// How many files these sizes make.
fn count(rows: &[Row], group: u32, per_file: u32) -> usize {
    rows.chunk_by(|a, b| a.number / group == b.number / group).map(|same| blocks(same, per_file) as usize).sum()
}

/// Groups that share a hash: an edit renames their files, which are to be at most one in two hundred.
fn run_of(rows: &[Row], group: u32, files: usize) -> u32 {
    let groups = rows.last().map_or(0, |row| row.number / group + 1) as usize;
    let run = (groups * (files / 200) / files.max(1)).max(1);
    if run.is_power_of_two() { run as u32 } else { (run.next_power_of_two() / 2) as u32 }
}

/// The part of a plan from a passage on; `None` where it has none.
fn part(plan: &Plan, cut: &[Range<usize>], from: usize, count: u32) -> Option<Part> {
    let taken = cut.get(from..)?;
    let taken = &taken[..taken.len().min(count as usize)];
    let paragraphs = taken.first()?.start..taken.last()?.end;
    Some(Part {
        plan: shown(plan, &paragraphs),
        passages: cut.len() as u32,
        first_paragraph: paragraphs.start as u32,
        sizes: taken.iter().map(|range| range.len() as u32).collect(),
    })
}

/// What a text file shows of a plan, with these of its paragraphs.
fn shown(plan: &Plan, paragraphs: &Range<usize>) -> Plan {
    Plan {
        number: plan.number,
        id: plan.id.clone(),
        title: plan.title.clone(),
        url: plan.url.clone(),
        hant: plan.hant,
        kind: plan.kind.clone(),
        from: plan.from,
        to: plan.to,
        region: plan.region.clone(),
        issuer: plan.issuer.clone(),
        level: plan.level.clone(),
        doc_number: plan.doc_number.clone(),
        date: plan.date.clone(),
        topics: Vec::new(),
        length: 0,
        paragraphs: plan.paragraphs[paragraphs.clone()].to_vec(),
        sections: sections(plan, paragraphs),
    }
}

/// The sections that begin in these paragraphs, after the one that they begin in.
fn sections(plan: &Plan, paragraphs: &Range<usize>) -> Vec<Section> {
    let before = plan.sections.iter().rfind(|section| (section.paragraph as usize) < paragraphs.start);
    let inside = plan.sections.iter().filter(|section| paragraphs.contains(&(section.paragraph as usize)));
    before.into_iter().chain(inside).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(passages: impl IntoIterator<Item = u32>) -> Vec<Row> {
        let row = |(number, passages): (usize, u32)| Row {
            number: number as u32,
            scalars: passages * 800,
            passages,
            ..Row::new(&Plan::default())
        };
        passages.into_iter().enumerate().map(row).collect()
    }

    #[test]
    fn files_are_as_small_as_their_number_allows() {
        let eight = rows([8; 100]);
        assert_eq!(sizes(&eight, 400), (1, 2, 400));
        assert_eq!(sizes(&eight, 399), (1, 3, 300), "three, three and two passages");
        assert_eq!(sizes(&eight, 199), (2, 3, 150), "not (1, 6), which makes 200, nor (1, 8)");
        assert_eq!(sizes(&eight, 50), (2, 8, 50));
        assert_eq!(sizes(&rows([1; 100]), 99), (2, 1, 50), "a short plan has no second passage");
        assert_eq!(sizes(&rows([1; 100]), 20), (5, 1, 20));
    }

    #[test]
    fn they_are_not_much_smaller_than_what_each_carries() {
        assert_eq!(sizes(&rows([8; 100]), 1_000_000), (1, 2, 400));
        assert_eq!(sizes(&rows([1; 100]), 1_000_000), (2, 1, 50));
    }

    #[test]
    fn however_few_files_there_may_be_there_is_a_size() {
        assert_eq!(sizes(&rows([1; 10_000]), 1).2, 3);
        assert_eq!(sizes(&[], 0).2, 0);
        assert_eq!(sizes(&rows([1]), 1).2, 1);
    }
}
