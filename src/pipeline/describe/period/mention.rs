//! Years as texts write them, and how much each mention says about the plan's own period.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::numerals::{digits, number, republic_year};
use super::super::title::regex;
use super::super::view::{Line, View};
use crate::document::{Fact, Script};

/// Years as mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Years {
    /// First and last year.
    Real(u16, u16),
    /// Taken away: `20xx年`.
    Masked,
}

/// One mention in a line.
pub(super) struct Mention {
    pub years: Years,
    /// Bytes in the folded line.
    pub range: Range<usize>,
    /// 0 where it says nothing about the plan's period.
    pub weight: u32,
}

const YEAR: &str = r"(?:19|20)[0-9]{2}|[一二][〇○零O九][〇○零O一二三四五六七八九]{2}";
/// A year of the Republic.
const REPUBLIC: &str = r"[0-9]{2,3}|[一二三四五六七八九十百〇零]{2,5}";
/// A month, or a day, as a range may begin and end with one.
const MONTH: &str = r"[ ]?(?:1[0-2]|0?[1-9]|[一二三四五六七八九]|十[一二]?)[ ]?月(?:份|[ ]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})日)?";
const DOT_MONTH: &str = r"[.](?:1[0-2]|0?[1-9])(?:[.][0-9]{1,2})?";
const DASH: &str = r"[ ]*(?:[-—–~～至到―/]+)[ ]*";

/// A masked year or range, a range, a single year; then years of the Republic and five-year plans.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    let mask = r"(?:20|19)[xX×*_＊]{1,2}|[xX×*＊_]{2}";
    regex(&format!(
        r"(?P<mask>(?:{mask})[ ]*(?:年?度?[-—–~至到]+[ ]*(?:{mask}|[0-9]{{2,4}})[ ]*)?(?:学年|年))|(?P<a3>{YEAR})[-—–/](?:{YEAR}|[0-9]{{2}})(?:学年度?)?[ ]*[-—–~～至到]+[ ]*(?:{YEAR})[-—–/](?P<b3>{YEAR}|[0-9]{{2}})[ ]?学年|(?P<a>{YEAR})(?:年?度?|[ ]?年{MONTH}|{DOT_MONTH}){DASH}(?:(?P<b>{YEAR}|[0-9]{{2}})[ ]?(?P<unit>学年|年(?:{MONTH})?|[)）])|(?P<b2>{YEAR}){DOT_MONTH})|(?P<one>{YEAR})[ ]?(?P<unit1>学年|年)|民国[ ]?(?P<roc>{REPUBLIC})(?:[ ]?(?:学?年度?|年{MONTH}起?)?{DASH}(?:民国[ ]?)?(?P<roc2>{REPUBLIC}))?[ ]?(?P<unit2>学年|年)|(?P<tw>1[0-9]{{2}})(?:[ ]?(?:学?年度?)?[-—~至到][ ]?(?P<tw2>1[0-9]{{2}}))?[ ]?(?P<unit3>学年度|年度|年)|(?P<twc>一百[〇零]?[一二三四五六七八九十]{{1,3}}|九十[一二三四五六七八九]?)(?P<unit4>学年度|年度)|[“「](?P<five>十?[一二三四五六七八九十])五[”」]|(?P<five2>十[一二三四五六])五(?:规划|时期|期间|教育|发展)|第(?P<five3>十[一二三四五六])个五年"
    ))
});

/// What makes a year that of an edition: `(2024年修订版)`.
static EDITION: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:[0-9]{1,2}月)?(?:(?:修订|修改)?版|修订[)）])"));

/// The years that a title names; of several single ones the last where it also sums up the year before.
pub(super) fn years_of(title: &str, script: Script) -> Option<Years> {
    let is_edition = |found: &Captures| found.get(0).is_some_and(|found| EDITION.is_match(&title[found.end()..]));
    let found = WRITTEN.captures_iter(title).filter(|found| !is_edition(found));
    let all: Vec<Years> = found.filter_map(|found| years(&found, title, script)).collect();
    let sums_up = title.contains("总结") && title.contains("计划");
    if sums_up { all.last().copied() } else { all.first().copied() }
}

/// All mentions of a line, the `place`-th of the plan, with their weights.
pub(super) fn mentions(line: &Line, place: usize, script: Script) -> Vec<Mention> {
    if !line.key.contains('年') && !line.key.contains("(20") && !line.key.starts_with("20") {
        return Vec::new();
    }
    let mut titles = Titles::new(&line.key);
    let found = WRITTEN.captures_iter(&line.key).filter(|found| !is_five_year_plan(found));
    found
        .filter_map(|found| {
            let years = years(&found, &line.key, script)?;
            let range = found.get(0)?.range();
            let weight = weight(&line.key, &range, years, place, titles.holds(range.start));
            Some(Mention { years, range, weight })
        })
        .collect()
}

fn is_five_year_plan(found: &Captures) -> bool {
    ["five", "five2", "five3"].iter().any(|name| found.name(name).is_some())
}

fn years(found: &Captures, text: &str, script: Script) -> Option<Years> {
    let start = found.get(0)?.start();
    if text[..start].ends_with(|before: char| before.is_ascii_digit()) {
        return None;
    }
    let word = |name: &str| found.name(name).map(|found| found.as_str());
    if found.name("mask").is_some() {
        // A longer row of strokes is the blank of a form.
        return (!text[..start].ends_with(['_', 'x', 'X', '×', '*'])).then_some(Years::Masked);
    }
    if let (Some(from), Some(to)) = (word("a"), word("b").or(word("b2"))) {
        return range(from, to);
    }
    if let (Some(from), Some(to)) = (word("a3"), word("b3")) {
        return range(from, to);
    }
    if let Some(one) = word("one") {
        let year = digits(one)? as u16;
        return spell(year, year, word("unit1")?);
    }
    if let Some(year) = word("roc") {
        let (first, last) = (republic_year(number(year)?)?, word("roc2").map(number));
        let last = last.map_or(Some(first), |last| republic_year(last?))?;
        return spell(first, last, word("unit2")?);
    }
    if let Some(year) = word("tw") {
        return taiwan(year, word("tw2"), word("unit3")?, script);
    }
    if let Some(year) = word("twc").filter(|_| script == Script::Hant) {
        let year = republic_year(number(year)?)?;
        return spell(year, year, word("unit4")?);
    }
    let ordinal = word("five").or(word("five2")).or(word("five3"))?;
    super::five_years(number(ordinal)? as u16).map(|(from, to)| Years::Real(from, to))
}

fn range(from: &str, to: &str) -> Option<Years> {
    let from = digits(from)? as u16;
    let to = match digits(to)? as u16 {
        short if short < 100 => from / 100 * 100 + short,
        full => full,
    };
    (from <= to && to - from <= 30).then_some(Years::Real(from, to))
}

/// The years from the first to the last; a school year ends in the next.
fn spell(first: u16, last: u16, unit: &str) -> Option<Years> {
    (first <= last).then(|| Years::Real(first, last + u16::from(unit.starts_with("学年"))))
}

/// Taiwan writes years of the Republic without saying so. `年` alone is not enough to tell them from a number of years.
fn taiwan(year: &str, to: Option<&str>, unit: &str, script: Script) -> Option<Years> {
    if script != Script::Hant || (unit == "年" && to.is_none()) {
        return None;
    }
    let first = republic_year(digits(year)?)?;
    let last = to.map_or(Some(first), |to| republic_year(digits(to)?))?;
    spell(first, last, unit)
}

static FOLLOWED_BY_DATE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[ ]?(?:[0-9xX_]{1,2}|[一二三四五六七八九十]{1,2})月"));
static NO_PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:度)?[ ]?(?:第[0-9一二三四五六七八九十]+[期号]|以来|来[,,]|以前|之前|以后|之后|底?前|年?底|末|起|[^,。;]{0,3}的(?:项目|基础)|(?:修订|修改)?版|修订[)]|(?:立项|启动|建成|实施|出台|成立|开工|完成|建立|颁布|修订)的)",
    )
});
static POINTS_AWAY: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:到|至|截至|截止|截止到|力争|争取|自|从|比|较|与|同|于|距|早在|基准年?|相比)[ ]?[“(]?$")
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| regex(r"^度?(?:被?确定为|确立为|定为|作为|是)[“「]"));
static OWN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^度?(?:[^,。;:《》]{0,24}(?:(?:计划|要点|方案|安排|思路|要求|目标|重点|任务)(?:是|如下|为|:)|工作将)|[^。;《》]{0,40}(?:计划|安排|方案)如下)",
    )
});
static MAKES: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:制定|制订|拟定|拟订|编制|现将|做好|特制定)(?:了|本|我[校县市区局园])?[ ]?$"));
static PAST: LazyLock<Regex> = LazyLock::new(|| regex(r"了|已经|已[有建完经达]|过去"));

/// Lines at the head among which a range of its own is the plan's.
const HEAD: usize = 4;

fn weight(key: &str, range: &Range<usize>, years: Years, place: usize, in_title: bool) -> u32 {
    let (before, after) = (key[..range.start].trim_end(), &key[range.end..]);
    // The first line may be the title.
    let first = if place <= 1 { 3 } else { 0 };
    if in_title {
        return if place < 3 && !before.ends_with('(') { 2 } else { 0 };
    }
    if before == "(" && after.starts_with(')') || before.is_empty() && key[range.clone()].ends_with(')') {
        return if place < 8 { 50 } else { 2 };
    }
    if before == "(" && key[range.clone()].ends_with(')') {
        return 50;
    }
    let stretch = matches!(years, Years::Real(from, to) if from < to);
    if stretch && place < HEAD && before.is_empty() && after.is_empty() {
        return 50;
    }
    let subject =
        place < 6 && key.chars().count() <= 40 && !key.contains('。') && super::super::kind::ending(key).is_some();
    if subject && !key.starts_with(|first: char| first.is_ascii_digit() || "一二三四五六七八九十(".contains(first))
    {
        return 20;
    }
    if NAMED.is_match(after) || place < 6 && (OWN_NAME.is_match(after) || MAKES.is_match(before)) {
        return 20;
    }
    // A masked year says that there was one, wherever it stands.
    let least = u32::from(years == Years::Masked);
    if says_nothing(before, after) || is_dated(&key[range.clone()]) {
        return least;
    }
    // What a letter of Taiwan is about.
    if key.starts_with("主旨") {
        return 5;
    }
    let opens = before.is_empty() || before.ends_with(['。', ';', ',', ':', '—', '-', '、', '(', '“', ')']);
    let pause = after.trim_start_matches('度').trim_start().starts_with([',', ':', '-', '—']);
    first + if pause || opens && stretch { 5 } else { 2 }
}

/// Whether a range of years names months, as a term does.
fn is_dated(range: &str) -> bool {
    range.contains(['月', '.'])
}

fn says_nothing(before: &str, after: &str) -> bool {
    FOLLOWED_BY_DATE.is_match(after)
        || NO_PERIOD.is_match(after)
        || POINTS_AWAY.is_match(tail(before))
        || is_past(after)
}

/// Whether the sentence goes on in the past.
fn is_past(after: &str) -> bool {
    let end = after.char_indices().nth(40).map_or(after.len(), |(offset, _)| offset);
    let sentence = after[..end].split(['。', ';']).next().unwrap_or_default();
    PAST.is_match(sentence)
}

/// The last characters, so that a pattern tied to the end need not read the whole line.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(7).map_or(0, |(offset, _)| offset);
    &text[start..]
}

/// Which offsets of a line lie in a title's marks `《》`. Asked in rising order.
struct Titles<'a> {
    marks: std::iter::Peekable<std::str::MatchIndices<'a, [char; 2]>>,
    depth: u32,
}

impl<'a> Titles<'a> {
    fn new(key: &'a str) -> Self {
        Titles { marks: key.match_indices(['《', '》']).peekable(), depth: 0 }
    }

    fn holds(&mut self, offset: usize) -> bool {
        while let Some((_, mark)) = self.marks.next_if(|mark| mark.0 < offset) {
            self.depth = if mark == "《" { self.depth + 1 } else { self.depth.saturating_sub(1) };
        }
        self.depth > 0
    }
}

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"([一二两三四五六七八九十]|[2-9]|10)年[”]?(?:行动|发展|提升|实施|工作|建设|攻坚|培养|培训)?(?:计划|规划|方案|行动)",
    )
});

/// How many years the plan says it has: `三年行动计划`.
pub(super) fn span(view: &View, title: Option<&Fact<String>>) -> Option<u16> {
    let title: Option<String> = title.map(|title| super::super::view::fold_text(&title.value));
    let texts = title.iter().map(String::as_str).chain(view.lines.iter().take(3).map(|line| line.key.as_str()));
    texts.filter_map(|text| number(SPAN.captures(text)?.get(1)?.as_str())).next().map(|years| years as u16)
}

/// A programme with its years, cited in title marks.
pub(super) struct Programme<'a> {
    name: &'a str,
    pub years: Years,
    pub range: Range<usize>,
}

static CITED: LazyLock<Regex> = LazyLock::new(|| regex(r"《([^《》]{4,80})》"));

/// Programmes of at most five years that a line cites.
pub(super) fn programmes<'a>(line: &'a Line, script: Script) -> Vec<Programme<'a>> {
    let cited = CITED.captures_iter(&line.key).filter_map(|cited| cited.get(1));
    cited
        .filter_map(|name| {
            let all = WRITTEN.captures_iter(name.as_str()).filter(|found| !is_five_year_plan(found));
            let years = all.filter_map(|found| years(&found, name.as_str(), script)).next()?;
            let short = matches!(years, Years::Real(from, to) if from < to && to - from < 5);
            short.then(|| Programme { name: name.as_str(), years, range: name.range() })
        })
        .collect()
}

impl Programme<'_> {
    /// Whether it is about the same thing: four characters in a row are the same.
    pub fn shares(&self, subject: &str) -> bool {
        let subject: Vec<char> = subject.chars().collect();
        subject.windows(4).any(|four| self.name.contains(&four.iter().collect::<String>()))
    }
}

static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"制[定订]([^,。;:《》]{4,40}?)(?:工作|实施|行动)?(?:计划|方案|安排)"));

/// What the plan is about, by its title or by the sentence that says that it was made.
pub(super) fn subject(view: &View, title: Option<&Fact<String>>) -> Option<String> {
    let made =
        view.lines.iter().take(6).find_map(|line| Some(SUBJECT.captures(&line.key)?.get(1)?.as_str().to_owned()));
    made.or_else(|| title.map(|title| super::super::view::fold_text(&title.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_school_years_and_of_years_of_the_republic() {
        for (title, from, to) in [
            ("三年發展計劃(2023/2024—2025/2026学年)", 2023, 2026),
            ("学校计划2023/24-2025/26学年", 2023, 2026),
            ("规划2023—2024学年至2025—2026学年", 2023, 2026),
            ("计划2023/24学年", 2023, 2024),
            ("中程计划(民国113年至116年)", 2024, 2027),
            ("中程计划(民国一一三年至一一六年)", 2024, 2027),
            ("中程计划113年至116年", 2024, 2027),
            ("计划113-116学年度", 2024, 2028),
            ("计划民国113学年度", 2024, 2025),
            ("规划2021年至2025年", 2021, 2025),
            ("办法(2021年修订版)及2024年计划", 2024, 2024),
        ] {
            assert_eq!(years_of(title, Script::Hant), Some(Years::Real(from, to)), "{title}");
        }
    }
}
