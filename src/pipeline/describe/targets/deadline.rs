//! By when: the year or month named last before a number.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::numerals::number;
use super::super::period::five_years;
use super::super::title::regex;

/// A year, or a month without one. Where the year is masked the deadline is unknown again.
static WHEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<year>(?:19|20)[0-9]{2})年(?:(?P<ym>1[0-2]|0?[1-9])月)?|(?P<era>民国)?(?P<minguo>1[0-2][0-9])年(?:(?P<mm>1[0-2]|0?[1-9])月)?|(?P<masked>(?:20)?[xX*_]{1,2}年)|(?P<this>今年|本年度?|年内)|(?P<next>明年)|(?P<five>十[一二三四五六七八九]?|[二三四五六七八九])五(?:[^\p{Han}\w]|规划)?(?:期间|时期|期末|末)|(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:(?:[12][0-9]|3[01]|0?[1-9])[日号])?(?:份|[上中下]旬|底|初|末)?(?:底|末)?(?:之?前|完成)",
    )
});
/// A year that opens a block of its own: it holds past the full stop.
static OPENS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:19|20)[0-9]{2}年度?[ ]?[-—:]"));
/// A year of the past or of another document.
static NOT_BY: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:比|较|与|自|从|《[^》]*|[〔\[(])$"));

/// The deadline that holds where the reader is.
pub(super) struct Deadline {
    /// The plan's only year, for months without one.
    plan_year: Option<u16>,
    /// Whether `114年` is a year of the Republic: so it is in Traditional texts, while in others it is a span of time.
    counts_from_1912: bool,
    value: Option<String>,
    lasting: bool,
}

impl Deadline {
    pub fn new(plan_year: Option<u16>, counts_from_1912: bool) -> Self {
        Deadline { plan_year, counts_from_1912, value: None, lasting: false }
    }

    /// A sentence begins: what was said by the way no longer holds.
    pub fn sentence(&mut self, text: &str) {
        if !self.lasting {
            self.value = None;
        }
        self.lasting |= OPENS.is_match(text);
    }

    /// A row of a table begins: the one time that it names holds for all its cells.
    pub fn row(&mut self, text: &str) {
        let mut named = self.times(text);
        if let (Some(only), None) = (named.next(), named.next()) {
            self.value = self.time(&only);
        }
    }

    /// A clause begins: the last time it names holds from here on.
    pub fn clause(&mut self, text: &str) {
        if let Some(last) = self.times(text).last() {
            self.value = self.time(&last);
        }
    }

    fn time(&self, found: &Captures) -> Option<String> {
        let month = ["ym", "mm", "month"].iter().find_map(|name| found.name(name));
        let month = month.and_then(|month| number(month.as_str()));
        let minguo = found.name("minguo").and_then(|year| year.as_str().parse::<u16>().ok());
        let year = found.name("year").map(|year| year.as_str().to_owned());
        let year = year.or_else(|| Some((minguo? + 1911).to_string()));
        let five = found.name("five").and_then(|ordinal| five_years(number(ordinal.as_str())? as u16));
        let year = year.or_else(|| Some(five?.1.to_string()));
        let plan_year = self.plan_year.map(|year| year.to_string());
        match (year, month) {
            _ if found.name("masked").is_some() => None,
            _ if found.name("this").is_some() => plan_year,
            _ if found.name("next").is_some() => self.plan_year.map(|year| (year + 1).to_string()),
            (Some(year), Some(month)) => Some(format!("{year}-{month:02}")),
            (Some(year), None) => Some(year),
            (None, Some(month)) => plan_year.map(|year| format!("{year}-{month:02}")),
            (None, None) => None,
        }
    }

    /// `YYYY` or `YYYY-MM`.
    pub fn value(&self) -> Option<String> {
        self.value.clone()
    }

    /// The deadline of what stands behind these words of a clause: the last that they name, else the clause's.
    pub fn before(&self, words: &str) -> Option<String> {
        let last = self.times(words).last().map(|last| self.time(&last));
        last.unwrap_or_else(|| self.value())
    }

    /// The times that a text names as deadlines.
    fn times<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'t> {
        let counts_from_1912 = self.counts_from_1912;
        WHEN.captures_iter(text).filter(move |found| {
            let start = found.get(0).map_or(0, |found| found.start());
            let is_span = found.name("minguo").is_some() && found.name("era").is_none() && !counts_from_1912;
            !is_span && !NOT_BY.is_match(&text[..start])
        })
    }
}
