//! The meaning of a query: `docs/search.md` is its specification.

use crate::prelude::*;
mod filter;
mod lex;
mod parse;

pub use filter::{Facet, Filter, Years};
pub use lex::is_operator;

use crate::{fold::fold, vocabulary::reworded};

/// Longest query that is read, in scalars; what follows is ignored.
pub const MAX_LENGTH: usize = 1_000;

/// A parsed query. Parsing never fails: what is no syntax is text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What a plan must satisfy; `None` when nothing was asked.
    pub root: Option<Node>,
    /// The phrases that are looked for, each once.
    pub leaves: Vec<Leaf>,
    /// The conditions on facts.
    pub filters: Vec<Filter>,
}

/// A condition on a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// All of these.
    And(Vec<Node>),
    /// At least one of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// `leaves[n]` occurs.
    Leaf(usize),
    /// `filters[n]` accepts.
    Filter(usize),
}

/// Where a phrase is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Title, 发文字号 and paragraphs.
    Text,
    /// The title.
    Title,
    /// The headings.
    Heading,
}

/// A phrase. It occurs where one of its keys is a part of a key of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Where it is looked for.
    pub field: Field,
    /// As typed.
    pub typed: String,
    /// Its key; and, for a phrase typed in Traditional characters and Taiwan wording, that of the mainland's wording.
    pub keys: Vec<Vec<char>>,
    /// Whether it adds to the relevance: it does not where it is excluded.
    pub positive: bool,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Self {
        parse::parse(&text.chars().take(MAX_LENGTH).collect::<String>())
    }

    /// The query with one more condition, as a chosen facet adds it.
    pub fn and(mut self, filter: Filter) -> Self {
        let added = Node::Filter(self.filters.len());
        self.filters.push(filter);
        self.root = Some(match self.root {
            None => added,
            Some(Node::And(mut nodes)) => {
                nodes.push(added);
                Node::And(nodes)
            }
            Some(node) => Node::And(vec![node, added]),
        });
        self
    }

    /// Whether a plan satisfies the query, given which leaves occur in it and which filters accept it.
    pub fn holds(&self, leaf: &mut dyn FnMut(&Leaf) -> bool, filter: &mut dyn FnMut(&Filter) -> bool) -> bool {
        self.root.as_ref().is_some_and(|root| self.node_holds(root, leaf, filter))
    }

    fn node_holds(
        &self,
        node: &Node,
        leaf: &mut dyn FnMut(&Leaf) -> bool,
        filter: &mut dyn FnMut(&Filter) -> bool,
    ) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().all(|node| self.node_holds(node, leaf, filter)),
            Node::Or(nodes) => nodes.iter().any(|node| self.node_holds(node, leaf, filter)),
            Node::Not(node) => !self.node_holds(node, leaf, filter),
            Node::Leaf(at) => leaf(&self.leaves[*at]),
            Node::Filter(at) => filter(&self.filters[*at]),
        }
    }
}

impl Leaf {
    /// The phrase for a typed text; `None` when nothing of it is compared.
    pub fn new(field: Field, typed: &str) -> Option<Self> {
        let literal = fold(typed);
        if literal.key.is_empty() {
            return None;
        }
        let other = if is_traditional(typed, &literal.key) { reworded(&literal) } else { None };
        let mut keys = vec![literal.key];
        keys.extend(other.map(|folded| folded.key));
        Some(Self { field, typed: typed.to_owned(), keys, positive: false })
    }
}

/// Whether folding changed a Han character.
fn is_traditional(typed: &str, key: &[char]) -> bool {
    let is_han = |c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..);
    typed.chars().any(|c| is_han(c) && !key.contains(&c))
}

#[cfg(test)]
mod tests;
