//! Which plans may satisfy a query.

use super::lists::{MUCH_LONGER, Place, Reading};
use crate::prelude::*;
use crate::{
    query::{Node, Query},
    small::{distinct, gathered, sort_by_key},
};

/// A set of plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Universe {
    /// Nothing narrows it.
    All,
    /// These, sorted.
    These(Vec<u32>),
}

/// What is known of a condition on a plan.
pub type Truth = Option<bool>;

impl Reading<'_> {
    /// Plans outside of which a node cannot hold; among these only, if given. `None` while files are missing.
    pub fn universe(&self, query: &Query, node: &Node, among: Option<&[u32]>) -> Option<Universe> {
        match node {
            Node::Leaf(at) => {
                let places = self.places(&query.leaves[*at], among)?;
                Some(Universe::These(places.iter().map(|place| place.plan).collect()))
            }
            Node::And(nodes) => self.all_of(query, nodes, among),
            Node::Or(nodes) => self.any_of(query, nodes, among),
            Node::Not(_) | Node::Filter(_) => Some(Universe::All),
        }
    }

    /// The plans of the rarest node first; what is common is then looked up among those only.
    fn all_of(&self, query: &Query, nodes: &[Node], among: Option<&[u32]>) -> Option<Universe> {
        let mut nodes: Vec<&Node> = nodes.iter().collect();
        sort_by_key(&mut nodes, |node| self.cost(query, node).into());
        let mut narrowed: Option<Vec<u32>> = None;
        for (at, node) in nodes.iter().enumerate() {
            let within = narrowed.as_deref().or(among);
            let Some(universe) = self.universe(query, node, within) else {
                self.ahead(query, &nodes[at..], among);
                return None;
            };
            if let Universe::These(plans) = universe {
                narrowed = Some(plans);
            }
        }
        Some(narrowed.map_or(Universe::All, Universe::These))
    }

    /// While the first of these nodes is fetched, so are those of which most must be read anyway.
    fn ahead(&self, query: &Query, nodes: &[&Node], among: Option<&[u32]>) {
        let most = self.cost(query, nodes[0]).saturating_mul(MUCH_LONGER);
        for node in nodes[1..].iter().take_while(|node| self.cost(query, node) <= most) {
            self.universe(query, node, among);
        }
    }

    fn any_of(&self, query: &Query, nodes: &[Node], among: Option<&[u32]>) -> Option<Universe> {
        let mut union = Vec::new();
        for part in gathered(nodes.iter().map(|node| self.universe(query, node, among)))? {
            match part {
                Universe::All => return Some(Universe::All),
                Universe::These(plans) => union.extend(plans),
            }
        }
        Some(Universe::These(distinct(union)))
    }

    /// About how many plans must be read for a node.
    fn cost(&self, query: &Query, node: &Node) -> u32 {
        let Node::Leaf(at) = node else {
            return u32::MAX;
        };
        let leaf = &query.leaves[*at];
        let rarest = |key: &Vec<char>| match self.pairs(leaf.field, key) {
            Some(Some(terms)) => terms.iter().map(|term| term.holders).min().unwrap_or(0),
            _ => 0,
        };
        leaf.keys.iter().map(rarest).sum()
    }
}

/// Whether a node holds, as far as its leaves and filters are decided.
pub fn holds(node: &Node, leaf: &mut dyn FnMut(usize) -> Truth, filter: &mut dyn FnMut(usize) -> Truth) -> Truth {
    match node {
        Node::And(nodes) => all(nodes, true, leaf, filter),
        Node::Or(nodes) => all(nodes, false, leaf, filter),
        Node::Not(node) => holds(node, leaf, filter).map(|truth| !truth),
        Node::Leaf(at) => leaf(*at),
        Node::Filter(at) => filter(*at),
    }
}

/// `unless` when every node is that; its opposite as soon as one is.
fn all(
    nodes: &[Node],
    unless: bool,
    leaf: &mut dyn FnMut(usize) -> Truth,
    filter: &mut dyn FnMut(usize) -> Truth,
) -> Truth {
    let mut truth = Some(unless);
    for node in nodes {
        match holds(node, leaf, filter) {
            Some(one) if one != unless => return Some(one),
            None => truth = None,
            Some(_) => {}
        }
    }
    truth
}

/// The place of a plan in a list.
pub fn place(places: &[Place], plan: u32) -> Option<Place> {
    places.binary_search_by_key(&plan, |place| place.plan).ok().map(|at| places[at])
}
