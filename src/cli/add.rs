//! `planarium add`: files new documents into the archive in one step, with the pictures and attachments that they refer to:
//! preview, question, copy, ids.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::progress::Bars;
use super::visible::{ask, say, visible};
use super::{Common, Exit, preview};
use crate::attachments;
use crate::companions::{self, Companion};
use crate::config::{Overrides, Site};
use crate::document::Document;
use crate::messages::text;
use crate::pipeline::{self, Rules};

/// Options of `add`.
#[derive(Args)]
pub struct Options {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    #[arg(long, short)]
    yes: bool,
}

/// A document on its way into the archive.
struct Arrival {
    /// Path below the folder of plans.
    file: String,
    /// The folder it lies in now.
    folder: PathBuf,
    bytes: Vec<u8>,
    document: Document,
}

/// Runs `add`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let site = common.open(&Overrides::default())?;
    let rules = Rules::of(&site)?;
    let into = options.into.as_deref().unwrap_or(Path::new(""));
    let arrivals: Vec<Arrival> =
        options.files.iter().map(|file| arrival(file, into, &rules)).collect::<anyhow::Result<_>>()?;
    let mut names = HashSet::new();
    for arrival in &arrivals {
        if !names.insert(&arrival.file) || site.plans.join(&arrival.file).exists() {
            bail!(text("add.exists", &[("file", arrival.file.clone())]));
        }
    }
    let documents: Vec<_> = arrivals.iter().map(|one| (&one.document, one.folder.as_path())).collect();
    let companions = companions::of(&documents, &site.plans)?;
    show(&arrivals, &companions)?;
    let coming = companions.iter().filter(|companion| !companion.is_there).count();
    if !options.yes && !confirmed(arrivals.len(), coming, &site.plans.join(into))? {
        say(text("add.unconfirmed", &[]));
        return Ok(Exit::Done);
    }
    // First the files: a document never stands in the archive without what belongs to it.
    companions::bring(&companions, &site.plans)?;
    arrivals.iter().try_for_each(|arrival| file(&site, arrival))?;
    pipeline::register(&site, &rules, &Bars::default())?;
    Ok(Exit::Done)
}

fn arrival(path: &Path, into: &Path, rules: &Rules) -> anyhow::Result<Arrival> {
    if into.components().any(|part| !matches!(part, Component::Normal(_))) {
        bail!(text("add.bad-into", &[("into", into.display().to_string())]));
    }
    let name = path.file_name().with_context(|| path.display().to_string())?;
    let parts: Option<Vec<String>> = into.iter().chain([name]).map(in_unicode).collect();
    let file = parts.with_context(|| text("add.bad-name", &[("file", path.display().to_string())]))?.join("/");
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    let mut document = pipeline::document(&file, &bytes, rules);
    attachments::settle_beside(&mut document, path);
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    Ok(Arrival { file, folder, bytes, document })
}

/// A name as the archive will have it. Those that older systems wrote are often in GB18030.
fn in_unicode(name: &OsStr) -> Option<String> {
    let bytes = name.as_encoded_bytes();
    let decoded = || encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    name.to_str().map(str::to_owned).or_else(|| decoded().map(Cow::into_owned))
}

/// Each document as the archive will have it, then the files that come along.
fn show(arrivals: &[Arrival], companions: &[Companion]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for arrival in arrivals {
        preview::write(&mut out, &arrival.document)?;
        writeln!(out)?;
    }
    if companions.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", text("add.along", &[("count", companions.len().to_string())]))?;
    for companion in companions {
        let there = if companion.is_there { text("add.there", &[]) } else { String::new() };
        writeln!(out, "  {}{there}", visible(&companion.path))?;
    }
    writeln!(out)
}

/// Asks; without a terminal to ask on, the answer is no.
fn confirmed(count: usize, files: usize, into: &Path) -> std::io::Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let args = [("count", count.to_string()), ("files", files.to_string()), ("into", into.display().to_string())];
    ask(text("add.ask", &args));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
}

fn file(site: &Site, arrival: &Arrival) -> anyhow::Result<()> {
    let path = site.plans.join(&arrival.file);
    companions::write_new(&path, &arrival.bytes).with_context(|| path.display().to_string())?;
    say(text("add.done", &[("file", arrival.file.clone())]));
    Ok(())
}
