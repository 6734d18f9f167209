//! `planarium inspect`: how one file is read, split and described, and what was taken away.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{Exit, Format, preview};
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
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(&options.file).with_context(|| options.file.display().to_string())?;
    let document = pipeline::document(&options.file.to_string_lossy(), &bytes, &Rules::builtin());
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
