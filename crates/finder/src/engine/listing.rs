//! The first hits: candidates in order, verified, as far as they are asked for.

use super::{Sort, candidates::Truth, search::Question, verify::Candidates};
use crate::prelude::*;
use crate::{
    format::facets::{Column, ERA, ORDER},
    small::{gathered, sort_by_key, sort_few},
};

/// Most equals beyond the last hit asked for whose text is read to put them in order. Where there are more, or where that
/// is less to fetch, the column of eras is read, and where these leave too many, that of the order of all plans.
const EQUALS: usize = 20;
/// Plans whose places in the column of that order take about as many bytes as the text file of one.
const PLANS_A_TEXT: usize = 2_000;
/// Most candidates that are read ahead when some turned out to be no hits.
const AHEAD: usize = 20;

/// A plan that may be a hit.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Its number.
    pub plan: u32,
    /// Its score.
    pub score: u32,
    /// Among candidates of the same score, those of a lower tier come first.
    pub tier: u8,
    /// Whether it is one, as far as the lists tell.
    pub truth: Truth,
}

/// The number of a plan in a column of single numbers.
fn number(column: &Column, plan: u32) -> u64 {
    column.row(plan).and_then(|row| row.first()).map_or(u64::MAX, |&number| number.into())
}

/// Candidates that were read, in order.
#[derive(Default)]
pub struct Listed {
    /// Those that are hits.
    pub hits: Vec<Candidate>,
    /// Plans of those that are none.
    pub failed: Vec<u32>,
}

impl Question<'_> {
    /// What candidates are sorted by, the lowest first, before the order of equals.
    pub fn first_by(&self, candidate: &Candidate) -> u64 {
        match self.request.sort {
            Sort::Date => 0,
            Sort::Relevance => u64::from(!candidate.score) << 8 | u64::from(candidate.tier),
        }
    }

    /// The first hits, verified, in order: up to the last one asked for.
    pub fn listed(&self, candidates: &Candidates, found: &[Candidate]) -> Option<Listed> {
        let end = self.request.offset + self.request.limit;
        let left = |listed: &Listed, open: usize| {
            let ahead = (2 * listed.failed.len()).min(AHEAD) * usize::from(open > 0);
            (end + ahead).saturating_sub(listed.hits.len() + open)
        };
        let mut listed = Listed::default();
        let mut open = 0;
        for equals in found.chunk_by(|a, b| self.first_by(a) == self.first_by(b)) {
            let Some(groups) = self.groups(equals, left(&listed, open)) else {
                open += equals.len();
                continue;
            };
            for group in groups {
                let length = group.len();
                let Some(sorted) = self.in_order(candidates, group, left(&listed, open)) else {
                    open += length;
                    continue;
                };
                for candidate in sorted {
                    if left(&listed, open) == 0 {
                        break;
                    }
                    match self.decided(candidates, &candidate) {
                        Some(true) => listed.hits.push(candidate),
                        Some(false) => listed.failed.push(candidate.plan),
                        None => open += 1,
                    }
                }
            }
        }
        (open == 0).then_some(listed)
    }

    /// Candidates of the same score, of which so many are wanted, in groups that follow each other in the order of equals;
    /// none where none is wanted. `None` while what decides it is missing.
    fn groups(&self, equals: &[Candidate], wanted: usize) -> Option<Vec<Vec<Candidate>>> {
        if wanted == 0 {
            return Some(Vec::new());
        }
        let mut sorted = equals.to_vec();
        if equals.len() < 2 || self.request.sort == Sort::Date || self.is_cheap(equals.len(), wanted) {
            return Some(vec![sorted]);
        }
        let eras = self.column(ERA)?;
        let era = |candidate: &Candidate| number(eras, candidate.plan);
        sort_by_key(&mut sorted, era);
        Some(sorted.chunk_by(|a, b| era(a) == era(b)).map(<[Candidate]>::to_vec).collect())
    }

    /// Candidates of the same score in the order of equals, of which so many are wanted; none where none is wanted. `None`
    /// while what decides it is missing.
    fn in_order(&self, candidates: &Candidates, mut equals: Vec<Candidate>, wanted: usize) -> Option<Vec<Candidate>> {
        if wanted == 0 || equals.len() < 2 {
            return Some(equals);
        }
        if self.request.sort == Sort::Relevance && self.is_cheap(equals.len(), wanted) {
            return self.in_order_of_text(candidates, equals);
        }
        let order = self.column(ORDER)?;
        sort_by_key(&mut equals, |candidate| number(order, candidate.plan));
        Some(equals)
    }

    /// Whether the text of so many candidates may as well be read, of which so many are wanted.
    fn is_cheap(&self, candidates: usize, wanted: usize) -> bool {
        let beyond = candidates.saturating_sub(wanted);
        beyond <= EQUALS && beyond * PLANS_A_TEXT <= self.reading.entry.plans as usize
    }

    fn in_order_of_text(&self, candidates: &Candidates, sorted: Vec<Candidate>) -> Option<Vec<Candidate>> {
        let parts = gathered(sorted.iter().map(|candidate| candidates.shown(candidate.plan)))?;
        let mut both: Vec<_> = parts.into_iter().map(|loaded| &loaded.part.plan).zip(sorted).collect();
        sort_few(&mut both, |(a, _), (b, _)| (&b.date, &a.id) < (&a.date, &b.id));
        Some(both.into_iter().map(|(_, candidate)| candidate).collect())
    }

    /// Whether a candidate is a hit; what a hit shows is looked up with it.
    fn decided(&self, candidates: &Candidates, candidate: &Candidate) -> Truth {
        let shown = candidates.shown(candidate.plan).is_some();
        let truth = candidate.truth.or_else(|| self.by_text(candidates, candidate.plan));
        if shown || truth == Some(false) { truth } else { None }
    }

    pub fn by_text(&self, candidates: &Candidates, plan: u32) -> Truth {
        candidates.by_text(plan, &mut |at| self.accepts(&self.query.filters[at], plan))
    }
}
