//! The last word on what HTML leaves this module.

use ammonia::Builder;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Tags that may stand in running text. They carry structure, never behaviour.
const INLINE: [&str; 16] =
    ["a", "b", "br", "code", "del", "em", "font", "i", "ins", "s", "small", "span", "strong", "sub", "sup", "u"];

/// Tags that may stand in a block, beside those of running text.
const BLOCK: [&str; 22] = [
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Tags that only change the looks: they are dropped, their text stays.
const DROPPED: [&str; 3] = ["center", "font", "span"];

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut policy = Builder::new();
    policy
        .tags(INLINE.into_iter().chain(BLOCK).filter(|tag| !DROPPED.contains(tag)).collect())
        .clean_content_tags(HashSet::new())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
            ("ol", HashSet::from(["start"])),
            ("li", HashSet::from(["value"])),
        ]))
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::from([
            ("ul", HashSet::from(["numbered"])),
            ("td", HashSet::from(["center", "right"])),
            ("th", HashSet::from(["center", "right"])),
            ("p", HashSet::from(["center", "right"])),
            ("div", HashSet::from(["center", "right"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"))
        .strip_comments(true);
    policy
});

/// HTML without anything that could act.
pub(super) fn clean(html: &str) -> String {
    POLICY.clean(html).to_string()
}

/// Shows every tag that is not in the list as text, so that the sanitiser has no words to drop.
pub(super) fn keep_known_tags(html: &str, inline: bool) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        kept.push_str(if is_known(tag, inline) { "<" } else { "&lt;" });
        rest = tag;
    }
    kept.push_str(rest);
    kept
}

/// Whether a tag that begins behind this `<` may stay a tag: its name is in the list, and it ends.
fn is_known(tag: &str, inline: bool) -> bool {
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let ends = name[length..].starts_with([' ', '\t', '\n', '/', '>']) && name.contains('>');
    let among = |tags: &[&str]| tags.iter().any(|known| name[..length].eq_ignore_ascii_case(known));
    ends && (among(&INLINE) || !inline && among(&BLOCK))
}

static NO_TAGS: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

/// The text that HTML shows.
pub(super) fn text(html: &str) -> String {
    // Most texts hold nothing that a parser of HTML would change, and reading them as such takes long.
    if !html.contains(['<', '&', '\0', '\r']) {
        return html.to_owned();
    }
    let bare = NO_TAGS.clean(html).to_string();
    bare.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}
