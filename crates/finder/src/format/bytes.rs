//! Reading and writing numbers: LEB128 varints of at most 32 bits; fixed numbers are little endian.

use super::Error;

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

/// Reads from a payload. Nothing panics, and nothing is allocated on the word of a count.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads from the start.
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Error> {
        let (&byte, rest) = self.0.split_first().ok_or(Error::Truncated)?;
        self.0 = rest;
        Ok(byte)
    }

    /// The next bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Error::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next four bytes.
    pub fn array(&mut self) -> Result<[u8; 4], Error> {
        let bytes = self.take(4)?;
        Ok([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    /// The next 24 bits of a hash.
    pub fn short(&mut self) -> Result<u32, Error> {
        let bytes = self.take(3)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]))
    }

    /// The next varint.
    pub fn number(&mut self) -> Result<u32, Error> {
        let mut value = 0u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && bits > 15 {
                return Err(Error::Damaged);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Error::Damaged)
    }

    /// The next varint as a size.
    pub fn size(&mut self) -> Result<usize, Error> {
        Ok(self.number()? as usize)
    }
}

/// Sum of two numbers of a file.
pub fn sum(a: u32, b: u32) -> Result<u32, Error> {
    a.checked_add(b).ok_or(Error::Damaged)
}
