//! Questions and answers as the browser's script writes and reads them. An answer is JSON; a request is lines: the query,
//! how many hits, how many to pass over, then any of `date` (newest first), `exact`, `facets`, `suggest` (propose another
//! query instead of answering), and conditions on facts (`year=2019..2021`).

use crate::json::Writer;
use crate::{
    engine::{Answer, Count, Engine, Hit, Outcome, Request, SectionHit, Sort},
    prelude::*,
};

/// Answers a request: `{"need":[names]}`, `{"done":{...}}` or `{"error":"...","file":"..."}`.
pub fn call(engine: &Engine, request: &str) -> Vec<u8> {
    let mut out = Writer::default();
    #[cfg(feature = "suggest")]
    if request.split('\n').skip(3).any(|line| line == "suggest") {
        write_outcome(&mut out, engine.suggest(&read(request)), write_suggestion);
        return out.finish();
    }
    write_outcome(&mut out, engine.search(&read(request)), |out, answer| write_answer(out, &answer));
    out.finish()
}

fn write_outcome<T>(out: &mut Writer, outcome: Outcome<T>, write: impl FnOnce(&mut Writer, T)) {
    out.object(|out| match outcome {
        Outcome::Need(names) => out.name("need").list(names, |out, name| out.text(&name)),
        Outcome::Done(done) => write(out.name("done"), done),
        Outcome::Bad(file, error) => {
            out.name("error").text(error.name());
            out.name("file").text(&file);
        }
    });
}

/// `{"suggestion":"学前教育","reason":"pinyin"}`, both null where there is none.
#[cfg(feature = "suggest")]
fn write_suggestion(out: &mut Writer, suggestion: Option<crate::suggest::Suggestion>) {
    let (query, reason) = suggestion.map_or((String::new(), ""), |found| (found.query, found.reason.name()));
    out.object(|out| {
        out.name("suggestion").known(&query);
        out.name("reason").known(reason);
    });
}

/// Reads a request. A number that is none is 0; a line that means nothing is passed over.
fn read(text: &str) -> Request {
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let query = next().to_owned();
    let mut number = || next().parse().unwrap_or(0);
    let mut request = Request { query, limit: number(), offset: number(), ..Request::default() };
    for line in lines {
        match line {
            "date" => request.sort = Sort::Date,
            "exact" => request.exact = true,
            "facets" => request.facets = true,
            _ => {
                request.filters.extend(line.split_once('=').map(|(facet, value)| (facet.to_owned(), value.to_owned())))
            }
        }
    }
    request
}

fn write_answer(out: &mut Writer, answer: &Answer) {
    out.object(|out| {
        out.name("query").text(&answer.query);
        out.name("total").number(answer.total);
        out.name("exact").bool(answer.exact);
        out.name("hits").list(&answer.hits, write_hit);
        out.name("facets").object(|out| write_facets(out, &answer.facets));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_lines() {
        let request = read("教育 a=b\n10\n20\nfacets\nyear=2019\nregion=甲=乙\n?");
        assert_eq!((request.query.as_str(), request.limit, request.offset), ("教育 a=b", 10, 20));
        assert_eq!((request.sort, request.exact, request.facets), (Sort::Relevance, false, true));
        let filters = [("year", "2019"), ("region", "甲=乙")];
        assert_eq!(request.filters, filters.map(|(facet, value)| (facet.to_owned(), value.to_owned())));
        assert_eq!(read("").limit, 0);
    }

    #[test]
    fn an_engine_without_files_asks_for_the_entry() {
        assert_eq!(call(&Engine::default(), "教育\n10\n0\n"), br#"{"need":["entry.bin"]}"#);
    }
}
