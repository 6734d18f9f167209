//! Calendars of activities: what is to be done in which month or week.
//!
//! Three forms: a month on a line of its own with its items below it; a table with a column of times; and items that
//! each begin with their month.

mod table;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::title::regex;
use super::view::{Line, View};
use crate::document::Activity;
use crate::text::marker::{self, Marker};
use crate::text::rows::{is_number, months_that_end};

/// Fewer months than this are no calendar.
const MONTHS: usize = 2;

const YEAR: &str =
    r"(?:(?:(?:19|20)[0-9]{2}|(?:20)?[xX_*]{1,2}|[一二][〇○零O][〇○零O一二三四五六七八九]{2}|今|明|次|本|当)年)?";
const MONTH: &str = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)";
const WEEK: &str =
    r"第(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[-—~至](?:第)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}))?周";

/// The days of a week, in brackets.
const DATES: &str = r"(?:[ ]*[(][0-9.月日号/\-—–~至 ]{3,24}[)])";

/// `九月份`, `2024年3月工作安排:`, `第三周(9.2—9.6)`, alone on a line.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:#+[ ]*)?(?:[(]?[一二三四五六七八九十]{{1,3}}[)、.])?(?P<when>{YEAR}{MONTH}(?:[-—~至、]{MONTH})?月(?:份)?|{WEEK}{DATES}?)(?:工作|主要|重点|教研|活动)*(?:安排|工作|重点|要点|活动)?[ ]*[:]?$"
    ))
});
/// `3、11-12月份,组织…`, `第二周:…`.
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:[-*+·●][ ]*)?(?:[(]?[0-9]{{1,2}}[)、.][ ]*)?(?P<when>{YEAR}{MONTH}(?:[-—~至、]{MONTH})?月(?:份|[上中下]旬|底|初)?|{WEEK})[ ]*[,:、|][ ]*"
    ))
});
/// `3月22日:运动会`, `3月1日—5日　初赛`: with a comma it would be told, not planned.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:[-*+·●][ ]*)?(?:[(]?[0-9]{{1,2}}[)、.][ ]*)?(?P<when>{YEAR}{MONTH}月[0-9]{{1,2}}[日号](?:[-—~至](?:{MONTH}月)?[0-9]{{1,2}}[日号])?)(?:[ ]*[:|][ ]*|[ \t]+)"
    ))
});
/// What a list of days tells of the past of a law.
static HISTORY: LazyLock<Regex> = LazyLock::new(|| regex(r"通过|施行|修[正订改]|发布|公布|颁布|批准|发生"));
/// `(一)第一阶段(3月1日—3月31日):摸底排查`.
static STAGE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:[(]?[一二三四五六七八九十0-9]{{1,3}}[)、.][ ]*)?(?P<when>(?P<name>第[一二三四五六七八九]阶段|\p{{Han}}{{2,6}}阶段)[ ]*[(](?P<term>{YEAR}{MONTH}月[^()]{{0,20}})[)])[ ]*[:,。]?[ ]*"
    ))
});
/// What an item begins with: a number, which may be masked.
static MARKER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:[(]?(?:[0-9]{1,2}|_{2}|[xX]{2})[)、.][ ]*、?|[-*+·●][ ]*|[①-⑳])"));
/// `(上、中旬)` at the end of an item.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"[ ]*[(](?P<time>[上中下、,]{1,5}旬|月[初中底末]|[0-9]{1,2}日(?:[-—~至][0-9]{1,2}日)?)[)][。.]?$")
});
/// The next part of the plan.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:#|(?:[一二三四五六七八九十]{1,3}|[壹贰叁参肆伍陆柒捌玖拾]{1,2})[ ]*、|第[一二三四五六七八九十]+[章节部])",
    )
});

/// All dated activities, in the order of the text.
pub(super) fn calendar(view: &View) -> Vec<Activity> {
    let listed = under_months(view);
    let listed = if listed.is_empty() { table::activities(view) } else { listed };
    if listed.is_empty() { one_by_one(view) } else { listed }
}

fn under_months(view: &View) -> Vec<Activity> {
    let keys: Vec<&str> = view.lines.iter().map(|line| line.key.trim()).collect();
    let ending = months_that_end(&keys);
    let headings = view.lines.iter().enumerate();
    let headings = headings.map(|(at, line)| heading(line).filter(|_| ending.binary_search(&at).is_err()));
    let headings: Vec<Option<String>> = headings.collect();
    let months = headings.iter().flatten().count();
    let mut activities = Vec::new();
    let mut month: Option<String> = None;
    for (line, heading) in view.lines.iter().zip(headings).filter(|_| months >= MONTHS) {
        if heading.is_some() {
            month = heading;
        } else if PART.is_match(&line.key) || ends_the_list(line) {
            month = None;
        } else if let Some(month) = month.as_ref().filter(|_| !is_number(line.key.trim())) {
            activities.extend(items(line).into_iter().map(|range| item(line, range, month)));
        }
    }
    activities
}

/// A line that is neither numbered nor short: text goes on.
fn ends_the_list(line: &Line) -> bool {
    !MARKER.is_match(&line.key) && line.key.chars().count() > 60
}

fn heading(line: &Line) -> Option<String> {
    if line.key.chars().count() > 24 {
        return None;
    }
    let when = HEADING.captures(&line.key)?.name("when")?;
    Some(line.words(when.range()).to_owned())
}

/// The items in a line: behind the end of a sentence the next number begins another.
fn items(line: &Line) -> Vec<Range<usize>> {
    let text = line.key.trim_end();
    let numbered = |at: usize| marker::at_start(&text[at..]).filter(|found| found.number.is_some());
    let mut last = numbered(0);
    let mut start = 0;
    let mut items = Vec::new();
    for (at, end) in text.match_indices(['。', ';']) {
        let next = text.len() - text[at + end.len()..].trim_start().len();
        let follows = |last: Marker, found: Marker| {
            last.scheme == found.scheme && last.number.map(|number| number + 1) == found.number
        };
        let found = numbered(next);
        if last.zip(found).is_some_and(|(last, found)| follows(last, found)) {
            items.push(start..next);
            (start, last) = (next, found);
        }
    }
    items.push(start..text.len());
    items
}

fn item(line: &Line, range: Range<usize>, month: &str) -> Activity {
    let text = line.key[range.clone()].trim_end();
    let start = range.start + MARKER.find(text).map_or(0, |marker| marker.end());
    let time = TIME.captures_at(&line.key[..range.start + text.len()], start);
    let end = time.as_ref().and_then(|time| time.get(0)).map_or(range.start + text.len(), |time| time.start());
    let time = time.and_then(|time| time.name("time")).map(|time| line.words(time.range()));
    let when = time.map_or(month.to_owned(), |time| format!("{month} {time}"));
    Activity { when, text: line.words(start..end.max(start)).trim().to_owned(), line: line.at(start) }
}

fn one_by_one(view: &View) -> Vec<Activity> {
    let found = view.lines.iter().filter_map(|line| {
        let day = || DAY.captures(&line.key).filter(|_| !HISTORY.is_match(&line.key));
        let found = INLINE.captures(&line.key).or_else(day).or_else(|| STAGE.captures(&line.key))?;
        let (mut when, end) = (found.name("when")?, found.get(0)?.end());
        let mut text = line.words(end..line.key.len()).trim().to_owned();
        if let (true, Some(name), Some(term)) = (text.is_empty(), found.name("name"), found.name("term")) {
            (text, when) = (line.words(name.range()).to_owned(), term);
        }
        let when_words = line.words(when.range()).to_owned();
        (!text.is_empty()).then(|| Activity { when: when_words, text, line: line.at(when.start()) })
    });
    let found: Vec<Activity> = found.collect();
    if found.len() >= MONTHS { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        with_view(text, |view| calendar(view).into_iter().map(|one| (one.when, one.text)).collect())
    }

    #[test]
    fn months_with_items_below_them() {
        let text =
            "九月份\n1、召开教研例会。(上旬)\n2、听课。\n十月份工作安排:\n1.期中考试(中、下旬)\n二、要求\n1、认真。";
        let wanted = [("九月份 上旬", "召开教研例会。"), ("九月份", "听课。"), ("十月份 中、下旬", "期中考试")];
        let wanted: Vec<_> = wanted.iter().map(|(when, text)| ((*when).to_owned(), (*text).to_owned())).collect();
        assert_eq!(found(text), wanted);
    }

    #[test]
    fn a_line_may_hold_several_items() {
        let text = "三月份：\n1、制定计划。2、学雷锋活动（上旬）。3．14元起。\n四月份：\n1.清明祭扫；2.期中复习";
        let wanted =
            [("三月份", "制定计划。"), ("三月份 上旬", "学雷锋活动"), ("四月份", "清明祭扫；"), ("四月份", "期中复习")];
        let found = found(&text.replace("3．14元起。", ""));
        assert_eq!(found, wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
        assert_eq!(self::found(text)[1].1, "学雷锋活动（上旬）。3．14元起。", "no number");
    }

    #[test]
    fn weeks_may_give_their_days() {
        let text = "九月\n第一周（9.2—9.6）\n1. 开学典礼\n第二周（9.9—9.13）\n1. 教师节活动";
        let wanted = [("第一周（9.2—9.6）", "开学典礼"), ("第二周（9.9—9.13）", "教师节活动")];
        assert_eq!(found(text), wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
    }

    #[test]
    fn due_dates_of_a_flattened_table_head_nothing() {
        let text = "序号\n任务\n时间\n1\n新建幼儿园\n2023年8月\n2\n招聘教师\n2023年9月\n3\n改造食堂\n2023年12月";
        assert_eq!(found(text), []);
    }

    #[test]
    fn items_that_begin_with_their_day_or_stage() {
        let days = "3月22日：运动会\n3月23日　家长会\n4月1日—3日：初赛";
        let wanted = [("3月22日", "运动会"), ("3月23日", "家长会"), ("4月1日—3日", "初赛")];
        assert_eq!(found(days), wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
        let stages = "（一）第一阶段（3月1日—3月31日）：摸底排查\n（二）第二阶段（4月）：劝返复学";
        let wanted = [("第一阶段（3月1日—3月31日）", "摸底排查"), ("第二阶段（4月）", "劝返复学")];
        assert_eq!(found(stages), wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
        let named = "（一）动员部署阶段（5月1日—5月10日）。\n（二）总结阶段（6月）：报送材料";
        let wanted = [("5月1日—5月10日", "动员部署阶段"), ("总结阶段（6月）", "报送材料")];
        assert_eq!(found(named), wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
        assert_eq!(found("3月5日，我局召开会议。\n4月6日，局长调研。"), [], "told");
        assert_eq!(found("1990年1月3日 通过\n2021年11月1日 施行"), [], "the history of a law");
    }

    #[test]
    fn items_that_begin_with_their_month() {
        assert_eq!(found("1、9月份,组织比赛。\n2、11-12月份,评选论文。").len(), 2);
        assert_eq!(found("9月份,我市召开会议。\n一、指导思想"), [], "one month is no calendar");
    }
}
