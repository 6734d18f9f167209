//! Facets of the plans that were found.

use super::lists::Reading;
use crate::prelude::*;
use crate::{
    format::facets::Column,
    query::Facet,
    small::{gathered, sort_by_key},
};

/// How many of the plans found have a value of a facet. A plan that covers several years counts in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The facet.
    pub facet: Facet,
    /// Its value; empty where it is unknown.
    pub value: String,
    /// How many plans.
    pub plans: u32,
}

/// Longest period, in years, whose years are counted one by one.
const LONGEST: u32 = 50;

impl Reading<'_> {
    /// Counts the values of all facets over these plans: by facet; years in order, other values by frequency. `None`
    /// while files are missing.
    pub fn counts(&self, plans: &[u32]) -> Option<Vec<Count>> {
        let column = |facet: &Facet| self.files.column(self.entry, facet.name(), self.missing);
        let columns = gathered(Facet::ALL.iter().map(column))?;
        let mut counts = Vec::new();
        Facet::ALL.into_iter().zip(columns).for_each(|(facet, column)| count(&mut counts, facet, column, plans));
        Some(counts)
    }
}

/// Adds the counts of one facet.
fn count(counts: &mut Vec<Count>, facet: Facet, column: &Column, plans: &[u32]) {
    let mut found: Vec<u32> = Vec::new();
    let mut unknown = 0;
    for row in plans.iter().filter_map(|&plan| column.row(plan)) {
        unknown += u32::from(row.is_empty());
        found.extend(values(facet, row));
    }
    sort_by_key(&mut found, |&value| value.into());
    let text = |value| match facet {
        Facet::Year => crate::format::decimal(value),
        _ => column.value(value).to_owned(),
    };
    let same = found.chunk_by(|a, b| a == b);
    let first = counts.len();
    counts.extend(same.map(|same| Count { facet, value: text(same[0]), plans: same.len() as u32 }));
    if facet != Facet::Year {
        sort_by_key(&mut counts[first..], |count| u64::from(!count.plans));
    }
    if unknown > 0 {
        counts.push(Count { facet, value: String::new(), plans: unknown });
    }
}

/// The values of a row; for years, every year from the first to the last.
fn values(facet: Facet, row: &[u32]) -> Vec<u32> {
    match (facet, row) {
        (Facet::Year, [from, to]) if from <= to && to - from < LONGEST => (*from..=*to).collect(),
        _ => row.to_vec(),
    }
}
