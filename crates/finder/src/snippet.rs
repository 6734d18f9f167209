//! Snippets: the sentences of a plan that hold what was asked, with marks on the author's own characters.

use crate::prelude::*;
use crate::{
    engine::{SectionHit, position},
    fold::Folded,
    plan::{Plan, Section},
    query::{Field, Leaf, Query},
    searched::{Place, Searched},
    small::sort_by_key,
};

/// Most scalars of a snippet, ellipses not counted.
const LENGTH: usize = 110;
/// Most scalars of it before the first mark.
const LEAD: usize = 40;

/// An occurrence of a leaf.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Index of the paragraph.
    pub paragraph: u32,
    /// Index of the leaf in its query.
    pub leaf: usize,
    /// First scalar, and one past the last.
    pub mark: (u32, u32),
}

/// The best sections of a plan: those that hold most of what was asked, at most `limit`, in reading order. `before` is
/// the section that the first paragraph belongs to, where the plan is only a part.
pub fn sections(
    plan: &Plan,
    searched: &Searched,
    before: Option<&Section>,
    query: &Query,
    limit: usize,
) -> Vec<SectionHit> {
    let found = found(searched, query);
    if found.is_empty() && !plan.paragraphs.is_empty() {
        return vec![section_hit(plan, before, 0, &[])];
    }
    let best = best_paragraphs(plan, &found, limit);
    best.into_iter().map(|found| section_hit(plan, before, found[0].paragraph, found)).collect()
}

/// The best sections of a whole plan.
pub fn of_plan(plan: &Plan, query: &Query, limit: usize) -> Vec<SectionHit> {
    sections(plan, &Searched::new(plan), None, query, limit)
}

/// Where in the paragraphs the leaves occur that are not excluded, in reading order.
pub fn found(searched: &Searched, query: &Query) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, leaf) in query.leaves.iter().enumerate() {
        if leaf.positive && leaf.field != Field::Title {
            occurrences(&mut found, searched, at, leaf);
        }
    }
    sort_by_key(&mut found, |found| u64::from(found.paragraph) << 32 | u64::from(found.mark.0));
    found
}

/// Adds where a leaf occurs.
fn occurrences(found: &mut Vec<Found>, searched: &Searched, leaf_at: usize, leaf: &Leaf) {
    let units = if leaf.field == Field::Heading { &searched.headings } else { &searched.text };
    for unit in units {
        let Place::Paragraph(paragraph) = unit.place else {
            continue;
        };
        for phrase in &leaf.keys {
            let marks = all(&unit.folded, phrase).into_iter().map(|mark| (mark.0 + unit.start, mark.1 + unit.start));
            found.extend(marks.map(|mark| Found { paragraph, leaf: leaf_at, mark }));
        }
    }
}

/// Source scalars of every occurrence of a phrase.
fn all(folded: &Folded, phrase: &[char]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = position(&folded.key, phrase, from) {
        found.push(folded.source(at, at + phrase.len()));
        from = at + phrase.len();
    }
    found
}

/// The paragraph of each section that holds most, of the best sections, in reading order.
fn best_paragraphs<'a>(plan: &Plan, found: &'a [Found], limit: usize) -> Vec<&'a [Found]> {
    let mut best: Vec<&[Found]> = Vec::new();
    let section = |found: &[Found]| section_at(plan, found[0].paragraph, found[0].mark.0);
    for paragraph in found.chunk_by(|a, b| a.paragraph == b.paragraph) {
        match best.last_mut() {
            Some(last) if section(last) == section(paragraph) => {
                if leaves(paragraph) > leaves(last) {
                    *last = paragraph;
                }
            }
            _ => best.push(paragraph),
        }
    }
    sort_by_key(&mut best, |found| !leaves(found) as u64);
    best.truncate(limit);
    sort_by_key(&mut best, |found| found[0].paragraph.into());
    best
}

/// How many leaves occur.
fn leaves(found: &[Found]) -> usize {
    let first = |at: usize| found[..at].iter().all(|other| other.leaf != found[at].leaf);
    (0..found.len()).filter(|&at| first(at)).count()
}

/// The section that a scalar of a paragraph belongs to.
fn section_at(plan: &Plan, paragraph: u32, scalar: u32) -> Option<usize> {
    plan.sections.iter().rposition(|section| (section.paragraph, section.start) <= (paragraph, scalar))
}

fn section_hit(plan: &Plan, before: Option<&Section>, paragraph: u32, found: &[Found]) -> SectionHit {
    let marks: Vec<(u32, u32)> = found.iter().map(|found| found.mark).collect();
    let first = marks.first().map_or(0, |mark| mark.0);
    let section = section_at(plan, paragraph, first).map(|at| &plan.sections[at]).or(before);
    let (snippet, marks) = snippet(&plan.paragraphs[paragraph as usize], &marks);
    SectionHit {
        anchor: section.map_or_else(String::new, |section| section.anchor.clone()),
        title: section.map_or_else(String::new, |section| section.title.clone()),
        line: section.map_or(0, |section| section.line),
        snippet,
        marks,
    }
}

/// A snippet around the first mark, cut at the ends of sentences where there are any near, with the marks in it. Marks
/// come sorted.
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
pub fn merged(marks: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for &mark in marks {
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
