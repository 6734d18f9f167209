//! What the text of a plan refers to: files beside the document, and footnotes.

use serde::{Deserialize, Serialize};

use super::{Name, Plan};
use crate::tree::Stamp;

/// What a text refers to by an address that belongs to no other site: a picture, an attachment, another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The address as written.
    pub written: String,
    /// Source line of the plan that refers to it.
    pub line: u32,
    /// The file that is shown; `None` where there is none that may be.
    pub file: Option<Attached>,
    /// Why none is; `None` too before anybody has looked.
    pub fault: Option<Fault>,
}

/// Why there is no file to show at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// There is none.
    Missing,
    /// It is of a kind, of a size or in a place that is not published.
    Refused,
    /// The address means no file that could be shown.
    Dropped,
}

impl Fault {
    /// Name of the finding that reports it.
    pub fn rule(self) -> Name {
        match self {
            Fault::Missing => "file-missing",
            Fault::Refused => "file-refused",
            Fault::Dropped => "link-dropped",
        }
    }
}

/// A picture or an attachment beside a plan document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Path below the folder of plans, `/` between parts.
    pub path: String,
    /// Name it has among the files of the plan's page: ASCII, the same as long as the document refers to it by the same path.
    pub name: String,
    /// Whether it is shown in the page, not offered to be kept.
    pub is_picture: bool,
    /// The file as it was last seen.
    pub stamp: Stamp,
}

/// A footnote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The label as written, between `[^` and `]`.
    pub label: String,
    /// Its lines, as a range of `Body::lines`.
    pub lines: std::ops::Range<usize>,
}

/// Where the links of a label lead (`[label]: address "title"`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The label as labels are compared; see [`crate::text::definition::key`].
    pub label: String,
    /// The address as written.
    pub address: String,
    /// Its title, empty where it has none.
    pub title: String,
    /// Its line: index into `Body::lines`.
    pub line: usize,
}

impl Plan {
    /// Indices into `Body::lines` of all that belongs to it: its own lines but for footnotes and definitions of other plans, then
    /// those of its own that stand elsewhere.
    pub fn all_lines(&self) -> impl Iterator<Item = usize> {
        let own = self.lines.clone().filter(|line| !self.is_foreign(*line));
        own.chain(self.elsewhere())
    }

    /// Lines of its footnotes and definitions that stand outside its own lines.
    pub fn elsewhere(&self) -> impl Iterator<Item = usize> {
        let notes = self.notes.iter().flat_map(|note| note.lines.clone());
        let definitions = self.definitions.iter().map(|definition| definition.line);
        notes.chain(definitions).filter(|line| !self.lines.contains(line))
    }

    /// Whether one of its lines is a footnote or a definition of another plan.
    pub fn is_foreign(&self, line: usize) -> bool {
        let next = self.foreign.partition_point(|lines| lines.start <= line);
        next > 0 && self.foreign[next - 1].contains(&line)
    }
}
