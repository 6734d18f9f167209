//! What `planarium inspect` reports about one file, in the form scripts rely on.

mod references;

pub use references::{NoteReport, ReferenceReport, files, notes};

use serde::Serialize;

use crate::document::{
    Activity, Boundary, Document, Edit, Fact, Finding, Kind, Period, Plan, Script, Section, Severity, Target,
    Visibility,
};
use crate::edits;
use crate::messages;
use crate::text::lines;

/// Everything known about a file.
#[derive(Serialize)]
pub struct FileReport<'a> {
    file: &'a str,
    encoding: &'a str,
    script: Script,
    stated_total: Option<u32>,
    plans: Vec<PlanReport<'a>>,
    edits: &'a [Edit],
    /// Lines that were taken away whole.
    pub removed: Vec<Removed>,
    /// Lines that were joined.
    pub joined: Vec<Joined>,
    /// Findings in the reader's language.
    pub findings: Vec<FindingReport>,
}

#[derive(Serialize)]
struct PlanReport<'a> {
    ordinal: u32,
    start_line: u32,
    end_line: u32,
    boundary: &'a Boundary,
    title: &'a Option<Fact<String>>,
    compilation_title: &'a Option<String>,
    kind: &'a Option<Fact<Kind>>,
    period: &'a Option<Fact<Period>>,
    label_period: Option<Period>,
    issuer: &'a Option<Fact<String>>,
    region: &'a Option<Fact<String>>,
    level: &'a Option<Fact<String>>,
    doc_number: &'a Option<Fact<String>>,
    date: &'a Option<Fact<String>>,
    topics: &'a [Fact<String>],
    cites: &'a [Fact<String>],
    outline: Vec<Node<'a>>,
    targets: &'a [Target],
    calendar: &'a [Activity],
    visibility: Visibility,
    body_lines: Vec<u32>,
    references: Vec<ReferenceReport<'a>>,
    notes: Vec<NoteReport<'a>>,
}

/// A section with the sections below it.
#[derive(Serialize)]
struct Node<'a> {
    level: u8,
    number: &'a str,
    title: &'a str,
    line: u32,
    anchor: &'a str,
    children: Vec<Node<'a>>,
}

/// A line that was taken away whole, and the rule that did it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Source line.
    pub line: u32,
    /// Name of the rule.
    pub reason: String,
}

/// A line that goes on in another.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// Source line that was broken.
    pub line: u32,
    /// Source line it goes on in.
    pub with: u32,
}

/// A finding in the reader's language.
#[derive(Debug, Serialize)]
pub struct FindingReport {
    /// Name of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Source line; 0 when it concerns the whole file.
    pub line: u32,
    /// What was found.
    pub message: String,
    /// What to do.
    pub suggestion: String,
}

impl From<&Finding> for FindingReport {
    fn from(finding: &Finding) -> FindingReport {
        FindingReport {
            rule: finding.rule,
            severity: finding.severity,
            line: finding.line,
            message: messages::finding(finding),
            suggestion: messages::suggestion(finding),
        }
    }
}

/// The report of a document.
pub fn report(document: &Document) -> FileReport<'_> {
    let removed = edits::removed_lines(&document.source.text, &document.body.edits);
    let removed: Vec<Removed> = removed.into_iter().map(|(line, reason)| Removed { line, reason }).collect();
    let staying = staying(document, &removed);
    FileReport {
        file: &document.source.file,
        encoding: &document.source.encoding,
        script: document.script,
        stated_total: document.stated_total,
        plans: document.plans.iter().map(|plan| plan_report(document, plan, &staying)).collect(),
        edits: &document.body.edits,
        removed,
        joined: edits::joined_lines(&document.body).into_iter().map(|(line, with)| Joined { line, with }).collect(),
        findings: document.findings.iter().map(FindingReport::from).collect(),
    }
}

fn plan_report<'a>(document: &'a Document, plan: &'a Plan, staying: &[u32]) -> PlanReport<'a> {
    let facts = &plan.facts;
    let begin = staying.partition_point(|line| *line < plan.start_line);
    let end = staying.partition_point(|line| *line <= plan.end_line).max(begin);
    PlanReport {
        ordinal: plan.ordinal,
        start_line: plan.start_line,
        end_line: plan.end_line,
        boundary: &plan.boundary,
        title: &facts.title,
        compilation_title: &plan.compilation_title,
        kind: &facts.kind,
        period: &facts.period,
        label_period: facts.label_period,
        issuer: &facts.issuer,
        region: &facts.region,
        level: &facts.level,
        doc_number: &facts.doc_number,
        date: &facts.date,
        topics: &facts.topics,
        cites: &facts.cites,
        outline: nest(&plan.outline),
        targets: &facts.targets,
        calendar: &facts.calendar,
        visibility: facts.visibility,
        body_lines: staying[begin..end].to_vec(),
        references: references::files(plan),
        notes: references::notes(&document.body, plan),
    }
}

/// Sections by level: each holds those that follow it and are deeper.
fn nest(sections: &[Section]) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    let mut rest = sections;
    while let Some((first, tail)) = rest.split_first() {
        let below = tail.iter().take_while(|section| section.level > first.level).count();
        nodes.push(Node {
            level: first.level,
            number: &first.number,
            title: &first.title,
            line: first.line,
            anchor: &first.anchor,
            children: nest(&tail[..below]),
        });
        rest = &tail[below..];
    }
    nodes
}

/// How many lines of a document were taken away whole.
pub fn removed_lines(document: &Document) -> usize {
    edits::removed_lines(&document.source.text, &document.body.edits).len()
}

/// Source lines of which something visible stays, sorted.
fn staying(document: &Document, removed: &[Removed]) -> Vec<u32> {
    let text = &document.source.text;
    let visible = (1..).zip(lines::lines(text)).filter(|(_, line)| !line.of(text).trim().is_empty());
    let numbers = visible.map(|(number, _)| number);
    numbers.filter(|number| removed.binary_search_by_key(number, |removed| removed.line).is_err()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Body, Source};

    fn edit(line: u32, start: u32, removed: &str) -> Edit {
        let end = start + removed.chars().count() as u32;
        Edit { line, start, end, removed: removed.into(), inserted: String::new(), reason: "mark".into() }
    }

    #[test]
    fn a_line_is_removed_when_nothing_visible_of_it_stays() {
        let document = Document {
            source: Source { text: "甲—1—\r\n—2—\r丙\n".into(), ..Source::default() },
            body: Body { edits: vec![edit(1, 1, "—1—"), edit(2, 0, "—2—\r")], ..Body::default() },
            plans: vec![Plan { start_line: 1, end_line: 3, ..Plan::default() }],
            ..Document::default()
        };
        let report = report(&document);
        assert_eq!(report.removed, [Removed { line: 2, reason: "mark".into() }]);
        assert_eq!(report.plans[0].body_lines, [1, 3]);
    }

    #[test]
    fn sections_nest_by_level() {
        let section = |level: u8, title: &str| Section {
            level,
            number: String::new(),
            title: title.into(),
            line: 1,
            anchor: String::new(),
            body_line: 0,
            range: 0..0,
        };
        let flat = [section(2, "a"), section(1, "b"), section(3, "c"), section(2, "d"), section(1, "e")];
        let shape = |nodes: &[Node]| nodes.iter().map(|n| (n.title.to_owned(), n.children.len())).collect::<Vec<_>>();
        let nodes = nest(&flat);
        assert_eq!(shape(&nodes), [("a".into(), 0), ("b".into(), 2), ("e".into(), 0)]);
    }
}
