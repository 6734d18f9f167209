//! `planarium init`: a new archive.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use crate::config::{Overrides, Site};
use crate::init::Ci;
use crate::messages::text;
use crate::pipeline::{self, Rules, Silent};

/// Options of `init`.
#[derive(Args)]
pub struct Options {
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long)]
    no_sample: bool,
    #[arg(long, value_enum, value_name = "HOST")]
    ci: Option<Host>,
}

/// Who builds the archive on each commit.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Host {
    Github,
    Gitlab,
}

/// Runs `init`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let ci = options.ci.map(|host| match host {
        Host::Github => Ci::Github,
        Host::Gitlab => Ci::Gitlab,
    });
    let mut written = crate::init::init(&options.dir, !options.no_sample, ci)?;
    // The sample has its id from the start, so that a first commit holds all that CI asks for.
    let site = Site::open(&options.dir, &Overrides::default())?;
    if !site.lock().exists() && written.iter().any(|path| path.starts_with("plans")) {
        pipeline::register(&site, &Rules::of(&site)?, &Silent)?;
        written.push("plans.lock".into());
    }
    // The theme's files are many, and nobody's work.
    let (theme, own): (Vec<_>, Vec<_>) = written.iter().partition(|path| path.starts_with("themes"));
    own.iter().for_each(|path| eprintln!("+ {}", path.display()));
    if !theme.is_empty() {
        eprintln!("+ themes/planarium/ ({})", theme.len());
    }
    eprintln!("{}", text("init.next", &[("dir", options.dir.display().to_string())]));
    Ok(Exit::Done)
}
