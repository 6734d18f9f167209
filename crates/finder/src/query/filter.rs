//! Conditions on what is known of a plan.

use crate::prelude::*;
use crate::{fold::fold, small::contains};

/// A fact that plans are filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Issuing body: contains what was asked.
    Issuer,
    /// What the document is.
    Kind,
    /// Level of the issuing body.
    Level,
    /// Region: its path contains what was asked, with or without what separates its steps.
    Region,
    /// A topic.
    Topic,
    /// Years it covers.
    Year,
}

/// Years, both included; an open end where `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// First year.
    pub from: Option<u16>,
    /// Last year.
    pub to: Option<u16>,
}

/// A condition on one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Which fact.
    pub facet: Facet,
    /// As typed.
    pub typed: String,
    /// The key that values are compared with; empty asks for plans of which the fact is unknown.
    key: String,
    /// For [`Facet::Year`].
    years: Option<Years>,
}

/// Names of the facets in queries, with their Chinese aliases.
const NAMES: [(Facet, &[&str]); 6] = [
    (Facet::Issuer, &["issuer", "机关", "发文机关", "单位"]),
    (Facet::Kind, &["kind", "类型", "文种"]),
    (Facet::Level, &["level", "层级", "级别"]),
    (Facet::Region, &["region", "地区", "地域"]),
    (Facet::Topic, &["topic", "主题", "专题"]),
    (Facet::Year, &["year", "年", "年份", "年度"]),
];

/// Kinds as they may be typed.
const KINDS: [(&str, &[&str]); 12] = [
    ("plan", &["计划", "计画", "工作计划", "方案", "行动计划", "要点", "安排"]),
    ("programme", &["规划", "纲要"]),
    ("notice", &["通知", "公告"]),
    ("report", &["报告", "总结"]),
    ("news", &["新闻", "报道"]),
    ("speech", &["讲话", "发言"]),
    ("reflection", &["心得", "体会"]),
    ("statistics", &["统计", "数据"]),
    ("table", &["表格", "表"]),
    ("template", &["范文", "模板"]),
    ("fragment", &["片段", "残篇"]),
    ("other", &["其他"]),
];

/// How an unknown fact is asked for.
const UNKNOWN: [&str; 3] = ["未注明", "unknown", "none"];

impl Facet {
    /// All facets, sorted by name.
    pub const ALL: [Self; 6] = [Self::Issuer, Self::Kind, Self::Level, Self::Region, Self::Topic, Self::Year];

    /// The facet with this name or alias, in any script or case.
    pub fn named(name: &str) -> Option<Self> {
        let key = fold(name).text();
        NAMES.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(facet, _)| *facet)
    }

    /// Its name in queries and in answers.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(facet, _)| *facet == self).map_or("", |(_, names)| names[0])
    }
}

impl Filter {
    /// The condition that `facet` is `value`; `None` when the value is none that the facet can have.
    pub fn new(facet: Facet, value: &str) -> Option<Self> {
        let key = fold(value).text();
        let unknown = UNKNOWN.contains(&key.as_str());
        if key.is_empty() {
            return None;
        }
        let years = if facet == Facet::Year && !unknown { Some(years(&key)?) } else { None };
        let key = match facet {
            _ if unknown => String::new(),
            Facet::Kind => kind(&key).to_owned(),
            Facet::Region => Some(joined(&key)).filter(|key| !key.is_empty())?,
            _ => key,
        };
        Some(Self { facet, typed: value.to_owned(), key, years })
    }

    /// Whether a plan with this value of the facet is accepted; an unknown value is empty. For a plan with several
    /// topics, one must be; for a plan without topics, the empty value. Not for years.
    pub fn accepts(&self, value: &str) -> bool {
        if self.key.is_empty() || value.is_empty() {
            return self.key.is_empty() && value.is_empty();
        }
        let value = fold(value).text();
        match self.facet {
            Facet::Issuer => contains(&value, &self.key),
            Facet::Region => contains(&joined(&value), &self.key),
            _ => value == self.key,
        }
    }

    /// Whether a plan that covers these years is accepted: one year in common is enough.
    pub fn accepts_years(&self, from: Option<u16>, to: Option<u16>) -> bool {
        let (first, last) = (from.or(to), to.or(from));
        match (self.years, first, last) {
            (None, None, None) => true,
            (Some(asked), Some(first), Some(last)) => {
                asked.from.is_none_or(|from| from <= last) && asked.to.is_none_or(|to| first <= to)
            }
            _ => false,
        }
    }

    /// The years asked for.
    pub fn years(&self) -> Option<Years> {
        self.years
    }
}

/// The kind meant by a folded word.
fn kind(word: &str) -> &str {
    KINDS.iter().find(|(_, aliases)| aliases.contains(&word)).map_or(word, |(kind, _)| kind)
}

/// A path of regions without what separates its steps.
fn joined(path: &str) -> String {
    path.chars().filter(|c| !matches!(c, '/' | ' ')).collect()
}

/// Reads `2019`, `2019..2021`, `2019..`, `..2021`, `2019-2021`, `2019至2021`, with or without 年, 年度 or 学年; the later
/// year may come first.
fn years(key: &str) -> Option<Years> {
    let mut ends = [String::new(), String::new()];
    let mut end = 0;
    for c in key.chars() {
        match c {
            '年' | '度' | '学' | ' ' => {}
            '.' | '-' | '。' | '~' | '〜' | '至' | '到' => end = 1,
            _ => ends[end].push(c),
        }
    }
    match (year(&ends[0])?, year(&ends[end])?) {
        (None, None) => None,
        (Some(from), Some(to)) => Some(Years { from: Some(from.min(to)), to: Some(from.max(to)) }),
        (from, to) => Some(Years { from, to }),
    }
}

/// A year, or an open end: `Some(None)`.
fn year(text: &str) -> Option<Option<u16>> {
    if text.is_empty() {
        return Some(None);
    }
    (text.len() == 4).then(|| text.parse().ok()).flatten().map(Some)
}
