//! Questions and answers as the browser's script writes and reads them: JSON.

use crate::prelude::*;
use crate::{
    engine::{Answer, Count, Engine, Hit, Outcome, Request, SectionHit, Sort},
    json::{Value, Writer},
};

/// Hits listed when a request does not say how many.
const USUAL_LIMIT: usize = 10;

/// Answers a request: `{"need":[names]}`, `{"done":{...}}` or `{"error":"...","file":"..."}`.
pub fn call(engine: &Engine, request: &str) -> String {
    let mut out = Writer::default();
    let Some(request) = Value::parse(request).and_then(|value| read(&value)) else {
        out.object(|out| out.name("error").text("bad-request"));
        return out.finish();
    };
    out.object(|out| match engine.search(&request) {
        Outcome::Need(names) => out.name("need").list(names, |out, name| out.text(&name)),
        Outcome::Done(answer) => write_answer(out.name("done"), &answer),
        Outcome::Bad(file, error) => {
            out.name("error").text(error.name());
            out.name("file").text(&file);
        }
    });
    out.finish()
}

/// Reads `{"op":"search","query":..,"limit":..,"offset":..,"filters":{facet: value or values},"sort":..,"exact":..,
/// "facets":..}`; what is missing has its usual value.
fn read(value: &Value) -> Option<Request> {
    if value.get("op")?.text()? != "search" {
        return None;
    }
    let number = |name: &str, usual| value.get(name).and_then(Value::number).unwrap_or(usual);
    let flag = |name: &str| value.get(name) == Some(&Value::Bool(true));
    let by_date = value.get("sort").and_then(Value::text) == Some("date");
    Some(Request {
        query: value.get("query")?.text()?.to_owned(),
        filters: value.get("filters").map(filters).unwrap_or_default(),
        limit: number("limit", USUAL_LIMIT),
        offset: number("offset", 0),
        sort: if by_date { Sort::Date } else { Sort::Relevance },
        exact: flag("exact"),
        facets: flag("facets"),
    })
}

fn filters(value: &Value) -> Vec<(String, String)> {
    let Value::Object(members) = value else {
        return Vec::new();
    };
    let mut filters = Vec::new();
    for (name, value) in members {
        let values = if let Value::List(values) = value { values.as_slice() } else { core::slice::from_ref(value) };
        filters.extend(values.iter().filter_map(Value::text).map(|value| (name.clone(), value.to_owned())));
    }
    filters
}

fn write_answer(out: &mut Writer, answer: &Answer) {
    out.object(|out| {
        out.name("query").text(&answer.query);
        out.name("total").number(answer.total);
        out.name("exact").bool(answer.exact);
        out.name("hits").list(&answer.hits, write_hit);
        out.name("facets").object(|out| write_facets(out, &answer.facets));
        out.name("suggestion").known(answer.suggestion.as_deref().unwrap_or_default());
    });
}

fn write_hit(out: &mut Writer, hit: &Hit) {
    out.object(|out| {
        out.name("id").text(&hit.id);
        out.name("title").text(&hit.title);
        out.name("url").text(&hit.url);
        out.name("score").number(hit.score as usize);
        out.name("kind").known(&hit.kind);
        match hit.period {
            Some((from, to)) => out.name("period").object(|out| {
                out.name("from").number(from.into());
                out.name("to").number(to.into());
            }),
            None => out.name("period").null(),
        }
        out.name("issuer").known(&hit.issuer);
        out.name("region").known(&hit.region);
        out.name("date").known(&hit.date);
        out.name("sections").list(&hit.sections, write_section);
    });
}

fn write_section(out: &mut Writer, section: &SectionHit) {
    out.object(|out| {
        out.name("anchor").text(&section.anchor);
        out.name("title").text(&section.title);
        out.name("line").number(section.line as usize);
        out.name("snippet").text(&section.snippet);
        out.name("marks").list(&section.marks, |out, mark| {
            out.list([mark.0, mark.1], |out, at| out.number(at as usize));
        });
    });
}

/// `{"kind":[["plan",12],["",3]],...}`: the empty value is what is unknown.
fn write_facets(out: &mut Writer, counts: &[Count]) {
    for of_facet in counts.chunk_by(|a, b| a.facet == b.facet) {
        out.name(of_facet[0].facet.name()).list(of_facet, |out, count| {
            out.list([()], |out, ()| {
                out.text(&count.value);
                out.number(count.plans as usize);
            });
        });
    }
}
