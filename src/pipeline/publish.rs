//! Swaps the new site in, whole.
//!
//! The new site is made [`beside`] the published folder, and so on the same file system. Until [`exchange`], readers see the
//! old site; whatever goes wrong before that leaves it as it is. Afterwards the old site stands in the place of the new, and
//! is what the next build starts from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rust_i18n::t;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

/// Why the old site stays.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The published folder has no parent or no name (`/`, `..`).
    #[error("{}", t!("publish.no_name", path = path.display()))]
    NoName {
        /// What was to be published to.
        path: PathBuf,
    },
    /// What stands there is not a site: publishing would destroy it.
    #[error("{}", t!("publish.foreign", path = path.display()))]
    Foreign {
        /// The published folder.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{}", t!("publish.failed", path = path.display(), error = error))]
    Failed {
        /// The published folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// The folder to make the next version of `site` in: its sibling `.NAME.next`, which may hold an older version.
pub fn beside(site: &Path) -> Result<PathBuf, PublishError> {
    let (next, old) = (sibling(site, "next")?, sibling(site, "old")?);
    refuse_foreign(site)?;
    let prepare = || {
        if !site.exists() && old.exists() {
            fs::rename(&old, site)?; // Interrupted between the two renames of `swap_by_hand`.
        }
        remove(&old)?;
        next.parent().map_or(Ok(()), fs::create_dir_all)
    };
    prepare().map_err(|error| PublishError::Failed { path: site.to_path_buf(), error })?;
    Ok(next)
}

/// Puts the finished folder `next` in the place of `site` in one step, and the old site, if there is one, in `next`.
pub fn exchange(next: &Path, site: &Path) -> Result<(), PublishError> {
    refuse_foreign(site)?;
    let old = sibling(site, "old")?;
    swap(next, site, &old).map_err(|error| PublishError::Failed { path: site.to_path_buf(), error })
}

/// `public` becomes `.public.next` and the like.
fn sibling(site: &Path, what: &str) -> Result<PathBuf, PublishError> {
    let no_name = || PublishError::NoName { path: site.to_path_buf() };
    let mut name = std::ffi::OsString::from(".");
    name.push(site.file_name().ok_or_else(no_name)?);
    name.push(".");
    name.push(what);
    Ok(site.with_file_name(name))
}

/// Only an absent or empty folder is taken, or one that looks like a site of this program, even if somebody removed a page of it.
fn refuse_foreign(site: &Path) -> Result<(), PublishError> {
    let empty = match fs::read_dir(site) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    let has = |file: &str| site.join(file).is_file();
    let looks_like_one = || has("index.html") && has("404.html") || has("find/entry.bin");
    if empty || looks_like_one() { Ok(()) } else { Err(PublishError::Foreign { path: site.to_path_buf() }) }
}

fn swap(next: &Path, site: &Path, old: &Path) -> io::Result<()> {
    if !site.exists() {
        return fs::rename(next, site);
    }
    match renameat_with(CWD, next, CWD, site, RenameFlags::EXCHANGE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => swap_by_hand(next, site, old),
        done => Ok(done?),
    }
}

/// For file systems that cannot exchange: between the first two renames there is no site; if the second fails, the old
/// returns.
fn swap_by_hand(next: &Path, site: &Path, old: &Path) -> io::Result<()> {
    remove(old)?;
    fs::rename(site, old)?;
    fs::rename(next, site).inspect_err(|_| {
        let _ = fs::rename(old, site);
    })?;
    fs::rename(old, next)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_site(folder: &Path, text: &str) {
        fs::create_dir_all(folder).unwrap();
        for file in ["index.html", "404.html"] {
            fs::write(folder.join(file), text).unwrap();
        }
    }

    fn text_of(site: &Path) -> String {
        fs::read_to_string(site.join("index.html")).unwrap()
    }

    #[test]
    fn the_two_trees_alternate() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("sub/public");
        let next = beside(&site).unwrap();
        let mut old = None;
        for text in ["first", "second", "third"] {
            write_site(&next, text);
            exchange(&next, &site).unwrap();
            assert_eq!(text_of(&site), text);
            assert_eq!(next.exists().then(|| text_of(&next)), old);
            old = Some(text.to_string());
        }
    }

    #[test]
    fn the_old_site_stays_when_there_is_no_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("public");
        write_site(&site, "old");
        assert!(matches!(exchange(&beside(&site).unwrap(), &site), Err(PublishError::Failed { .. })));
        assert_eq!(text_of(&site), "old");
    }

    #[test]
    fn without_exchange_the_old_site_returns_too() {
        let folder = tempfile::tempdir().unwrap();
        let [next, site, old] = ["next", "site", "old"].map(|name| folder.path().join(name));
        write_site(&site, "old");
        assert!(swap_by_hand(&next, &site, &old).is_err());
        assert_eq!(text_of(&site), "old");
        write_site(&next, "new");
        swap_by_hand(&next, &site, &old).unwrap();
        assert_eq!((text_of(&site), text_of(&next)), ("new".to_string(), "old".to_string()));
        assert!(!old.exists());
    }

    #[test]
    fn an_interrupted_exchange_by_hand_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("public");
        write_site(&folder.path().join(".public.old"), "old");
        beside(&site).unwrap();
        assert_eq!(text_of(&site), "old");
        assert!(!folder.path().join(".public.old").exists());
    }

    #[test]
    fn never_replaces_what_is_not_a_site() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        fs::write(home.join("letter.txt"), "dear").unwrap();
        assert!(matches!(beside(&home), Err(PublishError::Foreign { .. })));
        assert!(matches!(beside(Path::new("/")), Err(PublishError::NoName { .. })));
        assert!(matches!(beside(&home.join("letter.txt")), Err(PublishError::Foreign { .. })));
        assert!(home.join("letter.txt").is_file());
    }
}
