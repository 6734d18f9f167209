//! Simplified or Traditional, by the characters that occur in only one of the two.

use super::view;
use crate::document::Script;

/// Script of a text. Simplified where nothing decides.
pub fn script(text: &str) -> Script {
    of([text])
}

/// Script of several pieces of one text.
pub(super) fn of<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Script {
    let (mut traditional, mut simplified) = (0_usize, 0_usize);
    for char in pieces.into_iter().flat_map(str::chars).filter(|char| *char >= '\u{3400}') {
        traditional += usize::from(view::is_traditional(char));
        simplified += usize::from(view::is_simplified_only(char));
    }
    if traditional > simplified { Script::Hant } else { Script::Hans }
}
