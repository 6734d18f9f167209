//! The page of one plan.

use super::front::Page;
use super::links::Links;
use super::{cite, facts};
use crate::archive::{Archive, Entry};
use crate::document::{Activity, Body, Edit, LineForm, Plan, Target};
use crate::html::{self, Part};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Source lines that are named for each way of cleaning; the count tells of the rest.
const LINES_NAMED: usize = 12;

/// A heading with more characters than this is a sentence with a number, and is set as one.
const HEADING: usize = 28;

/// Characters of a heading in the contents list.
const CONTENTS: usize = 40;

/// Characters of the text that describe the page to search engines.
const DESCRIPTION: usize = 120;

/// The page of an entry.
pub(super) fn page(archive: &Archive, entry: &Entry, links: &Links) -> Page {
    let document = archive.document(entry);
    let plan = archive.plan(entry);
    let parts = html::render(&document.body, plan);
    let topics: Vec<_> = plan.facts.topics.iter().map(|topic| topic.value.as_str()).collect();
    let remnants = document.body.lines[plan.lines.clone()].iter().any(|line| line.form == LineForm::TableRemnant);
    let extra = json!({
        "id": entry.id,
        "lang": plan.facts.script.tag(),
        "facts": facts::rows(archive, entry),
        "label_period": plan.facts.label_period.as_ref().map(facts::years).filter(|years| !years.is_empty()),
        "compilation": plan.compilation_title,
        "ordinal": (document.plans.len() > 1).then_some(plan.ordinal),
        "of": (document.plans.len() > 1).then_some(document.plans.len()),
        "file": document.source.file,
        "from": plan.start_line,
        "to": plan.end_line,
        "encoding": document.source.encoding,
        "cleaned": cleaned(&document.body.edits, plan),
        "description": facts::shortened(&lead(&document.body, plan), DESCRIPTION),
        "cite": cite::forms(archive, entry),
        "meta": cite::meta(archive, entry, &topics),
        "cites": plan.facts.cites.iter().map(|fact| located(&document.body, plan, fact.line, json!({"value": fact.value}))).collect::<Vec<_>>(),
        "targets": targets(&document.body, plan),
        "calendar": calendar(&document.body, plan),
        "remnants": remnants.then_some(true),
        "previous": links.neighbour(entry, -1),
        "next": links.neighbour(entry, 1),
        "related": links.related(entry),
        "contents": parts.iter().filter(|part| part.depth > 0).map(contents_row).collect::<Vec<_>>(),
        "parts": parts.iter().map(part_row).collect::<Vec<_>>(),
    });
    Page {
        path: format!("plans/{}", entry.id),
        template: "plan.html",
        title: archive.title(entry).into(),
        extra,
        render: true,
    }
}

/// The first lines of running text.
fn lead(body: &Body, plan: &Plan) -> String {
    let lines = plan.lines.clone().skip(plan.head_lines).filter_map(|line| body.lines.get(line));
    lines.filter(|line| line.form == LineForm::Prose).take(3).map(|line| body.text_of(line)).collect()
}

fn contents_row(part: &Part) -> Value {
    json!({"depth": part.depth, "anchor": part.anchor, "name": facts::shortened(&part.name, CONTENTS)})
}

fn part_row(part: &Part) -> Value {
    if part.depth == 0 {
        return json!({"html": part.html});
    }
    json!({
        "tag": format!("h{}", part.depth + 1),
        "anchor": part.anchor,
        "heading": part.heading,
        "name": part.name,
        "line": part.line,
        "mark": (part.mark > 0).then_some(part.mark),
        "long": (part.name.chars().count() > HEADING).then_some(true),
        "html": part.html,
    })
}

/// Quantified targets, each with the place of its sentence.
fn targets(body: &Body, plan: &Plan) -> Vec<Value> {
    let row = |target: &Target| {
        let row = json!({"text": target.text, "value": format!("{}{}", target.value, target.unit),
            "direction": target.direction, "deadline": target.deadline});
        located(body, plan, target.line, row)
    };
    plan.facts.targets.iter().map(row).collect()
}

fn calendar(body: &Body, plan: &Plan) -> Vec<Value> {
    let row =
        |activity: &Activity| located(body, plan, activity.line, json!({"when": activity.when, "text": activity.text}));
    plan.facts.calendar.iter().map(row).collect()
}

/// Adds the source line and, where the page shows it, its place to a row.
fn located(body: &Body, plan: &Plan, line: u32, mut row: Value) -> Value {
    row["line"] = json!(line);
    if let Some((mark, _)) = facts::evidence(body, plan, line).filter(|(mark, _)| *mark > 0) {
        row["mark"] = json!(mark);
    }
    row
}

/// What was taken from the text of this plan: for each rule how often, and where.
fn cleaned(edits: &[Edit], plan: &Plan) -> Vec<Value> {
    let mut by_reason: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for edit in edits.iter().filter(|edit| (plan.start_line..=plan.end_line).contains(&edit.line)) {
        by_reason.entry(&edit.reason).or_default().push(edit.line);
    }
    let row = |(reason, lines): (&str, Vec<u32>)| {
        let named: Vec<_> = lines.iter().take(LINES_NAMED).map(u32::to_string).collect();
        json!({"reason": reason, "count": lines.len(), "lines": named.join("、"), "more": lines.len() > LINES_NAMED})
    };
    by_reason.into_iter().map(row).collect()
}
