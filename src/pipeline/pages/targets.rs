//! Quantified targets by the year they fall due, and calendars of activities by plan.

use super::browse::page;
use super::{chart, facts};
use crate::archive::{Archive, Entry};
use crate::generated::Files;
use crate::tree::{Hash, hash};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Targets on a page.
const PAGE: usize = 200;

/// Plans with their activities on a page.
const CALENDARS: usize = 20;

/// Where targets without a deadline are listed.
const UNKNOWN: &str = "unknown";

/// A target and its place among those of its plan.
#[derive(Clone, Copy)]
struct Due<'a> {
    deadline: &'a str,
    entry: &'a Entry,
    index: usize,
}

/// Adds the pages of targets and of calendars.
pub(super) fn pages<'a>(archive: &'a Archive, files: &mut Files<'a>) {
    let due = due(archive);
    let years: Vec<_> = due.iter().map(|(year, targets)| (year.clone(), targets.len())).collect();
    let known: Vec<_> = years.iter().filter_map(|(year, count)| Some((year.parse().ok()?, *count))).collect();
    let groups: Vec<_> = years
        .iter()
        .map(|(year, count)| json!({"url": format!("targets/{year}/"), "label": year, "count": count}))
        .collect();
    let total: usize = years.iter().map(|year| year.1).sum();
    let extra = json!({"groups": groups, "total": total, "chart": chart::bars(&known)});
    files.add("browse/targets.md", page("targets", "targets-index.html", extra).to_file());
    for (year, targets) in &due {
        for (number, shown) in targets.chunks(PAGE).enumerate() {
            let extra = list(year, number, targets.len());
            let places: Vec<_> = shown.iter().map(|due| (due.entry.trace, due.index)).collect();
            let (path, shown) = (numbered(&format!("targets/{year}"), number), shown.to_vec());
            let row = move |due: &Due| row(archive, due.entry, due.index);
            add(files, path, "targets-list.html", extra, "rows", &places, move || shown.iter().map(row).collect());
        }
    }
    calendars(archive, files);
}

/// Targets by the year of their deadline, in the order they fall due.
fn due(archive: &Archive) -> BTreeMap<String, Vec<Due<'_>>> {
    let mut all: BTreeMap<String, Vec<Due>> = BTreeMap::new();
    for entry in archive.oldest_first() {
        for (index, target) in archive.plan(entry).facts.targets.iter().enumerate() {
            let deadline = target.deadline.as_deref().unwrap_or_default();
            let year = deadline.get(..4).unwrap_or(UNKNOWN).to_owned();
            all.entry(year).or_default().push(Due { deadline, entry, index });
        }
    }
    all.values_mut().for_each(|targets| targets.sort_by_key(|due| due.deadline));
    all
}

fn row(archive: &Archive, entry: &Entry, index: usize) -> Value {
    let plan = archive.plan(entry);
    let target = &plan.facts.targets[index];
    let mark = archive.gist(entry).marks.get(index).copied().unwrap_or_default();
    json!({
        "value": format!("{}{}", target.value, target.unit),
        "direction": target.direction,
        "deadline": target.deadline,
        "text": target.text,
        "title": archive.title(entry),
        "issuer": plan.facts.issuer.as_ref().map(|fact| fact.value.as_str()),
        "lang": plan.facts.script.tag(),
        "url": entry.url(),
        "mark": (mark > 0).then_some(mark),
        "line": target.line,
    })
}

/// What a page of targets says beside its rows.
fn list(year: &str, number: usize, total: usize) -> Value {
    let base = format!("targets/{year}");
    let pages = total.div_ceil(PAGE);
    json!({
        "year": year,
        "rows": null,
        "total": total,
        "previous": (number > 0).then(|| format!("{}/", numbered(&base, number - 1))),
        "next": (number + 1 < pages).then(|| format!("{}/", numbered(&base, number + 1))),
    })
}

fn calendars<'a>(archive: &'a Archive, files: &mut Files<'a>) {
    let with_calendar = |entry: &&Entry| !archive.plan(entry).facts.calendar.is_empty();
    let plans: Vec<_> = archive.oldest_first().into_iter().filter(with_calendar).collect();
    let pages = plans.len().div_ceil(CALENDARS).max(1);
    for number in 0..pages {
        let shown = plans.iter().rev().skip(number * CALENDARS).take(CALENDARS);
        let shown: Vec<&Entry> = shown.copied().collect();
        let extra = json!({
            "plans": null,
            "total": plans.len(),
            "previous": (number > 0).then(|| format!("{}/", numbered("calendar", number - 1))),
            "next": (number + 1 < pages).then(|| format!("{}/", numbered("calendar", number + 1))),
        });
        let places: Vec<_> = shown.iter().map(|entry| (entry.trace, 0)).collect();
        let row = move |entry: &&Entry| calendar(archive, entry);
        let path = numbered("calendar", number);
        add(files, path, "calendar.html", extra, "plans", &places, move || shown.iter().map(row).collect());
    }
}

fn calendar(archive: &Archive, entry: &Entry) -> Value {
    let mut row = facts::list_row(archive, entry);
    row["activities"] = json!(archive.plan(entry).facts.calendar);
    row
}

fn numbered(base: &str, number: usize) -> String {
    if number == 0 { base.to_owned() } else { format!("{base}/{}", number + 1) }
}

/// Adds a page whose `key` holds rows, which are made only where they changed: of each there is a trace of its plan, and its
/// place there.
fn add<'a>(
    files: &mut Files<'a>,
    path: String,
    template: &'static str,
    extra: Value,
    key: &'static str,
    places: &[(Hash, usize)],
    rows: impl Fn() -> Vec<Value> + Send + Sync + 'a,
) {
    let from = hash(format!("{path} {extra} {places:?}").as_bytes());
    files.add_from(format!("browse/{path}.md"), from, move || {
        let mut extra = extra.clone();
        extra[key] = rows().into();
        page(&path, template, extra).to_file()
    });
}
