//! Quantified targets by the year they fall due, and calendars of activities by plan.

use super::{chart, facts, front::Page};
use crate::archive::{Archive, Entry};
use crate::document::Target;
use crate::generated::Files;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Targets on a page.
const PAGE: usize = 200;

/// Plans with their activities on a page.
const CALENDARS: usize = 20;

/// Where targets without a deadline are listed.
const UNKNOWN: &str = "unknown";

/// Adds the pages of targets and of calendars.
pub(super) fn pages(archive: &Archive, files: &mut Files) {
    let due = due(archive);
    let years: Vec<_> = due.iter().map(|(year, rows)| (year.clone(), rows.len())).collect();
    let known: Vec<_> = years.iter().filter_map(|(year, count)| Some((year.parse().ok()?, *count))).collect();
    let groups: Vec<_> = years
        .iter()
        .map(|(year, count)| json!({"url": format!("targets/{year}/"), "label": year, "count": count}))
        .collect();
    let total: usize = years.iter().map(|year| year.1).sum();
    let extra = json!({"groups": groups, "total": total, "chart": chart::bars(&known)});
    add(files, "targets", "targets-index.html", extra);
    for (year, rows) in &due {
        for (number, rows) in rows.chunks(PAGE).enumerate() {
            add(
                files,
                &numbered(&format!("targets/{year}"), number),
                "targets-list.html",
                list(year, number, rows, due[year].len()),
            );
        }
    }
    calendars(archive, files);
}

/// Targets by the year of their deadline, in the order they fall due.
fn due(archive: &Archive) -> BTreeMap<String, Vec<Value>> {
    let mut all: BTreeMap<String, Vec<(&str, Value)>> = BTreeMap::new();
    for entry in archive.oldest_first() {
        let gist = archive.gist(entry);
        for (target, mark) in archive.plan(entry).facts.targets.iter().zip(&gist.marks) {
            let deadline = target.deadline.as_deref().unwrap_or_default();
            let year = deadline.get(..4).unwrap_or(UNKNOWN).to_owned();
            all.entry(year).or_default().push((deadline, row(archive, entry, target, *mark)));
        }
    }
    let sorted = |mut rows: Vec<(&str, Value)>| {
        rows.sort_by_key(|row| row.0);
        rows.into_iter().map(|row| row.1).collect()
    };
    all.into_iter().map(|(year, rows)| (year, sorted(rows))).collect()
}

fn row(archive: &Archive, entry: &Entry, target: &Target, mark: u32) -> Value {
    let plan = archive.plan(entry);
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

fn list(year: &str, number: usize, rows: &[Value], total: usize) -> Value {
    let base = format!("targets/{year}");
    let pages = total.div_ceil(PAGE);
    json!({
        "year": year,
        "rows": rows,
        "total": total,
        "previous": (number > 0).then(|| format!("{}/", numbered(&base, number - 1))),
        "next": (number + 1 < pages).then(|| format!("{}/", numbered(&base, number + 1))),
    })
}

fn calendars(archive: &Archive, files: &mut Files) {
    let with_calendar = |entry: &&Entry| !archive.plan(entry).facts.calendar.is_empty();
    let plans: Vec<_> = archive.oldest_first().into_iter().filter(with_calendar).collect();
    let pages = plans.len().div_ceil(CALENDARS).max(1);
    for number in 0..pages {
        let shown = plans.iter().rev().skip(number * CALENDARS).take(CALENDARS);
        let extra = json!({
            "plans": shown.map(|entry| calendar(archive, entry)).collect::<Vec<_>>(),
            "total": plans.len(),
            "previous": (number > 0).then(|| format!("{}/", numbered("calendar", number - 1))),
            "next": (number + 1 < pages).then(|| format!("{}/", numbered("calendar", number + 1))),
        });
        add(files, &numbered("calendar", number), "calendar.html", extra);
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

fn add(files: &mut Files, path: &str, template: &'static str, extra: Value) {
    let page = Page { path: path.into(), template, title: path.into(), extra, render: true };
    files.add(format!("browse/{path}.md"), page.to_file());
}
