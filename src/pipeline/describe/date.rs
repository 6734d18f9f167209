//! The date of issue: in the signature block, or on a line of its own at the head.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::given::exists;
use super::numerals::{digits, number, republic_year};
use super::title::regex;
use super::view::{Line, View};
use super::{bodies, signature};
use crate::document::{Basis, Fact};
use crate::text::marker;

/// Lines at the head among which the date stands.
const HEAD: usize = 6;
/// Lines above a date at the end in which another one makes both terms of a list.
const LIST: usize = 12;

const DATE: &str = r"(?:(?P<roc>民国[ ]?)(?P<ry>[0-9]{2,3}|[一二三四五六七八九十百零〇]{2,5})|(?P<y>(?:19|20)[0-9]{2}|[一二][〇○零O九][〇○零O一二三四五六七八九]{2}))[ ]?(?:年|[-/.])[ ]?(?:(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)[ ]?(?:月|[-/.]|$)[ ]?(?:(?P<d>[0-3]?[0-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[ ]?日?)?)?(?:[xX*_]{1,2}月(?:[xX*_0-9]{1,2}日)?)?";

/// A date that ends a line; what stands before it is checked apart.
static AT_END: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?:中华)?(?P<date>{DATE})[ ]*(?:印发)?[)]?$")));
/// A date of which nothing is left.
static MASKED: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:20)?[xX×*_]{2,4}年[xX×*_]{1,2}月(?:[xX×*_]{1,2}日)?$"));
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^[(]?(?P<label>(?:(?:成文|发文|印发|发布|制定|签发|拟定)(?:日期|时间)|日期)[ ]?:[ ]?)?(?:中华)?(?P<date>{DATE})(?:印发|发布)?[)]?$"
    ))
});
/// What asks for another date than that of issue: the head of a column or a label.
static TERM: LazyLock<Regex> = LazyLock::new(|| regex(r"^[^,。;]{0,12}(?:时限|时间|日期|期限|时段)(?:[ ]?:)?$"));
/// A label beside which somebody signs.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:签字|签名|签章|盖章|公章)[)]?[ ]?:$"));

/// The date of issue: in the imprint only where it stands nowhere else.
pub(super) fn date(view: &View) -> Option<Fact<String>> {
    let own = signature::above_imprint(&view.lines);
    let inside = signature::inside(own).and_then(|signature| signed(own, signature.date));
    labelled(view).or(inside).or_else(|| at_end(own)).or_else(|| at_head(&view.lines)).or_else(|| at_end(&view.lines))
}

/// `成文日期：…`.
fn labelled(view: &View) -> Option<Fact<String>> {
    let (line, value) = super::fields::find(view, super::fields::Field::Date)?;
    let found = AT_END.captures(&line.key[..value.end])?;
    (found.get(0)?.start() >= value.start).then(|| read(line, &found))?
}

fn at_end(lines: &[Line]) -> Option<Fact<String>> {
    (0..lines.len()).rev().take(signature::END).find_map(|at| signed(lines, at))
}

/// A date above the text, or below its first sentences.
fn at_head(lines: &[Line]) -> Option<Fact<String>> {
    let is_text = |line: &Line| line.key.ends_with('。') || line.is_remnant() || is_heading(line) || asks(&line.key);
    let text = lines.iter().position(is_text).unwrap_or(lines.len());
    let head = lines.iter().enumerate().take(HEAD);
    let below_title = |at: usize| at > 0 && at < text;
    head.filter(|(at, _)| *at < text || closes(lines, *at))
        .find_map(|(at, line)| alone(line).or_else(|| below_title(at).then(|| byline(lines, at))?))
}

fn alone(line: &Line) -> Option<Fact<String>> {
    let found = ALONE.captures(&line.key)?;
    // A year alone is the plan's own.
    let full = found.name("label").is_some() || line.key.contains('月') || found.name("m").is_some();
    full.then(|| read(line, &found))?
}

/// `某小学教导处  2023.8` under a title.
fn byline(lines: &[Line], at: usize) -> Option<Fact<String>> {
    let start = starts(&lines[at].key)?;
    (!lines[at].key[..start].trim().is_empty()).then(|| signed(lines, at))?
}

fn is_heading(line: &Line) -> bool {
    line.heading() > 1 || marker::at_start(&line.key).is_some()
}

/// Whether a line asks for another date than that of issue.
fn asks(key: &str) -> bool {
    TERM.is_match(key) && !["成文", "发文", "印发", "发布", "签发"].iter().any(|issue| key.starts_with(issue))
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

/// A date below what closes a document, or after the name of a body, which is short or follows other matter without a break.
fn signed(lines: &[Line], at: usize) -> Option<Fact<String>> {
    let line = &lines[at];
    let start = starts(&line.key)?;
    let before = line.key[..start].trim_end();
    let signs = if before.is_empty() {
        closes(lines, at)
    } else {
        bodies::ends_like_a_body(before) || bodies::names_a_body(before)
    };
    signs.then(|| read(line, &AT_END.captures(&line.key)?))?
}

/// Whether a line of nothing but a date closes a document: below a heading or a label, or in a table, it is a term.
fn closes(lines: &[Line], at: usize) -> bool {
    let Some((above, rest)) = lines[..at].split_last() else { return false };
    let is_term = |line: &Line| starts(&line.key) == Some(0) || asks(&line.key) && !is_heading(line);
    let in_list = rest.iter().rev().take(LIST).any(is_term);
    let is_cell = lines[at].is_remnant() || above.is_remnant();
    let is_signed = bodies::names_a_body(&above.key) || SIGNED.is_match(&above.key);
    if is_signed {
        return !(in_list && is_cell);
    }
    let is_sentence = above.key.ends_with(['。', '!', '?', ';', '.', '”', '…']);
    let is_label = above.key.ends_with(':') || is_term(above);
    !in_list && !is_cell && !is_label && (is_sentence || !is_heading(above))
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
            ("一、对象\n全区教师。\n二、培训时间\n2023年8月20日", None),
            ("计划\n一、对象\n全区教师。\n二、完成时限\n2023年12月\n三、保障\n加强领导。", None),
            ("一、培训时间\n另行通知。\n二、要求\n按时参加。\n2023年8月20日", Some("2023-08-20")),
            ("一、要求\n按时参加。\n语文教研组\n2023年8月", Some("2023-08")),
            (
                "关于印发方案的通知\n各学校:\n现印发给你们。\n2023年4月6日\n方案\n一、目标\n二、任务\n三、要求\n四、分工\n五、督导\n六、报送",
                Some("2023-04-06"),
            ),
            ("一、要求\n按时参加。\n培训日程:\n2023年8月20日", None),
            ("任务表\n任务\n完成时限\n建园\n2023年8月\n招聘教师\n2023年12月", None),
            ("会议安排\n时间:2023年3月6日\n地点:二楼", None),
            ("会议安排\n日期:2023年3月6日\n一、目标", Some("2023-03-06")),
            ("工作计划\n(2023年)\n一、目标", None),
            ("工作计划\n(2023年3月)\n一、目标", Some("2023-03")),
            ("工作计划\n东风路小学教务处  2023.8\n一、目标", Some("2023-08")),
            ("工作计划\n招生人数  2023.8\n一、目标", None),
            ("工作计划\n2023-2024\n一、目标", None),
            (
                "工作要点\n抓好安全。\n云岭县教育局\n2024年3月5日\n抄送:县委。\n县教育局办公室2024年3月8日印发",
                Some("2024-03-05"),
            ),
            ("工作要点\n抓好安全。\n云岭县教育局\n2024年3月5日印发", Some("2024-03-05")),
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
