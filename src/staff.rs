//! The tantivy index for staff: its schema, and what is stored of each plan.
//!
//! Public and staff-only plans are in two indexes, because ranking statistics come from the public plans alone.

pub mod ngrams;
pub mod search;

use std::path::{Path, PathBuf};

use finder::query::Facet;
use ngrams::{PAIRS, SINGLES};
use serde::{Deserialize, Serialize};
use tantivy::Index;
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};

/// Version of schema and stored form; an index of another version must be rebuilt.
pub const VERSION: u32 = 3;

/// Name of the file that holds [`VERSION`].
pub const VERSION_FILE: &str = "version";

/// The two indexes below the index folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Plans that everybody may see.
    Public,
    /// Plans that only staff may see.
    Staff,
}

impl Audience {
    /// Where the audience's index is.
    pub fn folder(self, index: &Path) -> PathBuf {
        index.join(match self {
            Audience::Public => "public",
            Audience::Staff => "staff",
        })
    }
}

/// The files below the index folder that are not as they were written, told by their checksums; all of both indexes is read.
pub fn damaged(index: &Path) -> tantivy::Result<Vec<PathBuf>> {
    let mut damaged = Vec::new();
    for folder in [Audience::Public, Audience::Staff].map(|audience| audience.folder(index)) {
        let files = Index::open_in_dir(&folder)?.validate_checksum()?;
        damaged.extend(files.into_iter().map(|file| folder.join(file)));
    }
    damaged.sort();
    Ok(damaged)
}

/// A part of a plan that a word can stand in, with a field for pairs of characters and one for single characters.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Bigrams with positions.
    pub pairs: Field,
    /// Single characters without positions.
    pub singles: Field,
}

/// Fields of the index. What is searched is what [`finder::searched::Searched`] says; each key is a line of its field.
#[derive(Clone, Debug)]
pub struct Fields {
    /// The schema they belong to.
    pub schema: Schema,
    /// Lasting id of the plan.
    pub id: Field,
    /// Date of issue.
    pub date: Field,
    /// Facts that plans are filtered by.
    pub facets: [(Facet, Field); 5],
    /// First year covered.
    pub from: Field,
    /// Last year covered.
    pub to: Field,
    /// Length of the text, in characters of its key.
    pub length: Field,
    /// [`Stored`] as JSON.
    pub stored: Field,
    /// Title, 发文字号 and paragraphs.
    pub text: Part,
    /// The title.
    pub title: Part,
    /// The headings.
    pub heading: Part,
}

impl Fields {
    /// The schema.
    pub fn new() -> Fields {
        let mut schema = Schema::builder();
        let mut part = |name: &str| Part {
            pairs: schema
                .add_text_field(&format!("{name}_pairs"), grams(PAIRS, IndexRecordOption::WithFreqsAndPositions)),
            singles: schema.add_text_field(&format!("{name}_singles"), grams(SINGLES, IndexRecordOption::WithFreqs)),
        };
        let (text, title, heading) = (part("text"), part("title"), part("heading"));
        let id = schema.add_text_field("id", STRING | FAST);
        let date = schema.add_text_field("date", FAST);
        let facets = FACETS.map(|facet| (facet, schema.add_text_field(facet.name(), FAST)));
        let [from, to, length] = ["from", "to", "length"].map(|name| schema.add_u64_field(name, FAST));
        let stored = schema.add_text_field("stored", STORED);
        Fields { schema: schema.build(), id, date, facets, from, to, length, stored, text, title, heading }
    }
}

/// The facets that are text; years are numbers.
const FACETS: [Facet; 5] = [Facet::Issuer, Facet::Kind, Facet::Level, Facet::Region, Facet::Topic];

impl Default for Fields {
    fn default() -> Fields {
        Fields::new()
    }
}

fn grams(tokenizer: &str, record: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

/// What is kept of a plan to show it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {
    /// Lasting id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Address below the site's base address.
    pub url: String,
    /// File, relative to the folder of plans.
    pub file: String,
    /// First line in the file.
    pub start_line: u32,
    /// `public` or `staff`.
    pub visibility: String,
    /// What it is; empty when unknown, as below.
    pub kind: String,
    /// First and last year it covers.
    pub period: Option<(u16, u16)>,
    /// Region.
    pub region: String,
    /// Issuing body.
    pub issuer: String,
    /// Level of the issuing body.
    pub level: String,
    /// 发文字号.
    pub doc_number: String,
    /// Date of issue.
    pub date: String,
    /// Topics.
    pub topics: Vec<String>,
    /// Whether it is in Traditional characters.
    pub hant: bool,
    /// Its paragraphs and the source line each begins on.
    pub paragraphs: Vec<(u32, String)>,
    /// Its sections, in order.
    pub sections: Vec<StoredSection>,
}

/// A heading and where it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredSection {
    /// Address in the page.
    pub anchor: String,
    /// Number and title.
    pub title: String,
    /// 1 for the outermost level.
    pub level: u8,
    /// Source line.
    pub line: u32,
    /// Index of the paragraph it stands in.
    pub paragraph: u32,
    /// First and last (excluded) scalar of marker and heading in that paragraph.
    pub range: (u32, u32),
}

impl Stored {
    /// As the finder takes it, as far as its text is concerned.
    pub fn to_plan(&self) -> finder::plan::Plan {
        finder::plan::Plan {
            id: self.id.clone(),
            title: self.title.clone(),
            doc_number: self.doc_number.clone(),
            hant: self.hant,
            paragraphs: self.paragraphs.iter().map(|paragraph| paragraph.1.clone()).collect(),
            sections: self.sections.iter().map(StoredSection::to_section).collect(),
            ..finder::plan::Plan::default()
        }
    }
}

impl StoredSection {
    fn to_section(&self) -> finder::plan::Section {
        finder::plan::Section {
            anchor: self.anchor.clone(),
            title: self.title.clone(),
            line: self.line,
            paragraph: self.paragraph,
            start: self.range.0,
            end: self.range.1,
        }
    }
}
