//! Items and quotations that were broken into lines: on the page they are one paragraph, and so they are to search.

use crate::document::{Body, BodyLine, LineForm, Plan};

/// What a line may go on with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Item,
    Quotation,
}

/// Puts the lines of an item or quotation into its first one. The others stay, empty, so that paragraphs keep their numbers.
/// `texts` are the plan's own lines, from its first on.
pub fn join(body: &Body, plan: &Plan, texts: &mut [String]) {
    let lines = &body.lines[plan.lines.clone()];
    let mut open: Option<(usize, Open)> = None;
    for at in 0..lines.len().min(texts.len()) {
        let text = &*texts[at];
        let begun = begins(&lines[at], text);
        let goes_on = open.filter(|_| at > 0 && is_next(&lines[at - 1], &lines[at])).and_then(|(head, kind)| {
            let more = match (kind, begun) {
                (Open::Quotation, Some(Open::Quotation)) => inner(text),
                (_, None) => text,
                _ => return None,
            };
            let is_heading = || plan.outline.iter().any(|section| section.body_line == plan.lines.start + at);
            (lines[at].form == LineForm::Block && is_running(more) && !is_heading()).then(|| (head, more.to_owned()))
        });
        match goes_on {
            Some((head, more)) => {
                append(&mut texts[head], &more);
                texts[at].clear();
            }
            None => open = begun.map(|kind| (at, kind)),
        }
    }
}

fn begins(line: &BodyLine, text: &str) -> Option<Open> {
    match line.form {
        LineForm::Block if is_running(inner(text)) && text.starts_with('>') => Some(Open::Quotation),
        LineForm::Block if ["- ", "+ ", "* "].iter().any(|bullet| text.starts_with(bullet)) => Some(Open::Item),
        _ => None,
    }
}

/// A line of a quotation without its mark.
fn inner(text: &str) -> &str {
    text.trim_start_matches(['>', ' '])
}

fn is_next(before: &BodyLine, line: &BodyLine) -> bool {
    line.first_line() == before.last_line() + 1
}

/// Whether a line is words, not a mark of something else.
fn is_running(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = number.len() < text.len() && number.starts_with(['.', ')']);
    !text.is_empty() && !is_item && !text.starts_with(['#', '|', '`', '~', '<', '-', '+', '*', '>', '['])
}

/// Two words of letters or digits stay apart.
fn append(head: &mut String, more: &str) {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if is_word(head.chars().next_back()) && is_word(more.chars().next()) {
        head.push(' ');
    }
    head.push_str(more);
}
