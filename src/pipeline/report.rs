//! What a run of the pipeline did.

use std::time::Duration;

use super::Stage;
use crate::document::{Finding, Severity};

/// Figures of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Files read.
    pub files: usize,
    /// Plans found in them.
    pub plans: usize,
    /// Source lines taken away whole.
    pub removed_lines: usize,
    /// Pages written for Zola.
    pub pages: usize,
    /// Size of the tantivy index and the search data, in bytes.
    pub index_bytes: u64,
    /// Files of the site that are new, other or gone compared with the published one.
    pub changed_files: usize,
    /// Whether a file of the site holds text that is not public; then it is not published either.
    pub is_leaking: bool,
    /// Files of the cache that were damaged or of another version, and passed over.
    pub ignored: Vec<String>,
    /// Time each stage took, in the order they began; some run beside others.
    pub stages: Vec<(Stage, Duration)>,
    /// Time of all, from the first stage to the last.
    pub time: Duration,
    /// All findings, by file and line.
    pub findings: Vec<FileFinding>,
    /// Whether the published site is that of these sources now; not if it has a broken link, anchor or id.
    pub is_published: bool,
}

/// A finding and the file it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFinding {
    /// Path relative to the folder of plans; for a broken link, to the site.
    pub file: String,
    /// What was found.
    pub finding: Finding,
    /// Whether it may quote text that is not public.
    pub is_closed: bool,
}

impl FileFinding {
    /// A finding that quotes nothing but what all may see.
    pub fn open(file: String, finding: Finding) -> FileFinding {
        FileFinding { file, finding, is_closed: false }
    }

    /// The finding as everybody may see it.
    pub fn shown(&self) -> Finding {
        if self.is_closed { self.finding.masked() } else { self.finding.clone() }
    }
}

impl Report {
    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|found| found.finding.severity == severity).count()
    }
}
