//! The body that issued the plan: in the signature block, under the title, in the title, or in a report of its issue.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::bodies::{self, BODY};
use super::divisions::Divisions;
use super::fields::Field;
use super::signature;
use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact};

const HEAD: usize = 4;
/// Longest name that stands in a line of its own or before a date, in characters.
const LONGEST: usize = 24;
/// Most bodies that sign together, one below the other.
const TOGETHER: usize = 8;

/// `某某县教育局关于…`, `某某县教育局2024年…` and `某某县教育局、某某县公安局关于…` in a title.
static IN_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?P<body>(?:[\p{{Han}}xX*_]{{2,20}}?(?:{BODY})|教育部(?:办公厅)?|国务院(?:办公厅)?)(?:[、 ]+[\p{{Han}}xX*_]{{0,20}}?(?:{BODY}))*(?:等(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:部门|单位|部委))?)(?:关于|办公室关于|印发|转发|批转|通知|通告|公告|文件|[0-9“(]|二[〇○零O]|一百|民国)"
    ))
});
/// A school with a name of its own, before words that its title may run on with: `云岭县实验小学校园安全计划`.
static SCHOOL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?P<body>[\p{Han}xX*_]{0,12}?(?:^|[省市县区镇乡]立?)(?P<name>\p{Han}{2,8}?)(?:小学|中学|国小|国中))(?:校园|校本|校务|[三五]年(?:发展|规划|计划|工作|行动))",
    )
});
/// Words that pick out schools by what they are.
static SOME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"农村|乡村|村级|城乡|城区|城镇|乡镇|市区|各|民办|公办|普通|义务|寄宿|薄弱|优质|示范|特色|直属|所有|全[省市县区]|中$|规模|标准|新建|完全|初级",
    )
});
/// What a body prints for others to follow is mostly its own; what it passes on never is.
static PRINTED: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:关于)?(?:印发|下发)"));
/// `近日,某某县教育局印发《…》`.
static ISSUED: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?:^|[,。:;近日今日日前])(?P<body>[\p{{Han}}xX*_]{{0,16}}(?:{BODY}))(?:联合)?(?:印发|下发|出台|发布|公布|制定)了?《"
    ))
});

/// The issuing body. Masked where the mask is part of the name.
pub(super) fn issuer(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    labelled(view, Field::Issuer)
        .or_else(|| signed(signature::above_imprint(&view.lines)))
        .or_else(|| under_title(view, title))
        .or_else(|| letterhead(view, title))
        .or_else(|| in_title(title))
        .or_else(|| signed(&view.lines))
        .or_else(|| reported(view))
        .or_else(|| labelled(view, Field::Publisher))
}

/// `发文机关：…`.
fn labelled(view: &View, field: Field) -> Option<Fact<String>> {
    let (line, value) = super::fields::find(view, field)?;
    let names = bodies::names(&line.key[value.clone()]).into_iter();
    let names: Vec<_> = names.map(|name| value.start + name.start..value.start + name.end).collect();
    let is_full = !bodies::is_generic(&line.key[names.first()?.clone()]);
    is_full.then(|| all(std::iter::once((line, names))))
}

fn signed(lines: &[Line]) -> Option<Fact<String>> {
    let inside = signature::inside(lines).and_then(|signature| {
        let key = &lines[signature.name].key;
        signers(lines, signature.name, super::date::starts(key).unwrap_or(key.len()))
    });
    inside.or_else(|| at_end(lines))
}

fn at_end(lines: &[Line]) -> Option<Fact<String>> {
    // A name alone signs when it is the last line, or a date follows.
    let mut dated = true;
    for (at, line) in lines.iter().enumerate().rev().take(signature::END) {
        let date = super::date::starts(&line.key);
        if let Some(start) = date
            && let Some(fact) = before_date(lines, at, start)
        {
            return Some(fact);
        }
        if dated
            && date.is_none()
            && let Some(fact) = signers(lines, at, line.key.len())
        {
            return Some(fact);
        }
        // Who signs for the head of the body stands between its name and the date.
        let stands_in = line.key.starts_with('(') && line.key.ends_with(')');
        dated = date == Some(0) || dated && stands_in;
    }
    None
}

/// The bodies that sign in the first `end` bytes of a line, with those on the lines above that sign with them.
fn signers(lines: &[Line], at: usize, end: usize) -> Option<Fact<String>> {
    let own = bodies::names(lines[at].key[..end].trim_end());
    if own.is_empty() {
        return None;
    }
    let above = lines[..at].iter().rev().take_while(|line| stands_with_others(line)).count();
    // What is introduced as a list, or goes on and on, is no row of signatures.
    let listed = at.checked_sub(above + 1).is_some_and(|before| lines[before].key.ends_with(':'));
    let first = if listed || above >= TOGETHER { at } else { at - above };
    Some(all((first..at).map(|line| (&lines[line], bodies::names(&lines[line].key))).chain([(&lines[at], own)])))
}

/// Whether a line holds nothing but full names, and is no cell of a table.
fn stands_with_others(line: &Line) -> bool {
    let names = bodies::names(&line.key);
    names.first().is_some_and(|name| !bodies::is_generic(&line.key[name.clone()])) && !line.is_remnant()
}

/// Several bodies as one fact, the first of them leads. A part of a body adds nothing to it.
fn all<'a>(names: impl Iterator<Item = (&'a Line<'a>, Vec<Range<usize>>)>) -> Fact<String> {
    let mut all: Vec<&str> = Vec::new();
    let mut line = None;
    for (source, ranges) in names {
        for range in ranges {
            line = line.or(Some(source.at(range.start)));
            let name = bare(source.words(range));
            if !all.iter().any(|other| name.starts_with(other)) {
                all.push(name);
            }
        }
    }
    named(all.join(" "), line.unwrap_or_default())
}

/// The name that stands right before a date, though other matter may run into it: from its last place or mask on.
fn before_date(lines: &[Line], at: usize, date: usize) -> Option<Fact<String>> {
    let line = &lines[at];
    let before = line.key[..date].trim_end();
    if !bodies::ends_like_a_body(before) {
        return None;
    }
    if before.chars().count() <= LONGEST || bodies::names(before).len() > 1 {
        let signed = signers(lines, at, date);
        if signed.is_some() {
            return signed;
        }
    }
    let start = last_place(before)?;
    let name = &before[start..];
    (name.chars().count() <= LONGEST && bodies::is_name(name)).then(|| fact(line, start..before.len()))
}

/// Where the last division's name or its mask begins.
fn last_place(text: &str) -> Option<usize> {
    static MASKED: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:[xX]{2}|[*_]{2}|某)(?:省|市|县|区|乡|镇)"));
    let named =
        Divisions::get().find(text).into_iter().filter(|named| !named.short).map(|named| named.range.start).next_back();
    let masked = MASKED.find_iter(text).map(|found| found.start()).last();
    named.max(masked)
}

/// A name alone among the first lines, after the title, with those that follow it.
fn under_title(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let title = title?;
    let after = view.lines.iter().skip_while(|line| line.at(0) < title.line).skip(1).take(HEAD);
    let mut after = after.take_while(|line| !line.key.ends_with(['。', ':']));
    let first = after.find(|line| line.key.chars().count() <= LONGEST && bodies::is_name(bare(&line.key)))?;
    let several = Some(bodies::names(&first.key)).filter(|names| names.len() > 1);
    let others = after.take_while(|line| stands_with_others(line)).map(|line| (line, bodies::names(&line.key)));
    let own = several.unwrap_or_else(|| std::iter::once(0..first.key.len()).collect());
    Some(all([(first, own)].into_iter().chain(others)))
}

/// A name alone above the title, or in its place: `某某县政府 函`.
fn letterhead(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let title = title.map_or(u32::MAX, |title| title.line);
    let names = |line: &Line| {
        let names = bodies::names(line.key.trim_end_matches(['文', '件', '函', ' ']));
        let full = names.first().is_some_and(|name| !bodies::is_generic(&line.key[name.clone()]));
        full.then_some(names)
    };
    let above: Vec<&Line> = view.lines.iter().take_while(|line| line.at(0) <= title).collect();
    let first = above.iter().take(2).position(|line| names(line).is_some())?;
    Some(all(above[first..].iter().map_while(|line| Some((*line, names(line)?)))))
}

fn bare(name: &str) -> &str {
    name.trim().trim_matches(['(', ')', '（', '）']).trim()
}

fn in_title(title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let title = title?;
    let key = super::view::fold_text(&title.value);
    let start = PRINTED.find(&key).map_or(0, |printed| printed.end());
    let school = || SCHOOL.captures(&key[start..]).filter(|found| !SOME.is_match(&found["name"]));
    let body = IN_TITLE.captures(&key[start..]).or_else(school)?.name("body")?.as_str();
    if !bodies::is_sound(body) || bodies::is_generic(body) {
        return None;
    }
    let letters = |text: &str| text.chars().count();
    let name: String = title.value.chars().skip(letters(&key[..start])).take(letters(body)).collect();
    let names: Vec<&str> = name.split([' ', '\u{3000}', '、']).filter(|name| !name.is_empty()).collect();
    let mut fact = named(names.join(" "), title.line);
    if start > 0 && fact.basis == Basis::Stated {
        fact.basis = Basis::Inferred;
    }
    Some(fact)
}

fn reported(view: &View) -> Option<Fact<String>> {
    view.lines.iter().take(HEAD).find_map(|line| {
        let body = ISSUED.captures(&line.key)?.name("body")?;
        let named = bodies::is_sound(body.as_str()) && !bodies::is_generic(body.as_str());
        named.then(|| fact(line, body.range()))
    })
}

fn fact(line: &Line, range: Range<usize>) -> Fact<String> {
    let at = line.at(range.start);
    named(bare(line.words(range)).to_owned(), at)
}

fn named(value: String, line: u32) -> Fact<String> {
    let basis = if bodies::is_masked(&value) { Basis::Masked } else { Basis::Stated };
    Fact { value, basis, line }
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
            (
                "工作要点\n抓好安全。\n云岭县教育局\n2024年3月5日\n抄送:县委。\n云岭县教育局办公室2024年3月8日印发",
                Some("云岭县教育局"),
            ),
            ("工作要点\n抓好安全。\n云岭县教育局办公室2024年3月8日印发", Some("云岭县教育局办公室")),
            (
                "工作要点\n抓好安全。\n云岭县教育局\n云岭县公安局 云岭县团委\n2024年3月5日",
                Some("云岭县教育局 云岭县公安局 云岭县团委"),
            ),
            ("工作要点\n抓好安全。\n云岭县第一小学\n云岭县第一小学办公室\n2024年3月5日", Some("云岭县第一小学")),
            ("工作要点\n云岭县教育局\n云岭县公安局\n一、总体要求\n抓好安全。", Some("云岭县教育局 云岭县公安局")),
            ("关于印发云岭县教育局2024年工作要点的通知\n各学校:", Some("云岭县教育局")),
            ("关于印发《云岭县教育局2024年工作要点》的通知\n各学校:", None),
            ("关于转发云岭县教育局2024年工作要点的通知\n各学校:", None),
            ("关于云岭县教育局2024年招聘方案的公示\n现予公示。", None),
            ("云岭县人民政府转发县教育局2024年工作要点的通知\n各镇:", Some("云岭县人民政府")),
            ("云岭县实验小学校园安全工作计划\n一、目标", Some("云岭县实验小学")),
            ("宜蘭縣立凱旋國民中學校務發展計畫\n壹、願景", Some("宜蘭縣立凱旋國民中學")),
            ("云岭县第一中学校本研修计划\n一、目标", Some("云岭县第一中学")),
            ("云岭县中小学校园安全计划\n一、目标", None),
            ("云岭县农村小学三年提升计划\n一、目标", None),
            ("云岭县委、县政府2024年教育工作要点\n一、目标", Some("云岭县委 县政府")),
        ];
        for (text, body) in cases {
            let found = with_view(text, |view| issuer(view, super::super::title::title(view).as_ref()));
            assert_eq!(found.map(|fact| fact.value).as_deref(), body, "{text}");
        }
    }
}
