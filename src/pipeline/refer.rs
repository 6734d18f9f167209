//! What the text of each plan refers to: footnotes, reference links, and files beside the document.
//!
//! A converter puts all footnotes of a file, and the addresses of its links, at its end. Each goes to the plan that refers to it.

mod definitions;
mod notes;
mod owners;

use std::collections::HashSet;

use crate::document::{Body, Finding, Plan, Reference};
use crate::html;

/// Finds the footnotes of each plan, its reference links and its local addresses. Whether there is a file at an address is not
/// looked at.
pub fn refer(body: &Body, plans: &mut [Plan]) -> Vec<Finding> {
    let findings = notes::assign(body, plans);
    plans.iter_mut().for_each(|plan| plan.foreign.sort_by_key(|lines| lines.start));
    let referring = definitions::assign(body, plans);
    for (plan, referring) in plans.iter_mut().zip(referring) {
        plan.foreign.sort_by_key(|lines| lines.start);
        plan.references = references(body, plan, &referring);
    }
    findings
}

/// The local addresses of a plan, by line. `referring` are the lines that its definitions are used on.
fn references(body: &Body, plan: &Plan, referring: &[u32]) -> Vec<Reference> {
    let of_line = |line: usize| {
        let line = body.lines.get(line)?;
        let text = body.text_of(line);
        let reference = move |written: String| {
            let line = line.line_at(text.find(&written).unwrap_or(0));
            Reference { written, line, file: None, fault: None }
        };
        Some(html::local_addresses(text).into_iter().map(reference))
    };
    let mut found: Vec<Reference> = plan.all_lines().filter_map(of_line).flatten().collect();
    let defined = plan.definitions.iter().zip(referring).filter(|(one, _)| html::is_local(&one.address));
    found.extend(defined.map(|(one, line)| Reference {
        written: one.address.clone(),
        line: *line,
        file: None,
        fault: None,
    }));
    found.sort_by_key(|reference| reference.line);
    let mut seen = HashSet::new();
    found.retain(|reference| seen.insert(reference.written.clone()));
    found
}
