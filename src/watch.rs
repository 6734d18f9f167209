//! Waits for changes of an archive's sources.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::pipeline::is_generated;

/// How long nothing may happen before a change counts as done: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(120);

/// How long changes are gathered at most, while a copy of many files goes on.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often is looked where the system does not tell of changes.
const PERIOD: Duration = Duration::from_secs(2);

/// A watch over the sources of an archive.
pub struct Sources {
    root: PathBuf,
    plans: PathBuf,
    events: Receiver<notify::Result<Event>>,
    watcher: Box<dyn Watcher + Send>,
}

impl Sources {
    /// Watches the archive in `root`, whose plans are in `plans`. Folders are watched and not files, because many editors
    /// write another file and give it the name of the first.
    pub fn watch(root: &Path, plans: &Path) -> notify::Result<Sources> {
        let begin = |polls: bool| {
            let (send, events) = channel();
            let watcher: Box<dyn Watcher + Send> = match polls {
                false => Box::new(RecommendedWatcher::new(send, Config::default())?),
                true => Box::new(PollWatcher::new(send, Config::default().with_poll_interval(PERIOD))?),
            };
            let mut sources = Sources { root: root.to_owned(), plans: plans.to_owned(), events, watcher };
            sources.look_at_folders()?;
            Ok(sources)
        };
        // Some systems tell of too few folders, or of none: a look now and then takes longer, and works everywhere.
        begin(false).or_else(|_: notify::Error| begin(true))
    }

    /// Folders that came into being since the last look are watched too.
    fn look_at_folders(&mut self) -> notify::Result<()> {
        self.watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        let folders = ["content", "static", "templates", "themes", "sass"].map(|name| self.root.join(name));
        let folders = folders.iter().chain([&self.plans]).filter(|folder| folder.is_dir());
        folders.into_iter().try_for_each(|folder| self.watcher.watch(folder, RecursiveMode::Recursive))
    }

    /// Returns once sources have changed and nothing more happens; false where the watch has ended.
    pub fn wait(&mut self) -> bool {
        loop {
            match self.events.recv() {
                Ok(event) if self.concerns(&event) => break,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            match self.events.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        // A folder that is gone again is no reason to stop.
        let _ = self.look_at_folders();
        true
    }

    /// An event that could not be told of may be any.
    fn concerns(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let is_change = !matches!(event.kind, EventKind::Access(_));
        is_change && (event.paths.is_empty() || event.paths.iter().any(|path| self.is_source(path)))
    }

    fn is_source(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What editors keep beside a file.
        if name.starts_with('.') || name.ends_with('~') {
            return false;
        }
        if path.starts_with(&self.plans) {
            return true;
        }
        let Ok(inner) = path.strip_prefix(&self.root) else { return true };
        let first = inner.iter().next().unwrap_or_default().to_string_lossy();
        let is_ours = ["public", "index", "target"].contains(&first.as_ref()) || first.starts_with('.');
        // A folder of generated files is one of them.
        let is_generated = inner.to_str().is_some_and(|path| is_generated(path) || is_generated(&format!("{path}/")));
        !is_ours && !is_generated && !inner.as_os_str().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn tells_of_edits_renames_and_new_folders_and_of_nothing_generated() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("plans/县")).unwrap();
        let mut sources = Sources::watch(folder.path(), &path("plans")).unwrap();
        let mut changes = |change: &dyn Fn()| {
            change();
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(1) {
                match sources.events.recv_timeout(Duration::from_millis(200)) {
                    Ok(event) if sources.concerns(&event) => {
                        while sources.events.recv_timeout(QUIET).is_ok() {}
                        sources.look_at_folders().unwrap();
                        return true;
                    }
                    Ok(_) => {}
                    Err(_) => return false,
                }
            }
            false
        };
        assert!(changes(&|| fs::write(path("plans/县/a.md"), "a").unwrap()));
        assert!(changes(&|| {
            fs::write(path("plans/县/.a.md.swp"), "b").unwrap();
            fs::rename(path("plans/县/.a.md.swp"), path("plans/县/a.md")).unwrap();
        }));
        assert!(changes(&|| fs::create_dir(path("static")).unwrap()));
        assert!(changes(&|| fs::write(path("static/a.svg"), "a").unwrap()));
        assert!(changes(&|| fs::write(path("config.toml"), "").unwrap()));
        assert!(changes(&|| fs::remove_file(path("plans/县/a.md")).unwrap()));
        assert!(!changes(&|| {
            for name in ["public/a.html", "static/find/e.bin", ".planarium/lock", "plans/.a.swp", "plans/a.md~"] {
                fs::create_dir_all(path(name).parent().unwrap()).unwrap();
                fs::write(path(name), "a").unwrap();
            }
        }));
    }
}
