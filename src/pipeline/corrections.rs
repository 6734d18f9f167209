//! What people have corrected, held against what the documents are: a correction that no longer applies is said.

use super::{Error, FileFinding, split};
use crate::document::{Document, Finding, Plan, Severity};
use crate::overrides::{FileOverrides, Overrides};

/// The boundaries of a file that people have set by hand.
pub fn boundaries(file: &str, own: Option<&FileOverrides>) -> Vec<split::Override> {
    let set = |line: &u32, action| split::Override { file: file.to_owned(), line: *line, action };
    let Some(own) = own else { return Vec::new() };
    let begins = own.plan_at.iter().map(|line| set(line, split::Action::Split));
    begins.chain(own.no_plan_at.iter().map(|line| set(line, split::Action::Keep))).collect()
}

/// Fails where an override that says who may see a plan no longer finds it: the plan might be published by mistake.
pub fn hold_guards(overrides: &Overrides, documents: &[Document]) -> Result<(), Error> {
    let holds = |(file, line): (&str, u32)| {
        document_of(file, documents).is_some_and(|document| document.plans.iter().any(|plan| plan.start_line == line))
    };
    match overrides.guards().find(|guard| !holds(*guard)) {
        Some((file, line)) => Err(Error::LostGuard { file: file.to_owned(), line }),
        None => Ok(()),
    }
}

/// The document of a file, of documents that are sorted by file.
fn document_of<'a>(file: &str, documents: &'a [Document]) -> Option<&'a Document> {
    let place = documents.binary_search_by(|document| document.source.file.as_str().cmp(file)).ok()?;
    Some(&documents[place])
}

/// Files that are corrected and no longer there.
pub fn gone(overrides: &Overrides, documents: &[Document]) -> Vec<FileFinding> {
    let gone = overrides.files().filter(|file| document_of(file, documents).is_none());
    gone.map(|file| FileFinding::open(file.to_owned(), unused_at(0))).collect()
}

/// Facts that are given for a line at which no plan begins.
pub fn unused(own: Option<&FileOverrides>, plans: &[Plan]) -> Vec<Finding> {
    let lines = own.into_iter().flat_map(|own| own.facts.keys());
    let lines = lines.filter(|line| plans.iter().all(|plan| plan.start_line != **line));
    lines.map(|line| unused_at(*line)).collect()
}

fn unused_at(line: u32) -> Finding {
    Finding { rule: "override-unused", severity: Severity::Warning, line, args: vec![] }
}
