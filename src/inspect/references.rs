//! What the text of a plan refers to, as reported.

use serde::Serialize;

use crate::attachments;
use crate::document::{Body, Fault, Plan, Reference};

/// A picture, an attachment, or another address that leads to no other site.
#[derive(Debug, Serialize)]
pub struct ReferenceReport<'a> {
    /// As written.
    pub address: &'a str,
    /// Source line.
    pub line: u32,
    /// `picture`, `attachment`, or `link` where the address means neither.
    pub kind: &'static str,
    /// `found`, `missing`, `refused` or `dropped`.
    pub state: &'static str,
    /// The file that was found, below the folder of plans or the one that the document lies in.
    pub file: Option<&'a str>,
}

/// A footnote.
#[derive(Debug, Serialize)]
pub struct NoteReport<'a> {
    /// Its label, without brackets.
    pub label: &'a str,
    /// Source line of its text.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// The files that a plan refers to.
pub fn files(plan: &Plan) -> Vec<ReferenceReport<'_>> {
    plan.references.iter().map(file).collect()
}

fn file(reference: &Reference) -> ReferenceReport<'_> {
    let kind = match attachments::means_picture(&reference.written) {
        Some(true) => "picture",
        Some(false) => "attachment",
        None => "link",
    };
    let state = match reference.fault {
        _ if reference.file.is_some() => "found",
        Some(Fault::Dropped) => "dropped",
        Some(Fault::Refused) => "refused",
        Some(Fault::Missing) | None => "missing",
    };
    let file = reference.file.as_ref().map(|file| file.path.as_str());
    ReferenceReport { address: &reference.written, line: reference.line, kind, state, file }
}

/// The footnotes of a plan.
pub fn notes<'a>(body: &'a Body, plan: &'a Plan) -> Vec<NoteReport<'a>> {
    let note = |note: &'a crate::document::Note| {
        let lines = body.lines.get(note.lines.clone())?;
        let text: Vec<&str> = lines.iter().map(|line| body.text_of(line)).collect();
        let text = text.join("\n");
        let own = text.split_once("]:").map_or(text.as_str(), |(_, own)| own.trim()).to_owned();
        Some(NoteReport { label: &note.label, line: lines.first()?.first_line(), text: own })
    };
    plan.notes.iter().filter_map(note).collect()
}
