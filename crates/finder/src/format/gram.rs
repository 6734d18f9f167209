//! Keys of the dictionary: one to four characters of a field, in the order of their characters.

use super::bytes::{Reader, put};
use crate::prelude::*;
use crate::query::Field;

/// Characters of the longest gram, the mark of its field included.
pub const LONGEST: usize = 4;

/// A gram of a field: its characters, then zeros. Grams of the text stand for themselves; those of titles begin with
/// U+0001, of headings with U+0002.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram([u32; LONGEST]);

impl Gram {
    /// The gram of a field; `None` where it has too many characters.
    pub fn new(field: Field, chars: &[char]) -> Option<Self> {
        let mut codes = [0; LONGEST];
        let mark = match field {
            Field::Text => 0,
            Field::Title => 1,
            Field::Heading => 2,
        };
        codes[0] = mark;
        let own = &mut codes[usize::from(mark > 0)..];
        let own = own.get_mut(..chars.len())?;
        own.iter_mut().zip(chars).for_each(|(code, &c)| *code = u32::from(c));
        Some(Self(codes))
    }

    /// The gram of these characters, the mark of its field among them.
    pub fn of_codes(own: &[u32]) -> Option<Self> {
        let mut codes = [0; LONGEST];
        codes.get_mut(..own.len())?.copy_from_slice(own);
        Some(Self(codes))
    }

    /// Its characters, the mark of its field among them.
    pub fn codes(&self) -> &[u32] {
        &self.0[..self.length()]
    }

    /// A short gram that sorts after `before` and not after this one: the beginning that they share, then the number with the
    /// most zeros at its end.
    pub fn separator(self, before: Self) -> Self {
        let shared = self.0.iter().zip(&before.0).take_while(|(a, b)| a == b).count();
        let mut codes = self.0;
        codes.iter_mut().skip(shared + 1).for_each(|code| *code = 0);
        if let Some(code) = codes.get_mut(shared) {
            let zeros = (*code ^ before.0[shared]).ilog2();
            *code = *code >> zeros << zeros;
        }
        Self(codes)
    }

    /// Appends the gram, given the smaller one before it: how many characters they share, the difference of the next,
    /// then how many follow (the 2-bit numbers share a byte), and those.
    pub fn put(self, out: &mut Vec<u8>, before: Self) {
        let (own, other) = (self.0, before.0);
        let shared = own.iter().zip(&other).take_while(|(a, b)| a == b).count().min(LONGEST - 1);
        let length = self.length();
        out.push((shared | length << 2) as u8);
        put(out, own[shared].wrapping_sub(other[shared]));
        (shared + 1..length).for_each(|at| put(out, own[at]));
    }

    /// Reads what [`Gram::put`] wrote.
    pub fn read(reader: &mut Reader, before: Self) -> Self {
        let sizes = usize::from(reader.byte());
        let (shared, length) = (sizes & 3, sizes >> 2);
        let mut codes = before.0;
        for (at, code) in codes.iter_mut().enumerate().skip(shared) {
            let base = if at == shared { *code } else { 0 };
            *code = if at < length.max(shared + 1) { base.wrapping_add(reader.number()) } else { 0 };
        }
        let sound = length <= LONGEST && codes.iter().all(|&code| code <= u32::from(char::MAX));
        reader.check(sound);
        Self(if sound { codes } else { [0; LONGEST] })
    }

    /// The field it is of.
    pub fn field(self) -> Field {
        match self.0[0] {
            1 => Field::Title,
            2 => Field::Heading,
            _ => Field::Text,
        }
    }

    /// How many characters it has, the mark of its field included.
    pub fn length(&self) -> usize {
        LONGEST - self.0.iter().rev().take_while(|&&code| code == 0).count()
    }

    /// Its second character.
    pub fn second(self) -> Option<char> {
        char::from_u32(self.0[1])
    }

    /// A number that does not change with the archive, for deciding where files end: the more zeros at the end of the last
    /// character, the better, since a separator of such grams takes few bytes; best is where a first character changes.
    pub fn mark(self) -> u32 {
        match self.codes() {
            [] | [_] => 0,
            [.., last] => *last,
        }
    }

    /// A hash that does not change with the archive.
    pub fn hash(self) -> u32 {
        let mixed = self.0.iter().fold(0, |mixed: u64, &code| {
            (mixed ^ u64::from(code)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(29)
        });
        (mixed >> 32) as u32
    }
}
