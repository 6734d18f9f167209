//! `planarium inspect`: how one file is read, split and described, and what was taken away.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{Exit, Format};
use crate::document::{Document, Section};
use crate::inspect;
use crate::messages;
use crate::pipeline::{self, Rules};

/// Options of `inspect`.
#[derive(Args)]
pub struct Options {
    file: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Runs `inspect`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(&options.file).with_context(|| options.file.display().to_string())?;
    let document = pipeline::document(&options.file.to_string_lossy(), &bytes, &Rules::builtin());
    let mut out = std::io::stdout().lock();
    match options.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &inspect::report(&document))?;
            writeln!(out)?;
        }
        Format::Text => write(&mut out, &document)?,
    }
    Ok(Exit::Done)
}

fn write(out: &mut impl Write, document: &Document) -> anyhow::Result<()> {
    let source = &document.source;
    writeln!(out, "{}  {}  {:?}", source.file, source.encoding, document.script)?;
    for plan in &document.plans {
        let title = plan.facts.title.as_ref().map_or("", |title| &title.value);
        let title = bold(title);
        writeln!(
            out,
            "\n{}. {title}  L{}–{}  ({})",
            plan.ordinal, plan.start_line, plan.end_line, plan.boundary.score
        )?;
        for reason in &plan.boundary.reasons {
            writeln!(out, "   · {} L{} {}", reason.rule, reason.line, reason.text)?;
        }
        plan.outline.iter().try_for_each(|section| write_section(out, section))?;
    }
    let report = inspect::report(document);
    heading(out, "inspect.removed", report.removed.len())?;
    for removed in &report.removed {
        writeln!(out, "  L{} {}", removed.line, removed.reason)?;
    }
    heading(out, "inspect.joined", report.joined.len())?;
    for joined in &report.joined {
        writeln!(out, "  L{} + L{}", joined.line, joined.with)?;
    }
    heading(out, "inspect.findings", report.findings.len())?;
    for finding in &report.findings {
        writeln!(out, "  L{} {} {}", finding.line, finding.rule, finding.message)?;
    }
    Ok(())
}

fn write_section(out: &mut impl Write, section: &Section) -> std::io::Result<()> {
    let indent = "  ".repeat(usize::from(section.level));
    writeln!(out, "   {indent}{}{}  L{}", section.number, section.title, section.line)
}

fn heading(out: &mut impl Write, key: &str, count: usize) -> std::io::Result<()> {
    writeln!(out, "\n{}", bold(&messages::text(key, &[("count", count.to_string())])))
}

fn bold(text: &str) -> String {
    if !std::io::stdout().is_terminal() {
        return text.to_owned();
    }
    let style = anstyle::Style::new().bold();
    format!("{style}{text}{style:#}")
}
