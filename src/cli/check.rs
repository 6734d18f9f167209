//! `planarium check`: everything doubtful about the plans, for people, reviews and machines.

mod baseline;
mod formats;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::progress::Bars;
use super::{Common, Exit};
use crate::archive::Archive;
use crate::config::{Overrides, Site};
use crate::document::{Document, Finding, Severity};
use crate::external;
use crate::messages;
use crate::pipeline::{self, FileFinding, Rules};

/// Options of `check`.
#[derive(Args)]
pub struct Options {
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[arg(long, value_name = "RULE|SEVERITY", value_parser = deny)]
    deny: Vec<Deny>,
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    #[arg(long)]
    staff: bool,
    #[arg(long)]
    locked: bool,
    #[arg(long)]
    public: bool,
    #[arg(long, conflicts_with = "public")]
    external: bool,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

/// Form of the list.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
    Gitlab,
    Sarif,
}

/// A finding with what all forms of the list need.
pub struct Found {
    /// Path relative to the archive's root, where the plans lie in it.
    pub path: String,
    pub rule: &'static str,
    pub severity: Severity,
    /// 0 where it concerns the whole file.
    pub line: u32,
    pub message: String,
    pub suggestion: String,
    /// The same for as long as rule, file and the words of the line are: line numbers may shift.
    pub fingerprint: String,
}

/// Runs `check`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let overrides =
        Overrides { plans: options.plans.clone(), out: options.out.clone(), base_url: options.base_url.clone() };
    let site = common.open(&overrides)?;
    if options.public {
        return leaks(&site, options);
    }
    if options.external {
        return external(&site, options);
    }
    let (archive, lock, report) = pipeline::examine(&site, &Rules::of(&site)?, &Bars::default())?;
    if options.locked && std::fs::read(site.lock()).unwrap_or_default() != lock.render().into_bytes() {
        anyhow::bail!(messages::text("error.lock-changes", &[]));
    }
    let mut found = all(&site, &archive, &report.findings, options.staff);
    if let Some(path) = &options.baseline {
        if options.write_baseline {
            baseline::write(path, &found)?;
        }
        let known = baseline::read(path)?;
        found.retain(|found| !known.contains(&found.fingerprint));
    }
    write!(std::io::stdout().lock(), "{}", formats::render(&found, options.format))?;
    Ok(exit(&found, options))
}

/// Looks for text that is not public in every file of the finished site.
fn leaks(site: &Site, options: &Options) -> anyhow::Result<Exit> {
    let leaks = pipeline::leaks(site, &Rules::of(site)?, &Bars::default(), !options.staff)?;
    let found = all(site, &Archive::default(), &leaks, options.staff);
    write!(std::io::stdout().lock(), "{}", formats::render(&found, options.format))?;
    if found.iter().any(|found| found.rule == pipeline::leaks::RULE) {
        return Ok(Exit::Leak);
    }
    Ok(exit(&found, options))
}

/// Asks other hosts whether what the finished site links to is there.
fn external(site: &Site, options: &Options) -> anyhow::Result<Exit> {
    let links = pipeline::outward(site)?;
    let dead = external::dead(links.keys().map(String::as_str), &site.root.join(".planarium/cache/external"))?;
    let finding = |(address, fault): (&String, &String)| {
        let (file, line) = &links[address];
        let args = vec![("target", address.clone()), ("reason", fault.clone())];
        let finding = Finding { rule: "dead-link", severity: Severity::Warning, line: *line, args };
        FileFinding::open(file.clone(), finding)
    };
    let found = all(site, &Archive::default(), &dead.iter().map(finding).collect::<Vec<_>>(), options.staff);
    write!(std::io::stdout().lock(), "{}", formats::render(&found, options.format))?;
    Ok(exit(&found, options))
}

/// Whether anything is found that the user does not want.
fn exit(found: &[Found], options: &Options) -> Exit {
    let fails = found.iter().any(|found| options.deny.iter().any(|deny| deny.covers(found)));
    if fails { Exit::Denied } else { Exit::Done }
}

/// What makes the command fail.
#[derive(Clone)]
enum Deny {
    Rule(String),
    Severity(Severity),
}

fn deny(value: &str) -> Result<Deny, String> {
    match value {
        "note" => return Ok(Deny::Severity(Severity::Note)),
        "warning" => return Ok(Deny::Severity(Severity::Warning)),
        "error" => return Ok(Deny::Severity(Severity::Error)),
        _ => {}
    }
    // A misspelt rule must not let everything pass.
    let known = messages::exists("en", &format!("finding.{value}.message"));
    let unknown = || messages::text("error.bad-deny", &[("value", value.to_owned())]);
    if known { Ok(Deny::Rule(value.to_owned())) } else { Err(unknown()) }
}

impl Deny {
    fn covers(&self, found: &Found) -> bool {
        match self {
            Deny::Rule(rule) => found.rule == rule,
            Deny::Severity(least) => found.severity >= *least,
        }
    }
}

fn all(site: &Site, archive: &Archive, findings: &[FileFinding], staff: bool) -> Vec<Found> {
    let folder = site.plans.strip_prefix(&site.root).unwrap_or(&site.plans).to_string_lossy().replace('\\', "/");
    let mut seen = std::collections::BTreeMap::new();
    findings.iter().map(|found| one(&folder, archive, found, staff, &mut seen)).collect()
}

type Seen = std::collections::BTreeMap<String, u32>;

fn one(folder: &str, archive: &Archive, found: &FileFinding, staff: bool, seen: &mut Seen) -> Found {
    let document = archive.documents.iter().find(|document| document.source.file == found.file);
    let finding = if staff { found.finding.clone() } else { found.shown() };
    let path = if document.is_some() { format!("{folder}/{}", found.file) } else { found.file.clone() };
    let words = document.and_then(|document| source_line(document, finding.line)).unwrap_or_default();
    let base = [finding.rule, &found.file, words].join("\0");
    let count = seen.entry(base.clone()).or_default();
    *count += 1;
    let fingerprint = blake3::hash(format!("{base}\0{count}").as_bytes()).to_hex()[..16].to_owned();
    Found {
        path,
        rule: finding.rule,
        severity: finding.severity,
        line: finding.line,
        message: messages::finding(&finding),
        suggestion: messages::suggestion(&finding),
        fingerprint,
    }
}

fn source_line(document: &Document, line: u32) -> Option<&str> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    document.source.text.lines().nth(index).map(str::trim)
}

/// Names of the rules that were found, for formats that describe each once.
fn rules(found: &[Found]) -> BTreeSet<&'static str> {
    found.iter().map(|found| found.rule).collect()
}
