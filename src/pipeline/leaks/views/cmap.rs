//! What the codes of a PDF's font mean: its table `ToUnicode` (ISO 32000-1, 9.10.3).

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

/// Codes of one font and what they stand for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// Bytes of a code.
    width: usize,
    texts: HashMap<u32, String>,
}

/// Most codes that one range may claim: a font has no more.
const LARGEST: u32 = 1 << 16;

/// A part of the table, with what it is.
static PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)begin(codespacerange|bfchar|bfrange)(.*?)end(?:codespacerange|bfchar|bfrange)"));
/// A string of digits, or the brackets of a list of such.
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"<([0-9a-fA-F\s]*)>|\[|\]"));

/// The patterns are constants; a test compiles them all.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

impl Codes {
    /// Reads a table; what it does not say is not known.
    pub fn parse(table: &str) -> Codes {
        let mut codes = Codes { width: 1, texts: HashMap::new() };
        for part in PART.captures_iter(table) {
            let words: Vec<&str> =
                WORD.captures_iter(&part[2]).map(|word| word.get(1).map_or("", |digits| digits.as_str())).collect();
            match &part[1] {
                "codespacerange" => {
                    codes.width = words.first().map_or(1, |digits| digits.trim().len().div_ceil(2).clamp(1, 4))
                }
                "bfchar" => words.as_chunks::<2>().0.iter().for_each(|[code, text]| {
                    codes.texts.insert(number(code), utf16(text));
                }),
                _ => codes.ranges(&words),
            }
        }
        codes
    }

    /// `<first> <last> <text of the first>`, or `<first> <last> [<text> ...]`; brackets are empty words.
    fn ranges(&mut self, mut words: &[&str]) {
        while let [first, last, text, rest @ ..] = words {
            let (first, last) = (number(first), number(last));
            words = rest;
            if !text.is_empty() {
                let units = utf16(text);
                let mut start: Vec<char> = units.chars().collect();
                let Some(base) = start.pop() else { continue };
                for code in first..=last.min(first.saturating_add(LARGEST)) {
                    let end = char::from_u32(u32::from(base).saturating_add(code - first));
                    self.texts.insert(code, start.iter().copied().chain(end).collect());
                }
                continue;
            }
            let length = rest.iter().position(|word| word.is_empty()).unwrap_or(rest.len());
            (first..).zip(&rest[..length]).for_each(|(code, text)| drop(self.texts.insert(code, utf16(text))));
            words = rest.get(length + 1..).unwrap_or_default();
        }
    }

    /// Appends what a string in this font says.
    pub fn read(&self, string: &[u8], text: &mut String) {
        for code in string.chunks(self.width) {
            let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            text.push_str(self.texts.get(&code).map_or("", String::as_str));
        }
    }
}

fn number(digits: &str) -> u32 {
    digits.chars().filter_map(|digit| digit.to_digit(16)).fold(0, |number, digit| number << 4 | digit)
}

fn utf16(digits: &str) -> String {
    let digits: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let unit = |digits: &[u32]| digits.iter().fold(0, |unit, digit| unit << 4 | *digit as u16);
    String::from_utf16_lossy(&digits.chunks(4).map(unit).collect::<Vec<u16>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables as Chromium, and as others write them.
    #[test]
    fn reads_characters_ranges_and_lists() {
        let table = "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n2 beginbfchar\n<76> <7ECF>\n<9B> <D842DFB7>\nendbfchar";
        let mut text = String::new();
        Codes::parse(table).read(b"\x76\x9b\x01", &mut text);
        assert_eq!(text, "经𠮷");
        let table = "begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0003> <4E00>\
            <0010> <0011> [<7ECF> <8D39>] <0020> <0020> <5206> endbfrange";
        let mut text = String::new();
        Codes::parse(table).read(&[0, 3, 0, 0x10, 0, 0x11, 0, 0x20], &mut text);
        assert_eq!(text, "\u{4e02}经费分");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(table in "(begin(bfrange|bfchar)|end(bfrange|bfchar)|<[0-9A-F]{0,9}>|\\[|\\]| ){0,20}", string: Vec<u8>) {
            Codes::parse(&table).read(&string, &mut String::new());
        }
    }
}
