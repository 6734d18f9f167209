//! The date of issue: in the signature block, or on a line of its own at the head.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::given::exists;
use super::numerals::{digits, number, republic_year};
use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact};

/// Lines at the head and at the end among which the date stands.
const HEAD: usize = 6;
const END: usize = 6;

const DATE: &str = r"(?:(?P<roc>民国[ ]?)(?P<ry>[0-9]{2,3}|[一二三四五六七八九十百零〇]{2,5})|(?P<y>(?:19|20)[0-9]{2}|[一二][〇○零O九][〇○零O一二三四五六七八九]{2}))[ ]?(?:年|[-/.])[ ]?(?:(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)[ ]?(?:月|[-/.])[ ]?(?:(?P<d>[0-3]?[0-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[ ]?日?)?)?(?:[xX*_]{1,2}月(?:[xX*_0-9]{1,2}日)?)?";

/// A date that ends a line; what stands before it is checked apart.
static AT_END: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?:中华)?(?P<date>{DATE})[ ]*(?:印发)?[)]?$")));
/// A date of which nothing is left.
static MASKED: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:20)?[xX×*_]{2,4}年[xX×*_]{1,2}月(?:[xX×*_]{1,2}日)?$"));
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^[(]?(?:(?:成文|发文|印发|发布|制定|签发|拟定)?(?:日期|时间)[ ]?:[ ]?)?(?:中华)?(?P<date>{DATE})(?:印发|发布)?[)]?$"
    ))
});

/// The date of issue.
pub(super) fn date(view: &View) -> Option<Fact<String>> {
    let inside = super::signature::inside(view).and_then(|signature| signed(&view.lines[signature.date]));
    let signed = inside.or_else(|| view.lines.iter().rev().take(END).find_map(signed));
    labelled(view)
        .or(signed)
        .or_else(|| view.lines.iter().take(HEAD).find_map(|line| read(line, &ALONE.captures(&line.key)?)))
}

/// `成文日期：…`.
fn labelled(view: &View) -> Option<Fact<String>> {
    let (line, value) = super::fields::find(view, super::fields::Field::Date)?;
    let found = AT_END.captures(&line.key[..value.end])?;
    (found.get(0)?.start() >= value.start).then(|| read(line, &found))?
}

/// Where a signature's date begins in a line that ends with one.
pub(super) fn starts(key: &str) -> Option<usize> {
    if !ends_like_a_date(key) {
        return None;
    }
    if let Some(masked) = MASKED.find(key) {
        return Some(masked.start());
    }
    let found = AT_END.captures(key)?;
    let full = found.name("m").is_some() || key.ends_with('日');
    full.then(|| found.get(0).map(|found| found.start()))?
}

/// A date alone, or after the name of a body, which is short or follows other matter without a break.
fn signed(line: &Line) -> Option<Fact<String>> {
    let start = starts(&line.key)?;
    let before = line.key[..start].trim_end();
    let signs = before.is_empty() || super::issuer::ends_like_a_body(before) || super::issuer::names_a_body(before);
    signs.then(|| read(line, &AT_END.captures(&line.key)?))?
}

fn ends_like_a_date(key: &str) -> bool {
    key.ends_with(['日', ')', '月'])
        || key.ends_with("印发")
        || key.ends_with(|last: char| last.is_ascii_digit()) && key.len() <= 40
}

fn read(line: &Line, found: &Captures) -> Option<Fact<String>> {
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let year = match part("ry") {
        Some(year) => republic_year(number(year)?)?,
        None => digits(part("y")?)? as u16,
    };
    let month = part("m").map(|month| if month == "元" { Some(1) } else { number(month) });
    let day = part("d").map(number);
    let value = match (month, day) {
        (None, _) => format!("{year}"),
        (Some(month), None) => format!("{year}-{:02}", month?),
        (Some(month), Some(day)) => {
            let (month, day) = (month?, day?);
            exists(year, month as u16, day as u16).then(|| format!("{year}-{month:02}-{day:02}"))?
        }
    };
    Some(Fact { value, basis: Basis::Stated, line: line.at(found.name("date")?.start()) })
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;

    #[test]
    fn dates_in_every_form() {
        let cases = [
            ("云岭县教育局\n2024年3月5日", Some("2024-03-05")),
            ("云岭县教育局二〇二四年三月十五日", Some("2024-03-15")),
            ("中華民國112年8月1日", Some("2023-08-01")),
            ("云岭县教育局 2024.3.5", Some("2024-03-05")),
            ("2024年3月", Some("2024-03")),
            ("云岭县教育局2022年XX月XX日", Some("2022")),
            ("云岭县教育局\n2023年2月29日", None),
            ("成文日期:2021-06-30\n工作要点\n一、指导思想", Some("2021-06-30")),
            ("会议定于2024年3月5日", None),
            ("招生人数2024", None),
            (
                "各校:\n现通知如下。\n云岭县教育局\n2024年3月5日\n附件1\n安排表\n一、目标\n二、任务\n三、要求\n四、分工",
                Some("2024-03-05"),
            ),
        ];
        for (text, date) in cases {
            assert_eq!(with_view(text, |view| super::date(view).map(|fact| fact.value)).as_deref(), date, "{text}");
        }
    }
}
