//! A plan in the other script, for reading. The page of the plan stays the one that is cited, searched and listed.

use super::front::Page;
use crate::archive::{Archive, Entry};
use crate::document::Script;
use crate::text::convert;
use serde_json::{Value, json};

/// The reading view of a plan, made from the plan's own page.
pub(super) fn page(entry: &Entry, plan: &Page, script: Script) -> Page {
    let rows = |key: &str, row: &dyn Fn(&Value) -> Value| {
        plan.extra[key].as_array().into_iter().flatten().map(row).collect::<Vec<_>>()
    };
    let extra = json!({
        "id": entry.id,
        "lang": script.tag(),
        "original": {"url": entry.url(), "title": plan.title, "lang": plan.extra["lang"]},
        "remnants": plan.extra["remnants"],
        "contents": rows("contents", &|row| converted(row, script)),
        "parts": rows("parts", &|row| converted(row, script)),
    });
    Page {
        path: at(entry, script),
        template: "reading.html",
        title: convert::text(&plan.title, script),
        extra,
        render: true,
    }
}

/// Address of a plan's reading view, without slashes at the ends.
pub(super) fn address(archive: &Archive, entry: &Entry) -> String {
    at(entry, archive.plan(entry).facts.script.other())
}

fn at(entry: &Entry, script: Script) -> String {
    format!("plans/{}/{}", entry.id, folder(script))
}

/// Last part of the address.
fn folder(script: Script) -> &'static str {
    match script {
        Script::Hans => "hans",
        Script::Hant => "hant",
    }
}

/// A row with its words written out in the script. Names of tags, anchors and classes are ASCII: no table changes them.
fn converted(row: &Value, script: Script) -> Value {
    let field = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("html" | "heading", Value::String(html)) => json!(convert::html(html, script)),
            ("name", Value::String(name)) => json!(convert::text(name, script)),
            _ => value.clone(),
        };
        (key.clone(), value)
    };
    Value::Object(row.as_object().into_iter().flatten().map(field).collect())
}
