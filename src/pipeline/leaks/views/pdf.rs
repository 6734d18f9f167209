//! The texts of a PDF: what its pages show, its metadata and notes, and everything in its streams.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::cmap::Codes;

/// Bytes taken from one stream.
const LIMIT: usize = 1 << 26;

/// Whether the bytes are those of a PDF; some begin with something else.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

/// Hands each text or stream to `look`. False for one that cannot be opened: encrypted, or damaged.
pub fn parts(bytes: &[u8], look: &mut dyn FnMut(&[u8])) -> bool {
    // The reader is another's and the bytes are hostile: should it ever panic, the file counts as one that cannot be opened.
    catch_unwind(AssertUnwindSafe(|| {
        let Ok(document) = Document::load_mem(bytes) else { return false };
        if document.is_encrypted() {
            return false;
        }
        pages(&document, look);
        document.objects.values().for_each(|object| of_object(object, look));
        of_dictionary(&document.trailer, look);
        true
    }))
    .unwrap_or(false)
}

fn pages(document: &Document, look: &mut dyn FnMut(&[u8])) {
    let pages = document.get_pages();
    let numbers: Vec<u32> = pages.keys().copied().collect();
    let texts = document.extract_text_chunks_with_limit(&numbers, LIMIT).into_iter().flatten();
    // Words stand in pieces, as the page sets them.
    look(texts.collect::<String>().as_bytes());
    // Fonts that name their own glyphs say only in a table what these mean.
    let by_table: String = pages.values().filter_map(|page| by_table(document, *page)).collect();
    look(by_table.as_bytes());
}

/// What a page says by the tables of its fonts.
fn by_table(document: &Document, page: ObjectId) -> Option<String> {
    let fonts = document.get_page_fonts(page).ok()?;
    let codes = |font: &Dictionary| {
        let table = document.dereference(font.get(b"ToUnicode").ok()?).ok()?.1.as_stream().ok()?;
        let table = table.get_plain_content_with_limit(LIMIT).ok()?;
        Some(Codes::parse(&String::from_utf8_lossy(&table)))
    };
    let fonts: HashMap<Vec<u8>, Codes> =
        fonts.into_iter().filter_map(|(name, font)| Some((name, codes(font)?))).collect();
    let content = Content::decode(&document.get_page_content_with_limit(page, LIMIT).ok()?).ok()?;
    let (mut text, mut font) = (String::new(), None);
    for operation in &content.operations {
        if operation.operator == "Tf" {
            font = operation.operands.first().and_then(|name| fonts.get(name.as_name().ok()?));
        } else if let Some(font) = font {
            operation.operands.iter().for_each(|operand| read(font, operand, &mut text));
        }
    }
    Some(text)
}

fn read(font: &Codes, object: &Object, text: &mut String) {
    match object {
        Object::String(string, _) => font.read(string, text),
        Object::Array(objects) => objects.iter().for_each(|object| read(font, object, text)),
        _ => {}
    }
}

fn of_object(object: &Object, look: &mut dyn FnMut(&[u8])) {
    match object {
        Object::String(text, _) => look(text.strip_prefix(b"\xfe\xff").unwrap_or(text)),
        Object::Array(objects) => objects.iter().for_each(|object| of_object(object, look)),
        Object::Dictionary(dictionary) => of_dictionary(dictionary, look),
        Object::Stream(stream) => {
            of_dictionary(&stream.dict, look);
            let content = stream.get_plain_content_with_limit(LIMIT).unwrap_or_else(|_| stream.content.clone());
            look(&shown(&content));
            look(&content);
        }
        _ => {}
    }
}

fn of_dictionary(dictionary: &Dictionary, look: &mut dyn FnMut(&[u8])) {
    dictionary.iter().for_each(|(_, object)| of_object(object, look));
}

/// The strings that a content stream shows, run together, in the codes of its fonts: for many Chinese fonts these are
/// GBK or UTF-16.
fn shown(content: &[u8]) -> Vec<u8> {
    let Ok(content) = Content::decode(content) else { return Vec::new() };
    let mut all = Vec::new();
    content.operations.iter().flat_map(|operation| &operation.operands).for_each(|operand| strings(operand, &mut all));
    all
}

fn strings(object: &Object, all: &mut Vec<u8>) {
    match object {
        Object::String(text, _) => all.extend(text),
        Object::Array(objects) => objects.iter().for_each(|object| strings(object, all)),
        _ => {}
    }
}
