//! What becomes of each node of a parsed Markdown tree before it is written as HTML.

use super::guard::Guard;
use super::sanitise;
use comrak::nodes::{AstNode, ListType, NodeLink, NodeValue};
use comrak::{Arena, Options};
use std::fmt::Write;

/// Reads Markdown with the extensions that occur in converted documents. Nothing is changed in wording (`smart` is off).
pub(super) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.cjk_friendly_emphasis = true;
    options.parse.ignore_setext = true;
    // Raw HTML arrives here as decided in `settle`, and is sanitised afterwards.
    options.render.r#unsafe = true;
    options
}

comrak::create_formatter!(Writer, {
    // Ordered lists show their markers as text (see `number_items`), so they are not numbered again.
    NodeValue::List(ref list) => |context, entering| {
        match (list.list_type, entering) {
            (ListType::Ordered, true) => context.write_str("\n<ul class=\"numbered\">\n")?,
            (ListType::Bullet, true) => context.write_str("\n<ul>\n")?,
            (_, false) => context.write_str("</ul>\n")?,
        }
    },
});

/// Markdown to HTML, not yet sanitised. `text` is hidden by `guard`.
pub(super) fn render(text: &str, guard: &Guard, inline: bool) -> String {
    let options = options();
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, text, &options);
    let nodes: Vec<_> = root.descendants().collect();
    for node in nodes {
        settle(&arena, node, text, guard, inline);
    }
    let mut html = String::with_capacity(text.len() * 2);
    match Writer::format_document(root, &options, &mut html) {
        Ok(()) => html,
        // Writing to a string does not fail; were it to, the text would still be shown.
        Err(_) => escape(&guard.show(text)),
    }
}

/// Gives a node its final form.
fn settle<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>, source: &str, guard: &Guard, inline: bool) {
    let value = node.data().value.clone();
    match value {
        NodeValue::Text(text) => set(node, NodeValue::Text(guard.show(&text).into())),
        NodeValue::Code(mut code) => {
            code.literal = guard.show(&code.literal);
            set(node, NodeValue::Code(code));
        }
        NodeValue::CodeBlock(mut block) => {
            block.literal = guard.show(&block.literal);
            block.info = String::new();
            set(node, NodeValue::CodeBlock(block));
        }
        NodeValue::HtmlInline(html) => set(node, NodeValue::Raw(sanitise::keep_known_tags(&guard.show(&html), inline))),
        NodeValue::HtmlBlock(mut block) => {
            block.literal = sanitise::keep_known_tags(&guard.show(&block.literal), inline);
            set(node, NodeValue::HtmlBlock(block));
        }
        NodeValue::Link(mut link) | NodeValue::Image(mut link) => {
            link.url = guard.show(&link.url);
            link.title = guard.show(&link.title);
            settle_link(node, link);
        }
        // Headings of the plan come from its outline; one inside a block is text.
        NodeValue::Heading(_) => set(node, NodeValue::Paragraph),
        NodeValue::Item(list) if list.list_type == ListType::Ordered => number_item(arena, node, source),
        _ => (),
    }
}

/// Links to other sites stay links (so do pictures: loading them would tell that site who reads what). Anything else has no
/// place on this site, and is shown with its address as text.
fn settle_link<'a>(node: &'a AstNode<'a>, link: Box<NodeLink>) {
    if is_external(&link.url) {
        set(node, NodeValue::Link(link));
        return;
    }
    let children: Vec<_> = node.children().collect();
    for child in children {
        node.insert_before(child);
    }
    set(node, NodeValue::Text(format!("（{}）", shortened(&link.url)).into()));
}

fn is_external(url: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

/// Pictures inside the text (`data:`) run to megabytes: their beginning says what they are.
fn shortened(url: &str) -> String {
    match url.char_indices().nth(80) {
        Some((end, _)) if url.starts_with("data:") => format!("{}…", &url[..end]),
        _ => url.to_owned(),
    }
}

/// Puts an item's own number in front of its text.
fn number_item<'a>(arena: &'a Arena<'a>, item: &'a AstNode<'a>, source: &str) {
    let start = item.data().sourcepos.start;
    let line = source.split(['\n', '\r']).nth(start.line.saturating_sub(1)).unwrap_or_default();
    let marker = line.get(start.column.saturating_sub(1)..).unwrap_or_default();
    let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
    let marker = marker.get(..digits + 1).unwrap_or_default();
    let text = arena.alloc(NodeValue::Text(format!("{marker} ").into()).into());
    match item.first_child() {
        Some(first) if matches!(first.data().value, NodeValue::Paragraph) => first.prepend(text),
        _ => {
            let paragraph = arena.alloc(NodeValue::Paragraph.into());
            paragraph.append(text);
            item.prepend(paragraph);
        }
    }
}

fn set<'a>(node: &'a AstNode<'a>, value: NodeValue) {
    node.data_mut().value = value;
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\0' => html.push('\u{FFFD}'),
            _ => html.push(c),
        }
    }
    html
}
