//! Builds the tree of a query from its tokens.
//!
//! `query = group`, `group = both*`, `both = unary (OR unary)*`, `unary = NOT* (phrase | filter | "(" group ")")`: `OR`
//! joins its two neighbours, everything else is required.

use super::{
    Field, Leaf, Node, Query,
    lex::{Token, tokens},
};
use crate::prelude::*;

/// Groups nested deeper than this are read as if their brackets were not there.
const MAX_DEPTH: usize = 16;

struct Parser {
    tokens: core::iter::Peekable<alloc::vec::IntoIter<Token>>,
    query: Query,
    depth: usize,
    excluded: bool,
}

/// Reads a query.
pub fn parse(text: &str) -> Query {
    let tokens = tokens(text).into_iter().peekable();
    let mut parser = Parser { tokens, query: Query::default(), depth: 0, excluded: false };
    let mut nodes = Vec::new();
    while parser.tokens.peek().is_some() {
        nodes.extend(parser.group());
        // A bracket that closes nothing, after brackets that were too deep.
        parser.tokens.next_if_eq(&Token::Close);
    }
    parser.query.root = all(nodes);
    parser.query
}

/// One node for all of these.
fn all(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() < 2 { nodes.pop() } else { Some(Node::And(nodes)) }
}

impl Parser {
    fn group(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while self.tokens.peek().is_some_and(|token| *token != Token::Close) {
            nodes.extend(self.both());
        }
        all(nodes)
    }

    fn both(&mut self) -> Option<Node> {
        let mut nodes: Vec<Node> = self.unary().into_iter().collect();
        while self.tokens.next_if_eq(&Token::Or).is_some() {
            nodes.extend(self.unary());
        }
        if nodes.len() < 2 { nodes.pop() } else { Some(Node::Or(nodes)) }
    }

    fn unary(&mut self) -> Option<Node> {
        match self.tokens.peek()? {
            Token::Close | Token::Or => return None,
            _ => {}
        }
        match self.tokens.next()? {
            Token::Not => self.negated(),
            Token::Open => self.bracketed(),
            Token::Phrase(field, typed) => self.leaf(field, &typed),
            Token::Filter(filter) => {
                self.query.filters.push(filter);
                Some(Node::Filter(self.query.filters.len() - 1))
            }
            Token::Close | Token::Or => None,
        }
    }

    fn negated(&mut self) -> Option<Node> {
        let mut negations = 1;
        while self.tokens.next_if_eq(&Token::Not).is_some() {
            negations += 1;
        }
        let outside = self.excluded;
        self.excluded ^= negations % 2 == 1;
        let node = self.unary();
        let excludes = self.excluded != outside;
        self.excluded = outside;
        node.map(|node| if excludes { Node::Not(Box::new(node)) } else { node })
    }

    fn bracketed(&mut self) -> Option<Node> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let node = self.group();
        self.tokens.next_if_eq(&Token::Close);
        self.depth -= 1;
        node
    }

    /// The node of a phrase; each phrase is kept once.
    fn leaf(&mut self, field: Field, typed: &str) -> Option<Node> {
        let leaf = Leaf::new(field, typed)?;
        let leaves = &mut self.query.leaves;
        let known = leaves.iter().position(|other| other.field == field && other.keys == leaf.keys);
        let at = known.unwrap_or_else(|| {
            leaves.push(leaf);
            leaves.len() - 1
        });
        leaves[at].positive |= !self.excluded;
        Some(Node::Leaf(at))
    }
}
