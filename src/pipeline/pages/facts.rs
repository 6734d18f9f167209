//! Facts of a plan as a template prints them: in the order of a document's heading block on government sites.

use crate::archive::{Archive, Entry};
use crate::document::{Basis, Body, Fact, Period, Plan};
use crate::evidence;
use serde_json::{Value, json};

/// Longest piece of a source line that is quoted as evidence, in characters.
const QUOTE: usize = 120;

/// The heading block: one row a fact, unknown ones without a value.
pub(super) fn rows(archive: &Archive, entry: &Entry) -> Vec<Value> {
    let plan = archive.plan(entry);
    let body = &archive.document(entry).body;
    let facts = &plan.facts;
    let text = |key, fact: &Option<Fact<String>>| row(key, fact.as_ref(), String::clone, body, plan);
    vec![
        json!({"key": "id", "value": entry.id}),
        topics(&facts.topics, body, plan),
        text("issuer", &facts.issuer),
        text("date", &facts.date),
        text("title", &facts.title),
        text("doc_number", &facts.doc_number),
        row("period", facts.period.as_ref(), years, body, plan),
        row("kind", facts.kind.as_ref(), |kind| kind.key().to_owned(), body, plan),
        row("region", facts.region.as_ref(), |region| region.replace('/', " "), body, plan),
        text("level", &facts.level),
    ]
}

fn row<T>(key: &str, fact: Option<&Fact<T>>, value: impl Fn(&T) -> String, body: &Body, plan: &Plan) -> Value {
    let Some(fact) = fact else { return json!({"key": key}) };
    let mut row = json!({"key": key, "value": value(&fact.value), "basis": fact.basis.key(), "line": fact.line});
    if let Some((mark, quote)) = evidence(body, plan, fact.line) {
        row["mark"] = json!((mark > 0).then_some(mark));
        row["quote"] = json!(quote);
    }
    row
}

/// Topics in one row; the evidence is that of the first.
fn topics(topics: &[Fact<String>], body: &Body, plan: &Plan) -> Value {
    let all = topics.iter().map(|topic| topic.value.as_str()).collect::<Vec<_>>().join("、");
    row("topics", topics.first(), |_| all.clone(), body, plan)
}

/// Where a source line is shown on the plan's page, and the beginning of its words.
pub(super) fn evidence(body: &Body, plan: &Plan, line: u32) -> Option<(u32, String)> {
    evidence::evidence(body, plan, line).map(|(mark, text)| (mark, shortened(text, QUOTE)))
}

/// The beginning of a text, with an ellipsis where it was cut.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `2020` or `2019—2021`; empty when masked.
pub(super) fn years(period: &Period) -> String {
    match (period.from, period.to) {
        (Some(from), Some(to)) if from != to => format!("{from}—{to}"),
        (Some(year), _) | (None, Some(year)) => year.to_string(),
        (None, None) => String::new(),
    }
}

/// A plan as a row of a list.
pub(super) fn list_row(archive: &Archive, entry: &Entry) -> Value {
    let plan = archive.plan(entry);
    let facts = &plan.facts;
    let value = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| fact.value.clone());
    let compilation = plan.compilation_title.as_deref().filter(|title| *title != archive.title(entry));
    json!({
        "id": entry.id,
        "url": entry.url(),
        "title": archive.title(entry),
        "lang": facts.script.tag(),
        "compilation": compilation,
        "ordinal": (archive.document(entry).plans.len() > 1).then_some(plan.ordinal),
        "kind": facts.kind.as_ref().map(|kind| kind.value.key()),
        "period": facts.period.as_ref().map(|period| years(&period.value)).filter(|years| !years.is_empty()),
        "masked": facts.period.as_ref().is_some_and(|period| period.basis == Basis::Masked).then_some(true),
        "issuer": value(&facts.issuer),
        "region": value(&facts.region).map(|region| region.replace('/', " ")),
        "date": value(&facts.date),
    })
}
