//! `planarium build` and `planarium index`.

use std::path::PathBuf;

use clap::Args;

use super::progress::Bars;
use super::{Common, Exit, Format, report};
use crate::config::Overrides;
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
    let report = pipeline::build(&site, &Rules::of(&site)?, &Bars::default())?;
    report::print(&report, Some(&site.out), options.format)?;
    Ok(match report {
        Report { is_leaking: true, .. } => Exit::Leak,
        Report { is_published: true, .. } => Exit::Done,
        _ => Exit::Denied,
    })
}

/// Runs `index`.
pub fn index(common: &Common, options: &IndexOptions) -> anyhow::Result<Exit> {
    let overrides = Overrides { plans: options.plans.clone(), base_url: options.base_url.clone(), out: None };
    let site = common.open(&overrides)?;
    let report = pipeline::index(&site, &Rules::of(&site)?, &Bars::default())?;
    report::print(&report, None, options.format)?;
    Ok(Exit::Done)
}
