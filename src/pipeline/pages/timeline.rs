//! The periods that plans cover, on one scale of years.

use super::browse::{list, page};
use crate::archive::{Archive, Entry};
use crate::document::Period;
use crate::generated::Files;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Years of a period that is believed; a longer one is a slip, and would squeeze all others.
const LONGEST: u16 = 30;

/// Adds the timeline, and a list of the plans of each period.
pub(super) fn pages<'a>(archive: &'a Archive, files: &mut Files<'a>) {
    let periods = periods(archive);
    let first = periods.keys().map(|years| years.0).min().unwrap_or_default();
    let last = periods.keys().map(|years| years.1).max().unwrap_or_default();
    let mut rows = Vec::new();
    for ((from, to), entries) in &periods {
        let address = format!("browse/period/{}", slug(*from, *to));
        rows.push(json!({
            "label": label(*from, *to),
            "url": format!("{address}/"),
            "count": entries.len(),
            "x": from - first,
            "width": to - from + 1,
        }));
        list(archive, files, &address, json!({"way": "period", "label": label(*from, *to)}), entries);
    }
    let extra =
        json!({"rows": rows, "first": first, "last": last, "span": last - first + 1, "decades": decades(first, last)});
    files.add("browse/timeline.md", page("timeline", "timeline.html", extra).to_file());
}

/// Plans by the years they cover, the earliest period first.
fn periods(archive: &Archive) -> BTreeMap<(u16, u16), Vec<&Entry>> {
    let mut periods: BTreeMap<(u16, u16), Vec<&Entry>> = BTreeMap::new();
    for entry in archive.oldest_first() {
        let period = archive.plan(entry).facts.period.as_ref().map(|fact| fact.value);
        if let Some(years) = period.and_then(years) {
            periods.entry(years).or_default().push(entry);
        }
    }
    periods
}

fn years(period: Period) -> Option<(u16, u16)> {
    let (from, to) = (period.from.or(period.to)?, period.to.or(period.from)?);
    (from <= to && to - from <= LONGEST).then_some((from, to))
}

fn label(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from}—{to}") }
}

fn slug(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

/// Places of the lines that mark every fifth year.
fn decades(first: u16, last: u16) -> Vec<Value> {
    let marked = (first..=last).filter(|year| year.is_multiple_of(5));
    marked.map(|year| json!({"x": year - first, "year": year})).collect()
}
