//! Compressed files, and archives of files.

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::Seen;

/// Bytes taken from one compressed file.
const LIMIT: u64 = 1 << 28;

/// First bytes of compressed files that cannot be opened here: 7z, RAR, xz, bzip2, Zstandard, lzip, cabinet.
const SEALED: [&[u8]; 7] = [b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd", b"LZIP", b"MSCF"];

/// First bytes of kinds of files that are not a bare compressed stream: images, fonts, WebAssembly, video, sound.
const PLAIN: [&[u8]; 12] = [
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"wOFF",
    b"wOF2",
    b"\0\x01\0\0",
    b"OTTO",
    b"\0asm",
    b"OggS",
    b"ID3",
    b"\0\0\x01\0",
];

/// Hands what a compressed file or an archive holds to `inner`: gzip, zlib, zip (and so docx, xlsx, pptx, odt, epub), raw
/// deflate, brotli.
pub fn parts(bytes: &[u8], inner: &mut dyn FnMut(&[u8], &mut Seen), seen: &mut Seen) {
    match bytes {
        [0x1f, 0x8b, ..] => inner(&read_some(MultiGzDecoder::new(bytes), seen), seen),
        [b'P', b'K', 3 | 5, ..] => members(bytes, inner, seen),
        _ if SEALED.iter().any(|magic| bytes.starts_with(magic)) => seen.is_sealed = true,
        _ if PLAIN.iter().any(|magic| bytes.starts_with(magic)) || std::str::from_utf8(bytes).is_ok() => {}
        [] => {}
        _ => bare(bytes, inner, seen),
    }
}

/// What has no mark of its own is tried as everything: bytes that are none of these end at once.
fn bare(bytes: &[u8], inner: &mut dyn FnMut(&[u8], &mut Seen), seen: &mut Seen) {
    let zlib = bytes[0] & 15 == 8 && bytes.len() > 1 && u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31);
    let read = match zlib {
        true => read_some(ZlibDecoder::new(bytes), seen),
        false => read_some(DeflateDecoder::new(bytes), seen),
    };
    let brotli = read_some(Decompressor::new(bytes, 4096), seen);
    for read in [read, brotli].into_iter().filter(|read| read.len() >= super::super::SHINGLE) {
        inner(&read, seen);
    }
}

/// The members of a zip archive. Found by their own headers and not by the directory at the end, which an archive may
/// leave some out of. Their names are seen in the archive's bytes.
fn members(archive: &[u8], inner: &mut dyn FnMut(&[u8], &mut Seen), seen: &mut Seen) {
    const HEADER: usize = 30;
    let number = |header: &[u8], at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let headers = archive.windows(HEADER).enumerate().filter(|(_, header)| header.starts_with(b"PK\x03\x04"));
    for (at, header) in headers {
        let start = at + HEADER + usize::from(number(header, 26)) + usize::from(number(header, 28));
        let Some(rest) = archive.get(start..) else { continue };
        let size = u32::from_le_bytes([header[18], header[19], header[20], header[21]]) as usize;
        match (number(header, 6) & 1, number(header, 8)) {
            (0, 8) => inner(&read_some(DeflateDecoder::new(rest), seen), seen),
            // A member of unknown size is seen in the archive's bytes, but not opened again.
            (0, 0) => inner(rest.get(..size).unwrap_or_default(), seen),
            _ => seen.is_sealed = true,
        }
    }
}

/// As much as can be read, up to a limit that no honest file reaches.
fn read_some(reader: impl Read, seen: &mut Seen) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error is looked at all the same.
    let _ = reader.take(LIMIT).read_to_end(&mut bytes);
    seen.is_sealed |= bytes.len() as u64 == LIMIT;
    bytes
}
