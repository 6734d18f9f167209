//! The search engine over the search data. It does no I/O: it says which files it needs, and is handed their bytes.

use crate::prelude::*;
mod candidates;
mod counts;
mod files;
mod listing;
mod lists;
mod results;
mod scores;
mod search;
mod suggest;
mod verify;

pub use counts::Count;
pub use files::Files;
pub use results::{Answer, Hit, Period, SectionHit};
pub use verify::{contains, position};

use crate::{
    format::{Error, words::Words},
    query::{Facet, Filter, Query},
    suggest::Suggestion,
};

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first; equals by date, newest first, then by id.
    #[default]
    Relevance,
    /// Newest first, plans without a date last; equals by id.
    Date,
}

/// A question.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// Conditions on facts: name of a facet, value.
    pub filters: Vec<(String, String)>,
    /// How many hits to list.
    pub limit: usize,
    /// How many hits to pass over first.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// Decide every candidate, so that the total is exact.
    pub exact: bool,
    /// Count the values of all facets.
    pub facets: bool,
}

/// What the engine says to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T = Answer> {
    /// Fetch these files, hand them over, ask again.
    Need(Vec<String>),
    /// The answer.
    Done(T),
    /// This file cannot be used.
    Bad(String, Error),
}

/// The engine: the files it was handed.
#[derive(Debug, Default)]
pub struct Engine {
    files: Files,
}

impl Engine {
    /// Takes a file. A file that cannot be used is refused, and named again by a question that needs it.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        match crate::format::inflate(bytes) {
            Ok(inflated) => self.files.put(name, Ok(&inflated)),
            Err(error) => self.files.put(name, Err(error)),
        }
    }

    /// Takes a file whose payload was inflated, after its header: browsers do that themselves.
    pub fn put_inflated(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.files.put(name, Ok(bytes))
    }

    /// Answers a question, or says what is missing for it.
    pub fn search(&self, request: &Request) -> Outcome {
        search::search(&self.files, request, &query(request))
    }

    /// What to propose for a query that has no hits, or says what is missing to tell.
    pub fn suggest(&self, request: &Request) -> Outcome<Option<Suggestion>> {
        suggest::suggest(&self.files, request)
    }

    /// The commonest pairs of the archive, from which proposals are made.
    pub fn words(&self) -> Outcome<Words> {
        search::answered(&self.files, |missing| self.files.words(self.files.entry(missing)?, missing))
    }
}

/// The query of a request with its filters. One that its facet cannot have accepts nothing, so it is left as text.
fn query(request: &Request) -> Query {
    let query = Query::parse(&request.query);
    let filters = request.filters.iter().filter_map(|(name, value)| Filter::new(Facet::named(name)?, value));
    filters.fold(query, Query::and)
}
