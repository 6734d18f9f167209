//! A file's plans for people: where each begins and why, what it is, what was taken away.

use std::io::{IsTerminal, Write};

use super::visible::visible;
use crate::attachments;
use crate::document::{Basis, Document, Fact, Kind, Period, Plan, Section};
use crate::inspect;
use crate::messages::{named, text};

/// Writes everything known about a file.
pub fn write(out: &mut impl Write, document: &Document) -> std::io::Result<()> {
    let source = &document.source;
    line(out, format!("{}  {}  {:?}", source.file, source.encoding, document.script))?;
    document.plans.iter().try_for_each(|plan| write_plan(out, document, plan))?;
    let report = inspect::report(document);
    heading(out, "inspect.removed", report.removed.len())?;
    for removed in &report.removed {
        line(out, format!("  L{} {}", removed.line, named("edit", &removed.reason)))?;
    }
    heading(out, "inspect.joined", report.joined.len())?;
    for joined in &report.joined {
        line(out, format!("  L{} + L{}", joined.line, joined.with))?;
    }
    write_references(out, document)?;
    heading(out, "inspect.findings", report.findings.len())?;
    for finding in &report.findings {
        line(out, format!("  L{} {}", finding.line, finding.message))?;
    }
    Ok(())
}

/// Files and footnotes that the text refers to, where it does.
fn write_references(out: &mut impl Write, document: &Document) -> std::io::Result<()> {
    let files: Vec<_> = document.plans.iter().flat_map(inspect::files).collect();
    if !files.is_empty() {
        heading(out, "inspect.references", files.len())?;
    }
    for file in files {
        let (kind, state) = (named("inspect", file.kind), named("inspect", file.state));
        line(out, format!("  L{} {}  {kind}, {state}", file.line, attachments::shortened(file.address)))?;
    }
    let notes: Vec<_> = document.plans.iter().flat_map(|plan| inspect::notes(&document.body, plan)).collect();
    if !notes.is_empty() {
        heading(out, "inspect.notes", notes.len())?;
    }
    for note in notes {
        line(out, format!("  L{} [^{}] {}", note.line, note.label, shortened(&note.text.replace('\n', " "))))?;
    }
    Ok(())
}

fn write_plan(out: &mut impl Write, document: &Document, plan: &Plan) -> std::io::Result<()> {
    let title = bold(title(document, plan));
    let sure = text("inspect.sure", &[("score", plan.boundary.score.to_string())]);
    writeln!(out, "\n{}. {title}  L{}–{}  {sure}", plan.ordinal, plan.start_line, plan.end_line)?;
    for reason in &plan.boundary.reasons {
        line(out, format!("   · L{} {} {}", reason.line, named("boundary", &reason.rule), shortened(&reason.text)))?;
    }
    let facts = &plan.facts;
    let none = String::new();
    let lines = [
        fact("kind", &facts.kind, |kind: &Kind| named("kind", kind.key())),
        fact("period", &facts.period, years),
        fact("issuer", &facts.issuer, String::clone),
        fact("region", &facts.region, String::clone),
        fact("doc_number", &facts.doc_number, String::clone),
        fact("date", &facts.date, String::clone),
    ];
    lines.iter().filter(|fact| **fact != none).try_for_each(|fact| line(out, format!("   {fact}")))?;
    plan.outline.iter().try_for_each(|section| write_section(out, section))
}

/// The plan's title, else the label it has in its compilation.
fn title<'a>(document: &'a Document, plan: &'a Plan) -> &'a str {
    let label = || document.body.lines.get(plan.lines.start).map_or("", |line| document.body.text_of(line));
    plan.facts.title.as_ref().map_or_else(label, |title| &title.value)
}

/// One fact with its evidence; empty when it is unknown.
fn fact<T>(name: &str, fact: &Option<Fact<T>>, show: impl Fn(&T) -> String) -> String {
    let Some(fact) = fact else { return String::new() };
    let basis = match fact.basis {
        Basis::Stated => "stated",
        Basis::Masked => "masked",
        Basis::Inferred => "inferred",
        Basis::Given => "given",
    };
    let args = [("basis", named("basis", basis)), ("line", fact.line.to_string())];
    format!("{}: {} ({})", named("fact", name), show(&fact.value), text("inspect.evidence", &args))
}

fn years(period: &Period) -> String {
    match (period.from, period.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from}–{to}"),
        _ => "—".to_owned(),
    }
}

fn write_section(out: &mut impl Write, section: &Section) -> std::io::Result<()> {
    let indent = "  ".repeat(usize::from(section.level));
    line(out, format!("   {indent}{}{}  L{}", section.number, section.title, section.line))
}

/// The first words of a long piece of evidence.
fn shortened(evidence: &str) -> String {
    const LONGEST: usize = 40;
    match evidence.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &evidence[..end]),
        None => evidence.to_owned(),
    }
}

fn heading(out: &mut impl Write, key: &str, count: usize) -> std::io::Result<()> {
    writeln!(out, "\n{}", bold(&text(key, &[("count", count.to_string())])))
}

/// A line of a document or about it.
fn line(out: &mut impl Write, text: String) -> std::io::Result<()> {
    writeln!(out, "{}", visible(&text))
}

fn bold(text: &str) -> String {
    let text = visible(text);
    if !std::io::stdout().is_terminal() {
        return text;
    }
    let style = anstyle::Style::new().bold();
    format!("{style}{text}{style:#}")
}
