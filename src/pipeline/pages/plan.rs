//! The page of one plan.

use super::front::Page;
use super::links::Links;
use super::{cite, facts};
use crate::archive::{Archive, Entry};
use crate::document::{Activity, Body, Edit, LineForm, Plan, Target};
use crate::gist;
use crate::html::{self, Part};
use crate::text::marker;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Edits that are shown for each way of cleaning; a number tells of the rest.
const EDITS: usize = 8;

/// Characters of what an edit took away.
const REMOVED: usize = 60;

/// A heading with more characters than this is a sentence with a number, and is set as one.
const HEADING: usize = 28;

/// Characters of a heading in the contents list.
const CONTENTS: usize = 40;

/// Characters of the text that describe the page to search engines.
const DESCRIPTION: usize = 120;

/// The page of an entry; `base` leads to it from the page that its text is written for.
pub(super) fn page(archive: &Archive, entry: &Entry, links: &Links, base: &str) -> Page {
    let document = archive.document(entry);
    let plan = archive.plan(entry);
    let parts = html::render(&document.body, plan, base);
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
        "description": facts::shortened(&gist::lead(document, plan), DESCRIPTION),
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
        "parts": parts.iter().zip(sentences(&parts)).map(|(part, sentence)| part_row(part, sentence)).collect::<Vec<_>>(),
    });
    Page {
        path: format!("plans/{}", entry.id),
        template: "plan.html",
        title: archive.title(entry).into(),
        extra,
        render: true,
    }
}

/// Whether a heading is only a number.
fn is_bare(part: &Part) -> bool {
    marker::at_start(&part.name).is_some_and(|found| found.len >= part.name.trim_end().len())
}

/// A heading that is only a number is named with the beginning of its text.
fn contents_row(part: &Part) -> Value {
    let first = part.html.split("</p>").next().filter(|_| is_bare(part)).unwrap_or_default();
    let first = html::visible(first);
    // `第一条` and what follows it are parted by a space.
    let gap = if !first.is_empty() && part.name.ends_with(char::is_alphanumeric) { " " } else { "" };
    let name = format!("{}{gap}{}", part.name, first.trim());
    json!({"depth": part.depth, "anchor": part.anchor, "name": facts::shortened(&name, CONTENTS)})
}

/// Which headings are sentences with a number, and set as such: long ones, and those of a list of which no item has any text
/// under it.
fn sentences(parts: &[Part]) -> Vec<bool> {
    let mut found = vec![false; parts.len()];
    for at in (0..parts.len()).filter(|&at| parts[at].depth > 0) {
        let depth = parts[at].depth;
        let is_first = at == 0 || parts[at - 1].depth < depth;
        let end = (at..parts.len()).find(|&next| parts[next].depth != depth).unwrap_or(parts.len());
        // A list ends with a heading further out; one with headings further in is none.
        let is_list = parts.get(end).is_none_or(|next| next.depth < depth) && end - at > 1;
        if is_first && is_list && parts[at..end].iter().all(|part| part.html.trim().is_empty()) {
            found[at..end].fill(true);
        }
        found[at] |= parts[at].name.chars().count() > HEADING;
    }
    found
}

fn part_row(part: &Part, sentence: bool) -> Value {
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
        "long": sentence.then_some(true),
        // Set in one line with its text.
        "bare": (is_bare(part) && part.html.starts_with("<p>")).then_some(true),
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

/// What was changed in the text of this plan: for each rule how often, where, and what.
fn cleaned(edits: &[Edit], plan: &Plan) -> Vec<Value> {
    let mut by_reason: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in edits.iter().filter(|edit| (plan.start_line..=plan.end_line).contains(&edit.line)) {
        by_reason.entry(&edit.reason).or_default().push(edit);
    }
    let row = |(reason, edits): (&str, Vec<&Edit>)| {
        let shown: Vec<_> = edits.iter().take(EDITS).map(|edit| edit_row(edit)).collect();
        let more = edits.len().saturating_sub(EDITS);
        json!({"reason": reason, "count": edits.len(), "edits": shown, "more": (more > 0).then(|| more.to_string())})
    };
    by_reason.into_iter().map(row).collect()
}

/// Line ends and spaces are not shown: the rule's name says what became of them.
fn edit_row(edit: &Edit) -> Value {
    let shown = |text: &str| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then(|| facts::shortened(&words, REMOVED))
    };
    json!({"line": edit.line, "removed": shown(&edit.removed), "inserted": shown(&edit.inserted)})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_list_are_set_alike() {
        let part =
            |depth, name: &str, html: &str| Part { depth, name: name.into(), html: html.into(), ..Part::default() };
        let long = "二、国语文、数学两领域实施差异化教学，学习扶助进步率达百分之八十五以上。";
        let parts = [
            part(1, "目标", ""),
            part(2, "一、规划弹性学习课程。", ""),
            part(2, long, ""),
            part(1, "内容", ""),
            part(2, "一、课程", "<p>全县</p>"),
            part(2, "二、社团", ""),
        ];
        assert_eq!(sentences(&parts), [false, true, true, false, false, false]);
    }
}
