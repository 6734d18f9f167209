//! The plain types that stages hand to each other. No behaviour beyond small accessors.
//!
//! Lines are 1-based lines of the decoded file (ended by LF, CRLF or CR); columns count Unicode scalars from 0.

mod facts;
mod names;
mod references;

pub use facts::{Activity, Basis, Fact, Facts, Kind, Period, Script, Target, Visibility};
pub use references::{Attached, Definition, Fault, Note, Reference};

use serde::{Deserialize, Serialize};

use crate::gist::Gist;

/// A file as read: decoded, otherwise untouched.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Source {
    /// Path relative to the folder of plans, `/` between parts.
    pub file: String,
    /// Name of the encoding the bytes were decoded from, as in the Encoding Standard (`UTF-8`, `gb18030` ...).
    pub encoding: String,
    /// The decoded text: every character of the file except a byte order mark.
    pub text: String,
    /// Metadata from the front matter, if the file begins with one.
    pub front: Front,
    /// What reading found doubtful.
    pub findings: Vec<Finding>,
}

/// Front matter of a file: what the owner of the archive states about its plans. It wins over everything described.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Front {
    /// First and last line of the front matter with its fences; `None` when the file has none.
    pub lines: Option<(u32, u32)>,
    /// Key, value as written, and line of each recognised entry.
    pub entries: Vec<FrontEntry>,
}

/// One entry of the front matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontEntry {
    /// Key, lower case.
    pub key: String,
    /// Value as text; lists are joined by `、`.
    pub value: String,
    /// Line it stands on.
    pub line: u32,
}

/// A change to the decoded source. The body is the source with all edits applied; body and edits give the source back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Line of the first removed character.
    pub line: u32,
    /// Column of the first removed character.
    pub start: u32,
    /// `start` plus the number of removed scalars, line ends included: it may pass the end of the line.
    pub end: u32,
    /// What stood there.
    pub removed: String,
    /// What stands there in the body.
    pub inserted: String,
    /// Name of the rule.
    pub reason: String,
}

/// A cleaned file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// The source with `edits` applied.
    pub text: String,
    /// Sorted by line and column, never overlapping.
    pub edits: Vec<Edit>,
    /// The lines of `text` that are not blank, in order. After joining, a line is a paragraph.
    pub lines: Vec<BodyLine>,
    /// What cleaning found doubtful.
    pub findings: Vec<Finding>,
}

/// One line of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyLine {
    /// Byte range in `Body::text`, without surrounding white space and line end.
    pub range: std::ops::Range<usize>,
    /// Pieces of the source it is made of: byte offset from `range.start`, and the source line that goes on there.
    /// Never empty; the first offset is 0; both rise.
    pub pieces: Vec<(usize, u32)>,
    /// How it is to be shown.
    pub form: LineForm,
    /// Level of a Markdown heading, 1 to 6; 7 for a line that is set in bold as a whole; 0 for all other lines. The marks
    /// themselves (`##`, `**`) are not in the body.
    pub heading: u8,
}

/// How a line is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LineForm {
    /// Running text, or a heading.
    #[default]
    Prose,
    /// A cell or row left over from a flattened table.
    TableRemnant,
    /// Part of a Markdown or HTML block (table, list, quotation, code, footnote) that is rendered as a whole.
    Block,
}

impl Body {
    /// Text of a line.
    pub fn text_of(&self, line: &BodyLine) -> &str {
        &self.text[line.range.clone()]
    }
}

impl BodyLine {
    /// Source line of the first character.
    pub fn first_line(&self) -> u32 {
        self.pieces[0].1
    }

    /// Source line of the last piece.
    pub fn last_line(&self) -> u32 {
        self.pieces[self.pieces.len() - 1].1
    }

    /// Source line that the character at `offset` (bytes from the start of this line) stands on.
    pub fn line_at(&self, offset: usize) -> u32 {
        let next = self.pieces.partition_point(|piece| piece.0 <= offset);
        self.pieces[next.max(1) - 1].1
    }
}

/// Why a plan begins where it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Default, Deserialize)]
pub struct Boundary {
    /// 0 (a guess) to 100 (certain).
    pub score: u8,
    /// The evidence.
    pub reasons: Vec<Reason>,
}

/// A piece of evidence for a boundary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Name of the rule.
    pub rule: String,
    /// Line it applies to.
    pub line: u32,
    /// The words that decided.
    pub text: String,
}

/// One plan in a file: what splitting, outlining and describing found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// 1-based place in the file.
    pub ordinal: u32,
    /// First source line.
    pub start_line: u32,
    /// Last source line that is not blank.
    pub end_line: u32,
    /// Its lines, as a range of `Body::lines`. The separator line (`篇一:…`) is among them.
    pub lines: std::ops::Range<usize>,
    /// How many of the first `lines` are only its label: separator, own title; shown as title, not as text.
    pub head_lines: usize,
    /// Why it begins here.
    pub boundary: Boundary,
    /// Title of the compilation it stands in.
    pub compilation_title: Option<String>,
    /// What an override gives for it; wins over the front matter.
    pub given: Vec<FrontEntry>,
    /// How far the folder it lies in is closed: front matter may close it further, only an override may open it.
    pub folder: Visibility,
    /// Pictures and attachments that its text refers to.
    pub references: Vec<Reference>,
    /// Its footnotes, in the order in which the text comes to them; some stand outside its `lines`.
    pub notes: Vec<Note>,
    /// Where its reference links lead (`[text][label]`); some of the lines that say so stand outside its `lines`.
    pub definitions: Vec<Definition>,
    /// Lines among its own that are footnotes or definitions of other plans in the file, in order.
    pub foreign: Vec<std::ops::Range<usize>>,
    /// Its outline, flat and in reading order; see [`Section`].
    pub outline: Vec<Section>,
    /// What it is, with the evidence.
    pub facts: Facts,
    /// What later stages need of its text where the text is not at hand.
    pub gist: Option<Box<Gist>>,
}

/// One heading and the text up to the next. Nested by `level`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// 1 for the outermost level that occurs in the plan's scheme.
    pub level: u8,
    /// The marker as written (`一、`, `（二）`, `第三章`), empty when there is none.
    pub number: String,
    /// The heading without its marker.
    pub title: String,
    /// Source line of the marker.
    pub line: u32,
    /// Address of the section in its page: ASCII, unique in the plan, without running numbers.
    pub anchor: String,
    /// Index into `Body::lines` of the line the heading stands in.
    pub body_line: usize,
    /// Byte offset of marker and heading in that line; a heading may be followed by its text in the same line.
    pub range: std::ops::Range<usize>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong.
    Warning,
    /// Something could not be used.
    Error,
}

/// A name that is a constant of this program. (An alias, because serde would borrow a plain reference from what it reads.)
pub type Name = &'static str;

/// Something doubtful, for the person who can fix it. The message is made from `rule` and `args` in the reader's language
/// (`locales/`), so that stages carry no wording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Name of the rule: the key `finding.<rule>.message` and `.suggestion` of the locales.
    #[serde(deserialize_with = "names::one")]
    pub rule: Name,
    /// How bad it is.
    pub severity: Severity,
    /// Source line; 0 when it concerns the whole file.
    pub line: u32,
    /// Values for the message's placeholders `%{name}`.
    #[serde(deserialize_with = "names::pairs")]
    pub args: Vec<(Name, String)>,
}

/// A file after all stages that look at one file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Document {
    /// As read.
    pub source: Source,
    /// As cleaned. Its edits also hold what splitting took away (titles and lines outside every plan).
    pub body: Body,
    /// Script of the whole file.
    pub script: Script,
    /// How many plans the file says it holds (`精选8篇`).
    pub stated_total: Option<u32>,
    /// Its plans.
    pub plans: Vec<Plan>,
    /// Findings of all stages, by line.
    pub findings: Vec<Finding>,
    /// How many source lines were taken away whole.
    pub removed_lines: usize,
    /// Hash of all that this was made from: documents of one hash are equal. 0 where nobody asked.
    pub made_from: u128,
    /// Whether it was shortened to what stays at hand of an unchanged file; see [`Document::brief`].
    pub is_brief: bool,
}

impl Document {
    /// What stays at hand of an unchanged file: without source, text, edits and outline, which are made again from the file
    /// when they are needed. Facts, findings and gists stay, and are all that lists, tables and feeds are made from.
    pub fn brief(&self) -> Document {
        let plan = |plan: &Plan| Plan {
            ordinal: plan.ordinal,
            start_line: plan.start_line,
            end_line: plan.end_line,
            lines: plan.lines.clone(),
            head_lines: plan.head_lines,
            compilation_title: plan.compilation_title.clone(),
            references: plan.references.clone(),
            facts: plan.facts.clone(),
            gist: plan.gist.clone(),
            ..Plan::default()
        };
        Document {
            source: Source { file: self.source.file.clone(), ..Source::default() },
            body: Body::default(),
            script: self.script,
            stated_total: self.stated_total,
            plans: self.plans.iter().map(plan).collect(),
            findings: self.findings.clone(),
            removed_lines: self.removed_lines,
            made_from: self.made_from,
            is_brief: true,
        }
    }
}

impl Document {
    /// Whether a line belongs to a plan that is not public, or to no plan in a file that holds such a one.
    pub fn is_closed(&self, line: u32) -> bool {
        let closed = |plan: &Plan| plan.facts.visibility != Visibility::Public;
        let holder = self.plans.iter().find(|plan| (plan.start_line..=plan.end_line).contains(&line));
        holder.map_or_else(|| self.plans.iter().any(closed), closed)
    }
}

impl Finding {
    /// The finding without words of the text: for reports that others than staff may see.
    pub fn masked(&self) -> Finding {
        let mut masked = self.clone();
        let words = masked.args.iter_mut().filter(|arg| !matches!(arg.0, "line" | "count"));
        words.for_each(|arg| arg.1 = "…".into());
        masked
    }
}
