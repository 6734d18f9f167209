//! Proposals for queries without hits, from the search data.

use super::{
    Outcome, Request,
    files::{Files, Missing},
    query,
    search::{answered, attempt},
};
use crate::{
    format::words::Words,
    prelude::*,
    query::Query,
    suggest::{Archive, Suggestion, suggestion},
};

/// A proposal for a request without hits, which has hits under the same filters; or what is missing to tell.
pub fn suggest(files: &Files, request: &Request) -> Outcome<Option<Suggestion>> {
    answered(files, |missing| {
        let is_known = files.knows(&request.query, missing);
        if is_known { suggestion(&Data { files, request, missing }, &Query::parse(&request.query)) } else { None }
    })
}

struct Data<'a> {
    files: &'a Files,
    request: &'a Request,
    missing: &'a Missing,
}

impl Archive for Data<'_> {
    fn words(&self) -> Option<Words> {
        self.files.words(self.files.entry(self.missing)?, self.missing)
    }

    fn holds(&self, text: &str) -> Option<bool> {
        let request =
            Request { query: text.to_owned(), filters: self.request.filters.clone(), limit: 1, ..Request::default() };
        // What is missing for this query alone: others are tried at the same time.
        let missing = Missing::default();
        let answer = attempt(self.files, &request, &query(&request), &missing);
        missing.into_names().into_iter().for_each(|name| self.missing.add(name));
        Some(!answer?.hits.is_empty())
    }
}
