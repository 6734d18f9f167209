//! Pictures and attachments that come into the archive together with the new documents that refer to them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::document::Document;

/// A file that comes along.
#[derive(Debug, PartialEq, Eq)]
pub struct Companion {
    /// Where it is now.
    pub from: PathBuf,
    /// Where it goes: path below the folder of plans, from the document's folder as far as it is now.
    pub path: String,
    /// Whether the same file is there already.
    pub is_there: bool,
}

/// Why files cannot come along. Nothing has been written then.
#[derive(Debug, thiserror::Error)]
pub enum CompanionError {
    /// The archive has another file at this place.
    #[error("{}", rust_i18n::t!("error.companion-differs", file = _0))]
    Differs(String),
    /// Two documents bring different files to this place.
    #[error("{}", rust_i18n::t!("error.companion-clash", file = _0))]
    Clash(String),
    /// The way to this place leads through a symbolic link, or through a file.
    #[error("{}", rust_i18n::t!("error.companion-way", file = _0))]
    Way(String),
    /// A file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The files that documents bring with them, sorted by path. Each document comes with the folder it lies in now; its name is the
/// one it will have below `plans`, and what it refers to has been looked for beside it.
pub fn of(documents: &[(&Document, &Path)], plans: &Path) -> Result<Vec<Companion>, CompanionError> {
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (document, folder) in documents {
        let into = document.source.file.rsplit_once('/').map_or("", |(into, _)| into);
        let attached = document.plans.iter().flat_map(|plan| &plan.references).filter_map(|one| one.file.as_ref());
        for file in attached {
            let path = if into.is_empty() { file.path.clone() } else { format!("{into}/{}", file.path) };
            let from = folder.join(&file.path);
            match found.get(&path) {
                Some(other) if !is_same(other, &from)? => return Err(CompanionError::Clash(path)),
                Some(_) => {}
                None => drop(found.insert(path, from)),
            }
        }
    }
    found.into_iter().map(|(path, from)| companion(path, from, plans)).collect()
}

fn companion(path: String, from: PathBuf, plans: &Path) -> Result<Companion, CompanionError> {
    if !is_open(plans, &path) {
        return Err(CompanionError::Way(path));
    }
    let place = plans.join(&path);
    let is_there = fs::symlink_metadata(&place).is_ok();
    if is_there && (!place.is_file() || !is_same(&from, &place)?) {
        return Err(CompanionError::Differs(path));
    }
    Ok(Companion { from, path, is_there })
}

/// Whether every folder on the way to a file is one, as far as they are there.
fn is_open(plans: &Path, path: &str) -> bool {
    let folders = path.match_indices('/').map(|(end, _)| plans.join(&path[..end]));
    folders.map_while(|folder| fs::symlink_metadata(folder).ok()).all(|metadata| metadata.is_dir())
}

fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(fs::metadata(one)?.len() == fs::metadata(other)?.len() && fs::read(one)? == fs::read(other)?)
}

/// Copies the files that are not there yet. One that has come to be there meanwhile is not overwritten, and is an error.
pub fn bring(companions: &[Companion], plans: &Path) -> io::Result<()> {
    companions.iter().filter(|companion| !companion.is_there).try_for_each(|companion| {
        let bytes = fs::read(&companion.from)?;
        write_new(&plans.join(&companion.path), &bytes)
    })
}

/// Writes a file where there is none, with the folders on the way to it.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachments;
    use crate::document::{Plan, Reference};

    fn write(path: PathBuf, bytes: &[u8]) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A document that lies in `folder`, goes to `into` and refers to these addresses.
    fn arriving(folder: &Path, into: &str, addresses: &[&str]) -> Document {
        let reference = |address: &&str| Reference { written: (*address).into(), line: 1, file: None, fault: None };
        let mut document = Document::default();
        document.source.file = format!("{into}计划.md");
        document.plans.push(Plan { references: addresses.iter().map(reference).collect(), ..Plan::default() });
        attachments::settle_beside(&mut document, &folder.join("计划.md"));
        document
    }

    #[test]
    fn files_keep_their_way_from_the_document_and_nothing_from_outside_comes_along() {
        let (inbox, plans) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = inbox.path().join("来");
        write(folder.join("media/图.png"), b"a");
        write(folder.join("旧.doc"), b"b");
        write(inbox.path().join("外.png"), b"c");
        write(folder.join("程序.exe"), b"d");
        write(plans.path().join("县/旧.doc"), b"b");
        let addresses = ["media/图.png", "./旧.doc", "../外.png", "media/../../外.png", "程序.exe", "没有.png"];
        let document = arriving(&folder, "县/", &addresses);
        assert_eq!(document.source.file, "县/计划.md");
        let found = of(&[(&document, &folder)], plans.path()).unwrap();
        let shown: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.is_there)).collect();
        assert_eq!(shown, [("县/media/图.png", false), ("县/旧.doc", true)]);

        bring(&found, plans.path()).unwrap();
        assert_eq!(fs::read(plans.path().join("县/media/图.png")).unwrap(), b"a");
        assert!(bring(&found, plans.path()).is_err(), "it has come to be there meanwhile");
        let files = walkdir::WalkDir::new(plans.path()).into_iter().flatten().filter(|entry| entry.path().is_file());
        assert_eq!(files.count(), 2);
    }

    #[test]
    fn another_file_is_never_replaced() {
        let (inbox, plans) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (one, other) = (inbox.path().join("甲"), inbox.path().join("乙"));
        write(one.join("media/1.png"), b"one");
        write(other.join("media/1.png"), b"two");
        let documents = [arriving(&one, "", &["media/1.png"]), arriving(&other, "", &["media/1.png"])];
        let both = [(&documents[0], one.as_path()), (&documents[1], other.as_path())];
        assert!(matches!(of(&both, plans.path()), Err(CompanionError::Clash(path)) if path == "media/1.png"));
        assert_eq!(of(&both[..1], plans.path()).unwrap().len(), 1);
        write(plans.path().join("media/1.png"), b"two");
        assert!(matches!(of(&both[..1], plans.path()), Err(CompanionError::Differs(_))));
    }

    #[cfg(unix)]
    #[test]
    fn no_link_in_the_archive_leads_a_file_out_of_it() {
        let (inbox, plans) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(inbox.path().join("media/1.png"), b"a");
        std::os::unix::fs::symlink(inbox.path(), plans.path().join("media")).unwrap();
        let document = arriving(inbox.path(), "", &["media/1.png"]);
        assert!(matches!(of(&[(&document, inbox.path())], plans.path()), Err(CompanionError::Way(_))));
    }
}
