//! What becomes of each node of a parsed Markdown tree before it is written as HTML.

use super::guard::Guard;
use super::links::{Links, Set, is_external};
use super::{align, sanitise};
use crate::text::chars::is_han;
use comrak::nodes::{AstNode, ListType, NodeLink, NodeValue, TableAlignment};
use comrak::options::BrokenLinkReference;
use comrak::{Arena, Options};
use std::fmt::Write;
use std::sync::Arc;

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
    // The policy of the site allows no styles in the text: a class says how a column is set.
    NodeValue::TableCell => |context, node, entering| {
        let (tag, class) = cell(node);
        match entering {
            true => write!(context, "\n<{tag}{class}>")?,
            false => write!(context, "</{tag}>")?,
        }
    },
});

/// The tag of a cell of a table, and its class.
fn cell<'a>(cell: &'a AstNode<'a>) -> (&'static str, &'static str) {
    let row = cell.parent();
    let is_head = row.is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    let column = cell.preceding_siblings().count() - 1;
    let class = row.and_then(|row| row.parent()).map(|table| match &table.data().value {
        NodeValue::Table(table) => match table.alignments.get(column) {
            Some(TableAlignment::Center) => " class=\"center\"",
            Some(TableAlignment::Right) => " class=\"right\"",
            _ => "",
        },
        _ => "",
    });
    (if is_head { "th" } else { "td" }, class.unwrap_or_default())
}

/// Markdown to HTML, not yet sanitised. `text` is hidden by `guard`; what `set` stands for is to be restored afterwards.
pub(super) fn render(text: &str, guard: &Guard, inline: bool, links: &Links, set: &mut Set) -> String {
    let mut options = options();
    if links.has_labels() {
        let labels = |label: BrokenLinkReference| links.labelled(&guard.show(label.original));
        options.parse.broken_link_callback = Some(Arc::new(labels));
    }
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, text, &options);
    let nodes: Vec<_> = root.descendants().collect();
    for node in nodes {
        settle(&arena, node, text, &mut Settling { guard, inline, links, set });
    }
    let mut html = String::with_capacity(text.len() * 2);
    match Writer::format_document(root, &options, &mut html) {
        Ok(()) => html,
        // Writing to a string does not fail; were it to, the text would still be shown.
        Err(_) => escape(&guard.show(text)),
    }
}

/// What decides on the final form of nodes.
struct Settling<'r, 'l> {
    guard: &'r Guard,
    inline: bool,
    links: &'r Links<'l>,
    set: &'r mut Set,
}

impl Settling<'_, '_> {
    fn html(&mut self, html: &str) -> String {
        let html = self.guard.show(html);
        sanitise::keep_known_tags(&self.links.in_html(&align::as_classes(&html), self.set), self.inline)
    }
}

/// Gives a node its final form.
fn settle<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>, source: &str, by: &mut Settling) {
    let value = node.data().value.clone();
    let guard = by.guard;
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
        NodeValue::HtmlInline(html) => set(node, NodeValue::Raw(by.html(&html))),
        NodeValue::HtmlBlock(mut block) => {
            block.literal = by.html(&block.literal);
            set(node, NodeValue::HtmlBlock(block));
        }
        NodeValue::Link(mut link) | NodeValue::Image(mut link) => {
            link.url = guard.show(&link.url);
            link.title = guard.show(&link.title);
            settle_link(arena, node, link, by);
        }
        // Headings of the plan come from its outline; one inside a block is text.
        NodeValue::Heading(_) => set(node, NodeValue::Paragraph),
        NodeValue::Item(list) if list.list_type == ListType::Ordered => number_item(arena, node, source),
        NodeValue::SoftBreak if is_inside_chinese(node) => set(node, NodeValue::Text("".into())),
        _ => (),
    }
}

/// Whether a line ends here between characters that are not set apart by spaces.
fn is_inside_chinese<'a>(node: &'a AstNode<'a>) -> bool {
    let last = |node: &'a AstNode<'a>| node.data().value.text().is_some_and(|text| text.ends_with(is_wide));
    let first = |node: &'a AstNode<'a>| node.data().value.text().is_some_and(|text| text.starts_with(is_wide));
    node.previous_sibling().is_some_and(last) && node.next_sibling().is_some_and(first)
}

fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{2018}'..='\u{201D}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}

/// Links to other sites stay links (so do pictures: loading them would tell that site who reads what), and files beside the
/// document are shown. Anything else has no place on this site, and is shown with its address as text.
fn settle_link<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>, link: Box<NodeLink>, by: &mut Settling) {
    let text: String =
        node.descendants().filter_map(|node| node.data().value.text().map(|text| by.guard.show(text))).collect();
    if is_external(&link.url) {
        if text.is_empty() {
            node.append(arena.alloc(NodeValue::Text(link.url.clone().into()).into()));
        }
        set(node, NodeValue::Link(link));
        return;
    }
    if let Some(file) = by.links.file(&link.url, &text) {
        let children: Vec<_> = node.children().collect();
        children.into_iter().for_each(|child| child.detach());
        set(node, NodeValue::Text(by.set.put(file).into()));
        return;
    }
    let children: Vec<_> = node.children().collect();
    for child in children {
        node.insert_before(child);
    }
    set(node, NodeValue::Text(format!("（{}）", shortened(&link.url)).into()));
}

/// Pictures inside the text (`data:`) run to megabytes: their beginning says what they are.
pub(super) fn shortened(url: &str) -> String {
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
