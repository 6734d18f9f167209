//! The texts of a PDF: what its pages show, its metadata and notes, and everything in its streams.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

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
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let texts = document.extract_text_chunks_with_limit(&pages, LIMIT).into_iter().flatten();
    // Words stand in pieces, as the page sets them.
    look(texts.collect::<String>().as_bytes());
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
