//! How the plans found are spread over the values of each facet, and over the years.

use std::collections::BTreeMap;

use finder::query::Facet;
use serde::Serialize;
use tantivy::DocAddress;

use super::columns::Columns;

/// For each facet, by name, its values: years in order, others by frequency, what is unknown last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets(pub BTreeMap<&'static str, Vec<Value>>);

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The value; `None` where it is unknown.
    pub value: Option<String>,
    /// How many of the plans found have it. A plan that covers several years counts in each.
    pub count: usize,
}

impl Facets {
    /// Counts over these plans.
    pub fn of<'a>(plans: impl Iterator<Item = (&'a Columns, DocAddress)> + Clone) -> Facets {
        Facets(Facet::ALL.into_iter().map(|facet| (facet.name(), counts(facet, plans.clone()))).collect())
    }
}

/// The values that there are, in the order of [`Facets`].
pub fn values<'a>(facet: Facet, plans: impl Iterator<Item = (&'a Columns, DocAddress)>) -> Vec<String> {
    counts(facet, plans).into_iter().filter_map(|value| value.value).collect()
}

fn counts<'a>(facet: Facet, plans: impl Iterator<Item = (&'a Columns, DocAddress)>) -> Vec<Value> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (columns, plan) in plans {
        columns.values(facet, plan, &mut |value| match counts.get_mut(value) {
            Some(count) => *count += 1,
            None => drop(counts.insert(value.to_owned(), 1)),
        });
    }
    let unknown = counts.remove("");
    let mut known: Vec<_> = counts.into_iter().map(|(value, count)| Value { value: Some(value), count }).collect();
    if facet != Facet::Year {
        known.sort_by_key(|value| std::cmp::Reverse(value.count));
    }
    known.extend(unknown.map(|count| Value { value: None, count }));
    known
}
