//! Files around their payloads.

use crate::format::{Error, HEADER, Kind, MAGIC, MAX_PAYLOAD, VERSION, hash, open};
use libdeflater::{CompressionLvl, Compressor, DecompressionError, Decompressor};

/// Level for files of which there are thousands: measured on 20,000 plans, lists come out 2 % smaller than with zlib's best
/// and text 1 %, in half its time. Levels up to 9 make lists another 0.3 % smaller.
const MANY: i32 = 6;
/// Level for files of which there are few, or that most searches fetch: up to 6 % smaller.
const FEW: i32 = 10;

/// The file for a payload.
pub fn seal(kind: Kind, payload: &[u8]) -> Vec<u8> {
    let level = match kind {
        Kind::Text | Kind::Lists | Kind::Shard => MANY,
        Kind::Entry | Kind::Directory | Kind::Recent | Kind::Facts | Kind::Characters | Kind::Words => FEW,
    };
    let mut file = MAGIC.to_vec();
    file.extend([kind.letter(), VERSION]);
    file.extend(hash(payload).to_le_bytes());
    // Neither can fail: the level is one of the library's, and the room what it asks for. Were one to, no file must be written.
    let mut compressor = Compressor::new(CompressionLvl::new(level).expect("a level of libdeflate"));
    let header = file.len();
    file.resize(header + compressor.deflate_compress_bound(payload.len()), 0);
    let deflated = compressor.deflate_compress(payload, &mut file[header..]).expect("room enough");
    file.truncate(header + deflated);
    file
}

/// The payload of a file and its hash: what [`crate::format::inflate`] and [`open`] give, by the library
/// that made it, which is the quicker one and not there in a browser.
pub fn unseal(kind: Kind, file: &[u8]) -> Result<(Vec<u8>, u32), Error> {
    let (header, deflated) = file.split_at_checked(HEADER).ok_or(Error::Truncated)?;
    // Lists and text are about a half or a third of their size; what is more than that is met by a second try.
    let mut room = (deflated.len() * 4 + 64).min(MAX_PAYLOAD);
    loop {
        let mut inflated = header.to_vec();
        inflated.resize(HEADER + room, 0);
        match Decompressor::new().deflate_decompress(deflated, &mut inflated[HEADER..]) {
            Ok(length) => {
                inflated.truncate(HEADER + length);
                let (_, own) = open(kind, &inflated)?;
                inflated.drain(..HEADER);
                return Ok((inflated, own));
            }
            Err(DecompressionError::InsufficientSpace) if room < MAX_PAYLOAD => room = (room * 4).min(MAX_PAYLOAD),
            _ => return Err(Error::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::inflate;
    use proptest::prelude::*;

    proptest! {
        /// Also of files that hold far more than their size lets expect, and of damaged ones.
        #[test]
        fn a_file_gives_its_payload_or_nothing(payload: Vec<u8>, times in 1..300usize, damage in prop::option::of((0..500usize, 1..=255u8))) {
            let payload = payload.repeat(times);
            let mut file = seal(Kind::Lists, &payload);
            prop_assert_eq!(unseal(Kind::Lists, &file), Ok((payload.clone(), hash(&payload))));
            prop_assert!(unseal(Kind::Text, &file).is_err());
            if let Some((at, flip)) = damage && let Some(byte) = file.get_mut(at) {
                *byte ^= flip;
            }
            // As the browser's library reads it. What is behind the end of a payload is no part of it.
            let inflated = inflate(&file);
            let expected = inflated.as_ref().ok().and_then(|inflated| open(Kind::Lists, inflated).ok());
            prop_assert_eq!(unseal(Kind::Lists, &file).ok(), expected.map(|(payload, own)| (payload.to_vec(), own)));
        }
    }
}
