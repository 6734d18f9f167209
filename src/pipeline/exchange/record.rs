//! A plan as data: JSON, a line of JSON, and its text as Markdown.

use super::About;
use crate::archive::{Archive, Entry};
use serde_json::{Value, json};

/// Everything known about a plan, its text included.
pub(super) fn json(archive: &Archive, entry: &Entry, about: &About) -> String {
    let plan = archive.plan(entry);
    let body = &archive.document(entry).body;
    let mut record = record(archive, entry, about);
    record["outline"] = plan
        .outline
        .iter()
        .map(|section| {
            json!({"level": section.level, "number": section.number, "title": section.title, "line": section.line,
                "anchor": section.anchor})
        })
        .collect();
    record["targets"] = json!(plan.facts.targets);
    record["calendar"] = json!(plan.facts.calendar);
    record["text"] = plan
        .lines
        .clone()
        .filter_map(|line| body.lines.get(line))
        .map(|line| json!({"line": line.first_line(), "text": body.text_of(line)}))
        .collect();
    format!("{record:#}\n")
}

/// A plan as one line of JSON, without its text.
pub(super) fn line(archive: &Archive, entry: &Entry, about: &About) -> Vec<u8> {
    format!("{}\n", record(archive, entry, about)).into()
}

fn record(archive: &Archive, entry: &Entry, about: &About) -> Value {
    let document = archive.document(entry);
    let plan = archive.plan(entry);
    let facts = &plan.facts;
    json!({
        "id": entry.id,
        "url": about.url(&entry.url()),
        "title": archive.title(entry),
        "language": facts.script.tag(),
        "file": document.source.file,
        "start_line": plan.start_line,
        "end_line": plan.end_line,
        "compilation_title": plan.compilation_title,
        "ordinal": plan.ordinal,
        "own_title": facts.title,
        "kind": facts.kind,
        "period": facts.period,
        "label_period": facts.label_period,
        "issuer": facts.issuer,
        "region": facts.region,
        "level": facts.level,
        "doc_number": facts.doc_number,
        "date": facts.date,
        "topics": facts.topics,
        "cites": facts.cites,
    })
}

/// The cleaned text, as Markdown that any reader of Markdown takes.
pub(super) fn markdown(archive: &Archive, entry: &Entry, about: &About) -> String {
    let plan = archive.plan(entry);
    let body = &archive.document(entry).body;
    let title = archive.title(entry).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("# {title}\n\n<{}>\n", about.url(&entry.url()));
    let shown = plan.all_lines().skip(plan.head_lines).filter_map(|line| body.lines.get(line));
    let mut blank = true;
    for line in shown {
        // The lines of a block belong together; paragraphs stand apart.
        let block = line.form == crate::document::LineForm::Block;
        if blank || !block {
            text.push('\n');
        }
        text.push_str(body.text_of(line));
        text.push('\n');
        blank = !block;
    }
    text
}
