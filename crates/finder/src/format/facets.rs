//! A column: one fact of every plan, for filters, counts and order.

use super::{
    Error,
    bytes::{Reader, put},
    text::{put_text, text},
};
use crate::prelude::*;

/// Name of the column that says in which order equals come: newest first, then by id.
pub const ORDER: &str = "order";

/// Name of the column that says it roughly: which of [`ERAS`] equal parts of that order a plan is in.
pub const ERA: &str = "era";
/// How many there are. A reader who wants a few of many equals need not read the text of more than a few others.
pub const ERAS: u64 = 64;

/// A fact of every plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The values that occur, sorted. Empty in a column of plain numbers.
    pub values: Vec<String>,
    /// For each plan number: `None` where there is no such plan; indices of its values, or its numbers.
    pub rows: Vec<Option<Vec<u32>>>,
}

impl Column {
    /// The payload of the column's file.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, self.values.len() as u32);
        self.values.iter().for_each(|value| put_text(&mut out, value));
        for row in &self.rows {
            put(&mut out, row.as_ref().map_or(0, |row| row.len() as u32 + 1));
            row.iter().flatten().for_each(|&number| put(&mut out, number));
        }
        out
    }

    /// Reads the payload of a column's file.
    pub fn decode(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        let mut column = Self { values: reader.list(text), rows: Vec::new() };
        while reader.goes_on() {
            column.rows.push(row(&mut reader));
        }
        reader.finish(column)
    }

    /// The values or numbers of a plan; `None` where there is no such plan.
    pub fn row(&self, plan: u32) -> Option<&[u32]> {
        self.rows.get(plan as usize)?.as_deref()
    }

    /// A value by its index; empty where there is none.
    pub fn value(&self, index: u32) -> &str {
        self.values.get(index as usize).map_or("", String::as_str)
    }
}

/// A row: 0 for no plan, or one more than the count of its numbers, and these.
fn row(reader: &mut Reader) -> Option<Vec<u32>> {
    let count = reader.number().checked_sub(1)?;
    let mut row = Vec::new();
    while row.len() < count as usize && reader.goes_on() {
        row.push(reader.number());
    }
    reader.check(row.len() == count as usize);
    Some(row)
}
