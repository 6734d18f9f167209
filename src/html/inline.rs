//! A line of running text: emphasis, links and code, and nothing that would make a block of it.

use super::guard::Guard;
use super::links::{Links, Set};
use super::{nodes, sanitise};

/// White space to Markdown's emphasis rules, an ordinary character to its block rules: in front of a line it keeps `#`, `1.`,
/// `-`, `>` and the like from opening a block.
const SHIELD: char = '\u{3000}';

/// The line as HTML.
pub(super) fn render(text: &str, links: &mut Links) -> String {
    if !text.contains(['*', '~', '`', '[', '<', '&', '\\', '!']) {
        return nodes::escape(text);
    }
    let guard = Guard::new(text);
    let mut set = Set::new(guard.free());
    let hidden = guard.hide(&links.mark_notes(text, &mut set).replace(['\n', '\r'], " "));
    let html = nodes::render(&format!("{SHIELD}{}", hidden.trim()), &guard, true, links, &mut set);
    let html = html.trim();
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap_or(html);
    let html = sanitise::clean(inner.strip_prefix(SHIELD).unwrap_or(inner));
    set.restore(html)
}
