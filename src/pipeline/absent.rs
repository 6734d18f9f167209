//! Plans that are not gone but out of reach: a site must not say that they were withdrawn.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use super::documents::UNREADABLE;
use super::identify::{Lock, Record, State};
use crate::document::Document;

/// Why nothing is published.
#[derive(Debug, thiserror::Error)]
pub enum AbsentError {
    /// A file, or a folder, that holds plans is there and cannot be read.
    #[error("{}", t!("error.unreadable-plans", path = path.display(), reason = reason))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The folder of plans is empty, and was not.
    #[error("{}", t!("error.emptied", path = path.display(), plans = plans))]
    Emptied {
        /// The folder of plans.
        path: PathBuf,
        /// How many plans it held.
        plans: usize,
    },
}

/// Fails where plans of the lock file would count as removed although nobody removed them: their file cannot be read, or the
/// whole folder is empty (a disk that is not mounted, a submodule that is not checked out).
pub fn hold(documents: &[Document], lock: &Lock, plans: &Path) -> Result<(), AbsentError> {
    let is_there = |record: &&Record| matches!(record.state, State::Shown | State::Hidden | State::Closed);
    let live = || lock.records.iter().filter(is_there);
    let count = live().count();
    if documents.is_empty() && count > 0 {
        return Err(AbsentError::Emptied { path: plans.to_owned(), plans: count });
    }
    for document in documents {
        let Some(finding) = document.findings.iter().find(|finding| finding.rule == UNREADABLE) else { continue };
        let file = document.source.file.as_str();
        let holds = |record: &Record| {
            record.file.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if live().any(holds) {
            let reason = finding.args.iter().map(|(_, value)| value.as_str()).collect();
            return Err(AbsentError::Unreadable { path: plans.join(file), reason });
        }
    }
    Ok(())
}
