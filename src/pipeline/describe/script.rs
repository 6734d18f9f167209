//! Simplified or Traditional, by the share of characters that Simplified Chinese writes otherwise.

use super::view;
use crate::document::Script;

/// Script of a text. Simplified where nothing decides.
pub fn script(text: &str) -> Script {
    of([text])
}

/// Script of several pieces of one text. Of the characters of Traditional prose a third are written otherwise in
/// Simplified; in Simplified prose hardly one in a hundred is a form that the table folds.
pub(super) fn of<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Script {
    let (mut han, mut traditional) = (0_usize, 0_usize);
    for char in pieces.into_iter().flat_map(str::chars).filter(|char| ('\u{3400}'..='\u{9fff}').contains(char)) {
        han += 1;
        traditional += usize::from(view::is_traditional(char));
    }
    if traditional * 10 > han { Script::Hant } else { Script::Hans }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_decide() {
        assert_eq!(script("加强学校安全管理"), Script::Hans);
        assert_eq!(script("加強學校安全管理,后面幾里路"), Script::Hant);
        assert_eq!(script("2024-05-01"), Script::Hans);
    }
}
