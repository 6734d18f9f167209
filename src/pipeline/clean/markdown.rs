//! Markdown: headings, lines set in bold, and the blocks that are rendered as a whole.

use super::rows::Row;
use crate::document::LineForm;
use crate::edits::Cut;
use crate::text::definition::definition;
use crate::text::marker;
use crate::text::mask::is_mask;

/// What the scan is inside of.
enum State {
    Text,
    Fence(char, usize),
    Html(&'static str),
    Comment,
}

/// Sets the form and the heading level of every line, and cuts the marks of headings: from here on a heading's text is what
/// stands between them.
pub fn mark(source: &str, rows: &mut [Row], cuts: &mut Vec<Cut>) {
    let mut state = State::Text;
    let (mut note, mut item) = (None, None);
    for index in 0..rows.len() {
        let text = rows[index].text;
        if rows[index].gone.is_some() || text.is_empty() {
            continue;
        }
        state = match state {
            State::Fence(mark, length) => {
                rows[index].form = LineForm::Block;
                if closes_fence(text, mark, length) { State::Text } else { state }
            }
            State::Html(close) => {
                rows[index].form = LineForm::Block;
                if text.contains(close) { State::Text } else { state }
            }
            State::Comment => {
                rows[index].gone = Some("comment".into());
                if text.contains("-->") { State::Text } else { state }
            }
            State::Text if note.is_some_and(|outer| rows[index].indent(source) >= outer + NOTE_INDENT) => {
                rows[index].form = LineForm::Block;
                state
            }
            State::Text if item.is_some_and(|item: Item| item.goes_on_in(source, rows, index)) => {
                rows[index].form = LineForm::Block;
                item = item.map(|item| Item { last: index, ..item });
                state
            }
            State::Text => {
                item = Item::of(source, &rows[index], index);
                note = is_note(text).then(|| rows[index].indent(source));
                start(rows, index)
            }
        };
    }
    tables(rows);
    setext(rows);
    rows.iter_mut().filter(|row| row.heading > 0 && row.stays()).for_each(|row| undress(row, cuts));
}

/// An item of a list, as far as it has been read.
#[derive(Clone, Copy)]
struct Item {
    /// Columns at which its text begins.
    text: usize,
    /// Its last line.
    last: usize,
}

impl Item {
    fn of(source: &str, row: &Row, last: usize) -> Option<Item> {
        is_bullet(row.text).then(|| Item { text: row.indent(source) + 2, last })
    }

    /// Whether the next line is part of it, as converters wrap long items: it stands as far in as the item's text, by narrow
    /// spaces, and begins nothing of its own.
    fn goes_on_in(self, source: &str, rows: &[Row], index: usize) -> bool {
        let row = &rows[index];
        let before = &source[row.line.start..row.start];
        let is_own = row.text.starts_with(['#', '*', '_', '>', '`', '~', '<', '-', '+', '!', '[', '|', '　']);
        index == self.last + 1
            && before.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
            && row.indent(source) >= self.text
            && !is_own
            && marker::at_start(row.text).is_none()
    }
}

/// Columns by which the lines of a footnote after its first stand further in (pandoc, GFM).
const NOTE_INDENT: usize = 4;

/// Takes the marks of a heading or a line in bold off.
fn undress(row: &mut Row, cuts: &mut Vec<Cut>) {
    let mut inner = row.text;
    while let Some(less) = atx(inner).or_else(|| bold(inner)) {
        inner = less.trim();
    }
    if inner.len() < row.text.len() {
        keep_inner(row, inner, cuts);
    }
}

/// Cuts what stands before and after `inner`, a part of the line's text.
fn keep_inner<'s>(row: &mut Row<'s>, inner: &'s str, cuts: &mut Vec<Cut>) {
    let start = row.start + (inner.as_ptr() as usize - row.text.as_ptr() as usize);
    let end = start + inner.len();
    cuts.push(Cut::remove(row.start..start, "markdown"));
    cuts.push(Cut::remove(end..row.end(), "markdown"));
    (row.start, row.text) = (start, inner);
}

fn start(rows: &mut [Row], index: usize) -> State {
    let text = rows[index].text;
    if !text.starts_with(['#', '*', '_', '>', '`', '~', '<', '-', '+', '!', '[']) {
        return State::Text;
    }
    let known = rows[index].heading;
    // What stood after the marks of a heading opened nothing (`# <!--`), and does not now that they are gone.
    if known == 0 {
        if text.starts_with("<!--") {
            return comment(&mut rows[index]);
        }
        if let Some((mark, length)) = fence(text) {
            rows[index].form = LineForm::Block;
            return State::Fence(mark, length);
        }
        if let Some(close) = html(text) {
            rows[index].form = LineForm::Block;
            return if text.contains(close) { State::Text } else { State::Html(close) };
        }
    }
    rows[index].heading = known.max(heading(text)).max(super::tags::heading(text));
    if rows[index].heading == 0 && is_block(text) {
        rows[index].form = LineForm::Block;
    }
    State::Text
}

/// A comment is not shown anywhere; one that begins a line and ends within it or later goes as far as whole lines go.
fn comment(row: &mut Row) -> State {
    let end = row.text.find("-->");
    match end {
        Some(end) if row.text[end + 3..].trim().is_empty() => row.gone = Some("comment".into()),
        None => {
            row.gone = Some("comment".into());
            return State::Comment;
        }
        Some(_) => {}
    }
    State::Text
}

fn fence(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|&c| c == mark).count();
    (length >= 3 && !(mark == '`' && text[length..].contains('`'))).then_some((mark, length))
}

fn closes_fence(text: &str, mark: char, length: usize) -> bool {
    text.chars().all(|c| c == mark) && text.chars().count() >= length
}

/// The closing tag of an HTML block that is kept whole.
fn html(text: &str) -> Option<&'static str> {
    let blocks = [("<table", "</table>"), ("<pre", "</pre>"), ("<ul", "</ul>"), ("<ol", "</ol>"), ("<dl", "</dl>")];
    let start: String = text.chars().take(6).collect::<String>().to_ascii_lowercase();
    blocks.iter().find(|(open, _)| start.starts_with(open)).map(|(_, close)| *close)
}

/// Level of an ATX heading, 7 for a line wholly in bold, else 0.
fn heading(text: &str) -> u8 {
    if atx(text).is_some() {
        return text.bytes().take_while(|&b| b == b'#').count() as u8;
    }
    if bold(text).is_some() { 7 } else { 0 }
}

/// What an ATX heading says, without the marks before and after it.
fn atx(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let han = rest.chars().next().is_some_and(crate::text::chars::is_han);
    let level = text.len() - rest.len();
    if !(1..=6).contains(&level) || !(han || rest.starts_with([' ', '\t', '\u{3000}'])) {
        return None;
    }
    let inner = rest.trim();
    let open = inner.trim_end_matches('#');
    let closed = open.len() < inner.len() && (open.is_empty() || open.ends_with(char::is_whitespace));
    Some(if closed { open.trim_end() } else { inner })
}

/// What one run of bold from the first to the last character holds.
fn bold(text: &str) -> Option<&str> {
    ["**", "__"].iter().find_map(|mark| {
        let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
        let plain = !inner.contains(mark) && inner.chars().count() <= 80 && !is_mask(None, mark.len(), inner);
        (plain && inner.chars().any(char::is_alphanumeric) && !inner.starts_with(['_', '*', ' '])).then_some(inner)
    })
}

/// A line of a list, a quotation, an image, a footnote or the address of links.
fn is_block(text: &str) -> bool {
    let image = text.starts_with("![") && text.contains("](") && text.ends_with(')');
    is_bullet(text) || text.starts_with("> ") || text == ">" || image || is_note(text) || definition(text).is_some()
}

/// The first line of an item of a list.
fn is_bullet(text: &str) -> bool {
    let bullet = text.len() > 2 && matches!(text.as_bytes()[0], b'-' | b'+' | b'*') && text.as_bytes()[1] == b' ';
    let number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' ' | b'*' | b'+'));
    bullet && !number && !is_rule(text)
}

/// The first line of a footnote: `[^1]: …`.
fn is_note(text: &str) -> bool {
    text.starts_with("[^") && text.contains("]:")
}

/// A horizontal rule.
pub fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) =
        marks.next().filter(|c| matches!(c, '-' | '*' | '_' | '=' | '—' | '─' | '~' | '＝' | '＊' | '…' | '﹏'))
    else {
        return false;
    };
    let same = marks.clone().all(|c| c == first);
    same && marks.count() >= 2
}

/// GFM tables: a row of cells over a row of dashes, down to the first line without a bar.
fn tables(rows: &mut [Row]) {
    let mut index = 1;
    while index < rows.len() {
        let delimiter = rows[index].is_prose() && is_delimiter(rows[index].text);
        if !delimiter || !rows[index - 1].stays() || !rows[index - 1].text.contains('|') {
            index += 1;
            continue;
        }
        rows[index - 1].form = LineForm::Block;
        while index < rows.len() && rows[index].text.contains('|') {
            rows[index].form = LineForm::Block;
            index += 1;
        }
    }
}

fn is_delimiter(text: &str) -> bool {
    text.contains('|') && text.contains('-') && text.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// A line underlined with `===`, or with `---` where that cannot be a rule: under a short line of its own without punctuation,
/// and over a blank one.
fn setext(rows: &mut [Row]) {
    for index in 1..rows.len() {
        let text = rows[index].text;
        let marks = |mark: u8| text.len() >= 3 && text.bytes().all(|b| b == mark);
        let level = if marks(b'=') {
            1
        } else if marks(b'-') {
            2
        } else {
            continue;
        };
        let over = &rows[index - 1];
        let line = rows[index].stays() && over.is_prose() && over.heading == 0 && !is_rule(over.text);
        let title = level == 1 && over.text.chars().count() <= 60 || level == 2 && stands_alone(rows, index - 1);
        if line && title {
            rows[index - 1].heading = level;
            rows[index].gone = Some("markdown".into());
        }
    }
}

/// A short line without punctuation between blank lines, its underline aside.
fn stands_alone(rows: &[Row], index: usize) -> bool {
    let text = rows[index].text;
    let blank = |index: Option<usize>| index.and_then(|index| rows.get(index)).is_none_or(|row| row.text.is_empty());
    let plain = !text.contains(['。', '，', ',', '；', ';', '：', ':', '|', '！', '？']) && text.chars().count() <= 40;
    plain && blank(index.checked_sub(1)) && blank(Some(index + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_bold_lines_and_masks() {
        assert_eq!(heading("## 一、目标"), 2);
        assert_eq!(heading("##一、目标"), 2);
        assert_eq!(heading("#1"), 0);
        assert_eq!(heading("**一、目标**"), 7);
        assert_eq!(heading("**一、目标** 和 **二**"), 0);
        assert_eq!(heading("____年____月"), 0);
    }

    #[test]
    fn rules_and_lists() {
        assert!(is_rule("---") && is_rule("* * *") && is_rule("======") && !is_rule("--") && !is_rule("-—a"));
        assert!(is_block("- 项目") && !is_block("-3") && !is_block("* * *") && is_block("![图](a.png)"));
    }
}
