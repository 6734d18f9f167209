//! `planarium init`: a new archive.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use crate::messages::text;

/// Options of `init`.
#[derive(Args)]
pub struct Options {
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[arg(long)]
    no_sample: bool,
}

/// Runs `init`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let written = crate::init::init(&options.dir, !options.no_sample)?;
    for path in &written {
        eprintln!("+ {}", path.display());
    }
    eprintln!("{}", text("init.next", &[("dir", options.dir.display().to_string())]));
    Ok(Exit::Done)
}
