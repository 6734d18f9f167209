//! Reading and writing numbers: LEB128 varints of at most 32 bits; fixed numbers are little endian.

use super::Error;
use crate::prelude::*;

/// Appends a varint.
pub fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends the low 24 bits of a hash.
pub fn put_short(out: &mut Vec<u8>, hash: u32) {
    out.extend(&hash.to_le_bytes()[..3]);
}

/// Reads from a payload. What cannot be read is zero, and the reader is broken from then on: whoever reads asks once, at
/// the end, by [`Reader::finish`]. Nothing panics, and nothing is allocated on the word of a count.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    data: &'a [u8],
    error: Option<Error>,
}

impl<'a> Reader<'a> {
    /// Reads from the start.
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, error: None }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.data
    }

    /// Whether there is more to read.
    pub fn goes_on(&self) -> bool {
        !self.data.is_empty()
    }

    /// What was read, unless something could not be.
    pub fn finish<T>(self, read: T) -> Result<T, Error> {
        self.error.map_or(Ok(read), Err)
    }

    /// Breaks the reader: what was read makes no sense.
    pub fn fail(&mut self) {
        self.broken(Error::Damaged);
    }

    /// Breaks the reader unless `sound`.
    pub fn check(&mut self, sound: bool) {
        if !sound {
            self.fail();
        }
    }

    // Once, not at every place where something may be wrong: a browser has to fetch it.
    #[inline(never)]
    fn broken(&mut self, error: Error) {
        self.error.get_or_insert(error);
        self.data = &[];
    }

    /// The next bytes.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let Some((taken, rest)) = self.data.split_at_checked(count) else {
            self.broken(Error::Truncated);
            return &[];
        };
        self.data = rest;
        taken
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    /// A fixed number of this many bytes.
    pub fn fixed(&mut self, count: usize) -> u32 {
        self.take(count).iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte))
    }

    /// The next varint.
    pub fn number(&mut self) -> u32 {
        let wide = self.wide();
        self.check(wide <= u64::from(u32::MAX));
        wide as u32
    }

    /// The next varint of at most 64 bits.
    pub fn wide(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte();
            let bits = u64::from(byte & 0x7f);
            self.check(shift < 63 || bits < 2);
            value |= bits << shift;
            if byte < 0x80 {
                return value;
            }
        }
        self.fail();
        0
    }

    /// A sum of numbers that were read.
    pub fn sum(&mut self, a: u32, b: u32) -> u32 {
        let sum = a.checked_add(b);
        self.check(sum.is_some());
        sum.unwrap_or(0)
    }

    /// As many items as the next number says.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut list = Vec::new();
        for _ in 0..self.number() {
            let read = item(self);
            if self.error.is_some() {
                break;
            }
            list.push(read);
        }
        list
    }
}
