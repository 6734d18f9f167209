//! A text file: some passages of each plan of a group, with what a result shows of them.

use super::{
    Error,
    bytes::{Reader, put},
    text::{put_text, text},
};
use crate::plan::{Plan, Section};
use crate::prelude::*;

/// The part of a plan that a text file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The plan without its text: no paragraphs but those of this part, and the sections of this part, the one that the
    /// part begins in first. Paragraph numbers of sections are those of the whole plan.
    pub plan: Plan,
    /// How many passages the whole plan has.
    pub passages: u32,
    /// Index of the part's first paragraph in the whole plan.
    pub first_paragraph: u32,
    /// Number of paragraphs of each passage of the part.
    pub sizes: Vec<u32>,
}

/// Most passages of a plan.
const MAX_PASSAGES: u32 = 65_536;

const HANT: u32 = 1;
const OWN_URL: u32 = 2;
const FROM: u32 = 4;
const TO: u32 = 8;

/// Address of a plan's page, unless it says another.
pub fn usual_url(id: &str) -> String {
    ["plans/", id, "/"].concat()
}

/// The payload of a text file.
pub fn encode(parts: &[Part]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut next = 0;
    for part in parts {
        put(&mut out, part.plan.number - next);
        next = part.plan.number + 1;
        put_facts(&mut out, &part.plan);
        put_part(&mut out, part);
    }
    out
}

fn put_facts(out: &mut Vec<u8>, plan: &Plan) {
    let own_url = plan.url != usual_url(&plan.id);
    let flags = [(plan.hant, HANT), (own_url, OWN_URL), (plan.from.is_some(), FROM), (plan.to.is_some(), TO)];
    put(out, flags.iter().filter(|flag| flag.0).map(|flag| flag.1).sum());
    for shown in
        [&plan.id, &plan.title, &plan.kind, &plan.region, &plan.issuer, &plan.level, &plan.doc_number, &plan.date]
    {
        put_text(out, shown);
    }
    if own_url {
        put_text(out, &plan.url);
    }
    plan.from.iter().chain(&plan.to).for_each(|&year| put(out, u32::from(year)));
}

fn put_part(out: &mut Vec<u8>, part: &Part) {
    put(out, part.passages);
    put(out, part.first_paragraph);
    put(out, part.sizes.len() as u32);
    part.sizes.iter().for_each(|&size| put(out, size));
    put(out, part.plan.paragraphs.len() as u32);
    part.plan.paragraphs.iter().for_each(|paragraph| put_text(out, paragraph));
    put(out, part.plan.sections.len() as u32);
    for section in &part.plan.sections {
        put(out, section.line);
        put(out, section.paragraph);
        put(out, section.start);
        put(out, section.end);
        put_text(out, &section.anchor);
        put_text(out, &section.title);
    }
}

/// Reads the payload of a text file.
pub fn decode(payload: &[u8]) -> Result<Vec<Part>, Error> {
    let mut reader = Reader::new(payload);
    let mut parts = Vec::new();
    let mut next = 0;
    while reader.goes_on() {
        let gap = reader.number();
        let number = reader.sum(next, gap);
        next = reader.sum(number, 1);
        let mut plan = facts(&mut reader);
        plan.number = number;
        parts.push(part(&mut reader, plan));
    }
    reader.finish(parts)
}

fn facts(reader: &mut Reader) -> Plan {
    let flags = reader.number();
    let [id, title, kind, region, issuer, level, doc_number, date] = [(); 8].map(|()| text(reader));
    let url = if flags & OWN_URL != 0 { text(reader) } else { usual_url(&id) };
    let [from, to] = [FROM, TO].map(|flag| (flags & flag != 0).then(|| reader.number() as u16));
    let hant = flags & HANT != 0;
    Plan { hant, id, title, kind, region, issuer, level, doc_number, date, url, from, to, ..Plan::default() }
}

fn part(reader: &mut Reader, mut plan: Plan) -> Part {
    let [passages, first_paragraph] = [(); 2].map(|()| reader.number());
    reader.check(passages <= MAX_PASSAGES);
    let sizes = reader.list(Reader::number);
    plan.paragraphs = reader.list(text);
    plan.sections = reader.list(section);
    Part { plan, passages, first_paragraph, sizes }
}

fn section(reader: &mut Reader) -> Section {
    let [line, paragraph, start, end] = [(); 4].map(|()| reader.number());
    Section { line, paragraph, start, end, anchor: text(reader), title: text(reader) }
}
