//! Plan text as HTML: faithful to the author's characters, and harmless.
//!
//! Only blocks that cleaning recognised (tables, lists, quotations, code) are read as Markdown blocks. Running text is one
//! paragraph a line with inline Markdown; whatever looks like Markdown but is a mask (`20__年`), a number or a rule stays
//! as written. What an author wrote as Markdown or HTML goes through ammonia before it leaves this module.

mod align;
mod block;
mod guard;
mod inline;
mod links;
mod nodes;
mod sanitise;

use std::collections::{HashMap, HashSet};

use crate::document::{Basis, Body, BodyLine, LineForm, Note, Plan, Section};
use links::Links;
pub(crate) use links::{attribute, is_local, local_addresses, note_label, note_marks};

/// A heading with the text up to the next one. The first part of a plan may have no heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Depth without gaps, 1 for the outermost; 0 for the text before the first heading.
    pub depth: u8,
    /// Address in the page; empty without a heading.
    pub anchor: String,
    /// Heading as HTML.
    pub heading: String,
    /// Heading as plain text.
    pub name: String,
    /// Source line of the heading; 0 without one.
    pub line: u32,
    /// First source line of the line that begins with this heading (its place is `#L<mark>`); 0 when text stands before it.
    pub mark: u32,
    /// The text under it as HTML.
    pub html: String,
}

/// Renders the text of a plan, without the lines that are only its label, and with its footnotes at the end. `base` leads from
/// the page that is written to the plan's own, beside which its files are.
pub fn render(body: &Body, plan: &Plan, base: &str) -> Vec<Part> {
    let mut writer = Writer {
        body,
        parts: vec![Part::default()],
        levels: Vec::new(),
        pending: Vec::new(),
        links: Links::of(plan, base),
        set: align::of_lines(body),
        begin: 0,
    };
    let notes = plan.notes.iter().flat_map(|note| note.lines.clone());
    let apart: HashSet<usize> = notes.chain(plan.definitions.iter().map(|one| one.line)).collect();
    for index in plan.lines.clone() {
        let Some(line) = body.lines.get(index) else { break };
        if apart.contains(&index) || plan.is_foreign(index) {
            // A block does not go on over what is not shown in it.
            writer.flush();
            continue;
        }
        let is_first = index == plan.lines.start + plan.head_lines;
        writer.begin = if is_first { run_in_title(body, plan) } else { 0 };
        let sections: Vec<_> = plan.outline.iter().filter(|section| section.body_line == index).collect();
        if !sections.is_empty() {
            writer.headings(line, &sections);
        } else if index >= plan.lines.start + plan.head_lines {
            writer.line(line);
        }
    }
    writer.flush();
    writer.notes(&plan.notes);
    writer.finish()
}

/// What an HTML fragment shows, without its tags.
pub fn visible(html: &str) -> String {
    sanitise::text(html)
}

/// Plain text as HTML.
pub fn escape(text: &str) -> String {
    nodes::escape(text)
}

struct Writer<'a> {
    body: &'a Body,
    parts: Vec<Part>,
    /// Levels of the headings that are open, outermost first.
    levels: Vec<u8>,
    /// Lines of one form that are shown together.
    pending: Vec<&'a BodyLine>,
    links: Links<'a>,
    /// Where the text of the line begins that is written: behind the title, if that runs into it.
    begin: usize,
    /// Class of each source line that is set in the middle or to the right.
    set: HashMap<u32, &'static str>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &'a BodyLine) {
        if self.pending.first().is_some_and(|first| first.form != line.form) {
            self.flush();
        }
        match line.form {
            LineForm::Prose => self.paragraph(line, self.begin..line.range.len()),
            LineForm::TableRemnant | LineForm::Block => self.pending.push(line),
        }
    }

    /// A line with headings: what stands between and after them is running text.
    fn headings(&mut self, line: &'a BodyLine, sections: &[&Section]) {
        self.flush();
        let mut from = self.begin;
        for section in sections {
            let end = section.range.end.min(line.range.len());
            let start = section.range.start.clamp(from, end.max(from));
            self.between(line, from..start);
            self.open(section, self.body.text_of(line).get(start..end).unwrap_or_default());
            let begin = self.begin;
            if from == begin && self.body.text_of(line).get(begin..start).is_some_and(is_markup) {
                self.parts.last_mut().into_iter().for_each(|part| part.mark = line.first_line());
            }
            from = end.max(from);
        }
        self.between(line, from..line.range.len());
    }

    fn between(&mut self, line: &BodyLine, range: std::ops::Range<usize>) {
        let text = self.body.text_of(line).get(range.clone()).unwrap_or_default();
        if !is_markup(text) {
            self.paragraph(line, range);
        }
    }

    fn open(&mut self, section: &Section, text: &str) {
        while self.levels.last().is_some_and(|&level| level >= section.level) {
            self.levels.pop();
        }
        self.levels.push(section.level);
        let text = strip_markup(text);
        let name = visible(&inline::render(text, &mut Links::default()));
        let heading = inline::render(text, &mut self.links);
        self.parts.push(Part {
            depth: self.levels.len().min(5) as u8,
            anchor: section.anchor.clone(),
            name,
            heading,
            line: section.line,
            mark: 0,
            html: String::new(),
        });
    }

    fn paragraph(&mut self, line: &BodyLine, range: std::ops::Range<usize>) {
        let is_begin = range.start == self.begin;
        let text = self.body.text_of(line).get(range).unwrap_or_default();
        let mut html = inline::render(text.trim(), &mut self.links);
        if line.heading > 0 {
            // Set as a heading or in bold, yet not in the outline.
            html = format!("<strong>{html}</strong>");
        }
        let class = self.set.get(&line.first_line()).map_or_else(String::new, |class| format!(" class=\"{class}\""));
        let html = match is_begin {
            true => format!("<p id=\"L{}\"{class}>{html}</p>\n", line.first_line()),
            false => format!("<p{class}>{html}</p>\n"),
        };
        self.append(&html);
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let Some(first) = pending.first() else { return };
        let html = match first.form {
            LineForm::TableRemnant => remnant(self.body, &pending),
            _ => block::render(self.body, &pending, &mut self.links),
        };
        self.append(&html);
    }

    /// The footnotes, each with a way back to the text. They are a part of their own, as the text before the first heading is.
    fn notes(&mut self, notes: &[Note]) {
        if notes.is_empty() {
            return;
        }
        self.links.in_notes();
        let shown: String = notes.iter().map(|note| self.note(note)).collect();
        self.parts.push(Part { html: format!("<div class=\"notes\">\n{shown}</div>\n"), ..Part::default() });
    }

    fn note(&mut self, note: &Note) -> String {
        let (body, links) = (self.body, &mut self.links);
        let lines = body.lines.get(note.lines.clone()).unwrap_or_default();
        let id = links::note_id(&note.label);
        let Some((first, others)) = lines.split_first() else { return String::new() };
        let own = body.text_of(first).get(note.label.len() + 4..).unwrap_or_default().trim();
        let own = inline::render(own, links);
        let mut anchored = |line: &BodyLine| {
            format!(" <span id=\"L{}\"></span>{}", line.first_line(), inline::render(body.text_of(line), links))
        };
        let others: String = others.iter().map(&mut anchored).collect();
        let label = nodes::escape(&note.label);
        format!(
            "<p id=\"note-{id}\"><span id=\"L{}\"></span><a href=\"#ref-{id}\">[{label}]</a> {own}{others}</p>\n",
            first.first_line()
        )
    }

    fn append(&mut self, html: &str) {
        if let Some(part) = self.parts.last_mut() {
            part.html.push_str(html);
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.parts.retain(|part| part.depth > 0 || !part.html.trim().is_empty());
        self.parts
    }
}

/// Length of the plan's own title where its first line of text begins with it, without a break before the first sentence. It is
/// shown as title, like titles on lines of their own, and not again in the text.
fn run_in_title(body: &Body, plan: &Plan) -> usize {
    let found = || {
        let title = plan.facts.title.as_ref().filter(|title| title.basis == Basis::Stated)?;
        let index = plan.lines.start + plan.head_lines;
        let line = body.lines.get(index).filter(|line| plan.lines.contains(&index) && line.form == LineForm::Prose)?;
        let rest = body.text_of(line).strip_prefix(title.value.as_str())?;
        let is_text =
            line.first_line() == title.line && rest.contains(['，', ',', '。']) && !rest.starts_with(['，', ',']);
        let is_apart = plan.outline.iter().all(|one| one.body_line != index || one.range.start >= title.value.len());
        (is_text && is_apart).then_some(title.value.len())
    };
    found().unwrap_or(0)
}

/// Cells of a table whose rows and columns are lost: shown one after the other, and as what they are.
fn remnant(body: &Body, lines: &[&BodyLine]) -> String {
    let cell =
        |line: &&BodyLine| format!("<li id=\"L{}\">{}</li>\n", line.first_line(), nodes::escape(body.text_of(line)));
    format!("<ul class=\"remnant\">\n{}</ul>\n", lines.iter().map(cell).collect::<String>())
}

/// Whether text beside a heading is only its Markdown dress.
fn is_markup(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || "#*_>-".contains(c))
}

/// Takes the marks of a Markdown heading, and bold type around the whole of it, away.
fn strip_markup(text: &str) -> &str {
    let text = text.trim_start_matches('#').trim();
    let inner = text.strip_prefix("**").and_then(|text| text.strip_suffix("**"));
    inner.filter(|inner| !inner.is_empty() && !inner.contains("**")).unwrap_or(text)
}

#[cfg(test)]
mod tests;
