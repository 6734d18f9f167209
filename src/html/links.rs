//! Addresses in the text of a plan: of other sites, of files beside the document, of its footnotes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, ResolvedReference};
use regex::{Captures, Regex};

use super::guard::Guard;
use super::nodes;
use crate::document::{Attached, Definition, Plan};
use crate::text::definition;

/// Where links of a plan lead.
#[derive(Default)]
pub(super) struct Links<'a> {
    /// Files by the address as written.
    files: HashMap<&'a str, &'a Attached>,
    /// Definitions of reference links by label.
    labels: HashMap<&'a str, &'a Definition>,
    /// Footnotes: how often the text has come to each so far.
    notes: HashMap<&'a str, usize>,
    /// Relative address of the plan's own page, as seen from the page that is written.
    base: &'a str,
}

impl<'a> Links<'a> {
    /// The links of a plan, for a page from which the plan's own is at `base`.
    pub fn of(plan: &'a Plan, base: &'a str) -> Self {
        let file =
            |reference: &'a crate::document::Reference| Some((reference.written.as_str(), reference.file.as_ref()?));
        Links {
            files: plan.references.iter().filter_map(file).collect(),
            labels: plan.definitions.iter().map(|one| (one.label.as_str(), one)).collect(),
            notes: plan.notes.iter().map(|note| (note.label.as_str(), 0)).collect(),
            base,
        }
    }

    /// The same in the text of footnotes, which refers to none.
    pub fn in_notes(&mut self) -> &mut Self {
        self.notes.clear();
        self
    }

    /// Whether the plan has reference links.
    pub fn has_labels(&self) -> bool {
        !self.labels.is_empty()
    }

    /// Where the links of a label lead.
    pub fn labelled(&self, label: &str) -> Option<ResolvedReference> {
        let found = self.labels.get(definition::key(label).as_str())?;
        Some(ResolvedReference { url: found.address.clone(), title: found.title.clone() })
    }

    /// Puts a link in the place of each mark of a footnote.
    pub fn mark_notes<'t>(&mut self, text: &'t str, set: &mut Set) -> Cow<'t, str> {
        if self.notes.is_empty() || !text.contains("[^") {
            return Cow::Borrowed(text);
        }
        MARK.replace_all(text, |mark: &Captures| {
            let label = mark.get(1).map_or("", |label| label.as_str());
            let Some(count) = self.notes.get_mut(label) else { return mark[0].to_owned() };
            *count += 1;
            let id = note_id(label);
            let again = if *count > 1 { format!("-{count}") } else { String::new() };
            let label = nodes::escape(label);
            set.put(format!("<sup class=\"ref\"><a id=\"ref-{id}{again}\" href=\"#note-{id}\">[{label}]</a></sup>"))
        })
    }

    /// A picture or a link in the place of an address that leads to a file beside the document.
    pub fn file(&self, written: &str, text: &str) -> Option<String> {
        let file = self.files.get(written)?;
        let address = format!("{}files/{}", self.base, file.name);
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let text = if text.trim().is_empty() && !file.is_picture { name } else { text };
        let text = nodes::escape(text);
        Some(match file.is_picture {
            true => format!("<img src=\"{address}\" alt=\"{text}\" loading=\"lazy\">"),
            false => format!("<a href=\"{address}\" download=\"{}\">{text}</a>", nodes::escape(name)),
        })
    }

    /// Pictures and links in raw HTML: those that lead to a file are set, a picture that leads elsewhere is shown as its
    /// description and address.
    pub fn in_html(&self, html: &str, set: &mut Set) -> String {
        let html = LINK.replace_all(html, |link: &Captures| {
            let file = attribute(&link[0], "href").and_then(|href| self.file(&href, &super::visible(&link[1])));
            file.map_or_else(|| link[0].to_owned(), |file| set.put(file))
        });
        let picture = |picture: &Captures| {
            let tag = &picture[0];
            let Some(written) = attribute(tag, "src") else { return tag.to_owned() };
            let text = attribute(tag, "alt").unwrap_or_default();
            let elsewhere = || nodes::escape(&format!("{text}（{}）", nodes::shortened(&written)));
            self.file(&written, &text).map_or_else(elsewhere, |file| set.put(file))
        };
        PICTURE.replace_all(&html, picture).into_owned()
    }
}

/// What is set into a page after everything that an author wrote has been made harmless. In the text stand marks that an
/// author cannot write.
pub(super) struct Set {
    mark: char,
    pieces: Vec<String>,
}

impl Set {
    /// Nothing yet, for a text in which `mark` does not occur.
    pub fn new(mark: char) -> Set {
        Set { mark, pieces: Vec::new() }
    }

    /// What stands for this piece of HTML.
    pub fn put(&mut self, html: String) -> String {
        self.pieces.push(html);
        format!("{0}{1}{0}", self.mark, self.pieces.len() - 1)
    }

    /// The HTML with all pieces in their places.
    pub fn restore(&self, html: String) -> String {
        if self.pieces.is_empty() {
            return html;
        }
        let mut parts = html.split(self.mark);
        let mut whole = parts.next().unwrap_or_default().to_owned();
        while let (Some(piece), Some(text)) = (parts.next(), parts.next()) {
            let piece = piece.parse().ok().and_then(|piece: usize| self.pieces.get(piece));
            whole.push_str(piece.map_or("", String::as_str));
            whole.push_str(text);
        }
        whole
    }
}

// The patterns are fixed and tested.
static MARK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[\^([^\[\]\s^]{1,40})\]").expect("the pattern is fixed"));
static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)<a\s[^<>]*>(.*?)</a\s*>").expect("the pattern is fixed"));
static PICTURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)<img\s[^<>]*>").expect("the pattern is fixed"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)[\s"']([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#).expect("the pattern is fixed")
});

/// The marks of footnotes in a text: where, and their labels.
pub(crate) fn note_marks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let all = text.contains("[^").then(|| MARK.captures_iter(text));
    all.into_iter().flatten().filter_map(|mark| Some((mark.get(0)?.start(), mark.get(1)?.as_str())))
}

/// The label of the footnote that begins with this line.
pub(crate) fn note_label(text: &str) -> Option<&str> {
    let (start, label) = note_marks(text).next()?;
    (start == 0 && text[label.len() + 3..].starts_with(':')).then_some(label)
}

/// A label as part of an id: as written where it is ASCII, else a hash.
pub(super) fn note_id(label: &str) -> String {
    match label.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        true => label.to_owned(),
        false => format!("x{}", &blake3::hash(label.as_bytes()).to_hex()[..8]),
    }
}

/// The value of an attribute of a tag.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let found = ATTRIBUTE.captures_iter(tag).find(|found| found[1].eq_ignore_ascii_case(name))?;
    let value = found.get(2).or(found.get(3)).or(found.get(4))?.as_str();
    Some(value.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"))
}

/// Every address in a line that leads to no other site and into no page, as written, in order.
pub(crate) fn local_addresses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.contains("](") {
        let guard = Guard::new(text);
        let arena = Arena::new();
        let root = comrak::parse_document(&arena, &guard.hide(text), &nodes::options());
        found.extend(root.descendants().filter_map(|node| match &node.data().value {
            NodeValue::Link(link) | NodeValue::Image(link) => Some(guard.show(&link.url)),
            _ => None,
        }));
    }
    if text.contains('<') {
        found.extend(PICTURE.find_iter(text).filter_map(|tag| attribute(tag.as_str(), "src")));
        found.extend(LINK.find_iter(text).filter_map(|tag| attribute(tag.as_str(), "href")));
    }
    found.retain(|address| is_local(address));
    found
}

/// Whether an address leads to no other site and into no page.
pub(crate) fn is_local(address: &str) -> bool {
    !address.is_empty() && !address.starts_with('#') && !is_external(address)
}

/// Whether an address leads to another site.
pub(super) fn is_external(url: &str) -> bool {
    let starts = |scheme: &&str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["http://", "https://", "mailto:"].iter().any(starts)
}
