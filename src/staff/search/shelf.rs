//! One of the two indexes: which of its plans satisfy a query, and how well.

use std::collections::HashSet;
use std::path::Path;

use finder::query::{Leaf, Node, Query};
use tantivy::collector::DocSetCollector;
use tantivy::query::AllQuery;
use tantivy::{DocAddress, Index, Searcher};

use super::columns::Columns;
use super::phrase::Grams;
use crate::staff::{Audience, Fields, ngrams};

/// One of the two indexes, opened.
pub struct Shelf {
    /// The index.
    pub searcher: Searcher,
    /// What is known of its plans without reading them.
    pub columns: Columns,
}

impl Shelf {
    /// Opens the index of an audience below a folder.
    pub fn open(folder: &Path, audience: Audience) -> tantivy::Result<Shelf> {
        let index = Index::open_in_dir(audience.folder(folder))?;
        ngrams::register(index.tokenizers());
        let searcher = index.reader()?.searcher();
        let columns = Columns::open(&searcher, &Fields::new())?;
        Ok(Shelf { searcher, columns })
    }

    /// All plans that satisfy the query, scored with the statistics of the public plans.
    pub fn find(&self, public: &Shelf, query: &Query) -> tantivy::Result<Vec<Found<'_>>> {
        let fields = Fields::new();
        let grams = Grams::new(&fields);
        let occurs: Vec<HashSet<DocAddress>> =
            query.leaves.iter().map(|leaf| grams.holders(&self.searcher, leaf)).collect::<tantivy::Result<_>>()?;
        let mut matches: Vec<DocAddress> = candidates(&self.searcher, query, &occurs)?
            .into_iter()
            .filter(|address| {
                let at = |leaf: &Leaf| query.leaves.iter().position(|other| other == leaf);
                let mut leaf = |leaf: &Leaf| at(leaf).is_some_and(|at| occurs[at].contains(address));
                query.holds(&mut leaf, &mut |filter| self.columns.accepts(*address, filter))
            })
            .collect();
        matches.sort_unstable();
        let mut scores = vec![0; matches.len()];
        for leaf in query.leaves.iter().filter(|leaf| leaf.positive) {
            let added = grams.scores(&self.searcher, &public.searcher, leaf, &matches, &self.columns)?;
            scores.iter_mut().zip(added).for_each(|(score, added)| *score += added);
        }
        Ok(matches.into_iter().zip(scores).map(|(address, score)| Found { shelf: self, address, score }).collect())
    }
}

impl Shelf {
    /// All plans.
    pub fn all(&self) -> impl Iterator<Item = DocAddress> {
        let segments = self.searcher.segment_readers().iter().zip(0..);
        segments.flat_map(|(reader, segment)| reader.doc_ids_alive().map(move |plan| DocAddress::new(segment, plan)))
    }
}

/// A plan that satisfies the query.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// Where it is.
    pub shelf: &'a Shelf,
    /// Which of its plans it is.
    pub address: DocAddress,
    /// How well it satisfies the query.
    pub score: u32,
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
