//! A build in Markdown, for the summary of a CI job: what came, went and moved, what stands where, sizes and limits.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::config::Site;
use crate::document::Severity;
use crate::inspect::FindingReport;
use crate::messages::text;
use crate::pipeline::identify::{Lock, Record, State};
use crate::pipeline::{Report, exchange};
use crate::tree::Tree;

/// Most lines of a list; what is more is counted.
const LONGEST: usize = 100;

/// Writes the report of a build. `before` is the lock file before the changes that the report is about. Plans that are
/// not public are counted and not named.
pub fn write(path: &Path, site: &Site, before: &Lock, report: &Report) -> anyhow::Result<()> {
    let after = Lock::read(&site.lock(), false)?;
    let tree = Tree::read(&site.out, &Tree::default(), |_| true)?;
    let mut out = String::new();
    let title = if report.is_published { "summary.done" } else { "summary.kept" };
    writeln!(out, "## {}\n", text(title, &[("title", escaped(&site.title))]))?;
    changes(&mut out, before, &after, &titles(site))?;
    sizes(&mut out, site, &tree)?;
    findings(&mut out, report)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    // A summary may already hold what other steps of the job wrote.
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    Ok(std::io::Write::write_all(&mut file, out.as_bytes())?)
}

/// Title and address of every public plan.
fn titles(site: &Site) -> BTreeMap<String, (String, String)> {
    let plans = exchange::published(&site.out, &site.base_url);
    let word = |plan: &Value, key: &str| plan[key].as_str().unwrap_or_default().to_owned();
    plans.iter().map(|plan| (word(plan, "id"), (word(plan, "title"), word(plan, "url")))).collect()
}

fn is_there(record: &Record) -> bool {
    matches!(record.state, State::Shown | State::Hidden | State::Closed)
}

fn changes(
    out: &mut String,
    before: &Lock,
    after: &Lock,
    titles: &BTreeMap<String, (String, String)>,
) -> std::fmt::Result {
    let index = |lock: &Lock| lock.records.iter().map(|record| (record.id.clone(), record.clone())).collect();
    let (old, new): (BTreeMap<String, Record>, BTreeMap<String, Record>) = (index(before), index(after));
    let was_there = |id: &str| old.get(id).is_some_and(is_there);
    let stays = |id: &str| new.get(id).is_some_and(is_there);
    let added: Vec<&Record> = new.values().filter(|record| is_there(record) && !was_there(&record.id)).collect();
    let removed: Vec<&Record> = old.values().filter(|record| is_there(record) && !stays(&record.id)).collect();
    let moved = new.values().filter(|record| is_there(record) && was_there(&record.id));
    let moved: Vec<&Record> = moved.filter(|record| old[&record.id].file != record.file).collect();
    let redirects = new.values().filter(|record| matches!(record.state, State::Merged(_)));
    let tombs = new.values().filter(|record| matches!(record.state, State::Closed | State::Withdrawn));
    let count = |key: &str, count: usize| format!("| {} | {count} |", text(&format!("summary.{key}"), &[]));
    writeln!(out, "| | |\n|---|---:|")?;
    for (key, records) in [("added", &added), ("removed", &removed), ("moved", &moved)] {
        writeln!(out, "{}", count(key, records.len()))?;
    }
    writeln!(out, "{}\n{}\n", count("redirects", redirects.count()), count("tombstones", tombs.count()))?;
    let line = |record: &Record| match titles.get(&record.id) {
        Some((title, url)) => format!("- [{}]({url}) `{}`", escaped(title), record.id),
        None => format!("- `{}`", record.id),
    };
    list(out, "added", added.iter().filter(|record| record.state == State::Shown).map(|record| line(record)))?;
    list(out, "removed", removed.iter().filter(|record| record.state == State::Shown).map(|record| line(record)))?;
    let moved = moved.iter().filter(|record| record.state == State::Shown);
    list(out, "moved", moved.map(|record| line(record)))
}

/// A list under its heading, folded away when it is long.
fn list(out: &mut String, key: &str, lines: impl Iterator<Item = String>) -> std::fmt::Result {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", text(&format!("summary.{key}"), &[]))?;
    lines.iter().take(LONGEST).try_for_each(|line| writeln!(out, "{line}"))?;
    match lines.len().saturating_sub(LONGEST) {
        0 => writeln!(out),
        more => writeln!(out, "- … {more}\n"),
    }
}

fn sizes(out: &mut String, site: &Site, tree: &Tree) -> std::fmt::Result {
    let mut parts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (file, stamp) in tree.files.iter() {
        let part = match file {
            file if file.starts_with("find/") => "search",
            file if file.starts_with("data/") || file.ends_with(".json") || file.ends_with(".md") => "data",
            file if file.ends_with(".html") => "pages",
            _ => "other",
        };
        let part = parts.entry(part).or_default();
        *part = (part.0 + 1, part.1 + stamp.size);
    }
    let all = parts.values().fold((0, 0), |all, part| (all.0 + part.0, all.1 + part.1));
    let name = |key: &str| text(&format!("summary.{key}"), &[]);
    writeln!(out, "| {} | {} | {} |\n|---|---:|---:|", name("part"), name("files"), name("bytes"))?;
    for (part, (files, bytes)) in parts.iter().chain([(&"all", &all)]) {
        writeln!(out, "| {} | {files} | {bytes} |", name(part))?;
    }
    let largest = tree.files.values().map(|stamp| stamp.size).max().unwrap_or(0);
    let longest = tree.files.keys().map(str::len).max().unwrap_or(0) as u64;
    let limits = &site.limits;
    writeln!(out, "\n| {} | {} | {} |\n|---|---:|---:|", name("limit"), name("is"), name("most"))?;
    let rows = [
        ("files", all.0, limits.files),
        ("largest", largest, limits.file_bytes),
        ("longest", longest, limits.path_bytes),
    ];
    for (key, is, most) in rows {
        let sign = if is > most { "❌" } else { "✅" };
        writeln!(out, "| {sign} {} | {is} | {most} |", name(key))?;
    }
    writeln!(out)
}

fn findings(out: &mut String, report: &Report) -> std::fmt::Result {
    let count = |severity| report.count(severity).to_string();
    let args =
        [("errors", count(Severity::Error)), ("warnings", count(Severity::Warning)), ("notes", count(Severity::Note))];
    writeln!(out, "{}\n", text("report.findings", &args))?;
    let errors = report.findings.iter().filter(|found| found.finding.severity == Severity::Error);
    let line = |found: &crate::pipeline::FileFinding| {
        let shown = found.shown();
        let report = FindingReport::from(&shown);
        format!("- `{}:{}` {}: {}", found.file.replace('`', "'"), report.line, report.rule, escaped(&report.message))
    };
    list(out, "errors", errors.map(line))
}

/// Text that Markdown and HTML leave alone.
fn escaped(text: &str) -> String {
    let special = |c: char| "\\`*_[]<>|#&!".contains(c);
    let mut out = String::new();
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if special(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
