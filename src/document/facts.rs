//! What describing says of a plan: facts with their evidence.

use serde::{Deserialize, Serialize};

/// What describing found. `None` and empty where unknown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Own title, before the compilation's label.
    pub title: Option<Fact<String>>,
    /// What the document is.
    pub kind: Option<Fact<Kind>>,
    /// Years it covers.
    pub period: Option<Fact<Period>>,
    /// The years that only a scraper's title claims.
    pub label_period: Option<Period>,
    /// Issuing body.
    pub issuer: Option<Fact<String>>,
    /// Region: names from the outermost division inwards, joined by `/`.
    pub region: Option<Fact<String>>,
    /// Level of the issuing body: 国家, 省, 市, 县, 乡镇, 学校.
    pub level: Option<Fact<String>>,
    /// 发文字号, normalised to 〔〕.
    pub doc_number: Option<Fact<String>>,
    /// Date of issue, `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    pub date: Option<Fact<String>>,
    /// Topics, strongest first.
    pub topics: Vec<Fact<String>>,
    /// For each topic the words that decided, the most frequent first. Empty where topics are given.
    pub topic_words: Vec<Vec<String>>,
    /// 发文字号 of other documents it cites.
    pub cites: Vec<Fact<String>>,
    /// Quantified targets.
    pub targets: Vec<Target>,
    /// Calendar of activities.
    pub calendar: Vec<Activity>,
    /// Script of the plan's text.
    pub script: Script,
    /// Who may see it.
    pub visibility: Visibility,
}

/// A described fact with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// Why it is believed.
    pub basis: Basis,
    /// Source line it rests on.
    pub line: u32,
}

/// Why a fact is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The text says so.
    Stated,
    /// The text says that there is one, but it was masked (`20xx年`).
    Masked,
    /// Follows from a quoted clue by a general table.
    Inferred,
    /// Given in front matter or an override.
    Given,
}

impl Basis {
    /// Its name in data and in the interface's strings.
    pub fn key(self) -> &'static str {
        match self {
            Basis::Stated => "stated",
            Basis::Masked => "masked",
            Basis::Inferred => "inferred",
            Basis::Given => "given",
        }
    }
}

/// Years a plan covers, both included. Both are `None` when the basis is `masked`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First year.
    pub from: Option<u16>,
    /// Last year.
    pub to: Option<u16>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Plan,
    Programme,
    Notice,
    Report,
    News,
    Speech,
    Reflection,
    Statistics,
    Table,
    Template,
    Fragment,
    Other,
}

impl Kind {
    /// Its name in data, addresses and the interface's strings.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Plan => "plan",
            Kind::Programme => "programme",
            Kind::Notice => "notice",
            Kind::Report => "report",
            Kind::News => "news",
            Kind::Speech => "speech",
            Kind::Reflection => "reflection",
            Kind::Statistics => "statistics",
            Kind::Table => "table",
            Kind::Template => "template",
            Kind::Fragment => "fragment",
            Kind::Other => "other",
        }
    }
}

/// Script of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Default, Deserialize)]
pub enum Script {
    /// Simplified Chinese.
    #[default]
    Hans,
    /// Traditional Chinese.
    Hant,
}

impl Script {
    /// Language tag of a text in this script (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Script::Hans => "zh-Hans",
            Script::Hant => "zh-Hant",
        }
    }

    /// The other one.
    pub fn other(self) -> Script {
        match self {
            Script::Hans => Script::Hant,
            Script::Hant => Script::Hans,
        }
    }
}

/// Who may see a plan. The order is from open to closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Staff only: in the tantivy index, nowhere public.
    Staff,
    /// Nobody: kept in the archive, in no index.
    Withheld,
}

/// A quantified target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The clause that states it.
    pub text: String,
    /// Number as written, in ASCII digits.
    pub value: String,
    /// Unit (`%`, `所`, `万个` ...).
    pub unit: String,
    /// `reach`, `above`, `below`, `increase` or `decrease`.
    pub direction: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub deadline: Option<String>,
    /// Source line.
    pub line: u32,
}

/// An entry of a calendar of activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When, as written (`九月份 上旬`).
    pub when: String,
    /// What.
    pub text: String,
    /// Source line.
    pub line: u32,
}
