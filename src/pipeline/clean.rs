//! Takes away what is not the author's text, as a list of edits.

mod chrome;
mod doubts;
mod inline;
mod join;
mod links;
mod markdown;
mod pages;
mod rows;
mod rules;
mod tables;
mod tags;

pub use rules::{LineRule, Rules};

use crate::document::{Body, Edit, Finding, Source};
use crate::edits::{self, Cut};
use crate::text::lines;
use rows::Row;

/// Bytes that are cleaned again at most, beside eight times the length of the file: what is left undone then has been nested on
/// purpose.
const AGAIN: usize = 1 << 16;

/// Cleans one file. What is taken away may bring to light what has to go too, so that the result is cleaned until nothing
/// changes.
pub fn clean(source: &Source, rules: &Rules) -> Body {
    let text = source.text.as_str();
    let all = lines::lines(text);
    let mut pass = Pass::over(text, &all, |rows| front_matter(source, rows), rules);
    let mut body = edits::body(text, &all, &pass.cuts, &pass.shapes);
    let mut left = AGAIN + 8 * text.len();
    while pass.changed && body.text.len() <= left {
        left -= body.text.len();
        let again = Pass::again(&body, rules);
        pass.changed = !again.cuts.is_empty();
        let lines = edits::body(&body.text, &lines::lines(&body.text), &again.cuts, &again.shapes).lines;
        if pass.changed {
            pass.cuts = edits::compose(text, &pass.cuts, again.cuts);
            body = edits::body(text, &all, &pass.cuts, &[]);
        }
        for (line, shown) in body.lines.iter_mut().zip(lines) {
            (line.form, line.heading) = (shown.form, shown.heading);
        }
    }
    body.findings = pass.findings;
    body.findings.extend(doubts::find(&body, &rules.doubts));
    body.findings.sort_by_key(|finding| finding.line);
    body
}

/// What cleaning would still do to a body: nothing, but for texts nested on purpose.
pub fn rest(body: &Body, rules: &Rules) -> Vec<Edit> {
    edits::to_edits(&body.text, &lines::lines(&body.text), &Pass::again(body, rules).cuts)
}

/// All rules, used once.
struct Pass {
    cuts: Vec<Cut>,
    /// How each line is to be shown.
    shapes: Vec<edits::Shape>,
    findings: Vec<Finding>,
    /// Something went that the rules may have been misled by: more than the marks of headings.
    changed: bool,
}

impl Pass {
    fn over(text: &str, lines: &[lines::Line], prepare: impl FnOnce(&mut [Row]), rules: &Rules) -> Self {
        let mut rows = rows::survey(text, lines);
        prepare(&mut rows);
        let mut cuts = Vec::new();
        let mut findings = Vec::new();
        markdown::mark(text, &mut rows, &mut cuts);
        let marks = cuts.len();
        chrome::mark(text, &mut rows, rules);
        links::mark(&mut rows);
        pages::mark(&mut rows);
        tables::mark(&mut rows);
        cuts.extend(rows.iter().filter_map(Row::removal));
        inline::edit(&rows, rules, &mut cuts, &mut findings);
        join::edit(text, &rows, &mut cuts, &mut findings);
        let changed = cuts.len() > marks;
        edits::settle(text, &mut cuts);
        Self { cuts, shapes: rows.iter().map(Row::shape).collect(), findings, changed }
    }

    /// Over a body, whose headings are known although their marks are gone.
    fn again(body: &Body, rules: &Rules) -> Self {
        let known = |rows: &mut [Row]| {
            let filled = rows.iter_mut().filter(|row| !row.text.is_empty());
            filled.zip(&body.lines).for_each(|(row, line)| row.heading = line.heading);
        };
        Self::over(&body.text, &lines::lines(&body.text), known, rules)
    }
}

fn front_matter(source: &Source, rows: &mut [Row]) {
    let Some((first, last)) = source.front.lines else { return };
    let last = (last as usize).min(rows.len());
    for row in &mut rows[(first as usize - 1).min(last)..last] {
        row.gone = Some("front-matter".into());
    }
}
