//! Keeps characters that authors use as masks and ranges out of the Markdown parser's sight.
//!
//! `20__年`, `__市`, `20**年` and `5~6月` are text. Each such character is replaced by one that does not occur in the text, and
//! comes back when the tree is read.

use crate::text::mask::is_mask;

/// Characters that are kept from the parser.
const GUARDED: [char; 4] = ['_', '*', '~', '['];

/// Stand-ins for the guarded characters, in the same order: characters that do not occur in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard {
    hidden: [char; 4],
    free: char,
}

impl Guard {
    /// A guard for this text.
    pub(super) fn new(text: &str) -> Guard {
        // The last private-use plane holds more characters than a text that anyone converts.
        let mut absent = ('\u{100000}'..='\u{10FFFD}').filter(|&c| !text.contains(c));
        let hidden = GUARDED.map(|c| absent.next().unwrap_or(c));
        Guard { hidden, free: absent.next().unwrap_or('\u{10FFFD}') }
    }

    /// A further character that does not occur in the text.
    pub(super) fn free(&self) -> char {
        self.free
    }

    /// The text with every masking character replaced. The number of characters stays.
    pub(super) fn hide(&self, text: &str) -> String {
        let mut hidden = String::with_capacity(text.len() + 8);
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let run = rest.len() - rest.trim_start_matches(c).len();
            let (marks, after) = rest.split_at(run);
            let stand_in = self.stand_in(c, marks.chars().count(), hidden.chars().next_back(), after);
            match stand_in {
                Some(mark) => hidden.extend(marks.chars().map(|_| mark)),
                None => hidden.push_str(marks),
            }
            rest = after;
        }
        hidden
    }

    /// The text with the masking characters back in place.
    pub(super) fn show(&self, text: &str) -> String {
        let shown = |c| self.hidden.iter().position(|&hidden| hidden == c).map_or(c, |at| GUARDED[at]);
        text.chars().map(shown).collect()
    }

    fn stand_in(&self, c: char, length: usize, before: Option<char>, after: &str) -> Option<char> {
        let after_number = before.is_some_and(|c| c.is_ascii_digit());
        let hide = match c {
            '_' => true,
            '~' => length != 2 || after_number,
            '*' => is_mask(before, length, after),
            // A definition of a link or footnote would vanish from the page.
            '[' => before.is_none_or(|c| c == '\n') && after.lines().next().is_some_and(|line| line.contains("]:")),
            _ => false,
        };
        let at = GUARDED.iter().position(|&guarded| guarded == c)?;
        hide.then_some(self.hidden[at])
    }
}
