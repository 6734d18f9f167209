//! The sections of a hit: the best, with snippets, or all that are about what was asked, with their whole text.

use std::collections::BTreeSet;

use finder::engine::contains;
use finder::query::{Field, Filter, Leaf, Query};
use finder::searched::Searched;
use finder::snippet::{self, Found, merged};

use super::SectionHit;
use crate::staff::{Stored, StoredSection};

/// Most sections with a snippet.
const SECTIONS: usize = 3;

/// A place in a plan's text: paragraph, scalar in it.
type Place = (u32, u32);

/// The best sections, with a snippet each, in reading order, and which is the best of them.
pub fn best(stored: &Stored, query: &Query) -> (Vec<SectionHit>, usize) {
    let plan = stored.to_plan();
    snippets(stored, &plan, &Searched::new(&plan), query)
}

fn snippets(
    stored: &Stored,
    plan: &finder::plan::Plan,
    searched: &Searched,
    query: &Query,
) -> (Vec<SectionHit>, usize) {
    let found = snippet::sections(plan, searched, None, query, SECTIONS);
    let best = if found.len() > 1 { snippet::sections(plan, searched, None, query, 1).pop() } else { None };
    let best = best.and_then(|best| found.iter().position(|section| *section == best)).unwrap_or(0);
    let hit = |section: finder::engine::SectionHit| SectionHit {
        // Before the first heading, the place is the plan itself.
        line: if section.line == 0 { stored.start_line } else { section.line },
        anchor: section.anchor,
        title: section.title,
        snippet: section.snippet,
        marks: section.marks.into_iter().map(|(start, end)| [start, end]).collect(),
    };
    (found.into_iter().map(hit).collect(), best)
}

/// All sections in which the query holds, in reading order and with their whole text; where it holds in none of them alone,
/// those in which any of its words stands. A section whose heading has the words comes with the sections below it.
/// Where no words are asked for in the text, the same as [`best`]; like that, it says which is the best. `accepts` says whether
/// a filter accepts the plan.
pub fn whole(stored: &Stored, query: &Query, accepts: &dyn Fn(&Filter) -> bool) -> (Vec<SectionHit>, usize) {
    let plan = stored.to_plan();
    let searched = Searched::new(&plan);
    let found = snippet::found(&searched, query);
    if found.is_empty() {
        return snippets(stored, &plan, &searched, query);
    }
    let spans = spans(stored, &found);
    let holds = |span: &&Span| span.holds(query, &searched, accepts);
    let all: Vec<&Span> = spans.iter().filter(holds).collect();
    let all = if all.is_empty() { spans.iter().collect() } else { all };
    let best = (0..all.len()).rev().max_by_key(|&at| all[at].leaves()).unwrap_or(0);
    (all.into_iter().map(|span| span.hit(stored)).collect(), best)
}

/// A section, with those below it where its own heading was found, and what was found in it.
struct Span<'a> {
    section: Option<&'a StoredSection>,
    start: Place,
    end: Place,
    found: &'a [Found],
}

/// The spans in which something was found.
fn spans<'a>(stored: &'a Stored, mut found: &'a [Found]) -> Vec<Span<'a>> {
    let sections = &stored.sections;
    let place = |found: &Found| (found.paragraph, found.mark.0);
    let begin = |section: &StoredSection| (section.paragraph, section.range.0);
    let text_end = (stored.paragraphs.len() as u32, 0);
    let mut spans = Vec::new();
    while let Some(first) = found.first() {
        let at = sections.iter().rposition(|section| begin(section) <= place(first));
        let section = at.map(|at| &sections[at]);
        let in_heading = section.is_some_and(|section| place(first) < (section.paragraph, section.range.1));
        let ends = |next: &&StoredSection| !in_heading || section.is_none_or(|section| next.level <= section.level);
        let after = at.map_or(0, |at| at + 1);
        let end = sections[after..].iter().find(ends).map_or(text_end, begin);
        let (inside, rest) = found.split_at(found.partition_point(|found| place(found) < end));
        spans.push(Span { section, start: section.map_or((0, 0), begin), end, found: inside });
        found = rest;
    }
    spans
}

impl Span<'_> {
    /// How many of the words that were asked for stand here.
    fn leaves(&self) -> usize {
        self.found.iter().map(|found| found.leaf).collect::<BTreeSet<_>>().len()
    }

    /// Whether the query holds here: its words in this section; what it excludes, asks of the title and of facts, in the plan.
    fn holds(&self, query: &Query, searched: &Searched, accepts: &dyn Fn(&Filter) -> bool) -> bool {
        let is_here = |leaf: &Leaf| self.found.iter().any(|found| query.leaves[found.leaf] == *leaf);
        let mut leaf = |leaf: &Leaf| match leaf.field {
            Field::Text | Field::Heading if leaf.positive => is_here(leaf),
            _ => contains(searched, leaf),
        };
        query.holds(&mut leaf, &mut |filter| accepts(filter))
    }

    fn hit(&self, stored: &Stored) -> SectionHit {
        let mut text = String::new();
        let mut scalars = 0;
        let mut marks = Vec::new();
        for paragraph in self.start.0..=self.end.0.min(stored.paragraphs.len() as u32 - 1) {
            let own = &stored.paragraphs[paragraph as usize].1;
            let first = if paragraph == self.start.0 { self.start.1 } else { 0 };
            let last = if paragraph == self.end.0 { self.end.1 } else { u32::MAX };
            let part: String = own.chars().take(last as usize).skip(first as usize).collect();
            let mine = self.found.iter().filter(|found| found.paragraph == paragraph).map(|found| found.mark);
            marks.extend(mine.map(|(start, end)| (start - first + scalars, end.min(last) - first + scalars)));
            scalars += part.chars().count() as u32 + 1;
            text += &part;
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        SectionHit {
            line: self.section.map_or(stored.start_line, |section| section.line),
            anchor: self.section.map_or_else(String::new, |section| section.anchor.clone()),
            title: self.section.map_or_else(String::new, |section| section.title.clone()),
            snippet: text,
            marks: merged(&marks).into_iter().map(|(start, end)| [start, end]).collect(),
        }
    }
}
