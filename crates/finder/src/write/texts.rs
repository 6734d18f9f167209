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

/// Characters that a text file may hold on average, from the best for readers to the fewest files.
const SIZES: [usize; 14] =
    [1_600, 2_400, 3_200, 4_000, 4_800, 5_600, 6_400, 7_200, 8_000, 11_200, 16_000, 24_000, 40_000, 80_000];

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

/// Plans a file, passages of each, and files, for the smallest size that makes few enough.
fn sizes(rows: &[Row], max_files: usize) -> (u32, u32, usize) {
    let scalars: usize = rows.iter().map(|row| row.scalars as usize).sum();
    let usual = (scalars / rows.len().max(1)).max(1);
    let choices = SIZES.map(|size| {
        let group = stepped(size / usual);
        let per_file = (size / 800 / group as usize).max(1) as u32;
        (group, per_file, count(rows, group, per_file))
    });
    choices.into_iter().find(|choice| choice.2 <= max_files).unwrap_or(choices[SIZES.len() - 1])
}

/// The greatest power of two, or one and a half of one, that is not above a number: few steps, so that a growing archive
/// seldom takes another.
fn stepped(number: usize) -> u32 {
    let power = 1 << number.max(1).ilog2();
    (if number >= power * 3 / 2 { power * 3 / 2 } else { power }) as u32
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
