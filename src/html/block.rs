//! Lines that form a Markdown or HTML block, rendered as a whole.

use super::guard::Guard;
use super::links::{Links, Set};
use super::{nodes, sanitise};
use crate::document::{Body, BodyLine};
use crate::text::table::{cells, ends_with_bar, is_rule};

/// The block as HTML.
pub(super) fn render(body: &Body, lines: &[&BodyLine], links: &mut Links) -> String {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return String::new() };
    let start = body.text[..first.range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let text = widen_tables(&dedent(&body.text[start..last.range.end]));
    let guard = Guard::new(&text);
    let anchors: String = lines.iter().map(|line| format!("<span id=\"L{}\"></span>", line.first_line())).collect();
    let mut set = Set::new(guard.free());
    let hidden = guard.hide(&links.mark_notes(&text, &mut set));
    let html = sanitise::clean(&nodes::render(&hidden, &guard, false, links, &mut set));
    let html = set.restore(html);
    let html = html.replace("<table>", "<div class=\"table\"><table>").replace("</table>", "</table></div>");
    format!("<div class=\"block\">{anchors}{html}</div>\n")
}

/// Takes the white space that all lines share away, so that none of it means code.
fn dedent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t', '\u{3000}']).len();
    let shared = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    text.lines().map(|line| line.get(shared..).unwrap_or_else(|| line.trim_start())).collect::<Vec<_>>().join("\n")
}

/// Gives the head of a table a cell for every cell of its longest row. Markdown drops what goes beyond the head.
fn widen_tables(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for rule in 1..lines.len() {
        if !is_rule(&lines[rule]) {
            continue;
        }
        if !lines[rule].contains('|') {
            // A rule across the page, which the parser would take for the head of a table.
            lines[rule].insert(0, '\n');
            continue;
        }
        let rows = lines[rule + 1..].iter().take_while(|line| !line.trim().is_empty());
        let widest = rows.map(|row| cells(row).count()).max().unwrap_or(0);
        let missing = widest.saturating_sub(cells(&lines[rule]).count());
        if missing > 0 {
            lines[rule - 1] = widened(&lines[rule - 1], "   |", missing);
            lines[rule] = widened(&lines[rule], " - |", missing);
        }
    }
    lines.join("\n")
}

fn widened(row: &str, cell: &str, times: usize) -> String {
    let row = row.trim_end();
    let bar = if ends_with_bar(row) { "" } else { " |" };
    format!("{row}{bar}{}", cell.repeat(times))
}
