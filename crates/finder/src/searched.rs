//! What of a plan is searched, as keys: the same for every engine.

use crate::prelude::*;
use crate::{
    fold::{Folded, fold},
    plan::{Plan, Section},
    vocabulary::reworded,
};

/// Where a key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The plan's title.
    Title,
    /// Its 发文字号.
    Number,
    /// The paragraph with this index.
    Paragraph(u32),
}

/// A stretch of text in which a phrase may occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it comes from.
    pub place: Place,
    /// The scalar there that it begins at.
    pub start: u32,
    /// Its key.
    pub folded: Folded,
}

/// All keys of a plan. A plan in Traditional characters has, beside each key that is worded differently in Taiwan, a
/// second one with the mainland's wording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// What a word without a field is looked for in: title, 发文字号 and paragraphs.
    pub text: Vec<Unit>,
    /// What `title:` looks in.
    pub title: Vec<Folded>,
    /// What `heading:` looks in, each with the paragraph it stands in.
    pub headings: Vec<Unit>,
}

impl Searched {
    /// The keys of a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut searched = Self { title: keys(&plan.title, plan.hant), ..Self::default() };
        plan.sections.iter().for_each(|section| searched.add_heading(plan, section));
        searched.add(Place::Title, &plan.title, plan.hant);
        searched.add(Place::Number, &plan.doc_number, plan.hant);
        for (at, paragraph) in (0..).zip(&plan.paragraphs) {
            searched.add(Place::Paragraph(at), paragraph, plan.hant);
        }
        searched
    }

    /// Adds the keys of one stretch of text.
    fn add(&mut self, place: Place, text: &str, hant: bool) {
        self.text.extend(keys(text, hant).into_iter().map(|folded| Unit { place, start: 0, folded }));
    }

    /// Adds the keys of a section's heading, cut from its paragraph.
    fn add_heading(&mut self, plan: &Plan, section: &Section) {
        let Some(paragraph) = plan.paragraphs.get(section.paragraph as usize) else {
            return;
        };
        let length = section.end.saturating_sub(section.start) as usize;
        let heading: String = paragraph.chars().skip(section.start as usize).take(length).collect();
        let place = Place::Paragraph(section.paragraph);
        let unit = |folded| Unit { place, start: section.start, folded };
        self.headings.extend(keys(&heading, plan.hant).into_iter().map(unit));
    }
}

/// The key of a text and, where it is worded differently, its rewording. None for a text without characters.
pub fn keys(text: &str, hant: bool) -> Vec<Folded> {
    let literal = fold(text);
    if literal.key.is_empty() {
        return Vec::new();
    }
    let other = if hant { reworded(&literal) } else { None };
    let mut keys = vec![literal];
    keys.extend(other);
    keys
}
