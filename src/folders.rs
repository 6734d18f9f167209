//! Folders of plans that are not for the public: `staff` and `withheld` under `[extra.planarium]`.

use std::path::Path;

use crate::document::Visibility;

/// What the name of every folder of plans begins with in the configuration, as it does in the archive.
const PLANS: &str = "plans/";

/// Which folders are closed, and how far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Path below the folder of plans, without a slash at its end; a file is possible too.
    closed: Vec<(String, Visibility)>,
}

/// Why a rule cannot be used. It stops every command: what it was to close might be published by mistake.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// It does not name a folder below `plans/`.
    #[error("{}", rust_i18n::t!("error.bad-folder", folder = _0))]
    Form(String),
    /// There is no such folder: it was renamed or moved.
    #[error("{}", rust_i18n::t!("error.no-folder", folder = _0))]
    Missing(String),
}

impl Folders {
    /// The rules of an archive whose plans are in `plans`.
    pub fn new(plans: &Path, staff: &[String], withheld: &[String]) -> Result<Folders, FolderError> {
        let staff = staff.iter().map(|folder| (folder, Visibility::Staff));
        let withheld = withheld.iter().map(|folder| (folder, Visibility::Withheld));
        let rule = |(folder, visibility): (&String, Visibility)| {
            let form = || FolderError::Form(folder.clone());
            let below = folder.strip_prefix(PLANS).ok_or_else(form)?.trim_end_matches('/');
            if below.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
                return Err(form());
            }
            if !plans.join(below).exists() {
                return Err(FolderError::Missing(folder.clone()));
            }
            Ok((below.to_owned(), visibility))
        };
        Ok(Folders { closed: staff.chain(withheld).map(rule).collect::<Result<_, _>>()? })
    }

    /// How far a file is closed; `file` is its path below the folder of plans.
    pub fn visibility(&self, file: &str) -> Visibility {
        let holds =
            |folder: &str| file.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let closed = self.closed.iter().filter(|(folder, _)| holds(folder));
        closed.map(|(_, visibility)| *visibility).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(staff: &[&str], withheld: &[&str]) -> Result<Folders, FolderError> {
        let plans = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(plans.path().join("内部/草稿")).unwrap();
        let owned = |folders: &[&str]| folders.iter().map(|folder| folder.to_string()).collect::<Vec<_>>();
        Folders::new(plans.path(), &owned(staff), &owned(withheld))
    }

    #[test]
    fn a_folder_closes_what_lies_in_it_and_nothing_beside_it() {
        let folders = folders(&["plans/内部/"], &["plans/内部/草稿"]).unwrap();
        assert_eq!(folders.visibility("内部/a.md"), Visibility::Staff);
        assert_eq!(folders.visibility("内部/草稿/b/a.md"), Visibility::Withheld);
        for open in ["内部.md", "内部刊物/a.md", "县/内部/a.md", "a.md"] {
            assert_eq!(folders.visibility(open), Visibility::Public, "{open}");
        }
    }

    #[test]
    fn a_rule_that_closes_nothing_stops() {
        let form = |folder: &str| Err(FolderError::Form(folder.to_string()));
        for folder in ["内部/", "plans/", "plans/../x", "/plans/内部", "plans//内部", "./plans/内部"] {
            assert_eq!(folders(&[folder], &[]), form(folder));
        }
        assert_eq!(folders(&[], &["plans/内布/"]), Err(FolderError::Missing("plans/内布/".into())));
    }
}
