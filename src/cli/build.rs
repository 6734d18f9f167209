//! `planarium build` and `planarium index`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::progress::Bars;
use super::{Common, Exit, Format, report, summary};
use crate::config::{Overrides, Site};
use crate::messages::text;
use crate::pipeline::identify::Lock;
use crate::pipeline::{self, Report, Rules};

/// Options of `build`.
#[derive(Args)]
pub struct Options {
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[arg(long, value_name = "LOCK", requires = "report")]
    since: Option<PathBuf>,
}

/// Options of `index`.
#[derive(Args)]
pub struct IndexOptions {
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Runs `build`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let overrides =
        Overrides { plans: options.plans.clone(), out: options.out.clone(), base_url: options.base_url.clone() };
    let site = common.open(&overrides)?;
    // Zola takes no other.
    if site.root.to_str().is_none() {
        anyhow::bail!(text("error.bad-root", &[("root", site.root.display().to_string())]));
    }
    // Read before the build changes it, and only where a report asks for it.
    let before = options.report.as_ref().map(|_| lock_before(options.since.as_deref(), &site)).transpose()?;
    let report = pipeline::build(&site, &Rules::of(&site)?, &Bars::default())?;
    report::print(&report, Some(&site.out), options.format)?;
    if let Some((path, before)) = options.report.as_ref().zip(before) {
        summary::write(path, &site, &before, &report)?;
    }
    Ok(match report {
        Report { is_leaking: true, .. } => Exit::Leak,
        Report { is_published: true, .. } => Exit::Done,
        _ => Exit::Denied,
    })
}

/// The lock file that changes are counted from. An empty one, as `git show` leaves where there was none, knows no plan.
fn lock_before(since: Option<&Path>, site: &Site) -> anyhow::Result<Lock> {
    let lock = site.lock();
    let path = since.unwrap_or(&lock);
    let is_empty = std::fs::metadata(path).is_ok_and(|file| file.len() == 0);
    Ok(if is_empty { Lock::default() } else { Lock::read(path, false)? })
}

/// Runs `index`.
pub fn index(common: &Common, options: &IndexOptions) -> anyhow::Result<Exit> {
    let overrides = Overrides { plans: options.plans.clone(), base_url: options.base_url.clone(), out: None };
    let site = common.open(&overrides)?;
    let report = pipeline::index(&site, &Rules::of(&site)?, &Bars::default())?;
    report::print(&report, None, options.format)?;
    Ok(Exit::Done)
}
