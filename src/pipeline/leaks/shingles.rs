//! Runs of letters and digits, as numbers.

use std::hash::{BuildHasherDefault, Hasher};

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
    let mut window = [0u64; SHINGLE];
    let mut length = 0usize;
    let mut sum = 0u64;
    characters(text).filter_map(move |character| {
        let at = length % SHINGLE;
        sum =
            sum.wrapping_mul(FACTOR).wrapping_add(u64::from(character)).wrapping_sub(window[at].wrapping_mul(LEAVING));
        window[at] = u64::from(character);
        length += 1;
        (length >= SHINGLE).then_some(sum)
    })
}

/// Letters and digits, ASCII in lower case.
fn characters(text: &str) -> impl Iterator<Item = u32> {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| u32::from(c.to_ascii_lowercase()))
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
        let characters: Vec<u32> = characters(text).collect();
        let number = |run: &[u32]| run.iter().fold(0u64, |sum, c| sum.wrapping_mul(FACTOR).wrapping_add(u64::from(*c)));
        characters.windows(SHINGLE).map(number).collect()
    }

    proptest! {
        #[test]
        fn equal_the_definition(text in "[一-十a-cA-C,。\\s<>]{0,60}") {
            prop_assert_eq!(shingles(&text).collect::<Vec<_>>(), slowly(&text));
        }
    }
}
