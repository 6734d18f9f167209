//! `planarium doctor`: what a build on this machine needs, what is there, and how to get the rest.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::json;

use super::visible::visible;
use super::{Common, Exit, Format};
use crate::config::{Overrides, Site};
use crate::messages::text;
use crate::pipeline::{Rules, identify::Lock, zola};
use crate::staff;

/// Options of `doctor`.
#[derive(Args)]
pub struct Options {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// How a matter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// As it should be.
    Good,
    /// A build works; something else does not, or soon will not.
    Doubtful,
    /// No build works.
    Bad,
}

/// One matter that was looked at.
struct Matter {
    /// Name for scripts; the wording is `doctor.NAME` in the locales.
    name: &'static str,
    state: State,
    /// What was found.
    found: String,
    /// What to do; empty where nothing is to be done.
    advice: String,
}

/// Less free space than this is worth a word, in bytes.
const LITTLE_SPACE: u64 = 1 << 30;

/// Runs `doctor`: fails where no build would work.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let root = std::path::absolute(&common.root)?;
    let mut matters = vec![program(), zola(&root), archive(common, &root)];
    matters.extend([written(&root), index(&root), space(&root), git(&root), ignored(&root), browser()]);
    let mut out = std::io::stdout().lock();
    match options.format {
        Format::Json => {
            let one = |matter: &Matter| json!({"name": matter.name, "state": sign(matter.state).0, "found": matter.found, "advice": matter.advice});
            writeln!(out, "{:#}", json!({ "matters": matters.iter().map(one).collect::<Vec<_>>() }))?;
        }
        Format::Text => matters.iter().try_for_each(|matter| print(&mut out, matter))?,
    }
    Ok(if matters.iter().any(|matter| matter.state == State::Bad) { Exit::Failed } else { Exit::Done })
}

fn sign(state: State) -> (&'static str, &'static str) {
    match state {
        State::Good => ("good", "✓"),
        State::Doubtful => ("doubtful", "!"),
        State::Bad => ("bad", "✗"),
    }
}

fn print(out: &mut impl Write, matter: &Matter) -> std::io::Result<()> {
    let (sign, name) = (sign(matter.state).1, text(&format!("doctor.{}", matter.name), &[]));
    writeln!(out, "{sign} {name}{}{}", text("prefix.colon", &[]), visible(&matter.found))?;
    if matter.advice.is_empty() { Ok(()) } else { writeln!(out, "  {}{}", text("prefix.hint", &[]), matter.advice) }
}

fn matter(name: &'static str, state: State, found: impl Into<String>, advice: &str) -> Matter {
    let advice = if advice.is_empty() { String::new() } else { text(&format!("doctor.advice.{advice}"), &[]) };
    Matter { name, state, found: found.into(), advice }
}

fn program() -> Matter {
    let path = std::env::current_exe().unwrap_or_default();
    matter("program", State::Good, format!("{} ({})", env!("CARGO_PKG_VERSION"), path.display()), "")
}

fn zola(root: &Path) -> Matter {
    match zola::find(&zola::Places::of(root)) {
        Ok(found) => matter("zola", State::Good, format!("{} ({})", found.version, found.path.display()), ""),
        Err(zola::ZolaError::Missing { seen }) if seen.is_empty() => {
            matter("zola", State::Bad, text("doctor.absent", &[]), "zola")
        }
        Err(zola::ZolaError::Missing { seen }) => matter("zola", State::Bad, seen.join(", "), "zola"),
        Err(zola::ZolaError::Unfit { path, .. }) if !path.exists() => {
            let found = format!("PLANARIUM_ZOLA={}: {}", path.display(), text("doctor.absent", &[]));
            matter("zola", State::Bad, found, "zola")
        }
        Err(error) => matter("zola", State::Bad, error.to_string(), "zola"),
    }
}

/// Configuration, theme, overrides and lock: whatever stops every command.
fn archive(common: &Common, root: &Path) -> Matter {
    let opened = || -> anyhow::Result<Site> {
        let site = common.open(&Overrides::default())?;
        Rules::of(&site)?;
        Lock::read(&site.lock(), site.is_published())?;
        Ok(site)
    };
    match opened() {
        Err(error) => matter("archive", State::Bad, format!("{error:#}"), "archive"),
        Ok(site) if !site.plans.is_dir() => matter("archive", State::Bad, site.plans.display().to_string(), "plans"),
        Ok(_) if root.to_str().is_none() => {
            let named = ("root", root.display().to_string());
            matter("archive", State::Bad, text("error.bad-root", &[named]), "root")
        }
        Ok(_) if indexes_chinese(root) => {
            matter("archive", State::Bad, "config.toml: build_search_index = true", "search-index")
        }
        Ok(_) if !root.join("themes/planarium/theme.toml").is_file() => {
            matter("archive", State::Bad, root.join("themes/planarium").display().to_string(), "theme")
        }
        Ok(site) => match crate::init::outdated(root).as_slice() {
            [] => matter("archive", State::Good, format!("{} ({})", site.title, root.display()), ""),
            files => matter("archive", State::Doubtful, files.join(", "), "theme"),
        },
    }
}

/// Whether Zola is to make a search index of its own of a language that it has none for, and would give up.
fn indexes_chinese(root: &Path) -> bool {
    let config = std::fs::read_to_string(root.join("config.toml")).unwrap_or_default();
    let config: toml::Table = config.parse().unwrap_or_default();
    let language = config.get("default_language").and_then(toml::Value::as_str).unwrap_or_default();
    let wanted = config.get("build_search_index").and_then(toml::Value::as_bool).unwrap_or_default();
    wanted && language.starts_with("zh")
}

/// The folders that a build writes into, as far as they are there.
const WRITTEN: [&str; 12] = [
    "",
    ".planarium",
    ".planarium/cache",
    "content",
    "content/plans",
    "content/browse",
    "index",
    "index/tantivy",
    "static",
    "static/find",
    "static/data",
    "static/plans",
];

/// Whether a build may write where it does: beside the published site, and below the archive.
fn written(root: &Path) -> Matter {
    let folders = WRITTEN.iter().map(|below| root.join(below)).filter(|path| path.exists());
    let tried = folders.map(|path| (tempfile::NamedTempFile::new_in(&path).map(drop), path));
    let lock = Some(root.join(".planarium/lock")).filter(|path| path.exists());
    let lock = lock.map(|path| (std::fs::OpenOptions::new().append(true).open(&path).map(drop), path));
    let fault =
        |(tried, path): (std::io::Result<()>, PathBuf)| Some(format!("{}: {}", path.display(), tried.err()?.kind()));
    let faults: Vec<String> = tried.chain(lock).filter_map(fault).collect();
    match faults.as_slice() {
        [] => matter("written", State::Good, root.display().to_string(), ""),
        faults => matter("written", State::Bad, faults.join("; "), "written"),
    }
}

/// The staff's index, which a search trusts: to read all of it each time would take too long.
fn index(root: &Path) -> Matter {
    let folder = root.join("index/tantivy");
    if !folder.is_dir() {
        return matter("index", State::Good, text("doctor.absent", &[]), "");
    }
    match staff::damaged(&folder) {
        Ok(files) if files.is_empty() => matter("index", State::Good, folder.display().to_string(), ""),
        Ok(files) => {
            let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
            matter("index", State::Doubtful, files.join(", "), "index")
        }
        Err(error) => matter("index", State::Doubtful, error.to_string(), "index"),
    }
}

fn space(root: &Path) -> Matter {
    let Ok(free) = rustix::fs::statvfs(root) else { return matter("space", State::Doubtful, "?", "") };
    let bytes = free.f_bavail.saturating_mul(free.f_frsize);
    let (state, advice) = if bytes < LITTLE_SPACE { (State::Doubtful, "space") } else { (State::Good, "") };
    matter("space", state, format!("{} MB", bytes / 1_000_000), advice)
}

/// What a program prints when it is asked for its version.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let line = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned();
    (output.status.success() && !line.is_empty()).then_some(line)
}

/// Runs git in the archive: whether it succeeds, and what it prints.
fn ask_git(root: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(root).args(args).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn git(root: &Path) -> Matter {
    let Some(version) = version(Path::new("git")) else {
        return matter("git", State::Doubtful, text("doctor.absent", &[]), "git");
    };
    if ask_git(root, &["rev-parse", "--git-dir"]).is_none() {
        return matter("git", State::Doubtful, version, "repository");
    }
    match root.join("plans.lock").is_file() && ask_git(root, &["ls-files", "--error-unmatch", "plans.lock"]).is_none() {
        true => matter("git", State::Doubtful, version, "lock"),
        false => matter("git", State::Good, version, ""),
    }
}

/// Whether git leaves alone what must not be committed: the index holds the text of staff-only plans.
fn ignored(root: &Path) -> Matter {
    if ask_git(root, &["rev-parse", "--git-dir"]).is_none() {
        return matter("ignored", State::Good, "-", "");
    }
    let kept = ["index/tantivy/x", ".planarium/x", "public/x", "content/plans/x", "static/find/x"];
    let open: Vec<&str> =
        kept.into_iter().filter(|path| ask_git(root, &["check-ignore", "-q", path]).is_none()).collect();
    match open.as_slice() {
        [] => matter("ignored", State::Good, text("doctor.all", &[]), ""),
        open => matter("ignored", State::Doubtful, open.join(", ").replace("/x", "/"), "ignored"),
    }
}

/// Any browser does for looking at a preview; none is needed to build.
fn browser() -> Matter {
    let named = std::env::var_os("BROWSER").map(PathBuf::from);
    let usual = ["xdg-open", "chromium", "google-chrome", "firefox", "open"].map(PathBuf::from);
    let paths: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let is_there = |program: &PathBuf| paths.iter().any(|folder| folder.join(program).is_file());
    match named.into_iter().chain(usual).find(is_there) {
        Some(found) => matter("browser", State::Good, found.display().to_string(), ""),
        None => matter("browser", State::Good, text("doctor.absent", &[]), "browser"),
    }
}
