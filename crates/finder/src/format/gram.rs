//! Keys of the dictionary: one to three characters of a field, packed so that they sort by character.

use super::bytes::{Reader, put};
use crate::prelude::*;
use crate::query::Field;

/// Bits a character takes.
const BITS: u32 = 21;

/// A gram of a field. Grams of the text stand for themselves; those of titles begin with U+0001, of headings with U+0002,
/// and have at most two characters of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(pub u64);

impl Gram {
    /// The gram of a field; `None` where it has too many characters.
    pub fn new(field: Field, chars: &[char]) -> Option<Self> {
        let mut codes = [0; 3];
        let mark = match field {
            Field::Text => 0,
            Field::Title => 1,
            Field::Heading => 2,
        };
        codes[0] = mark;
        let own = &mut codes[usize::from(mark > 0)..];
        let own = own.get_mut(..chars.len())?;
        own.iter_mut().zip(chars).for_each(|(code, &c)| *code = u32::from(c));
        Some(Self::packed(codes))
    }

    fn packed(codes: [u32; 3]) -> Self {
        Self(codes.iter().fold(0, |key, &code| key << BITS | u64::from(code)))
    }

    /// Its characters, with the mark of the field; unused places are 0.
    fn codes(self) -> [u32; 3] {
        [self.0 >> (2 * BITS), self.0 >> BITS, self.0].map(|code| (code & ((1 << BITS) - 1)) as u32)
    }

    /// The shortest beginning of this gram that sorts after `before`.
    pub fn separator(self, before: Self) -> Self {
        let (own, other) = (self.codes(), before.codes());
        let shared = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
        let mut codes = [0; 3];
        codes.iter_mut().zip(own).take(shared + 1).for_each(|(code, own)| *code = own);
        Self::packed(codes)
    }

    /// Appends the gram, given the smaller one before it: how many characters they share, the difference of the next,
    /// then how many follow (the 2-bit numbers share a byte), and those.
    pub fn put(self, out: &mut Vec<u8>, before: Self) {
        let (own, other) = (self.codes(), before.codes());
        let shared = own.iter().zip(&other).take_while(|(a, b)| a == b).count().min(2);
        let length = self.length();
        out.push((shared | length << 2) as u8);
        put(out, own[shared].wrapping_sub(other[shared]));
        (shared + 1..length).for_each(|at| put(out, own[at]));
    }

    /// Reads what [`Gram::put`] wrote.
    pub fn read(reader: &mut Reader, before: Self) -> Self {
        let sizes = usize::from(reader.byte());
        let (shared, length) = (sizes & 3, sizes >> 2);
        let mut codes = before.codes();
        for (at, code) in codes.iter_mut().enumerate().skip(shared) {
            let base = if at == shared { *code } else { 0 };
            *code = if at < length.max(shared + 1) { base.wrapping_add(reader.number()) } else { 0 };
        }
        let sound = shared < 3 && length < 4 && codes.iter().all(|&code| code <= u32::from(char::MAX));
        reader.check(sound);
        Self::packed(if sound { codes } else { [0; 3] })
    }

    /// The field it is of.
    pub fn field(self) -> Field {
        match self.codes()[0] {
            1 => Field::Title,
            2 => Field::Heading,
            _ => Field::Text,
        }
    }

    /// How many characters it has, the mark of its field included.
    pub fn length(self) -> usize {
        3 - self.codes().iter().rev().take_while(|&&code| code == 0).count()
    }

    /// Its second character.
    pub fn second(self) -> Option<char> {
        char::from_u32(self.codes()[1])
    }

    /// A hash that does not change with the archive, for deciding where files end.
    pub fn hash(self) -> u32 {
        let mixed = (self.0 ^ (self.0 >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32
    }
}
