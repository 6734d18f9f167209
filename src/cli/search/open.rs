//! `--open`: shows a hit where it can be worked on.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, anyhow};

use crate::cli::Common;
use crate::cli::visible::say;
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
    let shown: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    say(text("search.opens", &[("command", shown.join(" "))]));
    let (program, rest) = arguments.split_first().ok_or_else(|| anyhow!(text("error.no-opener", &[])))?;
    let failed = || text("error.not-opened", &[("program", program.display().to_string())]);
    let status = Command::new(program).args(rest).status().with_context(failed)?;
    if status.success() { Ok(()) } else { Err(anyhow!(failed())) }
}

/// The command: as `PLANARIUM_OPEN` says; else the editor of `VISUAL` or `EDITOR`, at the line; else what the system opens
/// files with. No shell takes part, so no name of a file can be more than a name.
fn command(site: &Site, hit: &Hit, file: &Path) -> anyhow::Result<Vec<OsString>> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let section = hit.best_section();
    let line = section.map_or(hit.start_line, |section| section.line).to_string();
    let file = file.as_os_str();
    let words = |text: &str| shlex::split(text).ok_or_else(|| anyhow!(crate::messages::text("error.no-opener", &[])));
    if let Some(template) = set(OPENER) {
        let anchor = section.map_or("", |section| section.anchor.as_str());
        // What is for staff only has no page: its source is opened instead.
        let url = hit.url.as_ref().map_or("{file}".to_owned(), |url| format!("{}{url}#{anchor}", site.base_url));
        let fill = |word: &String| filled(&word.replace("{line}", &line).replace("{url}", &url), file);
        return Ok(words(&template)?.iter().map(fill).collect());
    }
    if let Some(editor) = set("VISUAL").or_else(|| set("EDITOR")) {
        return Ok(edited(words(&editor)?, &line, file));
    }
    let system: &[&str] = match std::env::consts::OS {
        "macos" => &["open"],
        "windows" => &["explorer"],
        _ => &["xdg-open"],
    };
    Ok(system.iter().map(OsString::from).chain([file.to_owned()]).collect())
}

/// A word of the template with the file in its place, whatever bytes its name has.
fn filled(word: &str, file: &OsStr) -> OsString {
    let mut pieces = word.split("{file}");
    let mut filled = OsString::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        filled.push(file);
        filled.push(piece);
    }
    filled
}

/// An editor's command: most take `+LINE FILE`.
fn edited(editor: Vec<String>, line: &str, file: &OsStr) -> Vec<OsString> {
    let program = editor.first().map(Path::new).and_then(Path::file_stem).unwrap_or_default();
    let with_line = || filled(&format!("{{file}}:{line}"), file);
    let place = match program.to_str() {
        Some("code" | "code-insiders" | "codium") if !editor.iter().any(|word| word == "-g" || word == "--goto") => {
            vec!["--goto".into(), with_line()]
        }
        Some("code" | "code-insiders" | "codium" | "subl") => vec![with_line()],
        _ => vec![format!("+{line}").into(), file.to_owned()],
    };
    editor.into_iter().map(OsString::from).chain(place).collect()
}
