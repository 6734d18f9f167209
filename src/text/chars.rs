//! Classes of characters. Rules are written for ASCII punctuation; [`narrow`] brings full-width text to it.

use std::sync::LazyLock;

/// The half-width form of full-width ASCII and of the ideographic space, and the character that a radical of a PDF file
/// stands for; every other character unchanged.
pub fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => ' ',
        '﹒' => '.',
        '〔' => '[',
        '〕' => ']',
        RADICALS..=LAST_RADICAL => radical(c),
        _ => c,
    }
}

/// First and last of the radicals that PDF files hold in place of characters: ⼀ for 一, ⽉ for 月.
const RADICALS: char = '\u{2E80}';
const LAST_RADICAL: char = '\u{2FDF}';

/// The character that a radical stands for, by the table of the search key.
fn radical(c: char) -> char {
    static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
        let of = |c: char| match finder::fold::fold(c.encode_utf8(&mut [0; 4])).key.as_slice() {
            [one] => *one,
            _ => c,
        };
        (RADICALS..=LAST_RADICAL).map(of).collect()
    });
    TABLE.get(c as usize - RADICALS as usize).copied().unwrap_or(c)
}

/// `text` with [`narrow`] applied to every character.
pub fn narrowed(text: &str) -> String {
    let mut narrowed = String::with_capacity(text.len());
    let mut kept = 0;
    for (at, c) in text.char_indices() {
        let narrow = narrow(c);
        if narrow != c {
            narrowed.push_str(&text[kept..at]);
            narrowed.push(narrow);
            kept = at + c.len_utf8();
        }
    }
    narrowed.push_str(&text[kept..]);
    narrowed
}

/// A Han character (unified ideographs, extensions A and B and later, compatibility ideographs, radicals, 〇).
pub fn is_han(c: char) -> bool {
    let compatible = matches!(c, '\u{F900}'..='\u{FAFF}' | RADICALS..=LAST_RADICAL | '〇');
    compatible || matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{323AF}')
}

/// A character that nobody sees: zero-width spaces and joiners, soft hyphen, a stray byte order mark, directional marks.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Ends a sentence.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '！' | '？' | '…' | '．')
}

/// Ends a sentence or a member of a list, so that the line may end here.
pub fn ends_line(c: char) -> bool {
    ends_sentence(c) || matches!(c, ';' | '；' | ':' | '：')
}

/// A comma of any kind.
pub fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | '﹐' | '､')
}

/// Closing bracket or quotation mark for an opening one.
pub fn closing(open: char) -> Option<char> {
    Some(match open {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        '〈' => '〉',
        '【' => '】',
        '〔' => '〕',
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '［' => '］',
        _ => return None,
    })
}

/// A closing bracket or quotation mark.
pub fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '》' | '〉' | '】' | '〕' | ')' | '）' | ']' | '］' | '"')
}

/// A dash of any length.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '―' | '－' | '─' | '‐' | '‑')
}

/// Columns a character takes on a page: 2 for Han and full-width forms, 1 otherwise.
pub fn columns(c: char) -> usize {
    if (c as u32) < 0x2E80 && !matches!(c, '“' | '”' | '‘' | '’' | '—' | '…') { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_stand_for_characters() {
        assert_eq!(narrowed("⼀、⼯作⽬标（⼆○⼆三年三⽉）"), "一、工作目标(二○二三年三月)");
        assert!(is_han('⼀') && !is_han('、') && !is_han('○'));
    }
}
