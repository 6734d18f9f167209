//! Text files.

use super::Sink;
use crate::{
    format::{
        Kind,
        block::{self, Part},
        decimal, hash, name, seal, short,
    },
    passages::passages,
    plan::{Plan, Section},
};
use std::ops::Range;

/// Characters that a text file may hold on average, from the best for readers to the fewest files.
const SIZES: [usize; 12] = [1_600, 2_400, 3_200, 4_000, 4_800, 6_400, 8_000, 11_200, 16_000, 24_000, 40_000, 80_000];

/// How text was laid out.
#[derive(Debug)]
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

/// Writes the text of these plans, sorted by number, in about so many files.
pub fn put(plans: &[&Plan], max_files: usize, sink: &mut Sink) -> Texts {
    let cut: Vec<Vec<Range<usize>>> = plans.iter().map(|plan| passages(plan)).collect();
    let (group, per_file, files) = sizes(plans, &cut, max_files);
    let run = run_of(plans, group, files);
    let mut texts = Texts { group, passages: per_file, run, hashes: Vec::new() };
    let both: Vec<_> = plans.iter().copied().zip(&cut).collect();
    for run_plans in both.chunk_by(|a, b| a.0.number / (group * run) == b.0.number / (group * run)) {
        let at = (run_plans[0].0.number / (group * run)) as usize;
        texts.hashes.resize(at, 0);
        texts.hashes.push(put_run(run_plans, group, per_file, sink));
    }
    texts
}

/// Plans a file, passages of each, and files, for the smallest size that makes few enough.
fn sizes(plans: &[&Plan], cut: &[Vec<Range<usize>>], max_files: usize) -> (u32, u32, usize) {
    let scalars = |plan: &&Plan| plan.paragraphs.iter().map(|paragraph| paragraph.len() / 3).sum::<usize>();
    let usual = (plans.iter().map(scalars).sum::<usize>() / plans.len().max(1)).max(1);
    let choices = SIZES.map(|size| {
        let group = (size / usual).max(1);
        let group = if group.is_power_of_two() { group } else { group.next_power_of_two() / 2 } as u32;
        let per_file = (size / 800 / group as usize).max(1) as u32;
        (group, per_file, count(plans, cut, group, per_file))
    });
    choices.into_iter().find(|choice| choice.2 <= max_files).unwrap_or(choices[SIZES.len() - 1])
}

/// How many files these sizes make.
fn count(plans: &[&Plan], cut: &[Vec<Range<usize>>], group: u32, per_file: u32) -> usize {
    let both: Vec<_> = plans.iter().map(|plan| plan.number / group).zip(cut).collect();
    let longest = |same: &[(u32, &Vec<Range<usize>>)]| same.iter().map(|plan| plan.1.len()).max().unwrap_or(0);
    both.chunk_by(|a, b| a.0 == b.0).map(|same| longest(same).div_ceil(per_file as usize)).sum()
}

/// Groups that share a hash: an edit renames their files, which are to be at most one in two hundred.
fn run_of(plans: &[&Plan], group: u32, files: usize) -> u32 {
    let groups = plans.last().map_or(0, |plan| plan.number / group + 1) as usize;
    let run = (groups * (files / 200) / files.max(1)).max(1);
    if run.is_power_of_two() { run as u32 } else { (run.next_power_of_two() / 2) as u32 }
}

/// Writes the files of a run of groups; the hash in their names.
fn put_run(plans: &[(&Plan, &Vec<Range<usize>>)], group: u32, per_file: u32, sink: &mut Sink) -> u32 {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for same in plans.chunk_by(|a, b| a.0.number / group == b.0.number / group) {
        let blocks = same.iter().map(|plan| plan.1.len().div_ceil(per_file as usize)).max().unwrap_or(0);
        for at in 0..blocks {
            let parts: Vec<Part> =
                same.iter().filter_map(|plan| part(plan.0, plan.1, at * per_file as usize, per_file)).collect();
            let place = [decimal(same[0].0.number / group), decimal(at as u32)].join(".");
            files.push((place, block::encode(&parts)));
        }
    }
    let hashes: Vec<u8> = files.iter().flat_map(|file| hash(&file.1).to_le_bytes()).collect();
    let hash = hash(&hashes);
    for (place, payload) in files {
        sink(&name(Kind::Text, &place, hash), seal(Kind::Text, &payload));
    }
    short(hash)
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
