//! The texts that the bytes of a published file may hold: as they are, without markup, unescaped, in other encodings,
//! decompressed, taken out of documents.

mod cmap;
mod escapes;
mod packed;
mod pdf;

use std::cell::RefCell;

use encoding_rs::{BIG5, GB18030, UTF_16BE, UTF_16LE};
use finder::format::{self, Kind, block};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, CharacterTokens, CommentToken, TagToken, Token};
use html5ever::tokenizer::{TokenSink, TokenSinkResult, Tokenizer};

/// Files in files (a gzip in a zip), and escapes in escapes (entities in JSON), are opened so many times.
const DEPTH: u8 = 3;

/// What a look at a file came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether a part of it could not be opened: an encrypted document, a kind of archive that is not known.
    pub is_sealed: bool,
}

/// Hands every view of a file to `look`. Never fails: what cannot be read in a way is no view.
pub fn of(file: &str, bytes: &[u8], look: &mut dyn FnMut(&str)) -> Seen {
    let mut seen = Seen::default();
    file.split('/').for_each(|part| of_text(part, DEPTH, look));
    of_bytes(bytes, DEPTH, look, &mut seen);
    seen
}

fn of_bytes(bytes: &[u8], depth: u8, look: &mut dyn FnMut(&str), seen: &mut Seen) {
    if bytes.starts_with(&format::MAGIC) {
        return of_search_data(bytes, look);
    }
    if depth > 0 {
        let mut inner = |inner: &[u8], seen: &mut Seen| of_bytes(inner, depth - 1, look, seen);
        if pdf::is_one(bytes) {
            seen.is_sealed |= !pdf::parts(bytes, &mut |part| inner(part, &mut Seen::default()));
        } else {
            packed::parts(bytes, &mut inner, seen);
        }
        escapes::binary(bytes).for_each(|decoded| of_decoded(&decoded, depth - 1, look));
    }
    of_encodings(bytes, depth, look);
}

/// The texts of bytes, whatever they are encoded in.
fn of_encodings(bytes: &[u8], depth: u8, look: &mut dyn FnMut(&str)) {
    let text = std::str::from_utf8(bytes);
    match text {
        Ok(text) => of_text(text, depth, look),
        Err(_) => of_text(&String::from_utf8_lossy(bytes), depth, look),
    }
    if text.is_ok() && !bytes.is_ascii() {
        return;
    }
    // In two bytes a character, Han may be all ASCII; and in a binary file it may begin at an odd place.
    for (encoding, from) in [(UTF_16LE, 0), (UTF_16LE, 1), (UTF_16BE, 0), (UTF_16BE, 1)] {
        let text = encoding.decode_without_bom_handling(bytes.get(from..).unwrap_or_default()).0;
        of_text(&text, depth.min(1), look);
    }
    if text.is_err() {
        for encoding in [GB18030, BIG5] {
            of_text(&encoding.decode_without_bom_handling(bytes).0, depth, look);
        }
    }
}

/// What was written in letters and digits: a text, or a file of any kind.
fn of_decoded(bytes: &[u8], depth: u8, look: &mut dyn FnMut(&str)) {
    of_bytes(bytes, depth.min(1), look, &mut Seen::default());
}

/// The texts in a file of search data: plans, and the values of facts. Its dictionary has runs of a few characters only.
fn of_search_data(bytes: &[u8], look: &mut dyn FnMut(&str)) {
    let Ok(file) = format::inflate(bytes) else { return };
    look(&String::from_utf8_lossy(&file));
    let payload = format::open(Kind::Text, &file).map(|(payload, _)| payload);
    for part in payload.and_then(block::decode).unwrap_or_default() {
        let plan = part.plan;
        [&plan.title, &plan.issuer, &plan.region, &plan.doc_number].into_iter().for_each(|text| look(text));
        plan.sections.iter().for_each(|section| look(&section.title));
        look(&plan.paragraphs.concat());
    }
}

/// A text, and the texts that it is a way of writing.
fn of_text(text: &str, depth: u8, look: &mut dyn FnMut(&str)) {
    look(text);
    if depth == 0 {
        return;
    }
    for unescaped in escapes::of(text).filter(|unescaped| unescaped != text) {
        of_text(&unescaped, depth - 1, look);
    }
    for bytes in escapes::bytes_of(text) {
        of_encodings(&bytes, depth - 1, look);
    }
    if text.contains(['<', '&']) {
        without_markup(text, &mut |inner| {
            if inner != text {
                of_text(inner, depth - 1, look);
            }
        });
    }
}

/// Elements that stand apart from what is before and after them, in pages and in feeds. All others may be part of a sentence,
/// also those of other kinds of documents.
const APART: [&str; 47] = [
    "article",
    "aside",
    "author",
    "blockquote",
    "body",
    "category",
    "caption",
    "dd",
    "description",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "entry",
    "feed",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "html",
    "id",
    "item",
    "li",
    "link",
    "loc",
    "main",
    "name",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "td",
    "th",
    "title",
    "updated",
];

/// The text between the tags, run together but for elements that stand apart; and each comment and attribute by itself.
fn without_markup(text: &str, look: &mut dyn FnMut(&str)) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Strip { text: RefCell::default(), look: RefCell::new(look) }, Default::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.look_at_text();
}

struct Strip<'a> {
    text: RefCell<String>,
    look: RefCell<&'a mut dyn FnMut(&str)>,
}

impl Strip<'_> {
    /// Hands over the text that was read since the last time.
    fn look_at_text(&self) {
        let text = self.text.take();
        if !text.is_empty() {
            self.look.borrow_mut()(&text);
        }
    }
}

impl TokenSink for Strip<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            CommentToken(text) => self.look.borrow_mut()(&text),
            TagToken(tag) => {
                if APART.contains(&&*tag.name) {
                    self.look_at_text();
                }
                let values = tag.attrs.iter().filter(|attribute| attribute.value.len() >= super::SHINGLE);
                values.for_each(|attribute| self.look.borrow_mut()(&attribute.value));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
