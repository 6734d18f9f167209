//! Ids and links of one page, found by the tokenizer that browsers' rules prescribe.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer};

/// What a page offers and asks for.
#[derive(Debug, Default)]
pub struct Scan {
    /// In the order of the page.
    pub ids: Vec<Id>,
    /// In the order of the page.
    pub links: Vec<Link>,
}

/// Something a fragment can lead to.
#[derive(Debug)]
pub struct Id {
    /// As written.
    pub name: String,
    /// Whether it is only the `name` of an `a`, which may repeat the id.
    pub is_name: bool,
    /// Line in the page.
    pub line: u32,
}

/// A reference to a page or file.
#[derive(Debug)]
pub struct Link {
    /// As written, character references resolved.
    pub href: String,
    /// Line in the page.
    pub line: u32,
}

/// Reads the page in a file.
pub fn file(page: &Path) -> io::Result<Scan> {
    Ok(scan(&std::fs::read(page)?))
}

/// Reads a page. Bytes that are not UTF-8 are read as U+FFFD.
pub fn scan(page: &[u8]) -> Scan {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(&*String::from_utf8_lossy(page)));
    let tokenizer = Tokenizer::new(Collector::default(), Default::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Collector(RefCell<Scan>);

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != StartTag {
            return TokenSinkResult::Continue;
        }
        self.0.borrow_mut().take(&tag, line as u32);
        // A tree builder would say this: what follows is text up to the end tag.
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Scan {
    /// The ids that an element before has too.
    pub fn duplicates(&self) -> impl Iterator<Item = &Id> {
        let mut seen = HashSet::new();
        self.ids.iter().filter(move |id| !id.is_name && !seen.insert(&id.name))
    }

    fn take(&mut self, tag: &Tag, line: u32) {
        for attribute in &tag.attrs {
            let value = &*attribute.value;
            match &*attribute.name.local {
                "id" => self.ids.push(Id { name: value.to_string(), is_name: false, line }),
                "name" if &*tag.name == "a" => self.ids.push(Id { name: value.to_string(), is_name: true, line }),
                "srcset" | "imagesrcset" => self.links.extend(candidates(value).map(|href| link(href, line))),
                "content" if is_refresh(tag) => self.links.extend(refresh_target(value).map(|href| link(href, line))),
                "href" | "src" | "action" | "formaction" | "poster" | "xlink:href" => {
                    self.links.push(link(value, line))
                }
                "data" if &*tag.name == "object" => self.links.push(link(value, line)),
                _ => {}
            }
        }
    }
}

fn link(href: &str, line: u32) -> Link {
    Link { href: href.trim().to_string(), line }
}

/// The addresses of a `srcset`: `a.png 1x, b.png 2x`.
fn candidates(srcset: &str) -> impl Iterator<Item = &str> {
    srcset.split(',').filter_map(|candidate| candidate.split_whitespace().next())
}

fn is_refresh(tag: &Tag) -> bool {
    &*tag.name == "meta"
        && tag.attrs.iter().any(|a| &*a.name.local == "http-equiv" && a.value.eq_ignore_ascii_case("refresh"))
}

/// `0; url=/new/` leads to `/new/`.
fn refresh_target(content: &str) -> Option<&str> {
    let (_, target) = content.split_once(';')?;
    let (key, href) = target.split_once('=')?;
    key.trim().eq_ignore_ascii_case("url").then(|| href.trim().trim_matches(['"', '\'']))
}
