//! Takes away what is not the author's text, as a list of edits.

mod chrome;
mod doubts;
mod inline;
mod join;
mod markdown;
mod pages;
mod rows;
mod rules;
mod tables;
mod tags;

pub use rules::{LineRule, Rules};

use crate::document::{Body, Finding, Source};
use crate::edits::{self, Cut};
use crate::text::lines;
use rows::Row;

/// Cleans one file.
pub fn clean(source: &Source, rules: &Rules) -> Body {
    let text = source.text.as_str();
    let lines = lines::lines(text);
    let mut rows = rows::survey(text, &lines);
    front_matter(source, &mut rows);
    markdown::mark(&mut rows);
    chrome::mark(text, &mut rows, rules);
    pages::mark(&mut rows);
    tables::mark(&mut rows);
    let mut cuts: Vec<Cut> = rows.iter().filter_map(Row::removal).collect();
    let mut findings = Vec::new();
    inline::edit(&rows, rules, &mut cuts, &mut findings);
    join::edit(text, &rows, &mut cuts, &mut findings);
    finish(text, &lines, &rows, cuts, findings, rules)
}

fn finish(
    text: &str,
    lines: &[lines::Line],
    rows: &[Row],
    mut cuts: Vec<Cut>,
    findings: Vec<Finding>,
    rules: &Rules,
) -> Body {
    edits::settle(text, &mut cuts);
    let shapes: Vec<edits::Shape> = rows.iter().map(Row::shape).collect();
    let mut body = edits::body(text, lines, &cuts, &shapes);
    body.findings = findings;
    body.findings.extend(doubts::find(&body, &rules.doubts));
    body.findings.sort_by_key(|finding| finding.line);
    body
}

fn front_matter(source: &Source, rows: &mut [Row]) {
    let Some((first, last)) = source.front.lines else { return };
    let last = (last as usize).min(rows.len());
    for row in &mut rows[(first as usize - 1).min(last)..last] {
        row.gone = Some("front-matter".into());
    }
}
