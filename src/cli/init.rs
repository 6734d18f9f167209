//! `planarium init`: a new archive.

use std::path::{Path, PathBuf};

use clap::Args;

use super::visible::say;
use super::{Common, Exit};
use crate::config::{Overrides, Site};
use crate::init::Ci;
use crate::messages::text;
use crate::pipeline::{self, Rules, Silent};

/// Options of `init`.
#[derive(Args)]
pub struct Options {
    #[arg(conflicts_with = "root")]
    dir: Option<PathBuf>,
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
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let ci = options.ci.map(|host| match host {
        Host::Github => Ci::Github,
        Host::Gitlab => Ci::Gitlab,
    });
    // The argument is the short way to say --root.
    let dir = options.dir.as_ref().unwrap_or(&common.root);
    let mut written = crate::init::init(dir, !options.no_sample, ci)?;
    // The sample has its id from the start, so that a first commit holds all that CI asks for.
    let site = Site::open(dir, &Overrides::default())?;
    if !site.lock().exists() && written.iter().any(|path| path.starts_with("plans")) {
        pipeline::register(&site, &Rules::of(&site)?, &Silent)?;
        written.push("plans.lock".into());
    }
    // The theme's files are many, and nobody's work.
    let (theme, own): (Vec<_>, Vec<_>) = written.iter().partition(|path| path.starts_with("themes"));
    own.iter().for_each(|path| say(format!("+ {}", path.display())));
    if !theme.is_empty() {
        say(format!("+ themes/planarium/ ({})", theme.len()));
    }
    say(text("init.next", &[("plans", dir.join("plans").display().to_string()), ("dir", quoted(dir))]));
    Ok(Exit::Done)
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let shown = path.display().to_string();
    shlex::try_quote(&shown).map_or_else(|_| shown.clone(), |quoted| quoted.into_owned())
}
