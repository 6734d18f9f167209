//! Reads bytes: encoding and front matter.

mod decode;
mod front;

use crate::document::{Finding, Severity, Source};

/// Reads one file. `file` is its path relative to the folder of plans; no bytes are fatal.
pub fn read(file: &str, bytes: &[u8]) -> Source {
    let decoded = decode::decode(bytes);
    let mut findings = decoded.findings;
    let (front, front_findings) = front::parse(&decoded.text);
    findings.extend(front_findings);
    if decoded.text.trim().is_empty() {
        findings.push(Finding { rule: "empty-file", severity: Severity::Warning, line: 0, args: Vec::new() });
    }
    Source { file: file.to_owned(), encoding: decoded.encoding, text: decoded.text, front, findings }
}
