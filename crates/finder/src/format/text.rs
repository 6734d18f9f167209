//! Text in few bytes: the commonest characters in one, other Han in two, the rest in four. Deflate does the rest.

use super::bytes::{Reader, put};
use crate::once::OnceLock;
use crate::prelude::*;

/// The 168 commonest characters of Chinese official prose, sorted; counted over laws and work plans.
static COMMON: &str = include_str!("../../data/common.txt");

/// First lead byte of two-byte codes.
const PAIR: u8 = 168;
/// Marks a scalar in three bytes.
const WIDE: u8 = 255;

/// Blocks that share the two-byte codes, in order: first scalar and count. (255 - 168) * 256 = 22,272 codes.
const RANGES: [(u32, u32); 5] = [(0x4e00, 20_992), (0x0000, 0x180), (0x2000, 0x70), (0x3000, 0x100), (0xff00, 0xf0)];

/// Appends a text: count of scalars, codes.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.chars().count() as u32);
    text.chars().for_each(|c| put_char(out, c));
}

fn put_char(out: &mut Vec<u8>, c: char) {
    if let Some(code) = common_code(c) {
        return out.push(code);
    }
    match pair_code(u32::from(c)) {
        Some(code) => out.extend([PAIR + (code >> 8) as u8, code as u8]),
        None => {
            out.push(WIDE);
            out.extend(&u32::from(c).to_le_bytes()[..3]);
        }
    }
}

fn common() -> &'static [char] {
    static CHARS: OnceLock<Vec<char>> = OnceLock::new();
    CHARS.get_or_init(|| COMMON.trim_end().chars().collect())
}

fn common_code(c: char) -> Option<u8> {
    common().binary_search(&c).ok().map(|at| at as u8)
}

fn pair_code(scalar: u32) -> Option<u32> {
    let mut base = 0;
    for (first, count) in RANGES {
        if (first..first + count).contains(&scalar) {
            return Some(base + scalar - first);
        }
        base += count;
    }
    None
}

/// Reads a text.
pub fn text(reader: &mut Reader) -> String {
    reader.list(char).into_iter().collect()
}

fn char(reader: &mut Reader) -> char {
    let lead = reader.byte();
    let read = match lead {
        WIDE => char::from_u32(reader.fixed(3)),
        PAIR.. => paired((u32::from(lead - PAIR) << 8) + u32::from(reader.byte())),
        _ => common().get(usize::from(lead)).copied(),
    };
    reader.check(read.is_some());
    read.unwrap_or_default()
}

fn paired(mut code: u32) -> Option<char> {
    for (first, count) in RANGES {
        if code < count {
            return char::from_u32(first + code);
        }
        code -= count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_comes_back(original in "\\PC*|[的和，一-龥]*") {
            let mut bytes = Vec::new();
            put_text(&mut bytes, &original);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(text(&mut reader), original);
            prop_assert!(!reader.goes_on());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            text(&mut Reader::new(&bytes));
        }
    }

    #[test]
    fn the_common_characters_are_sorted_and_fill_their_codes() {
        let common: Vec<char> = COMMON.trim_end().chars().collect();
        assert_eq!(common.len(), usize::from(PAIR));
        assert!(common.is_sorted());
    }
}
