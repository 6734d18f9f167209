//! The summary of a run, for people and for machines.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::Format;
use super::visible::say;
use crate::document::Severity;
use crate::inspect::FindingReport;
use crate::messages::text;
use crate::pipeline::{FileFinding, Report};

/// Most files of the cache that are named where they are passed over: after a change of the program it is all of them.
const IGNORED: usize = 3;

/// Prints the summary: findings and figures on stderr; as JSON on stdout when that is wanted.
pub fn print(report: &Report, out: Option<&Path>, format: Format) -> std::io::Result<()> {
    report.findings.iter().for_each(print_finding);
    for name in report.ignored.iter().take(IGNORED) {
        say(text("report.ignored", &[("file", name.clone())]));
    }
    if let more @ 1.. = report.ignored.len().saturating_sub(IGNORED) {
        say(text("report.ignored_more", &[("count", more.to_string())]));
    }
    let seconds = |time: std::time::Duration| format!("{:.1}", time.as_secs_f64());
    let args = [
        ("files", report.files.to_string()),
        ("plans", report.plans.to_string()),
        ("removed", report.removed_lines.to_string()),
        ("pages", report.pages.to_string()),
        ("index", size(report.index_bytes)),
        ("seconds", seconds(report.time)),
    ];
    say(text("report.summary", &args));
    let stages = report
        .stages
        .iter()
        .map(|(stage, time)| format!("{} {}", text(&format!("stage.{}", stage.name()), &[]), seconds(*time)));
    say(stages.collect::<Vec<_>>().join(&text("filter.and", &[])));
    say(counts(report));
    if let Some(out) = out {
        let key = if report.is_published { "report.site" } else { "report.kept" };
        say(text(key, &[("out", out.display().to_string())]));
    }
    match format {
        Format::Text => Ok(()),
        Format::Json => writeln!(std::io::stdout(), "{}", json(report, out)),
    }
}

/// Prints a finding for people. Notes are left to `planarium check`, which lists everything.
pub fn print_finding(found: &FileFinding) {
    if found.finding.severity == Severity::Note {
        return;
    }
    let shown = found.shown();
    let report = FindingReport::from(&shown);
    say(format!("{}:{}: {}: {}", found.file, report.line, report.rule, report.message));
    say(format!("  {}{}", text("prefix.hint", &[]), report.suggestion));
}

fn counts(report: &Report) -> String {
    let count = |severity| report.count(severity).to_string();
    let args =
        [("errors", count(Severity::Error)), ("warnings", count(Severity::Warning)), ("notes", count(Severity::Note))];
    text("report.findings", &args)
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

fn json(report: &Report, out: Option<&Path>) -> Value {
    let stages: serde_json::Map<String, Value> =
        report.stages.iter().map(|(stage, time)| (stage.name().into(), json!(time.as_secs_f64()))).collect();
    let findings: Vec<Value> = report.findings.iter().map(finding_json).collect();
    json!({
        "files": report.files, "plans": report.plans, "removed_lines": report.removed_lines, "pages": report.pages,
        "changed_files": report.changed_files, "published": report.is_published,
        "ignored_caches": report.ignored,
        "index_bytes": report.index_bytes, "seconds": stages, "out": out.map(|out| out.display().to_string()), "findings": findings,
    })
}

fn finding_json(found: &FileFinding) -> Value {
    let shown = found.shown();
    let report = FindingReport::from(&shown);
    json!({
        "rule": report.rule, "severity": report.severity, "file": found.file, "line": report.line,
        "message": report.message, "suggestion": report.suggestion,
    })
}
