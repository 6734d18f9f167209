//! The plan files of a folder.

use std::fs;
use std::io;
use std::path::Path;

use rust_i18n::t;

/// A file below the folder of plans, or what kept it from being listed.
#[derive(Debug)]
pub enum Listed {
    /// Path relative to the folder, `/` between parts.
    File(String),
    /// Something that cannot be read: its path for people, and why.
    Refused(String, String),
    /// A README: it describes the folder and is no plan.
    Readme(String),
}

impl Listed {
    /// The path that it is sorted by.
    pub fn path(&self) -> &str {
        match self {
            Listed::File(path) | Listed::Refused(path, _) | Listed::Readme(path) => path,
        }
    }
}

/// All `.md` and `.txt` files below `folder`, sorted by path. Hidden files are left out, links are refused by name: what they
/// lead to may lie anywhere. Fails where the folder itself cannot be read.
pub fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    fs::read_dir(folder)?;
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let mut files: Vec<Listed> = walk
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry))
        .filter_map(|entry| listed(folder, entry))
        .collect();
    files.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(files)
}

fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// `README.md`, `README.zh.md`, `readme.txt`.
fn is_readme(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
    name.is_some_and(|name| name.split('.').next() == Some("readme"))
}

fn listed(folder: &Path, entry: walkdir::Result<walkdir::DirEntry>) -> Option<Listed> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path =
                error.path().map_or_else(String::new, |path| relative(folder, path).unwrap_or_else(|lossy| lossy));
            return Some(Listed::Refused(path, error.to_string()));
        }
    };
    let extension = entry.path().extension().map(|extension| extension.to_ascii_lowercase());
    let is_document = extension.is_some_and(|extension| extension == "md" || extension == "txt");
    let is_link = entry.depth() > 0 && entry.file_type().is_symlink() && (is_document || entry.path().is_dir());
    let is_wanted = is_link || is_document && entry.file_type().is_file();
    if !is_wanted {
        return None;
    }
    Some(match relative(folder, entry.path()) {
        Ok(file) if is_link => Listed::Refused(file, t!("error.link").into_owned()),
        Ok(file) if is_readme(entry.path()) => Listed::Readme(file),
        Ok(file) => Listed::File(file),
        Err(lossy) => Listed::Refused(lossy, t!("error.name-not-utf8").into_owned()),
    })
}

/// Path below `folder` with `/`; `Err` with a readable form where it is not UTF-8.
fn relative(folder: &Path, path: &Path) -> Result<String, String> {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_documents_in_order_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        };
        ["b.md", "县/计划.TXT", "a.txt", ".git/x.md", ".hidden.md", "c.docx"].into_iter().for_each(write);
        let files: Vec<String> = list(folder.path()).unwrap().iter().map(|file| file.path().to_owned()).collect();
        assert_eq!(files, ["a.txt", "b.md", "县/计划.TXT"]);
    }

    #[test]
    fn a_readme_is_no_plan() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["README.zh.md", "readme工作.md"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let files = list(folder.path()).unwrap();
        assert!(matches!(&files[..], [Listed::Readme(_), Listed::File(_)]), "{files:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_refused_by_name() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"\xff.md")), "x").unwrap();
        let files = list(folder.path()).unwrap();
        assert!(matches!(&files[..], [Listed::Refused(path, _)] if path == "\u{fffd}.md"), "{files:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused_by_name() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
        link(&other.path().join("gone.md"), "a.md");
        link(other.path(), "b");
        link(&other.path().join("c.pdf"), "c.pdf");
        let files = list(folder.path()).unwrap();
        assert!(files.iter().all(|file| matches!(file, Listed::Refused(..))), "{files:?}");
        assert_eq!(files.iter().map(Listed::path).collect::<Vec<_>>(), ["a.md", "b"]);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(list(Path::new("/nowhere/at/all")).is_err());
    }
}
