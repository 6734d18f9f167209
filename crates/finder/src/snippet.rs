//! Snippets: the sentences of a plan that hold what was asked, with marks on the author's own characters.

use crate::{
    engine::SectionHit,
    fold::Folded,
    plan::{Plan, Section},
    query::{Field, Leaf, Query},
    searched::{Place, Searched},
};
use std::collections::BTreeMap;

/// Most scalars of a snippet, ellipses not counted.
const LENGTH: usize = 110;
/// Most scalars of it before the first mark.
const LEAD: usize = 40;

/// Marked stretches of each paragraph, in scalars.
type Marks = BTreeMap<u32, Vec<(u32, u32)>>;

/// The best sections of a plan: those that hold most of what was asked, at most `limit`, in reading order. `before` is
/// the section that the first paragraph belongs to, where the plan is only a part.
pub fn sections(
    plan: &Plan,
    searched: &Searched,
    before: Option<&Section>,
    query: &Query,
    limit: usize,
) -> Vec<SectionHit> {
    let leaves: Vec<&Leaf> = query.leaves.iter().filter(|leaf| leaf.positive && leaf.field != Field::Title).collect();
    let mut marks = Marks::new();
    let mut held: BTreeMap<u32, usize> = BTreeMap::new();
    for leaf in leaves {
        let found = occurrences(searched, leaf);
        found.keys().for_each(|&paragraph| *held.entry(paragraph).or_default() += 1);
        found.into_iter().for_each(|(paragraph, found)| marks.entry(paragraph).or_default().extend(found));
    }
    if marks.is_empty() && !plan.paragraphs.is_empty() {
        marks.insert(0, Vec::new());
    }
    let best = best_paragraphs(plan, &held, &marks, limit);
    best.into_iter().map(|paragraph| section_hit(plan, before, paragraph, &marks[&paragraph])).collect()
}

/// The best sections of a whole plan.
pub fn of_plan(plan: &Plan, query: &Query, limit: usize) -> Vec<SectionHit> {
    sections(plan, &Searched::new(plan), None, query, limit)
}

/// Where a leaf occurs.
fn occurrences(searched: &Searched, leaf: &Leaf) -> Marks {
    let units = if leaf.field == Field::Heading { &searched.headings } else { &searched.text };
    let mut marks = Marks::new();
    for unit in units {
        let Place::Paragraph(paragraph) = unit.place else {
            continue;
        };
        let found: Vec<_> = leaf.keys.iter().flat_map(|phrase| all(&unit.folded, phrase)).collect();
        if !found.is_empty() {
            marks.entry(paragraph).or_default().extend(found);
        }
    }
    marks
}

/// Source scalars of every occurrence of a phrase.
fn all(folded: &Folded, phrase: &[char]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = crate::engine::position(&folded.key, phrase, from) {
        found.push(folded.source(at, at + phrase.len()));
        from = at + phrase.len();
    }
    found
}

/// The paragraph of each section that holds most, of the best sections, in reading order.
fn best_paragraphs(plan: &Plan, held: &BTreeMap<u32, usize>, marks: &Marks, limit: usize) -> Vec<u32> {
    let mut of_section: BTreeMap<Option<usize>, u32> = BTreeMap::new();
    let leaves = |paragraph: u32| held.get(&paragraph).copied().unwrap_or(0);
    for (&paragraph, found) in marks {
        let section = section_at(plan, paragraph, found.first().map_or(0, |mark| mark.0));
        let best = of_section.entry(section).or_insert(paragraph);
        if leaves(paragraph) > leaves(*best) {
            *best = paragraph;
        }
    }
    let mut best: Vec<u32> = of_section.into_values().collect();
    best.sort_by_key(|&paragraph| std::cmp::Reverse(leaves(paragraph)));
    best.truncate(limit);
    best.sort_unstable();
    best.dedup();
    best
}

/// The section that a scalar of a paragraph belongs to.
fn section_at(plan: &Plan, paragraph: u32, scalar: u32) -> Option<usize> {
    plan.sections.iter().rposition(|section| (section.paragraph, section.start) <= (paragraph, scalar))
}

fn section_hit(plan: &Plan, before: Option<&Section>, paragraph: u32, marks: &[(u32, u32)]) -> SectionHit {
    let first = marks.iter().map(|mark| mark.0).min().unwrap_or(0);
    let section = section_at(plan, paragraph, first).map(|at| &plan.sections[at]).or(before);
    let (snippet, marks) = snippet(&plan.paragraphs[paragraph as usize], marks);
    SectionHit {
        anchor: section.map_or_else(String::new, |section| section.anchor.clone()),
        title: section.map_or_else(String::new, |section| section.title.clone()),
        line: section.map_or(0, |section| section.line),
        snippet,
        marks,
    }
}

/// A snippet around the first mark, cut at the ends of sentences where there are any near, with the marks in it.
pub fn snippet(paragraph: &str, marks: &[(u32, u32)]) -> (String, Vec<(u32, u32)>) {
    let scalars: Vec<char> = paragraph.chars().collect();
    let marks = merged(marks);
    let first = marks.first().map_or(0, |mark| mark.0 as usize);
    let start = start(&scalars, first);
    let least = marks.first().map_or(0, |mark| mark.1 as usize);
    let end = end(&scalars, start, least);
    let mut text = String::new();
    let mut shift = start as i64;
    if start > 0 && !ends_sentence(scalars[start - 1]) {
        text.push('…');
        shift -= 1;
    }
    text.extend(&scalars[start..end]);
    if end < scalars.len() && !ends_sentence(scalars[end - 1]) {
        text.push('…');
    }
    let inside = marks.iter().filter(|mark| mark.1 as usize <= end);
    (text, inside.map(|mark| ((i64::from(mark.0) - shift) as u32, (i64::from(mark.1) - shift) as u32)).collect())
}

/// Sorted marks, those that touch made one.
fn merged(marks: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut sorted = marks.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for mark in sorted {
        match merged.last_mut() {
            Some(last) if mark.0 <= last.1 => last.1 = last.1.max(mark.1),
            _ => merged.push(mark),
        }
    }
    merged
}

/// Begin of the sentence that holds the first mark, or of what is near it.
fn start(scalars: &[char], first: usize) -> usize {
    let far = first.saturating_sub(LEAD);
    let sentence = (far..first).rev().find(|&at| ends_sentence(scalars[at])).map(|at| at + 1);
    let from = sentence.unwrap_or(if far == 0 { 0 } else { far });
    (from..first).find(|&at| !scalars[at].is_whitespace()).unwrap_or(first)
}

/// End of the last sentence that fits, and never before the first mark's.
fn end(scalars: &[char], start: usize, least: usize) -> usize {
    let furthest = (start + LENGTH).max(least).min(scalars.len());
    if furthest == scalars.len() {
        return furthest;
    }
    let nearest = least.max(start + LENGTH / 3).min(furthest);
    (nearest..furthest).rev().find(|&at| ends_sentence(scalars[at])).map_or(furthest, |at| at + 1)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n')
}
