//! `planarium inspect`: how one file is read, split and described, and what was taken away.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::{Common, Exit, Format, preview};
use crate::config::{ConfigError, Overrides, Site};
use crate::inspect;
use crate::pipeline::{self, Rules};

/// Options of `inspect`.
#[derive(Args)]
pub struct Options {
    file: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Runs `inspect`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(&options.file).with_context(|| options.file.display().to_string())?;
    let (name, rules) = as_in_archive(&common.root, &options.file)?;
    let mut document = pipeline::document(&name, &bytes, &rules);
    document.source.file = options.file.to_string_lossy().into_owned();
    let mut out = std::io::stdout().lock();
    match options.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &inspect::report(&document))?;
            writeln!(out)?;
        }
        Format::Text => preview::write(&mut out, &document)?,
    }
    Ok(Exit::Done)
}

/// The name of a file and the rules for it: those of the archive in `root`, as a build uses them, or without an archive the
/// built-in ones.
fn as_in_archive(root: &Path, file: &Path) -> anyhow::Result<(String, Rules)> {
    let site = match Site::open(root, &Overrides::default()) {
        Ok(site) => site,
        Err(ConfigError::Missing(_)) => return Ok((file.to_string_lossy().into_owned(), Rules::builtin())),
        Err(error) => return Err(error.into()),
    };
    let absolute = std::path::absolute(file)?;
    let below = absolute.strip_prefix(&site.plans).unwrap_or(file);
    Ok((below.to_string_lossy().into_owned(), Rules::of(&site)?))
}
