//! Runs of letters and digits, as numbers.

use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::LazyLock;

use finder::fold::fold;

use super::SHINGLE;

/// A run of [`SHINGLE`] letters and digits: a polynomial of their code points modulo 2^64. Two different runs may share a
/// number; with a million guarded shingles and a billion published ones that happens once in some ten thousand sites.
pub type Shingle = u64;

/// An odd number with well spread bits (2^64 divided by the golden ratio).
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// `FACTOR` to the power of [`SHINGLE`]: the weight of the character that leaves the window.
const LEAVING: u64 = FACTOR.wrapping_pow(SHINGLE as u32);

/// All shingles of a text, in its order. A shorter text has none.
pub fn shingles(text: &str) -> impl Iterator<Item = Shingle> {
    placed(text).map(|(_, shingle)| shingle)
}

/// All shingles of a text, each with the bytes it stands in.
pub fn placed(text: &str) -> impl Iterator<Item = (Range<usize>, Shingle)> {
    let mut window = [(0usize, 0u64); SHINGLE];
    let mut length = 0usize;
    let mut sum = 0u64;
    characters(text).filter_map(move |(byte, character)| {
        let at = length % SHINGLE;
        let leaving = window[at].1.wrapping_mul(LEAVING);
        sum = sum.wrapping_mul(FACTOR).wrapping_add(u64::from(character)).wrapping_sub(leaving);
        window[at] = (byte, u64::from(character));
        length += 1;
        let first = window[length % SHINGLE].0;
        let end = byte + text[byte..].chars().next().map_or(0, char::len_utf8);
        (length >= SHINGLE).then_some((first..end, sum))
    })
}

/// Letters and digits as the search compares them (width, case, Traditional characters, variants), each with the byte at
/// which it begins. A character that stands for several (`①`) counts as what it is compared with.
fn characters(text: &str) -> impl Iterator<Item = (usize, u32)> {
    text.char_indices().flat_map(|(byte, c)| {
        let one = FOLDED.get(c as usize).copied().unwrap_or(SEVERAL);
        let several = if one == SEVERAL { folded(c) } else { Vec::new() };
        let one = (one != SEVERAL && one != NONE).then_some(one);
        one.into_iter().chain(several).map(move |c| (byte, c))
    })
}

/// A character of no text: no letter or digit.
const NONE: u32 = u32::MAX;
/// A character that is compared as several.
const SEVERAL: u32 = u32::MAX - 1;

/// What each character of the first plane is compared as.
static FOLDED: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let one = |code: u32| match char::from_u32(code).map(folded).as_deref() {
        None | Some([]) => NONE,
        Some([one]) => *one,
        Some(_) => SEVERAL,
    };
    (0..1 << 16).map(one).collect()
});

fn folded(c: char) -> Vec<u32> {
    let key = fold(c.encode_utf8(&mut [0; 4])).key;
    key.into_iter().filter(|c| c.is_alphanumeric()).map(u32::from).collect()
}

/// Hashes a shingle by itself: its high bits are well spread, its low bits less so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Same(u64);

/// Builds [`Same`].
pub type Plain = BuildHasherDefault<Same>;

impl Hasher for Same {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0.rotate_left(8) ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, shingle: u64) {
        self.0 = shingle ^ (shingle >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, written out.
    fn slowly(text: &str) -> Vec<Shingle> {
        let characters: Vec<u32> = fold(text).key.into_iter().filter(|c| c.is_alphanumeric()).map(u32::from).collect();
        let number = |run: &[u32]| run.iter().fold(0u64, |sum, c| sum.wrapping_mul(FACTOR).wrapping_add(u64::from(*c)));
        characters.windows(SHINGLE).map(number).collect()
    }

    proptest! {
        #[test]
        fn equal_the_definition(text in "[一-十國学學①⑽ａＢa-cA-C,。\\s<>𠮷]{0,60}") {
            prop_assert_eq!(shingles(&text).collect::<Vec<_>>(), slowly(&text));
        }
    }
}
