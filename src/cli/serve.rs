//! `planarium serve`: a preview that follows the sources; or the finished site as it is.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread;

use clap::Args;

use super::report::print_finding;
use super::visible::say;
use super::{Common, Exit};
use crate::config::{Overrides, Site};
use crate::document::Severity;
use crate::messages::text;
use crate::pipeline::{self, FileFinding, Report, Rules, Silent};
use crate::preview::{self, Audience};
use crate::serve::{self, Live, Port, Served, Shown};
use crate::watch::Sources;

/// Options of `serve`.
#[derive(Args)]
pub struct Options {
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long)]
    staff: bool,
    #[arg(long, conflicts_with_all = ["plans", "staff"])]
    no_build: bool,
    #[arg(long, value_name = "DIR", requires = "no_build")]
    out: Option<PathBuf>,
}

/// How many findings a build shows before it only counts.
const FINDINGS: usize = 20;

/// Runs `serve` until it is interrupted.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let overrides =
        Overrides { plans: options.plans.clone(), out: options.out.clone(), base_url: options.base_url.clone() };
    let site = common.open(&overrides)?;
    let port = Port::take(options.port).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow::anyhow!(text("error.port-in-use", &[("port", options.port.to_string())]))
        }
        _ => error.into(),
    })?;
    if options.no_build { finished(&site, port) } else { follow(common, &overrides, site, port, options.staff) }
}

/// Shows the finished site.
fn finished(site: &Site, port: Port) -> anyhow::Result<Exit> {
    if !site.out.join("index.html").is_file() {
        anyhow::bail!(text("error.no-site", &[("path", site.out.display().to_string())]));
    }
    say_ready(&port.address(&site.base_url)?);
    serve::run(&Served::new(&site.out, &site.base_url), port)?;
    Ok(Exit::Done)
}

fn say_ready(address: &str) {
    say(text("serve.ready", &[("address", address.to_owned())]));
}

/// Builds a preview, shows it, and builds it again whenever its sources change.
fn follow(common: &Common, overrides: &Overrides, site: Site, port: Port, staff: bool) -> anyhow::Result<Exit> {
    let address = port.address(&site.base_url)?;
    let audience = if staff { Audience::Staff } else { Audience::Public };
    let mut sources = Sources::watch(&site.root, &site.plans)?;
    let preview = preview::open(&site, audience, &address)?;
    let building = || Shown::Page { title: text("serve.building", &[]), text: String::new() };
    let live = Live::new(building());
    let served = Served { live: Some(live.clone()), ..Served::new(&preview.out, &address) };
    say_ready(&address);
    if staff {
        say(text("serve.staff", &[]));
    }
    let (common, overrides) = (common.clone(), overrides.clone());
    // Ends with the process: nothing of it needs to be put in order, since a build that is cut short leaves no half site.
    thread::spawn(move || {
        let mut told = BTreeSet::new();
        loop {
            let built = common.open(&overrides).and_then(|site| Ok(preview::open(&site, audience, &address)?));
            let built = built.and_then(|preview| Ok(pipeline::build(&preview, &Rules::of(&preview)?, &Silent)?));
            live.show(shown(built, &mut told));
            if !sources.wait() {
                break;
            }
        }
    });
    serve::run(&served, port)?;
    Ok(Exit::Done)
}

/// Tells the terminal how a build went; what browsers are to show.
fn shown(built: anyhow::Result<Report>, told: &mut BTreeSet<String>) -> Shown {
    match built {
        Ok(report) => {
            tell(&report, told);
            if report.is_published { Shown::Site } else { broken(faults(&report)) }
        }
        Err(error) => {
            super::say_error(&error);
            broken(format!("{error:#}"))
        }
    }
}

fn broken(text_of_it: String) -> Shown {
    Shown::Page { title: text("serve.broken", &[]), text: text_of_it }
}

/// What keeps a site from being shown.
fn faults(report: &Report) -> String {
    let errors = report.findings.iter().filter(|found| found.finding.severity == Severity::Error);
    errors.map(line).collect::<Vec<_>>().join("\n")
}

fn line(found: &FileFinding) -> String {
    format!("{}:{}: {}", found.file, found.finding.line, crate::messages::finding(&found.finding))
}

/// Prints the findings that the last build did not have.
fn tell(report: &Report, told: &mut BTreeSet<String>) {
    let worth_telling = report.findings.iter().filter(|found| found.finding.severity > Severity::Note);
    let now: BTreeSet<String> = worth_telling.clone().map(line).collect();
    let new: Vec<_> = worth_telling.filter(|found| !told.contains(&line(found))).collect();
    new.iter().take(FINDINGS).for_each(|found| print_finding(found));
    if new.len() > FINDINGS {
        say(text("serve.more", &[("count", (new.len() - FINDINGS).to_string())]));
    }
    *told = now;
    let args = [
        ("plans", report.plans.to_string()),
        ("changed", report.changed_files.to_string()),
        ("seconds", format!("{:.1}", report.time.as_secs_f64())),
    ];
    say(text("serve.built", &args));
}
