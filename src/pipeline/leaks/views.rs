//! The texts that the bytes of a published file may hold: as they are, without markup, unescaped, decompressed.

use std::cell::RefCell;
use std::io::Read;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use finder::format::{self, Kind, block};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, CharacterTokens, CommentToken, TagToken, Token};
use html5ever::tokenizer::{TokenSink, TokenSinkResult, Tokenizer};
use percent_encoding::percent_decode_str;

/// Compressed files in compressed files are opened so many times.
const DEPTH: u8 = 3;

/// Bytes taken from one compressed file.
const LIMIT: u64 = 1 << 28;

/// Hands every view of a file to `look`. Never fails: what cannot be read in a way is no view.
pub fn of(file: &str, bytes: &[u8], look: &mut dyn FnMut(&str)) {
    of_text(file, look);
    of_bytes(bytes, DEPTH, look);
}

fn of_bytes(bytes: &[u8], depth: u8, look: &mut dyn FnMut(&str)) {
    of_search_data(bytes, look);
    if depth > 0 {
        unpacked(bytes, &mut |inner| of_bytes(inner, depth - 1, look));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => of_text(text, look),
        Err(_) => {
            of_text(&String::from_utf8_lossy(bytes), look);
            for encoding in [GB18030, UTF_16LE, UTF_16BE] {
                look(&encoding.decode_without_bom_handling(bytes).0);
            }
        }
    }
}

/// The texts in a file of search data: plans, and the values of facts. Its dictionary has runs of a few characters only.
fn of_search_data(bytes: &[u8], look: &mut dyn FnMut(&str)) {
    if !bytes.starts_with(&format::MAGIC) {
        return;
    }
    let Ok(file) = format::inflate(bytes) else { return };
    let payload = |kind| format::open(kind, &file).map(|(payload, _)| payload);
    for part in payload(Kind::Text).and_then(block::decode).unwrap_or_default() {
        let plan = part.plan;
        [&plan.title, &plan.issuer, &plan.region, &plan.doc_number].into_iter().for_each(|text| look(text));
        plan.sections.iter().for_each(|section| look(&section.title));
        look(&plan.paragraphs.concat());
    }
    if let Ok(payload) = payload(Kind::Facts) {
        look(&String::from_utf8_lossy(payload));
    }
}

fn of_text(text: &str, look: &mut dyn FnMut(&str)) {
    look(text);
    if text.contains('%') {
        look(&percent_decode_str(text).decode_utf8_lossy());
    }
    if text.contains('\\') {
        look(&unescaped(text));
    }
    if text.contains(['<', '&']) {
        without_markup(text, look);
    }
}

/// The text with the escapes of JSON, TOML and JavaScript (`\n`, `\u5b57`) resolved. Characters beyond the first plane,
/// which are written as two escapes, become U+FFFD.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('\\');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let code = part.strip_prefix('u').and_then(|rest| rest.get(..4));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()) {
            Some(code) => {
                out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                out.push_str(&part[5..]);
            }
            // One of the letters of `\n`, `\t` ...: no part of the text.
            None => out.push_str(part.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(part)),
        }
    }
    out
}

/// The text between the tags, run together; and each comment and attribute by itself.
fn without_markup(text: &str, look: &mut dyn FnMut(&str)) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Strip { text: RefCell::default(), look: RefCell::new(look) }, Default::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let Strip { text, look } = tokenizer.sink;
    look.into_inner()(&text.into_inner());
}

struct Strip<'a> {
    text: RefCell<String>,
    look: RefCell<&'a mut dyn FnMut(&str)>,
}

impl TokenSink for Strip<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            CommentToken(text) => self.look.borrow_mut()(&text),
            TagToken(tag) => tag.attrs.iter().for_each(|attribute| self.look.borrow_mut()(&attribute.value)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What a gzip stream, a deflate stream with zlib's header or the members of a zip archive hold.
fn unpacked(bytes: &[u8], inner: &mut dyn FnMut(&[u8])) {
    match bytes {
        [0x1f, 0x8b, ..] => inner(&read_some(MultiGzDecoder::new(bytes))),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => inner(&read_some(ZlibDecoder::new(bytes))),
        [b'P', b'K', ..] => members(bytes).for_each(|member| inner(&read_some(DeflateDecoder::new(member)))),
        _ => {}
    }
}

/// The deflated members of a zip archive, each with all that follows it. Found by their own headers and not by the
/// directory at the end, which an archive may leave some out of. Names, and members that are only stored, are seen in
/// the archive's bytes.
fn members(archive: &[u8]) -> impl Iterator<Item = &[u8]> {
    const HEADER: usize = 30;
    let number = |header: &[u8], at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let headers = archive.windows(HEADER).enumerate().filter(|(_, header)| header.starts_with(b"PK\x03\x04"));
    headers.filter_map(move |(at, header)| {
        let is_deflated = number(header, 8) == 8;
        let start = at + HEADER + number(header, 26) + number(header, 28);
        archive.get(start..).filter(|_| is_deflated)
    })
}

/// As much as can be read, up to a limit that no honest file reaches.
fn read_some(reader: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error is looked at all the same.
    let _ = reader.take(LIMIT).read_to_end(&mut bytes);
    bytes
}
