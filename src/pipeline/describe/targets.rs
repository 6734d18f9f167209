//! Quantified targets: a number with its unit that the plan promises to reach, and by when.
//!
//! A number counts where its sentence promises (力争, 达到, 新建 …) and does not report (现有, 已, 了), and where a verb of
//! reaching or a rate stands right before it. A wrong target is worse than a missed one.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact, Period, Target};

mod deadline;

use deadline::Deadline;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<value>[0-9]+(?:[,][0-9]{3})*(?:\.[0-9]+)?)[ ]?(?P<unit>%|个百分点|万?平方米|万?人次|人日|[万亿]?元|万?个学位|万?学位|万?[人名所个家间处座栋幢套台辆亩班项门册户]|小?课时|学时|小时|倍|升|吨|场次|[次场期节轮批])(?P<more>以上|及以上|左右|以内|以下|之内)?",
    )
});
/// Verbs of reaching and making, right before the number or a few words earlier in its clause.
static REACH: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<noun>培训(?:学校|机构|班|基地|中心)|建设(?:方案|项目|工程|标准|规划)|占地(?:面积)?)|(?P<above>不低于|不少于|不小于|超过|突破|高于|至少|大于)|(?P<below>不超过|不高于|不多于|不大于|低于|控制在|少于)|(?P<reach>达到|达|提高到|提升到|上升到|增加到|增长到|扩大到|增至|升至|提高至|提升至|降到|降至|降低到|下降到|减少到|整合到|整合为|压减到|稳定在|保持在|保持|建成|新建|改扩建|扩建|改建|重建|建设|创建|打造|培育|培养|培训|招聘|招收|引进|选派|评选|遴选|完成|配备|配置|安排|投入|投资|建立|组建|举办|开设|补充|选聘|招录|设立|添置|资助|开展|组织|推出|实现|覆盖)|(?P<up>新增|增加|增长|提高|提升|上升)|(?P<down>减少|下降|降低|压减|缩减)",
    )
});
/// Words that promise.
static PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"力争|争取|确保|达到|目标|将|要|计划|拟|预计|到(?:20[0-9]{2}|20[xX_]{1,2}|[xX]{2})年|年底前?|年内|实现|完成|不低于|不少于|以上|超过|新建|新增|控制在|提高到|上升到|建成|支持|推进|继续|改造|20[0-9]{2}年",
    )
});
/// Words that report what is or was.
static REPORT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"现有|目前|已|了|截至|去年|上年|以来|共有|曾|总数为|过去|获得"));
/// What makes a share of a whole a promise: `30%的学校达到…`.
static SHARE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^的[^,。;]{0,24}(?:达到|达标|配备|实现|完成|建成|接入|成为|通过)"));
static RATE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:率|比例|占比|比重|覆盖面|普及程度)[ ]?(?:为|在|均)?$"));
/// The number before is where it comes from, or not a target's.
static FROM: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:从|由|比|第|占|权重|每[\p{Han}]{1,3}|约占|前|近)[ ]?$"));

/// All targets, in the order of the text.
pub(super) fn targets(view: &View, period: Option<&Fact<Period>>) -> Vec<Target> {
    let year = period.filter(|period| period.basis != Basis::Masked && period.value.from == period.value.to);
    let year = year.and_then(|period| period.value.to);
    let first = period.and_then(|period| period.value.from).map(|year| year.to_string());
    let of_plan = |target: &Target| target.deadline.as_ref().zip(first.as_ref()).is_none_or(|(by, first)| by >= first);
    let targets = view.lines.iter().filter(|line| !line.is_remnant()).flat_map(|line| in_line(line, year));
    // What lies before the plan's own years is a report.
    targets.filter(of_plan).collect()
}

fn in_line(line: &Line, year: Option<u16>) -> Vec<Target> {
    let mut targets = Vec::new();
    if !line.key.contains(|char: char| char.is_ascii_digit()) {
        return targets;
    }
    let mut deadline = Deadline::new(year);
    for sentence in pieces(&line.key, 0..line.key.len(), &['。', '.', '!', '?']) {
        let text = &line.key[sentence.clone()];
        deadline.sentence(text);
        for part in pieces(&line.key, sentence.clone(), &[';']) {
            in_part(line, part, &mut deadline, &mut targets);
        }
    }
    targets
}

/// The parts of a sentence between semicolons promise or report each for itself.
fn in_part(line: &Line, part: Range<usize>, deadline: &mut Deadline, targets: &mut Vec<Target>) {
    let text = &line.key[part.clone()];
    let promises = PROMISE.is_match(text) && !REPORT.is_match(text);
    for clause in pieces(&line.key, part, &[',']) {
        deadline.clause(&line.key[clause.clone()]);
        if promises {
            targets.extend(in_clause(line, clause, deadline));
        }
    }
}

fn in_clause(line: &Line, clause: Range<usize>, deadline: &Deadline) -> Vec<Target> {
    let text = &line.key[clause.clone()];
    let (mut from, mut last) = (0, None);
    let mut targets = Vec::new();
    for found in NUMBER.captures_iter(text) {
        let (Some(whole), Some(value), Some(unit)) = (found.get(0), found.name("value"), found.name("unit")) else {
            continue;
        };
        let more = found.name("more").map_or("", |more| more.as_str());
        let before = &text[from..whole.start()];
        from = whole.end();
        // `新建小学2所、中学3所`: what is listed goes on as it began.
        let listed =
            last.filter(|_| before.contains(['、', '和']) && !FROM.is_match(before) && !REACH.is_match(before));
        last = direction(before, &text[whole.end()..], more).or(listed);
        let Some(direction) = last else { continue };
        targets.push(Target {
            text: line.words(trimmed(text, clause.start)).to_owned(),
            value: value.as_str().replace(',', ""),
            unit: unit.as_str().to_owned(),
            direction: direction.to_owned(),
            deadline: deadline.value(),
            line: line.at(clause.start + value.start()),
        });
    }
    targets
}

/// The direction of a number, if it is a target at all.
fn direction(before: &str, after: &str, more: &str) -> Option<&'static str> {
    if FROM.is_match(before) || before.ends_with(|char: char| char.is_ascii_alphanumeric() || "-—~.:+×".contains(char))
    {
        return None;
    }
    let by_more = match more {
        "以上" | "及以上" => Some("above"),
        "以内" | "以下" | "之内" => Some("below"),
        _ => None,
    };
    if SHARE.is_match(after) {
        return Some(by_more.unwrap_or("reach"));
    }
    if RATE.is_match(before) {
        return Some(by_more.unwrap_or("reach"));
    }
    let found = REACH.captures_iter(before).last()?;
    let distance = before[found.get(0)?.end()..].chars().count();
    let group =
        ["noun", "above", "below", "reach", "up", "down"].into_iter().find(|name| found.name(name).is_some())?;
    let named = match group {
        "noun" => return None,
        "up" => "increase",
        "down" => "decrease",
        other => other,
    };
    (distance <= 16).then(|| by_more.unwrap_or(named))
}

/// A clause without the marker and the blanks around it.
fn trimmed(text: &str, offset: usize) -> Range<usize> {
    let start = text.len() - text.trim_start_matches([' ', '—', '-']).len();
    let end = text.trim_end().len();
    offset + start..offset + end.max(start)
}

/// The pieces of `text[range]` between separators. A comma inside a number separates nothing.
fn pieces(text: &str, range: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    let inside = &text[range.clone()];
    for (offset, separator) in inside.match_indices(separators) {
        let at = range.start + offset;
        let digit = |text: Option<char>| text.is_some_and(|char| char.is_ascii_digit());
        let in_number = digit(text[..at].chars().next_back()) && digit(text[at + separator.len()..].chars().next());
        if !in_number {
            pieces.push(start..at);
            start = at + separator.len();
        }
    }
    pieces.push(start..range.end);
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    fn found(text: &str) -> Vec<(String, String, String, Option<String>)> {
        let targets = with_view(text, |view| targets(view, None));
        targets.into_iter().map(|target| (target.value, target.unit, target.direction, target.deadline)).collect()
    }

    fn one(
        value: &str,
        unit: &str,
        direction: &str,
        deadline: Option<&str>,
    ) -> (String, String, String, Option<String>) {
        (value.into(), unit.into(), direction.into(), deadline.map(Into::into))
    }

    #[test]
    fn what_is_promised() {
        let cases = [
            ("到2025年,学前三年毛入园率达到92%。", one("92", "%", "reach", Some("2025"))),
            ("力争2026年底前新建幼儿园12所。", one("12", "所", "reach", Some("2026"))),
            ("大班额比例控制在5%以内,争取全面消除。", one("5", "%", "below", None)),
            ("到2027年,学校由46所整合到30所左右。", one("30", "所", "reach", Some("2027"))),
            ("力争全县40%的小学达到标准。", one("40", "%", "reach", None)),
            ("2024年,全年培训教师1,200人次以上。", one("1200", "人次", "above", Some("2024"))),
            ("到2025年,新增学位1.2万个。", one("1.2", "万个", "increase", Some("2025"))),
        ];
        for (text, wanted) in cases {
            assert_eq!(found(text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_is_reported_is_no_target() {
        for text in [
            "现有学校46所。",
            "去年新建幼儿园12所。",
            "培训了教师300人。",
            "2024年3月5日召开第2次会议。",
            "根据12号令,要加强管理。",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
