//! What later stages need of a plan's text where the text itself is not at hand: enough for lists, feeds and tables, to know
//! the plan again, and to find others like it.

use serde::{Deserialize, Serialize};

use crate::archive;
use crate::document::{Body, BodyLine, Document, LineForm, Plan};
use crate::evidence;
use crate::minhash::Sketch;
use crate::tree::{Hash, hash};

/// Characters of a plan's text in its summary.
const SUMMARY: usize = 200;

/// A paragraph with fewer letters may be like another by chance or by custom.
const LONG: usize = 150;

/// A plan in short.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Gist {
    /// What people call it; see [`crate::archive::Archive::title`].
    pub title: String,
    /// The beginning of its text.
    pub summary: String,
    /// For each target the line that the plan's page shows it at; 0 where it shows none.
    pub marks: Vec<u32>,
    /// Hash of its text.
    pub text: Hash,
    /// Its shingles.
    pub sketch: Sketch,
    /// Its long paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A long paragraph.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paragraph {
    /// Index into [`Body::lines`].
    pub line: usize,
    /// See [`Sketch::bands`].
    pub bands: Vec<u32>,
}

impl Gist {
    /// The gist of a plan.
    pub fn of(document: &Document, plan: &Plan) -> Gist {
        let body = &document.body;
        let own = plan.lines.clone().filter(|line| !plan.is_foreign(*line));
        let lines: Vec<(usize, &BodyLine)> = own.filter_map(|line| Some((line, body.lines.get(line)?))).collect();
        let text: Vec<&str> = lines.iter().map(|(_, line)| body.text_of(line)).collect();
        let mark = |line| evidence::evidence(body, plan, line).map_or(0, |(mark, _)| mark);
        let long = lines.iter().copied().filter(|(_, line)| is_long(body, line));
        let paragraph = |(line, text): (usize, &BodyLine)| {
            let sketch = Sketch::of([body.text_of(text)]);
            Paragraph { line, bands: sketch.bands(PARAGRAPH_BANDS) }
        };
        Gist {
            title: archive::title_of(document, plan).to_owned(),
            summary: summary(lead(document, plan)),
            marks: plan.facts.targets.iter().map(|target| mark(target.line)).collect(),
            text: hash(text.join("\n").as_bytes()),
            sketch: Sketch::of(text.iter().copied()),
            paragraphs: long.map(paragraph).collect(),
        }
    }
}

/// 16 bands of three find all but one in a hundred thousand pairs of similarity 0.8.
const PARAGRAPH_BANDS: usize = 16;

fn is_long(body: &Body, line: &BodyLine) -> bool {
    body.text_of(line).chars().filter(|char| char.is_alphanumeric()).nth(LONG - 1).is_some()
}

fn summary(mut lead: String) -> String {
    if let Some((end, _)) = lead.char_indices().nth(SUMMARY) {
        lead.truncate(end);
        lead.push('…');
    }
    lead
}

/// The beginning of a plan's running text, somewhat more than a summary needs: without tables, the document number and whom
/// it is written to, and with a space where a line ends without a mark.
pub fn lead(document: &Document, plan: &Plan) -> String {
    let body = &document.body;
    let number = plan.facts.doc_number.as_ref().map(|fact| fact.line);
    let own = plan.lines.clone().filter(|line| !plan.is_foreign(*line));
    let lines = own.skip(plan.head_lines).filter_map(|line| body.lines.get(line));
    let prose = lines.filter(|line| line.form == LineForm::Prose && Some(line.first_line()) != number);
    let mut text = String::new();
    for line in prose.map(|line| body.text_of(line).trim()).skip_while(|line| line.ends_with(['：', ':'])) {
        if text.len() > SUMMARY * 4 {
            break;
        }
        if text.ends_with(char::is_alphanumeric) {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Basis, Fact};

    #[test]
    fn a_lead_is_running_text_of_its_own_plan() {
        let text = "某教〔2024〕1号\n各学校：\n加强安全教育\n甲校的脚注\n| 甲 | 乙 |\n落实责任。\n开展演练。";
        let mut at = 0;
        let lines = text.split('\n').enumerate().map(|(number, line)| {
            let range = at..at + line.len();
            at += line.len() + 1;
            let form = if line.starts_with('|') { LineForm::Block } else { LineForm::Prose };
            BodyLine { range, pieces: vec![(0, number as u32 + 1)], form, heading: 0 }
        });
        let body = Body { lines: lines.collect(), text: text.into(), ..Body::default() };
        let mut plan = Plan { lines: 0..7, foreign: std::iter::once(3..4).collect(), ..Plan::default() };
        let number = Fact { value: "某教〔2024〕1号".to_owned(), basis: Basis::Stated, line: 1 };
        plan.facts.doc_number = Some(number);
        let document = Document { body, ..Document::default() };
        assert_eq!(lead(&document, &plan), "加强安全教育 落实责任。开展演练。");
    }
}
