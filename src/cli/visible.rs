//! What goes to a terminal. Text of documents, names of files and messages of other programs may hold codes that a terminal
//! obeys; here, and only here, they are made visible.

use std::fmt::Display;
use std::io::Write;

/// The text without anything that a terminal obeys: control characters as their pictures (`␛`), and what has no picture or
/// turns the direction of writing as `�`. One scalar becomes one scalar, so that marks stay where they are.
pub fn visible(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Says a line on stderr. Whoever closed it does not want to hear it.
pub fn say(text: impl Display) {
    ask(format!("{text}\n"));
}

/// Says something on stderr and stays on its line.
pub fn ask(text: impl Display) {
    let _ = std::io::stderr().write_all(visible(&text.to_string()).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_a_terminal_obeys() {
        let hostile: String = ('\0'..='\u{9f}').chain('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').collect();
        let shown = visible(&hostile);
        assert!(shown.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        assert!(!shown.contains(['\u{202e}', '\u{2066}']));
        assert_eq!(shown.chars().count(), hostile.chars().count());
        assert_eq!(visible("\u{1b}]0;计划\u{7}"), "␛]0;计划␇");
    }
}
