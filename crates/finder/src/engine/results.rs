//! What a question is answered with.

use super::{counts::Count, files::Loaded};
use crate::prelude::*;
use crate::{query::Query, snippet};

/// Sections shown of a hit.
const SECTIONS: usize = 3;

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// How many plans satisfy it; where not `exact`, how many at most.
    pub total: usize,
    /// Whether the total is exact.
    pub exact: bool,
    /// The hits asked for, in order.
    pub hits: Vec<Hit>,
    /// How many plans there are for each value of each facet, if asked for.
    pub facets: Vec<Count>,
}

/// First and last year.
pub type Period = (u16, u16);

/// A plan that satisfies a query. Texts are empty where unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Hit {
    pub id: String,
    pub title: String,
    pub url: String,
    pub score: u32,
    pub kind: String,
    pub period: Option<Period>,
    pub issuer: String,
    pub region: String,
    pub date: String,
    pub sections: Vec<SectionHit>,
}

/// A section in which something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionHit {
    /// Its address in the plan's page; empty before the first heading.
    pub anchor: String,
    /// Marker and heading.
    pub title: String,
    /// Source line of its heading; 0 before the first.
    pub line: u32,
    /// Words around what was found.
    pub snippet: String,
    /// What was found in the snippet: first scalar, and one past the last.
    pub marks: Vec<(u32, u32)>,
}

impl Hit {
    /// The hit for a plan, from the part of it that is shown.
    pub fn new(loaded: &Loaded, score: u32, query: &Query) -> Self {
        let plan = &loaded.part.plan;
        Self {
            id: plan.id.clone(),
            title: plan.title.clone(),
            url: plan.url.clone(),
            score,
            kind: plan.kind.clone(),
            period: plan.from.or(plan.to).zip(plan.to.or(plan.from)),
            issuer: plan.issuer.clone(),
            region: plan.region.clone(),
            date: plan.date.clone(),
            sections: snippet::sections(plan, &loaded.searched, loaded.before.as_ref(), query, SECTIONS),
        }
    }
}
