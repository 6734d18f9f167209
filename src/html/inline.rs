//! A line of running text: emphasis, links and code, and nothing that would make a block of it.

use super::guard::Guard;
use super::{nodes, sanitise};

/// White space to Markdown's emphasis rules, an ordinary character to its block rules: in front of a line it keeps `#`, `1.`,
/// `-`, `>` and the like from opening a block.
const SHIELD: char = '\u{3000}';

/// The line as HTML.
pub(super) fn render(text: &str) -> String {
    if !text.contains(['*', '~', '`', '[', '<', '&', '\\', '!']) {
        return nodes::escape(text);
    }
    let guard = Guard::new(text);
    let hidden = guard.hide(&text.replace(['\n', '\r'], " "));
    let html = nodes::render(&format!("{SHIELD}{}", hidden.trim()), &guard, true);
    let html = html.trim();
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap_or(html);
    sanitise::clean(inner.strip_prefix(SHIELD).unwrap_or(inner))
}
