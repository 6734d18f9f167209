//! The plan's own title: what its author called it, not the compilation's label.

mod late;

use std::sync::LazyLock;

use regex::Regex;

use super::fields::{self, Field};
use super::kind;
use super::view::{Line, View};
use crate::document::{Basis, Fact, Plan};

/// Lines after the label among which a title line is looked for: source remarks and 附件 may come before it.
const TITLE_LINES: usize = 8;
/// Longest title in characters; official titles rarely pass 50.
const LONGEST: usize = 80;
/// Longest title that is marked as a heading of the first level: then it is no sentence that looks like one.
const LONGEST_MARKED: usize = 160;

/// `篇一`, `篇12`, at either end of a separator line, and `第三篇`.
static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\W*(?:篇|第)[ ]?(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})(?:篇)?[ ]?(?:[:、.,)\]】》〕」』]|$)|篇[ ]?(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})[ ]*\W*$",
    )
});
/// A number that a member of a series begins with, with its word and what sets it off.
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[^\p{L}\p{N}]*[\p{L}.№]{0,5}[ ]?(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4}|[①-⑳])(?:篇|份|则|例|部分|[章编节])?[^\p{L}\p{N}《“×○□＊*_]+",
    )
});
/// The number of a member of a series, and nothing else: `计划3`, `（二）`.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[^\p{L}\p{N}]*[\p{L}.№]{0,5}[ ]?(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4}|[①-⑳])(?:篇|份|则|例|部分|[章编节])?[^\p{L}\p{N}]*$",
    )
});
/// The words that open a first sentence; a title may run into them without a line break.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:为了|为(?:深入|全面|进一步|贯彻|切实|认真|加强|推进|落实|做好|更好|扎实|确保|保障|规范|提高)|近日|近年来|根据|按照|随着|现将|本报)",
    )
});
/// `特制定…计划。`: a title inside a sentence.
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:特|现|并)?(?:制定|制订|编制|拟定|拟订)(?:了)?(?:如下)?[《“]?([^,。;:《》“”]{4,60}?)[》”]?[ ]?(?:如下)?[。:;]",
    )
});
/// A numbered heading, with which the text has begun.
pub(super) static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[(]?[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}[)、.]|[(]?[0-9]{1,2}[)、.]|第[一二三四五六七八九十百]+[章节条部])",
    )
});

/// An item of a list that says what is due: `- 7月15日前,公布招生方案`.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:[-+·●•][ ]*)?(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?[^,]{0,4},"));

/// Compiles a pattern of this program.
pub(super) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is fixed and tested")
}

/// Whether a plan's first line is a compilation's separator, which says nothing about the plan.
pub(super) fn is_label(line: &Line, plan: &Plan) -> bool {
    let key = bare(&line.key);
    if PIECE.is_match(key) {
        return true;
    }
    let Some(compilation) = &plan.compilation_title else { return false };
    let same = |text: &str| compilation.starts_with(text) && text.chars().count() >= 4;
    same(bare(line.raw)) && !bare(line.raw).contains("篇)")
}

/// Whether a line that begins a member of a series only numbers it.
pub(super) fn is_number(line: &Line) -> bool {
    NUMBER.is_match(&line.key)
}

/// The own title, if the text has one.
pub(super) fn title(view: &View) -> Option<Fact<String>> {
    let own: Vec<&Line> = view.lines.iter().filter(|line| !fields::is_field(line)).take(late::LINES).collect();
    let start = &own[..own.len().min(TITLE_LINES)];
    let line = || title_line(start, true).or_else(|| title_line(start, false));
    // A line of its own that says the same is the title; the field only speaks of it.
    let same = |field: Fact<String>| line().filter(|own| own.value == field.value).unwrap_or(field);
    let field = labelled(view).map(same);
    field
        .or_else(|| in_series(view))
        .or_else(line)
        .or_else(|| run_in(start))
        .or_else(|| made(start))
        .or_else(|| late::late(view, &own))
}

/// `标题：…`.
fn labelled(view: &View) -> Option<Fact<String>> {
    let (line, range) = fields::find(view, Field::Title)?;
    let text = &line.key[range.clone()];
    let fits = text.chars().count() <= LONGEST && !text.contains('。') && !text.ends_with(':');
    fits.then(|| stated(line, range))?
}

/// What stands after the number by which the file's documents are told apart: `例文一　…`, `No.2 …`, `3. …`.
fn in_series(view: &View) -> Option<Fact<String>> {
    let line = view.lines.first().filter(|_| view.is_member)?;
    let whole = bare_range(&line.key);
    let range = whole.start + MEMBER.find(&line.key[whole.clone()])?.end()..whole.end;
    let text = &line.key[range.clone()];
    let fits = text.chars().count() <= LONGEST && !text.contains(['。', ';', '!', '?']);
    (fits && kind::ending(text).is_some()).then(|| stated(line, range))?
}

/// A line of its own that ends like a title, before the first heading and the first sentence; first among those in
/// Chinese, since a title is given in other languages beside it.
fn title_line(lines: &[&Line], chinese: bool) -> Option<Fact<String>> {
    let before_text = lines.iter().take_while(|line| !NUMBERED.is_match(bare(&line.key)) && !line.key.ends_with('。'));
    before_text.enumerate().find_map(|(place, line)| {
        if chinese && !line.key.contains(|char: char| ('\u{4e00}'..='\u{9fff}').contains(&char)) {
            return None;
        }
        let range = fitting(line)?;
        let ends = kind::ending(&line.key[range.clone()]).is_some();
        (ends || place == 0 && is_top(line)).then(|| two_lines(lines, place, range))?
    })
}

/// The words of a line that may be a title: short, and no sentence.
fn fitting(line: &Line) -> Option<std::ops::Range<usize>> {
    let mut range = bare_range(&line.key);
    if let Some(number) = super::doc_number::after_title(line) {
        range.end = range.start + line.key[range.start..number].trim_end().len();
    }
    let text = &line.key[range.clone()];
    let longest = if is_top(line) { LONGEST_MARKED } else { LONGEST };
    let fits = text.chars().count() <= longest && !text.contains(['。', ';', '!', '?']) && !text.ends_with([':', ',']);
    (fits && !ITEM.is_match(text)).then_some(range)
}

/// A Markdown heading of the first level.
fn is_top(line: &Line) -> bool {
    line.heading() == 1 || line.key.starts_with("# ")
}

/// `…关于做好某某` on one line and `工作的通知` on the next are one title.
fn two_lines(lines: &[&Line], place: usize, range: std::ops::Range<usize>) -> Option<Fact<String>> {
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| regex(r"关于\p{Han}{2}[^,。;:!?《》]*$"));
    let whole = stated(lines[place], range)?;
    let before = place.checked_sub(1).map(|before| lines[before]);
    let open = |line: &&Line| {
        ABOUT.is_match(&line.key)
            && kind::ending(&line.key).is_none()
            && !super::view::fold_text(&whole.value).contains("关于")
    };
    let Some(before) = before.filter(open) else { return Some(whole) };
    let first = stated(before, bare_range(&before.key))?;
    let both = format!("{}{}", first.value, whole.value);
    Some(if both.chars().count() <= LONGEST {
        Fact { value: both, basis: first.basis, line: first.line }
    } else {
        whole
    })
}

/// A title that runs into the first sentence.
fn run_in(lines: &[&Line]) -> Option<Fact<String>> {
    let line = lines.first()?;
    let end = OPENING.find(&line.key)?.start();
    let text = &line.key[..end];
    let length = text.chars().count();
    let fits = (6..=40).contains(&length) && !text.contains(['。', ';', ',', ':', '!', '?', ' ']);
    (fits && kind::ending(text).is_some()).then(|| stated(line, 0..end))?
}

/// A title inside the sentence that says why the plan was made. What only points at itself (本年度计划) names nothing.
fn made(lines: &[&Line]) -> Option<Fact<String>> {
    lines.iter().take(3).find_map(|line| {
        let name = MADE.captures(&line.key)?.get(1)?;
        let text = name.as_str();
        let points = text.starts_with(['本', '该', '此', '其']) || text.contains(['我', '以']);
        let fits = text.chars().count() >= 8 && !points && kind::ending(text).is_some();
        fits.then(|| stated(line, name.range()))?
    })
}

fn stated(line: &Line, range: std::ops::Range<usize>) -> Option<Fact<String>> {
    let value = line.words(range.clone()).trim().to_owned();
    (!value.is_empty()).then(|| Fact { value, basis: Basis::Stated, line: line.at(range.start) })
}

/// A line without Markdown's heading and emphasis marks.
fn bare(line: &str) -> &str {
    &line[bare_range(line)]
}

fn bare_range(line: &str) -> std::ops::Range<usize> {
    let marks = ['#', '*', ' ', '\t'];
    let start = line.len() - line.trim_start_matches(marks).len();
    let end = line.trim_end_matches(marks).len();
    start.min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Boundary, Reason};
    use crate::pipeline::describe::view::tests::{with_plan, with_view};

    /// The title of a plan that is a member of a series, whose first line is `line`.
    fn of_member(line: &str) -> Option<String> {
        let text = format!("{line}\n一、目标\n抓好安全。\n");
        let marker = Reason { rule: "series-marker".into(), line: 1, text: line.into() };
        let boundary = Boundary { score: 80, reasons: vec![marker] };
        with_plan(&text, Plan { boundary, ..Plan::default() }, title).map(|found| found.value)
    }

    #[test]
    fn the_number_in_a_series_is_no_part_of_the_title() {
        for line in [
            "例文一　某校安全计划",
            "No.2 某校安全计划",
            "其三：某校安全计划",
            "４．某校安全计划",
            "〔样本5〕某校安全计划",
            "⑥ 某校安全计划",
            "（七）某校安全计划",
            "第一部分　某校安全计划",
        ] {
            assert_eq!(of_member(line).as_deref(), Some("某校安全计划"), "{line}");
        }
        for line in ["一年级安全计划", "第三中学安全计划", "2023年安全计划", "三〇一学校计划"]
        {
            assert_eq!(of_member(line).as_deref(), Some(line));
        }
        for masked in ["○○国小安全计划", "××县安全计划", "□□镇安全计划", "〇〇小学安全计划"]
        {
            assert_eq!(of_member(&format!("计划一、{masked}")).as_deref(), Some(masked));
        }
    }

    #[test]
    fn titles_that_say_so() {
        for text in ["标题：某校安全计划\n", "【标题】某校安全计划\n", "题目: 某校安全计划\n"]
        {
            assert_eq!(with_view(text, title).map(|found| found.value).as_deref(), Some("某校安全计划"), "{text}");
        }
    }

    #[test]
    fn lines_that_a_label_opens_are_no_titles() {
        let found = |text: &str| with_view(text, title).map(|found| found.value);
        for text in
            ["时间：3月6日\n会议议题：讨论本学期工作计划\n一、传达精神\n", "参加人员：各组长\n记录：安全工作总结\n"]
        {
            assert_eq!(found(text), None, "{text}");
        }
        for text in [
            "会议地点：三楼\n强基提质：某校安全计划\n",
            "记录人：甲\n地点：乙\n时间：3月\n主持：丙\n标题：强基提质：某校安全计划\n",
        ] {
            assert_eq!(found(text).as_deref(), Some("强基提质：某校安全计划"), "{text}");
        }
    }
}
