//! The text of a plan as search sees it: the same for staff and public.

mod markup;
mod wrapped;

use finder::plan::{Plan as FinderPlan, Section as FinderSection};

use crate::archive::{Archive, Entry};
use crate::document::{Body, Plan, Script, Section};
use markup::Shown;

/// A plan as the finder takes it. Its paragraphs are the plan's body lines, label and title lines included, and its footnotes
/// that stand elsewhere, without the marks of Markdown: whatever a reader sees in the plan can be found.
pub fn plan(archive: &Archive, entry: &Entry) -> FinderPlan {
    let body = &archive.document(entry).body;
    let plan = archive.plan(entry);
    let facts = &plan.facts;
    let text = |fact: &Option<crate::document::Fact<String>>| {
        fact.as_ref().map_or_else(String::new, |fact| fact.value.clone())
    };
    let period = facts.period.as_ref().map(|period| period.value);
    FinderPlan {
        number: entry.number,
        id: entry.id.clone(),
        title: archive.title(entry).to_owned(),
        url: entry.url(),
        hant: facts.script == Script::Hant,
        kind: facts.kind.as_ref().map_or("", |kind| kind.value.key()).to_owned(),
        from: period.and_then(|period| period.from),
        to: period.and_then(|period| period.to),
        region: text(&facts.region),
        issuer: text(&facts.issuer),
        level: text(&facts.level),
        doc_number: text(&facts.doc_number),
        date: text(&facts.date),
        topics: facts.topics.iter().map(|topic| topic.value.clone()).collect(),
        length: entry.length,
        paragraphs: texts(body, plan),
        sections: finder_sections(body, plan),
    }
}

/// The text of each paragraph.
fn texts(body: &Body, plan: &Plan) -> Vec<String> {
    let mut texts: Vec<String> = paragraphs(plan).map(|(line, is_shown)| shown(body, line, is_shown)).collect();
    wrapped::join(body, plan, &mut texts);
    texts
}

/// Source line on which each paragraph of [`plan`] begins.
pub fn paragraph_lines(archive: &Archive, entry: &Entry) -> Vec<u32> {
    let body = &archive.document(entry).body;
    paragraphs(archive.plan(entry)).map(|(line, _)| body.lines[line].first_line()).collect()
}

/// The lines of a plan, then its footnotes that stand elsewhere. A line that is another plan's footnote keeps its place, and is
/// not shown.
fn paragraphs(plan: &Plan) -> impl Iterator<Item = (usize, bool)> {
    let own = plan.lines.clone().map(|line| (line, !plan.is_foreign(line)));
    own.chain(plan.elsewhere().map(|line| (line, true)))
}

fn shown(body: &Body, line: usize, is_shown: bool) -> String {
    if is_shown { Shown::of(body.text_of(&body.lines[line])).text.into_owned() } else { String::new() }
}

/// Sections with their places counted in scalars. Sections of one paragraph come in order, so counting goes on where the
/// last one ended and long paragraphs stay linear.
fn finder_sections(body: &Body, plan: &Plan) -> Vec<FinderSection> {
    let (mut counted, mut shown) = ((usize::MAX, 0, 0), Shown::default());
    let mut scalars = |line: usize, offset: usize| {
        if counted.0 != line {
            shown = Shown::of(body.text_of(&body.lines[line]));
        }
        let offset = shown.place(offset);
        if counted.0 != line || counted.1 > offset {
            counted = (line, 0, 0);
        }
        counted = (line, offset, counted.2 + shown.text[counted.1..offset].chars().count() as u32);
        counted.2
    };
    let section = |section: &Section| FinderSection {
        anchor: section.anchor.clone(),
        title: format!("{}{}", section.number, section.title),
        line: section.line,
        paragraph: (section.body_line - plan.lines.start) as u32,
        start: scalars(section.body_line, section.range.start),
        end: scalars(section.body_line, section.range.end),
    };
    plan.outline.iter().map(section).collect()
}
