//! Search over the tantivy index. Tantivy finds the phrases; what a query means and how hits are ranked is the finder's.

mod columns;
mod phrase;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use finder::query::{Facet, Filter, Leaf, Node, Query};
use finder::searched::Searched;
use finder::snippet;
use serde::Serialize;
use tantivy::collector::DocSetCollector;
use tantivy::query::AllQuery;
use tantivy::{DocAddress, Index, Searcher, TantivyDocument, schema::Value};

use crate::document::Period;

use super::{Audience, Fields, Stored, VERSION, VERSION_FILE, ngrams};
use columns::Columns;
use phrase::Grams;

/// Most sections shown of a plan.
const SECTIONS: usize = 3;

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
}

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Sort {
    /// Best first; equals by date, newest first, then by id.
    #[default]
    Relevance,
    /// Newest first; equals by id. Undated plans come last.
    Date,
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
    Query(String),
}

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
}

/// A plan that was found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Hit {
    pub id: String,
    pub title: String,
    pub url: String,
    pub file: String,
    pub start_line: u32,
    pub score: u32,
    pub kind: Option<String>,
    pub period: Option<Period>,
    pub issuer: Option<String>,
    pub region: Option<String>,
    pub visibility: String,
    pub sections: Vec<SectionHit>,
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
    /// Words around what was found.
    pub snippet: String,
    /// What was found in the snippet: first and last (excluded) scalar.
    pub marks: Vec<[u32; 2]>,
}

/// Searches the indexes below `folder`.
pub fn search(folder: &Path, request: &Request) -> Result<Answer, SearchError> {
    let begun = Instant::now();
    let query = query(request)?;
    let broken = |error: tantivy::TantivyError| SearchError::Broken(folder.to_owned(), error.to_string());
    check_version(folder)?;
    let public = open(folder, Audience::Public).map_err(broken)?;
    let mut found = find(&public, &public, &query).map_err(broken)?;
    if !request.public {
        let staff = open(folder, Audience::Staff).map_err(broken)?;
        found.extend(find(&staff, &public, &query).map_err(broken)?);
    }
    let total = found.len();
    let hits = best(found, request);
    let hits = hits.iter().map(|found| hit(found, &query)).collect::<tantivy::Result<_>>().map_err(broken)?;
    let took_ms = begun.elapsed().as_millis() as u64;
    Ok(Answer { query: request.query.clone(), total, exact: true, took_ms, hits })
}

fn query(request: &Request) -> Result<Query, SearchError> {
    let mut query = Query::parse(&request.query);
    for (name, value) in &request.filters {
        let filter = Facet::named(name).and_then(|facet| Filter::new(facet, value));
        query = query.and(filter.ok_or_else(|| SearchError::Query(format!("{name}={value}")))?);
    }
    Ok(query)
}

fn check_version(folder: &Path) -> Result<(), SearchError> {
    match std::fs::read_to_string(folder.join(VERSION_FILE)) {
        Err(_) => Err(SearchError::Missing(folder.to_owned())),
        Ok(version) if version != VERSION.to_string() => Err(SearchError::Version(folder.to_owned())),
        Ok(_) => Ok(()),
    }
}

fn open(folder: &Path, audience: Audience) -> tantivy::Result<Searcher> {
    let index = Index::open_in_dir(audience.folder(folder))?;
    ngrams::register(index.tokenizers());
    Ok(index.reader()?.searcher())
}

/// A plan that satisfies the query.
struct Found {
    searcher: Searcher,
    address: DocAddress,
    score: u32,
    date: String,
    id: String,
}

/// All plans of `searcher` that satisfy the query, scored with the statistics of the public plans.
fn find(searcher: &Searcher, public: &Searcher, query: &Query) -> tantivy::Result<Vec<Found>> {
    let fields = Fields::new();
    let grams = Grams::new(&fields);
    let occurs: Vec<HashSet<DocAddress>> =
        query.leaves.iter().map(|leaf| grams.holders(searcher, leaf)).collect::<tantivy::Result<_>>()?;
    let columns = Columns::open(searcher, &fields)?;
    let mut matches: Vec<DocAddress> = candidates(searcher, query, &occurs)?
        .into_iter()
        .filter(|address| {
            let at = |leaf: &Leaf| query.leaves.iter().position(|other| other == leaf);
            let mut leaf = |leaf: &Leaf| at(leaf).is_some_and(|at| occurs[at].contains(address));
            query.holds(&mut leaf, &mut |filter| columns.accepts(*address, filter))
        })
        .collect();
    matches.sort_unstable();
    let mut scores = vec![0; matches.len()];
    for leaf in query.leaves.iter().filter(|leaf| leaf.positive) {
        let added = grams.scores(searcher, public, leaf, &matches, &columns)?;
        scores.iter_mut().zip(added).for_each(|(score, added)| *score += added);
    }
    let found = matches.into_iter().zip(scores).map(|(address, score)| Found {
        searcher: searcher.clone(),
        address,
        score,
        date: columns.date(address),
        id: columns.id(address),
    });
    Ok(found.collect())
}

/// The plans that may satisfy the query: those in which a leaf occurs, or all, where it can hold without any.
fn candidates(
    searcher: &Searcher,
    query: &Query,
    occurs: &[HashSet<DocAddress>],
) -> tantivy::Result<HashSet<DocAddress>> {
    match &query.root {
        Some(root) if !needs_leaf(root) => searcher.search(&AllQuery, &DocSetCollector),
        Some(_) => Ok(occurs.iter().flatten().copied().collect()),
        None => Ok(HashSet::new()),
    }
}

/// Whether a node can only hold where some leaf occurs.
fn needs_leaf(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => true,
        Node::And(nodes) => nodes.iter().any(needs_leaf),
        Node::Or(nodes) => nodes.iter().all(needs_leaf),
        Node::Not(_) | Node::Filter(_) => false,
    }
}

fn best(mut found: Vec<Found>, request: &Request) -> Vec<Found> {
    let newest = |a: &Found, b: &Found| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id));
    found.sort_by(|a, b| match request.sort {
        Sort::Relevance => b.score.cmp(&a.score).then_with(|| newest(a, b)),
        Sort::Date => newest(a, b),
    });
    found.truncate(request.limit);
    found
}

fn hit(found: &Found, query: &Query) -> tantivy::Result<Hit> {
    let document: TantivyDocument = found.searcher.doc(found.address)?;
    let json = document.get_first(Fields::new().stored).and_then(|value| value.as_str()).unwrap_or_default();
    let stored: Stored = serde_json::from_str(json)?;
    let known = |text: &String| (!text.is_empty()).then(|| text.clone());
    Ok(Hit {
        sections: sections(&stored, query),
        score: found.score,
        kind: known(&stored.kind),
        issuer: known(&stored.issuer),
        region: known(&stored.region),
        id: stored.id,
        title: stored.title,
        url: stored.url,
        file: stored.file,
        start_line: stored.start_line,
        period: stored.period.map(|(from, to)| Period { from: Some(from), to: Some(to) }),
        visibility: stored.visibility,
    })
}

/// The best sections of a plan, with their snippets.
fn sections(stored: &Stored, query: &Query) -> Vec<SectionHit> {
    let plan = stored.to_plan();
    let found = snippet::sections(&plan, &Searched::new(&plan), None, query, SECTIONS);
    found.into_iter().map(|section| section_hit(stored, section)).collect()
}

fn section_hit(stored: &Stored, section: finder::engine::SectionHit) -> SectionHit {
    SectionHit {
        // Before the first heading, the place is the plan itself.
        line: if section.line == 0 { stored.start_line } else { section.line },
        anchor: section.anchor,
        title: section.title,
        snippet: section.snippet,
        marks: section.marks.into_iter().map(|(start, end)| [start, end]).collect(),
    }
}
