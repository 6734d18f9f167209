//! Lines that form a Markdown or HTML block, rendered as a whole.

use super::guard::Guard;
use super::{nodes, sanitise};
use crate::document::{Body, BodyLine};

/// The block as HTML.
pub(super) fn render(body: &Body, lines: &[&BodyLine]) -> String {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return String::new() };
    let start = body.text[..first.range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let text = dedent(&body.text[start..last.range.end]);
    let guard = Guard::new(&text);
    let anchors: String = lines.iter().map(|line| format!("<span id=\"L{}\"></span>", line.first_line())).collect();
    let html = sanitise::clean(&nodes::render(&guard.hide(&text), &guard, false));
    let html = html.replace("<table>", "<div class=\"table\"><table>").replace("</table>", "</table></div>");
    format!("<div class=\"block\">{anchors}{html}</div>\n")
}

/// Takes the white space that all lines share away, so that none of it means code.
fn dedent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t', '\u{3000}']).len();
    let shared = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    text.lines().map(|line| line.get(shared..).unwrap_or_else(|| line.trim_start())).collect::<Vec<_>>().join("\n")
}
