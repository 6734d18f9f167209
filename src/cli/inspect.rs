//! `planarium inspect`: how one file is read, split and described, and what was taken away.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::{Common, Exit, Format, preview};
use crate::attachments;
use crate::config::{ConfigError, Overrides, Site};
use crate::document::Document;
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
    let document = document(&common.root, &options.file, &bytes)?;
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

/// The document as a build of the archive in `root` makes it, or without an archive by the built-in rules, with what it refers
/// to.
fn document(root: &Path, file: &Path, bytes: &[u8]) -> anyhow::Result<Document> {
    let shown = file.to_string_lossy().into_owned();
    let site = match Site::open(root, &Overrides::default()) {
        Ok(site) => Some(site),
        Err(ConfigError::Missing(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let absolute = std::path::absolute(file)?;
    let below = site.as_ref().and_then(|site| absolute.strip_prefix(&site.plans).ok());
    let name = below.map_or(shown.clone(), |below| below.to_string_lossy().into_owned());
    let rules = site.as_ref().map_or_else(|| Ok(Rules::builtin()), Rules::of)?;
    let mut document = pipeline::document(&name, bytes, &rules);
    match site.as_ref().filter(|_| below.is_some()) {
        Some(site) => drop(attachments::settle(&mut document, &site.plans, &rules.folders)),
        None => attachments::settle_beside(&mut document, file),
    }
    document.source.file = shown;
    Ok(document)
}
