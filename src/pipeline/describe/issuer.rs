//! The body that issued the plan: in the signature block, under the title, in the title, or in a report of its issue.

use std::sync::LazyLock;

use regex::Regex;

use super::divisions::Divisions;
use super::fields::Field;
use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact};

const END: usize = 6;
const HEAD: usize = 4;

/// Last words of bodies. Longer ones first where one ends another.
const BODY: &str = "教育体育局|教育和体育局|教育局|教体局|教育厅|教育部|教育委员会|教育工作委员会|教育工委|教委|人民政府办公室|人民政府办公厅|政府办公室|政府办公厅|人民政府|县政府|市政府|省政府|区政府|州政府|旗政府|乡政府|镇政府|委员会|办公室|办公厅|管理局|科技局|文教局|文旅局|体育局|旅游局|卫生局|财政局|国务院|中心学校|中心小学|中心校|中心幼儿园|实验学校|实验小学|职业技术学院|职业学院|职业学校|技工学校|技师学院|中等专业学校|职教中心|学校|小学|中学|高中|一中|二中|三中|国小|国中|高级中学|幼儿园|幼稚园|大学|学院|学区|教研室|教研中心|教育中心|进修学校|电教馆|教育处|教育署|教育司|委|局|厅";

/// A line that is nothing but the name of a body.
static ALONE: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^[\p{{Han}}xX×○〇□*_()“”0-9 ]{{0,24}}?(?:{BODY})$")));
/// A part of a body, or its head, which signs for the whole.
static DEPARTMENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?P<body>.*(?:{BODY}))(?:教务处|政教处|教导处|德育处|总务处|学生处|教科室|[\p{{Han}}、]{{2,8}}[科股]|副?(?:局长|厅长|部长|署长|处长|校长|院长|园长|主任))$"
    ))
});
static ENDS: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?:{BODY})[ ]*$")));
/// `某某县教育局关于…`, `某某县教育局2024年…` in a title.
static IN_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?P<body>(?:[\p{{Han}}xX*_]{{2,20}}?(?:{BODY})|教育部(?:办公厅)?|国务院(?:办公厅)?)(?:等(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:部门|单位|部委))?)(?:关于|办公室关于|印发|通知|通告|公告|文件|[0-9“(]|二[〇○零]|一百|民国)"
    ))
});
/// `近日,某某县教育局印发《…》`.
static ISSUED: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?:^|[,。:;近日今日日前])(?P<body>[\p{{Han}}xX*_]{{0,16}}(?:{BODY}))(?:联合)?(?:印发|下发|出台|发布|公布|制定)了?《"
    ))
});
/// Words that make a name no name: it points at itself or is a part of a sentence.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"我|本|各|该|全[省市县区校]|所有|附件|名单|责任|单位|加强|推进|建设|参加|对|把|在|向|由|[一二三四五六七八九十][、是]",
    )
});

/// Whether a text ends with the name of a body.
pub(super) fn ends_like_a_body(text: &str) -> bool {
    ENDS.is_match(text)
}

/// The issuing body. Masked where the mask is part of the name.
pub(super) fn issuer(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let inside = super::signature::inside(view).and_then(|signature| {
        let line = &view.lines[signature.name];
        let end = super::date::starts(&line.key).unwrap_or(line.key.len());
        Some(fact(line, 0..whole_body(line.key[..end].trim_end())?))
    });
    labelled(view, Field::Issuer)
        .or(inside)
        .or_else(|| signature(view))
        .or_else(|| under_title(view, title))
        .or_else(|| letterhead(view, title))
        .or_else(|| in_title(title))
        .or_else(|| reported(view))
        .or_else(|| labelled(view, Field::Publisher))
}

/// `发文机关：…`.
fn labelled(view: &View, field: Field) -> Option<Fact<String>> {
    let (line, value) = super::fields::find(view, field)?;
    let name = &line.key[value.clone()];
    let end = whole_body(name).filter(|_| !generic(name))?;
    Some(fact(line, value.start..value.start + end))
}

/// Whether a line is nothing but the name of a body, or of a part of it.
pub(super) fn names_a_body(text: &str) -> bool {
    whole_body(text).is_some()
}

/// Where the body's name ends in a line that is nothing but that name or the name of a part of it: 政教处 signs for its
/// school.
fn whole_body(text: &str) -> Option<usize> {
    let name = DEPARTMENT.captures(text).and_then(|found| found.name("body")).map_or(text, |body| body.as_str());
    let is_name = |name: &str| name.chars().count() <= 30 && ALONE.is_match(name) && !NO_NAME.is_match(name);
    // Several bodies sign together.
    let all =
        |names: &str| names.split(' ').filter(|name| !name.is_empty()).all(|name| is_name(name) && !generic(name));
    (is_name(name) || name.chars().count() <= 80 && all(name)).then_some(name.len())
}

fn signature(view: &View) -> Option<Fact<String>> {
    let end = view.lines.iter().rev().take(END);
    // A name alone signs when it is the last line, or a date follows.
    let mut dated = true;
    for line in end {
        let date = super::date::starts(&line.key);
        if let Some(start) = date
            && let Some(fact) = before_date(line, start)
        {
            return Some(fact);
        }
        if let Some(end) = whole_body(&line.key).filter(|_| dated && date.is_none()) {
            return Some(fact(line, 0..end));
        }
        // Who signs for the head of the body stands between its name and the date.
        let stands_in = line.key.starts_with('(') && line.key.ends_with(')');
        dated = date == Some(0) || dated && stands_in;
    }
    None
}

/// The name that stands right before a date, though other matter may run into it: from its last place or mask on.
fn before_date(line: &Line, date: usize) -> Option<Fact<String>> {
    let before = line.key[..date].trim_end();
    if !ends_like_a_body(before) {
        return None;
    }
    if ALONE.is_match(before) && !NO_NAME.is_match(before) && before.chars().count() <= 24 {
        return Some(fact(line, 0..before.len()));
    }
    let start = last_place(before)?;
    let name = &before[start..];
    (name.chars().count() <= 24 && ALONE.is_match(name)).then(|| fact(line, start..before.len()))
}

/// Where the last division's name or its mask begins.
fn last_place(text: &str) -> Option<usize> {
    static MASKED: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:[xX]{2}|[*_]{2}|某)(?:省|市|县|区|乡|镇)"));
    let named =
        Divisions::get().find(text).into_iter().filter(|named| !named.short).map(|named| named.range.start).next_back();
    let masked = MASKED.find_iter(text).map(|found| found.start()).last();
    named.max(masked)
}

/// A name alone among the first lines, after the title.
fn under_title(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let title = title?;
    let after = view.lines.iter().skip_while(|line| line.at(0) < title.line).skip(1).take(HEAD);
    let line = after.take_while(|line| !line.key.ends_with(['。', ':'])).find(|line| {
        line.key.chars().count() <= 24 && ALONE.is_match(bare(&line.key)) && !NO_NAME.is_match(&line.key)
    })?;
    Some(fact(line, 0..line.key.len()))
}

/// A name alone above the title, or in its place: `某某县政府 函`.
fn letterhead(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let title = title.map_or(u32::MAX, |title| title.line);
    let above = view.lines.iter().take(2).take_while(|line| line.at(0) <= title);
    above.into_iter().find_map(|line| {
        let name = line.key.trim_end_matches(['文', '件', '函', ' ']);
        let end = whole_body(name).filter(|_| !generic(name))?;
        Some(fact(line, 0..end))
    })
}

fn bare(key: &str) -> &str {
    key.trim_start_matches('(').trim_end_matches(')').trim()
}

fn in_title(title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let title = title?;
    let key = super::view::fold_text(&title.value);
    let body = IN_TITLE.captures(&key)?.name("body")?;
    if NO_NAME.is_match(body.as_str()) || generic(body.as_str()) {
        return None;
    }
    let value: String = title.value.chars().take(body.as_str().chars().count()).collect();
    Some(Fact { basis: basis(&value), value, line: title.line })
}

fn reported(view: &View) -> Option<Fact<String>> {
    view.lines.iter().take(HEAD).find_map(|line| {
        let body = ISSUED.captures(&line.key)?.name("body")?;
        let named = !NO_NAME.is_match(body.as_str()) && !generic(body.as_str());
        named.then(|| fact(line, body.range()))
    })
}

/// `教育局` alone names nobody; `教育部` and `国务院` do.
fn generic(name: &str) -> bool {
    let national = ["教育部", "国务院", "财政部"].iter().any(|body| name.starts_with(body));
    !national && name.chars().count() <= 3
}

fn fact(line: &Line, range: std::ops::Range<usize>) -> Fact<String> {
    let value = line.words(range.clone()).trim().trim_matches(['(', ')', '（', '）']).to_owned();
    Fact { basis: basis(&value), value, line: line.at(range.start) }
}

fn basis(name: &str) -> Basis {
    if is_masked(name) { Basis::Masked } else { Basis::Stated }
}

/// Whether a mask stands in a name.
pub(super) fn is_masked(name: &str) -> bool {
    ["xx", "XX", "__", "**", "＊＊", "××", "○○", "〇〇", "□□", "某"].iter().any(|mask| name.contains(mask))
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    #[test]
    fn bodies_in_every_place() {
        let cases = [
            ("工作要点\n一、总体要求\n云岭县教育局\n2024年3月5日", Some("云岭县教育局")),
            ("工作计划\n云岭县柳河镇中心小学\n为做好工作,制定本计划。", Some("云岭县柳河镇中心小学")),
            ("云岭县教育局关于做好春季工作的通知\n各学校:", Some("云岭县教育局")),
            ("云岭县教育局2024年工作要点\n一、总体要求", Some("云岭县教育局")),
            ("近日,云岭市人民政府办公室印发《云岭市行动计划》。", Some("云岭市人民政府办公室")),
            ("工作通告\n请各校留意。\n云岭县教育局局长\n(程静代行)\n2024年3月5日", Some("云岭县教育局")),
            ("附件:小组名单XX县教育体育局2022年XX月XX日", Some("XX县教育体育局")),
            ("工作计划\n一、加强领导\n各单位要配合教育局", None),
            ("工作计划\n我校\n一、加强领导", None),
        ];
        for (text, body) in cases {
            let found = with_view(text, |view| issuer(view, super::super::title::title(view).as_ref()));
            assert_eq!(found.map(|fact| fact.value).as_deref(), body, "{text}");
        }
    }
}
