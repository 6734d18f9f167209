//! Finds and runs Zola.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rust_i18n::t;

/// The line of versions the theme is written for; the patch level may differ.
pub const WANTED: &str = "0.22";

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum ZolaError {
    /// No Zola of the right version in any of the places.
    #[error("{}", t!("zola.missing", wanted = WANTED, seen = seen.join(", ")))]
    Missing {
        /// Path and version of those that were found and do not fit.
        seen: Vec<String>,
    },
    /// The one that was asked for cannot be used.
    #[error("{}", t!("zola.unfit", wanted = WANTED, path = path.display(), version = version))]
    Unfit {
        /// What `PLANARIUM_ZOLA` names.
        path: PathBuf,
        /// What it says of itself; `?` when it does not run.
        version: String,
    },
    /// It was found and could not be started.
    #[error("{}", t!("zola.start", path = path.display(), error = error))]
    Start {
        /// The executable.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// It ran and refused the archive.
    #[error("{}", t!("zola.failed", message = message))]
    Failed {
        /// What Zola says, from its first error on.
        message: String,
    },
}

/// Where to look for Zola, in this order.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The one to use and no other (`PLANARIUM_ZOLA`).
    pub only: Option<PathBuf>,
    /// Executables that may or may not exist and fit.
    pub others: Vec<PathBuf>,
}

impl Places {
    /// `$PLANARIUM_ZOLA`; else PATH, the archive's own (`.planarium/zola/zola`, `target/zola/zola`), and `target/zola/zola`
    /// of the source tree this executable was built in.
    pub fn of(root: &Path) -> Self {
        let only = std::env::var_os("PLANARIUM_ZOLA").filter(|path| !path.is_empty()).map(PathBuf::from);
        let mut others = on_path(std::env::var_os("PATH").as_deref());
        others.extend([".planarium/zola/zola", "target/zola/zola"].map(|place| root.join(place)));
        others.extend(std::env::current_exe().ok().and_then(|exe| Some(target_of(&exe)?.join("zola/zola"))));
        Places { only, others }
    }
}

fn on_path(path: Option<&OsStr>) -> Vec<PathBuf> {
    path.map(|path| std::env::split_paths(path).map(|folder| folder.join("zola")).collect()).unwrap_or_default()
}

fn target_of(exe: &Path) -> Option<&Path> {
    exe.ancestors().find(|folder| folder.file_name() == Some(OsStr::new("target")))
}

/// A Zola that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zola {
    /// The executable, absolute.
    pub path: PathBuf,
    /// What it says of itself.
    pub version: String,
}

/// The first Zola that fits.
pub fn find(places: &Places) -> Result<Zola, ZolaError> {
    if let Some(path) = &places.only {
        return match version(path) {
            Some(version) if fits(&version) => Ok(Zola { path: absolute(path), version }),
            version => Err(ZolaError::Unfit { path: path.clone(), version: version.unwrap_or_else(|| "?".into()) }),
        };
    }
    let mut seen = Vec::new();
    for path in places.others.iter().filter(|path| path.is_file()) {
        match version(path) {
            Some(version) if fits(&version) => return Ok(Zola { path: absolute(path), version }),
            version => seen.push(format!("{} {}", path.display(), version.unwrap_or_else(|| "?".into()))),
        }
    }
    Err(ZolaError::Missing { seen })
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// What `zola --version` prints after `zola `.
fn version(zola: &Path) -> Option<String> {
    let output = Command::new(zola).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(text.trim().strip_prefix("zola ")?.to_string())
}

fn fits(version: &str) -> bool {
    version.strip_prefix(WANTED).is_some_and(|rest| rest.starts_with('.'))
}

/// Builds the site of the archive at `root` into `out`, replacing what is there.
///
/// `base_url` replaces the one in `config.toml`. Both paths are made absolute first: Zola resolves a relative output folder
/// differently in `build` and in `get_url(cachebust=true)`.
///
/// Zola keeps `held` open, so that a lock on it lasts until Zola ends, too: it outlives this program where that is killed, and
/// writes on.
pub fn build(zola: &Zola, root: &Path, base_url: Option<&str>, out: &Path, held: &File) -> Result<(), ZolaError> {
    let mut command = Command::new(&zola.path);
    command.arg("--root").arg(absolute(root)).arg("build").arg("--output-dir").arg(absolute(out)).arg("--force");
    if let Some(url) = base_url {
        command.args(["--base-url", url]);
    }
    let start = |error| ZolaError::Start { path: zola.path.clone(), error };
    command.stdin(held.try_clone().map_err(start)?).env("NO_COLOR", "1");
    let output = command.output().map_err(start)?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(ZolaError::Failed { message: errors_of(&String::from_utf8_lossy(&said)) })
}

/// The part of Zola's log that says what is wrong; the whole log if it does not.
fn errors_of(log: &str) -> String {
    let start = log.find("ERROR").unwrap_or(0);
    let errors = log[start..].trim();
    errors.strip_prefix("ERROR Failed to build the site\n").unwrap_or(errors).replace("ERROR ", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An executable. A child writes it: a file that this process has open for writing, and any thread's child inherits for
    /// a moment, could not be run ("text file busy").
    fn fake(folder: &Path, name: &str, script: &str) -> PathBuf {
        let path = folder.join(name);
        let write = "printf '#!/bin/sh\n%s\n' \"$2\" > \"$1\" && chmod +x \"$1\"";
        let status = Command::new("sh").args(["-c", write, "sh"]).arg(&path).arg(script).status().unwrap();
        assert!(status.success());
        path
    }

    #[test]
    fn takes_the_first_that_fits() {
        let folder = tempfile::tempdir().unwrap();
        let old = fake(folder.path(), "old", "echo zola 0.17.2");
        let good = fake(folder.path(), "good", "echo zola 0.22.1");
        let others = vec![folder.path().join("absent"), old, good.clone()];
        let found = find(&Places { only: None, others }).unwrap();
        assert_eq!(found, Zola { path: good, version: "0.22.1".into() });
    }

    #[test]
    fn says_what_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let others = vec![fake(folder.path(), "old", "echo zola 0.220.0"), fake(folder.path(), "broken", "exit 1")];
        let error = find(&Places { only: None, others }).unwrap_err();
        let ZolaError::Missing { seen } = &error else { panic!("{error}") };
        assert!(seen[0].ends_with("old 0.220.0") && seen[1].ends_with("broken ?"), "{seen:?}");
        assert!(error.to_string().contains("0.220.0"));
    }

    #[test]
    fn the_one_asked_for_must_fit() {
        let folder = tempfile::tempdir().unwrap();
        let old = fake(folder.path(), "old", "echo zola 0.17.2");
        let good = fake(folder.path(), "good", "echo zola 0.22.0");
        let error = find(&Places { only: Some(old), others: vec![good] }).unwrap_err();
        assert!(matches!(error, ZolaError::Unfit { version, .. } if version == "0.17.2"));
    }

    #[test]
    fn failure_carries_the_reason_alone() {
        let folder = tempfile::tempdir().unwrap();
        let log = "Building site...\nERROR Failed to build the site\nERROR no such file";
        let zola = fake(folder.path(), "zola", &format!("echo '{log}' >&2; exit 1"));
        let zola = Zola { path: zola, version: String::new() };
        let held = tempfile::tempfile().unwrap();
        let error = build(&zola, folder.path(), None, &folder.path().join("out"), &held).unwrap_err();
        assert!(matches!(error, ZolaError::Failed { message } if message == "no such file"));
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_lasts_as_long_as_zola() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, begun) = (folder.path().join("lock"), folder.path().join("begun"));
        let path = fake(folder.path(), "zola", &format!("touch '{}'; sleep 1", begun.display()));
        let zola = Zola { path, version: String::new() };
        let held = File::create(&lock).unwrap();
        held.try_lock().unwrap();
        std::thread::scope(|scope| {
            // As where this program dies: its own file is closed while Zola runs.
            let (root, zola) = (folder.path(), &zola);
            let runs = scope.spawn(move || {
                let twin = held.try_clone().unwrap();
                scope.spawn(move || build(zola, root, None, &root.join("out"), &twin).unwrap());
                while !begun.exists() {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                }
            });
            runs.join().unwrap();
            assert!(File::create(&lock).unwrap().try_lock().is_err(), "Zola holds it");
        });
        assert!(File::create(&lock).unwrap().try_lock().is_ok());
    }

    #[test]
    fn paths_reach_zola_absolute_and_options_whole() {
        let folder = tempfile::tempdir().unwrap();
        let zola = fake(folder.path(), "zola", &format!("echo \"$@\" > '{}/args'", folder.path().display()));
        let zola = Zola { path: zola, version: String::new() };
        let held = tempfile::tempfile().unwrap();
        build(&zola, Path::new("some root"), Some("https://example.org/a/"), Path::new("out"), &held).unwrap();
        let args = std::fs::read_to_string(folder.path().join("args")).unwrap();
        let here = std::env::current_dir().unwrap();
        let here = here.display();
        let wanted = format!(
            "--root {here}/some root build --output-dir {here}/out --force --base-url https://example.org/a/\n"
        );
        assert_eq!(args, wanted);
    }
}
