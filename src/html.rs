//! Plan text as HTML: faithful to the author's characters, and harmless.
//!
//! Only blocks that cleaning recognised (tables, lists, quotations, code) are read as Markdown blocks. Running text is one
//! paragraph a line with inline Markdown; whatever looks like Markdown but is a mask (`20__年`), a number or a rule stays
//! as written. What an author wrote as Markdown or HTML goes through ammonia before it leaves this module.

mod block;
mod guard;
mod inline;
mod nodes;
mod sanitise;

use crate::document::{Body, BodyLine, LineForm, Plan, Section};

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

/// Renders the text of a plan, without the lines that are only its label.
pub fn render(body: &Body, plan: &Plan) -> Vec<Part> {
    let mut writer = Writer { body, parts: vec![Part::default()], levels: Vec::new(), pending: Vec::new() };
    for index in plan.lines.clone() {
        let Some(line) = body.lines.get(index) else { break };
        let sections: Vec<_> = plan.outline.iter().filter(|section| section.body_line == index).collect();
        if !sections.is_empty() {
            writer.headings(line, &sections);
        } else if index >= plan.lines.start + plan.head_lines {
            writer.line(line);
        }
    }
    writer.finish()
}

/// Renders one line of running text, such as a title: inline Markdown, no paragraph.
pub fn line(text: &str) -> String {
    inline::render(text)
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
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &'a BodyLine) {
        if self.pending.first().is_some_and(|first| first.form != line.form) {
            self.flush();
        }
        match line.form {
            LineForm::Prose => self.paragraph(line, 0..line.range.len()),
            LineForm::TableRemnant | LineForm::Block => self.pending.push(line),
        }
    }

    /// A line with headings: what stands between and after them is running text.
    fn headings(&mut self, line: &'a BodyLine, sections: &[&Section]) {
        self.flush();
        let mut from = 0;
        for section in sections {
            let end = section.range.end.min(line.range.len());
            let start = section.range.start.clamp(from, end.max(from));
            self.between(line, from..start);
            self.open(section, self.body.text_of(line).get(start..end).unwrap_or_default());
            if from == 0 && self.body.text_of(line).get(..start).is_some_and(is_markup) {
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
        let heading = line(strip_markup(text));
        self.parts.push(Part {
            depth: self.levels.len().min(5) as u8,
            anchor: section.anchor.clone(),
            name: visible(&heading),
            heading,
            line: section.line,
            mark: 0,
            html: String::new(),
        });
    }

    fn paragraph(&mut self, line: &BodyLine, range: std::ops::Range<usize>) {
        let from = range.start;
        let text = self.body.text_of(line).get(range).unwrap_or_default();
        let mut html = inline::render(text.trim());
        if line.heading > 0 {
            // Set as a heading or in bold, yet not in the outline.
            html = format!("<strong>{html}</strong>");
        }
        let html = match from {
            0 => format!("<p id=\"L{}\">{html}</p>\n", line.first_line()),
            _ => format!("<p>{html}</p>\n"),
        };
        self.append(&html);
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let Some(first) = pending.first() else { return };
        let html = match first.form {
            LineForm::TableRemnant => remnant(self.body, &pending),
            _ => block::render(self.body, &pending),
        };
        self.append(&html);
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
