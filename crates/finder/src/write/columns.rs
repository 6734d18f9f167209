//! Columns of facts, and the order of equals.

use super::{kept::Row, out::Out};
use crate::{
    format::{
        Kind,
        facets::{Column, ERA, ERAS, ORDER},
        hash, name, short,
        words::WORDS,
    },
    query::Facet,
};
use std::collections::{BTreeMap, BTreeSet};

/// The place of each plan when all else is equal: newest first, plans without a date last, then by id.
#[derive(Debug, Default)]
pub struct Order(Vec<u32>);

impl Order {
    /// The place of a plan.
    pub fn rank(&self, plan: u32) -> u32 {
        self.0.get(plan as usize).copied().unwrap_or(u32::MAX)
    }
}

/// The order of these plans, which are sorted by number.
pub fn order(plans: &[Row]) -> Order {
    let mut sorted: Vec<&Row> = plans.iter().collect();
    sorted.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    let mut ranks = vec![u32::MAX; plans.last().map_or(0, |plan| plan.number as usize + 1)];
    sorted.iter().zip(0..).for_each(|(plan, rank)| ranks[plan.number as usize] = rank);
    Order(ranks)
}

/// Name of the file of a column.
pub fn file(column: &(String, u32)) -> String {
    let kind = if column.0 == WORDS { Kind::Words } else { Kind::Facts };
    name(kind, &column.0, column.1)
}

/// Writes all columns but for those that are among the `old` ones; their names and hashes.
pub fn put(plans: &[Row], order: &Order, old: &[(String, u32)], out: &mut Out) -> Vec<(String, u32)> {
    let facets = Facet::ALL.iter().map(|&facet| (facet.name(), column(plans, facet)));
    let era = |plan: &Row| (u64::from(order.rank(plan.number)) * ERAS / plans.len() as u64) as u32;
    let eras = (ERA, numbers(plans, |plan| vec![era(plan)]));
    let order = (ORDER, numbers(plans, |plan| vec![order.rank(plan.number)]));
    let columns = facets.chain([eras, order]);
    columns.map(|(label, column)| put_column(label, &column, old, out)).collect()
}

fn put_column(label: &str, column: &Column, old: &[(String, u32)], out: &mut Out) -> (String, u32) {
    let payload = column.encode();
    let column = (label.to_owned(), short(hash(&payload)));
    if !old.contains(&column) {
        out.put(file(&column), Kind::Facts, payload);
    }
    column
}

fn column(plans: &[Row], facet: Facet) -> Column {
    match facet {
        Facet::Year => numbers(plans, |plan| years(plan.from, plan.to)),
        Facet::Issuer => texts(plans, |plan| vec![&plan.issuer]),
        Facet::Kind => texts(plans, |plan| vec![&plan.kind]),
        Facet::Level => texts(plans, |plan| vec![&plan.level]),
        Facet::Region => texts(plans, |plan| vec![&plan.region]),
        Facet::Topic => texts(plans, |plan| plan.topics.iter().map(String::as_str).collect()),
    }
}

/// First and last year; none where neither is known.
fn years(from: Option<u16>, to: Option<u16>) -> Vec<u32> {
    match (from.or(to), to.or(from)) {
        (Some(from), Some(to)) => vec![u32::from(from), u32::from(to)],
        _ => Vec::new(),
    }
}

fn numbers(plans: &[Row], of: impl Fn(&Row) -> Vec<u32>) -> Column {
    let mut column = Column::default();
    for plan in plans {
        column.rows.resize(plan.number as usize, None);
        column.rows.push(Some(of(plan)));
    }
    column
}

fn texts(plans: &[Row], of: fn(&Row) -> Vec<&str>) -> Column {
    let values: BTreeSet<&str> = plans.iter().flat_map(|plan| known(of(plan))).collect();
    let index: BTreeMap<&str, u32> = values.iter().copied().zip(0..).collect();
    let column = numbers(plans, |plan| known(of(plan)).map(|value| index[value]).collect());
    Column { values: values.iter().map(|&value| value.to_owned()).collect(), ..column }
}

fn known(values: Vec<&str>) -> impl Iterator<Item = &str> {
    values.into_iter().filter(|value| !value.is_empty())
}
