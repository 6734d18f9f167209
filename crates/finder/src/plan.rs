//! What search knows of a plan: plain data, handed in by whoever publishes it.

use crate::prelude::*;
/// A plan to be searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Its number in the search data: given once, never reused.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// Its title, as shown.
    pub title: String,
    /// Address of its page, relative to the site's root.
    pub url: String,
    /// Written in Traditional characters: Taiwan wording applies.
    pub hant: bool,
    /// What it is (`plan`, `notice` ...); empty when unknown.
    pub kind: String,
    /// First year it covers.
    pub from: Option<u16>,
    /// Last year it covers.
    pub to: Option<u16>,
    /// Region, from the outermost division inwards, joined by `/`; empty when unknown.
    pub region: String,
    /// Issuing body; empty when unknown.
    pub issuer: String,
    /// Level of the issuing body; empty when unknown.
    pub level: String,
    /// 发文字号; empty when unknown.
    pub doc_number: String,
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; empty when unknown. Compared as text.
    pub date: String,
    /// Topics.
    pub topics: Vec<String>,
    /// About how many characters its text has, as [`crate::rank::impact`] takes it. Whoever publishes it may leave it as it is
    /// while the text is edited a little, so that what is stored of all other words stays.
    pub length: u32,
    /// Its text. An occurrence lies inside one paragraph.
    pub paragraphs: Vec<String>,
    /// Its sections, in reading order.
    pub sections: Vec<Section>,
}

/// A heading, and the text after it up to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Address in the plan's page.
    pub anchor: String,
    /// Marker and heading, as shown.
    pub title: String,
    /// Line of the source file it stands on, for those who look there.
    pub line: u32,
    /// Index of the paragraph the heading stands in.
    pub paragraph: u32,
    /// First scalar of marker and heading in that paragraph.
    pub start: u32,
    /// One past the last scalar of the heading there.
    pub end: u32,
}
