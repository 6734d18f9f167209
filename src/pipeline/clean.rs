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
mod spacing;
mod tables;
mod tags;
mod tail;

pub use rules::{LineRule, Rules};

use crate::document::{Body, BodyLine, Edit, Finding, Source};
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
        let again = Pass::again(&body, rules, |line, shown| stands_in(text, &all, line, shown));
        pass.changed = !again.cuts.is_empty();
        let shown = again.shown(&body);
        if pass.changed {
            pass.cuts = edits::compose(text, &pass.cuts, again.cuts);
            body = edits::body(text, &all, &pass.cuts, &[]);
        }
        for (line, shape) in body.lines.iter_mut().zip(shown) {
            (line.form, line.heading) = (shape.form, shape.heading);
        }
    }
    body.findings = pass.findings;
    body.findings.extend(doubts::find(&body, &rules.doubts));
    body.findings.sort_by_key(|finding| finding.line);
    body
}

/// Is the line of the body that shows `shown` one whole line of the source, as it was?
fn stands_in(source: &str, lines: &[lines::Line], line: &BodyLine, shown: &str) -> bool {
    let [(_, number)] = line.pieces[..] else { return false };
    lines.get(number as usize - 1).is_some_and(|whole| whole.of(source).trim() == shown)
}

/// What cleaning would still do to a body: nothing, but for texts nested on purpose.
pub fn rest(body: &Body, rules: &Rules) -> Vec<Edit> {
    edits::to_edits(&body.text, &lines::lines(&body.text), &Pass::again(body, rules, |_, _| false).cuts)
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
        chrome::mark(&mut rows, rules);
        links::mark(&mut rows);
        tail::mark(&mut rows);
        pages::mark(&mut rows);
        tables::mark(&mut rows);
        cuts.extend(rows.iter().filter_map(Row::removal));
        inline::edit(&rows, rules, &mut cuts, &mut findings);
        spacing::edit(&rows, &mut cuts);
        join::edit(text, &rows, &mut cuts, &mut findings);
        let changed = cuts.len() > marks;
        edits::settle(text, &mut cuts);
        Self { cuts, shapes: rows.iter().map(Row::shape).collect(), findings, changed }
    }

    /// Over a body, whose headings are known although their marks are gone. Lines of which `seen` says that they are what they
    /// were in the source have been looked at.
    fn again(body: &Body, rules: &Rules, seen: impl Fn(&BodyLine, &str) -> bool) -> Self {
        let known = |rows: &mut [Row]| {
            let filled = rows.iter_mut().filter(|row| !row.text.is_empty());
            for (row, line) in filled.zip(&body.lines) {
                row.heading = line.heading;
                row.left_as = seen(line, row.text).then_some(line.form);
            }
        };
        Self::over(&body.text, &lines::lines(&body.text), known, rules)
    }

    /// How the lines are to be shown that this pass leaves of `body`.
    fn shown(&self, body: &Body) -> Vec<edits::Shape> {
        let lines = lines::lines(&body.text);
        if self.cuts.is_empty() {
            let filled = lines.iter().zip(&self.shapes).filter(|(line, _)| !line.of(&body.text).trim().is_empty());
            return filled.map(|(_, shape)| *shape).collect();
        }
        let left = edits::body(&body.text, &lines, &self.cuts, &self.shapes).lines;
        left.iter().map(|line| edits::Shape { form: line.form, heading: line.heading }).collect()
    }
}

fn front_matter(source: &Source, rows: &mut [Row]) {
    let Some((first, last)) = source.front.lines else { return };
    let last = (last as usize).min(rows.len());
    for row in &mut rows[(first as usize - 1).min(last)..last] {
        row.gone = Some("front-matter".into());
    }
}
