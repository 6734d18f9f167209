//! `--open`: shows a hit where it can be worked on.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, anyhow};

use crate::cli::Common;
use crate::config::{Overrides, Site};
use crate::messages::text;
use crate::staff::search::{Answer, Hit};

/// Names the program to open hits with, and its arguments, in which `{file}`, `{line}` and `{url}` are filled in.
const OPENER: &str = "PLANARIUM_OPEN";

/// Opens the hit of this number, the first being 1, and waits until the program ends. It is said on stderr what is run.
pub fn open(common: &Common, plans: Option<PathBuf>, answer: &Answer, number: usize) -> anyhow::Result<()> {
    let hit = number.checked_sub(1).and_then(|at| answer.hits.get(at)).ok_or_else(|| {
        let args = [("number", number.to_string()), ("hits", answer.hits.len().to_string())];
        anyhow!(text("error.no-such-hit", &args))
    })?;
    let site = common.open(&Overrides { plans, ..Overrides::default() })?;
    let file = site.plans.join(&hit.file);
    if !file.exists() {
        return Err(anyhow!(text("error.no-plan-file", &[("path", file.display().to_string())])));
    }
    let arguments = command(&site, hit, &file)?;
    eprintln!("{}", text("search.opens", &[("command", arguments.join(" "))]));
    let (program, rest) = arguments.split_first().ok_or_else(|| anyhow!(text("error.no-opener", &[])))?;
    let failed = || text("error.not-opened", &[("program", program.clone())]);
    let status = Command::new(program).args(rest).status().with_context(failed)?;
    if status.success() { Ok(()) } else { Err(anyhow!(failed())) }
}

/// The command: as `PLANARIUM_OPEN` says; else the editor of `VISUAL` or `EDITOR`, at the line; else what the system opens
/// files with. No shell takes part, so no name of a file can be more than a name.
fn command(site: &Site, hit: &Hit, file: &Path) -> anyhow::Result<Vec<String>> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let section = hit.sections.first();
    let line = section.map_or(hit.start_line, |section| section.line).to_string();
    let anchor = section.map_or("", |section| section.anchor.as_str());
    let url = format!("{}{}#{anchor}", site.base_url, hit.url);
    let file = file.display().to_string();
    let words = |text: &str| shlex::split(text).ok_or_else(|| anyhow!(crate::messages::text("error.no-opener", &[])));
    if let Some(template) = set(OPENER) {
        let fill = |word: &String| word.replace("{line}", &line).replace("{url}", &url).replace("{file}", &file);
        return Ok(words(&template)?.iter().map(fill).collect());
    }
    if let Some(editor) = set("VISUAL").or_else(|| set("EDITOR")) {
        let mut command = words(&editor)?;
        command.extend([format!("+{line}"), file]);
        return Ok(command);
    }
    let system: &[&str] = match std::env::consts::OS {
        "macos" => &["open"],
        "windows" => &["explorer"],
        _ => &["xdg-open"],
    };
    Ok(system.iter().map(|&word| word.to_owned()).chain([file]).collect())
}
