//! Search over the tantivy index. Tantivy finds the phrases; what a query means and how hits are ranked is the finder's.

mod answer;
mod columns;
mod facets;
mod phrase;
mod sections;
mod shelf;
mod suggest;

use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::time::Instant;

use finder::query::{Facet, Filter, Query};

use super::{Audience, VERSION, VERSION_FILE};
pub use answer::{Answer, Hit, SectionHit};
pub use facets::{Facets, Value};
use shelf::{Found, Shelf};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// Most hits to give.
    pub limit: usize,
    /// Conditions on facts: name of a facet and value.
    pub filters: Vec<(String, String)>,
    /// Order of the hits.
    pub sort: Sort,
    /// Leave staff-only plans out.
    pub public: bool,
    /// Count the values of all facets.
    pub facets: bool,
    /// The folder of the public search data, from whose words other queries are proposed where one has no hits.
    pub find: Option<PathBuf>,
    /// Give all sections of a plan that are about what was asked, with their whole text.
    pub whole_sections: bool,
}

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Sort {
    /// Best first; equals by date, newest first, then by id.
    #[default]
    Relevance,
    /// Newest first; equals by id. Undated plans come last.
    Date,
    /// For whole sections: newest first, a plan without a date by the first year that it covers; then by id.
    #[value(skip)]
    Newest,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is no index.
    #[error("no index in {0}")]
    Missing(PathBuf),
    /// It was written by another version.
    #[error("index of another version in {0}")]
    Version(PathBuf),
    /// It cannot be read.
    #[error("damaged index in {0}: {1}")]
    Broken(PathBuf, String),
    /// A filter names no facet, or a value that it cannot have.
    #[error("{0}")]
    Filter(String),
}

/// Searches the indexes below `folder`.
pub fn search(folder: &Path, request: &Request) -> Result<Answer, SearchError> {
    check_filters(request)?;
    check_version(folder)?;
    answer(folder, request, &filtered(&request.query, request))
        .map_err(|error| SearchError::Broken(folder.to_owned(), error.to_string()))
}

fn answer(folder: &Path, request: &Request, query: &Query) -> tantivy::Result<Answer> {
    let begun = Instant::now();
    let public = Shelf::open(folder, Audience::Public)?;
    let staff = if request.public { None } else { Some(Shelf::open(folder, Audience::Staff)?) };
    let find_all = |query: &Query| {
        let mut found = public.find(&public, query)?;
        if let Some(staff) = &staff {
            found.extend(staff.find(&public, query)?);
        }
        tantivy::Result::Ok(found)
    };
    let found = find_all(query)?;
    let total = found.len();
    let suggestion = match &request.find {
        Some(folder) if total == 0 => {
            let holds = |other: &str| Ok(!find_all(&filtered(other, request))?.is_empty());
            suggest::suggest(folder, &Query::parse(&request.query), &holds)?
        }
        _ => None,
    };
    let shelves: Vec<&Shelf> = std::iter::once(&public).chain(&staff).collect();
    let unknown = if total == 0 { unknown(query, &shelves) } else { Vec::new() };
    let facets = request.facets.then(|| Facets::of(found.iter().map(|found| (&found.shelf.columns, found.address))));
    let hits = best(found, request);
    let hits =
        hits.iter().map(|found| Hit::new(found, query, request.whole_sections)).collect::<tantivy::Result<_>>()?;
    Ok(Answer {
        query: request.query.clone(),
        total,
        exact: true,
        took_ms: begun.elapsed().as_millis() as u64,
        hits,
        facets,
        asked: query.root.is_some(),
        unknown,
        suggestion_reason: suggestion.as_ref().map(|suggestion| suggestion.reason.name()),
        suggestion: suggestion.map(|suggestion| suggestion.query),
    })
}

/// A query with the conditions of the request.
fn filtered(query: &str, request: &Request) -> Query {
    let filters = request.filters.iter().filter_map(|(name, value)| Filter::new(Facet::named(name)?, value));
    filters.fold(Query::parse(query), Query::and)
}

/// The conditions of a query that none of the plans satisfies, with the values that there are.
fn unknown(query: &Query, shelves: &[&Shelf]) -> Vec<(Filter, Vec<String>)> {
    let plans: Vec<_> = shelves.iter().flat_map(|shelf| shelf.all().map(|plan| (&shelf.columns, plan))).collect();
    let is_unknown = |filter: &&Filter| !plans.iter().any(|(columns, plan)| columns.accepts(*plan, filter));
    let unknown = query.filters.iter().filter(is_unknown);
    unknown.map(|filter| (filter.clone(), facets::values(filter.facet, plans.iter().copied()))).collect()
}

fn check_filters(request: &Request) -> Result<(), SearchError> {
    let sound =
        |(name, value): &&(String, String)| Facet::named(name).and_then(|facet| Filter::new(facet, value)).is_some();
    match request.filters.iter().find(|filter| !sound(filter)) {
        Some((name, value)) => Err(SearchError::Filter(format!("{name}={value}"))),
        None => Ok(()),
    }
}

fn check_version(folder: &Path) -> Result<(), SearchError> {
    match std::fs::read_to_string(folder.join(VERSION_FILE)) {
        Err(_) => Err(SearchError::Missing(folder.to_owned())),
        Ok(version) if version != VERSION.to_string() => Err(SearchError::Version(folder.to_owned())),
        Ok(_) => Ok(()),
    }
}

/// The first hits, in order.
fn best<'a>(mut found: Vec<Found<'a>>, request: &Request) -> Vec<Found<'a>> {
    let date = |found: &Found<'a>| match found.shelf.columns.date(found.address) {
        "" if request.sort == Sort::Newest => found.shelf.columns.first_year(found.address),
        date => date.to_owned(),
    };
    let id = |found: &Found<'a>| found.shelf.columns.id(found.address);
    let order = |a: &Found<'a>, b: &Found<'a>| {
        let by_score = if request.sort == Sort::Relevance { b.score.cmp(&a.score) } else { Ordering::Equal };
        by_score.then_with(|| date(b).cmp(&date(a))).then_with(|| id(a).cmp(id(b)))
    };
    if request.limit < found.len() {
        found.select_nth_unstable_by(request.limit, order);
        found.truncate(request.limit);
    }
    found.sort_unstable_by(order);
    found
}
