//! What a query is answered with.

use finder::query::{Filter, Query};
use serde::Serialize;
use tantivy::{TantivyDocument, schema::Value};

use super::facets::Facets;
use super::sections;
use super::shelf::Found;
use crate::document::Period;
use crate::staff::{Fields, Stored};

/// The answer to a query.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// Number of plans that satisfy it.
    pub total: usize,
    /// Whether the total is exact; here it always is.
    pub exact: bool,
    /// Milliseconds it took.
    pub took_ms: u64,
    /// The best of them.
    pub hits: Vec<Hit>,
    /// How many plans there are for each value of each facet, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Facets>,
    /// Whether anything was asked: a query of which nothing is compared asks for nothing.
    #[serde(skip)]
    pub asked: bool,
    /// Conditions that no plan satisfies, where nothing was found, each with the values that there are.
    #[serde(skip)]
    pub unknown: Vec<(Filter, Vec<String>)>,
    /// Another query that has hits, where this one has none.
    pub suggestion: Option<String>,
    /// How it came about: `pinyin`, `character`, `wording` or `looser`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion_reason: Option<&'static str>,
}

/// A plan that was found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Hit {
    pub id: String,
    pub title: String,
    /// Address of its page below the site's; plans for staff only have none.
    pub url: Option<String>,
    pub file: String,
    pub start_line: u32,
    pub score: u32,
    pub kind: Option<String>,
    pub period: Option<Period>,
    pub issuer: Option<String>,
    pub region: Option<String>,
    pub date: Option<String>,
    pub visibility: String,
    pub sections: Vec<SectionHit>,
    /// Which of the sections is the best.
    #[serde(skip)]
    pub best: usize,
}

/// A section in which something was found.
#[derive(Clone, Debug, Serialize)]
pub struct SectionHit {
    /// Its address in the page; empty before the first heading.
    pub anchor: String,
    /// Its number and title.
    pub title: String,
    /// Source line of its heading; of the plan's begin before the first heading.
    pub line: u32,
    /// Words around what was found; the whole section, where those were asked for.
    pub snippet: String,
    /// What was found in the snippet: first and last (excluded) scalar.
    pub marks: Vec<[u32; 2]>,
}

impl Hit {
    /// The section that holds most of what was asked, the first of equals.
    pub fn best_section(&self) -> Option<&SectionHit> {
        self.sections.get(self.best)
    }

    /// A plan as it is shown: its best sections, or all of them whole.
    pub(super) fn new(found: &Found, query: &Query, whole: bool) -> tantivy::Result<Hit> {
        let document: TantivyDocument = found.shelf.searcher.doc(found.address)?;
        let json = document.get_first(Fields::new().stored).and_then(|value| value.as_str()).unwrap_or_default();
        let stored: Stored = serde_json::from_str(json)?;
        let known = |text: &String| (!text.is_empty()).then(|| text.clone());
        let accepts = |filter: &Filter| found.shelf.columns.accepts(found.address, filter);
        let (sections, best) = match whole {
            true => sections::whole(&stored, query, &accepts),
            false => sections::best(&stored, query),
        };
        Ok(Hit {
            sections,
            best,
            score: found.score,
            kind: known(&stored.kind),
            issuer: known(&stored.issuer),
            region: known(&stored.region),
            date: known(&stored.date),
            id: stored.id,
            title: stored.title,
            url: (stored.visibility == "public").then_some(stored.url),
            file: stored.file,
            start_line: stored.start_line,
            period: stored.period.map(|(from, to)| Period { from: Some(from), to: Some(to) }),
            visibility: stored.visibility,
        })
    }
}
