//! `planarium add`: files new documents into the archive in one step: preview, question, copy, ids.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::progress::Bars;
use super::{Common, Exit, preview};
use crate::config::{Overrides, Site};
use crate::messages::text;
use crate::pipeline::{self, Rules};

/// Options of `add`.
#[derive(Args)]
pub struct Options {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", default_value = "")]
    into: PathBuf,
    #[arg(long, short)]
    yes: bool,
}

/// A document on its way into the archive.
struct Arrival {
    /// Path below the folder of plans.
    file: String,
    bytes: Vec<u8>,
}

/// Runs `add`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let site = common.open(&Overrides::default())?;
    let rules = Rules::of(&site)?;
    let arrivals: Vec<Arrival> =
        options.files.iter().map(|file| arrival(file, &options.into)).collect::<anyhow::Result<_>>()?;
    if let Some(there) = arrivals.iter().find(|arrival| site.plans.join(&arrival.file).exists()) {
        bail!(text("add.exists", &[("file", there.file.clone())]));
    }
    let mut out = std::io::stdout().lock();
    for arrival in &arrivals {
        preview::write(&mut out, &pipeline::document(&arrival.file, &arrival.bytes, &rules))?;
        writeln!(out)?;
    }
    if !options.yes && !confirmed(arrivals.len(), &site.plans.join(&options.into))? {
        eprintln!("{}", text("add.unconfirmed", &[]));
        return Ok(Exit::Done);
    }
    arrivals.iter().try_for_each(|arrival| file(&site, arrival))?;
    pipeline::register(&site, &rules, &Bars::default())?;
    Ok(Exit::Done)
}

fn arrival(path: &Path, into: &Path) -> anyhow::Result<Arrival> {
    if into.components().any(|part| !matches!(part, Component::Normal(_))) {
        bail!("--into {}", into.display());
    }
    let name = path.file_name().with_context(|| path.display().to_string())?;
    let file = into.join(name).to_str().with_context(|| path.display().to_string())?.to_owned();
    Ok(Arrival { file, bytes: fs::read(path).with_context(|| path.display().to_string())? })
}

/// Asks; without a terminal to ask on, the answer is no.
fn confirmed(count: usize, into: &Path) -> std::io::Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let args = [("count", count.to_string()), ("into", into.display().to_string())];
    eprint!("{}", text("add.ask", &args));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
}

fn file(site: &Site, arrival: &Arrival) -> anyhow::Result<()> {
    let path = site.plans.join(&arrival.file);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(&path).with_context(|| path.display().to_string())?;
    file.write_all(&arrival.bytes)?;
    eprintln!("{}", text("add.done", &[("file", arrival.file.clone())]));
    Ok(())
}
