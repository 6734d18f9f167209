//! Names of bodies: bureaus, governments, schools and their parts.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::title::regex;

/// Last words of bodies. Longer ones first where one ends another.
pub(super) const BODY: &str = "教育体育局|教育和体育局|教育局|教体局|教育厅|教育部|教育委员会|教育工作委员会|教育工委|教委|人民政府办公室|人民政府办公厅|政府办公室|政府办公厅|人民政府|县政府|市政府|省政府|区政府|州政府|旗政府|乡政府|镇政府|委员会|办公室|办公厅|管理局|科技局|文教局|文旅局|体育局|旅游局|卫生局|财政局|国务院|中心学校|中心小学|中心校|中心幼儿园|实验学校|实验小学|职业技术学院|职业学院|职业学校|技工学校|技师学院|中等专业学校|职教中心|学校|小学|中学|高中|一中|二中|三中|国小|国中|高级中学|幼儿园|幼稚园|大学|学院|学区|教研室|教研中心|教育中心|进修学校|电教馆|教育处|教育署|教育司|委|局|厅";

/// A line that is nothing but the name of a body.
static ALONE: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^[\p{{Han}}xX×*_○〇□()“”0-9 ]{{0,24}}?(?:{BODY})$")));
/// A part of a body, or its head, which signs for the whole.
static DEPARTMENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?P<body>.*(?:{BODY}))(?:教务处|政教处|教导处|德育处|总务处|学生处|教科室|[\p{{Han}}、]{{2,8}}[科股]|副?(?:局长|厅长|部长|署长|处长|校长|院长|园长|主任))$"
    ))
});
static ENDS: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?:{BODY})[ ]*$")));
/// Words that make a name no name: it points at itself, is a part of a sentence, or what is done with another's document.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"我|本|各|该|全[省市县区校]|所有|附件|名单|责任|单位|加强|推进|建设|参加|对|把|在|向|由|[一二三四五六七八九十][、是]|关于|转发|批转|印发|报送",
    )
});
/// Longest name, and longest row of names, in characters.
const LONGEST: usize = 30;
const LONGEST_ROW: usize = 80;

/// Whether a text ends with the name of a body.
pub(super) fn ends_like_a_body(text: &str) -> bool {
    ENDS.is_match(text)
}

/// Whether a text is nothing but the name of a body.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().count() <= LONGEST && ALONE.is_match(text) && is_sound(text)
}

/// Whether nothing in it says that a text is no name.
pub(super) fn is_sound(text: &str) -> bool {
    !NO_NAME.is_match(text)
}

/// `教育局` alone names nobody; `教育部` and `国务院` do.
pub(super) fn is_generic(name: &str) -> bool {
    let national = ["教育部", "国务院", "财政部"].iter().any(|body| name.starts_with(body));
    !national && name.chars().count() <= 3
}

/// Whether a mask stands in a name.
pub(super) fn is_masked(name: &str) -> bool {
    ["xx", "XX", "__", "**", "＊＊", "××", "○○", "〇〇", "□□", "某"].iter().any(|mask| name.contains(mask))
}

/// Whether a line is nothing but names of bodies, or of their parts.
pub(super) fn names_a_body(text: &str) -> bool {
    !names(text).is_empty()
}

/// The names in a line that holds nothing else; none where it does. Several bodies stand side by side, and the first of them
/// is named in full.
pub(super) fn names(text: &str) -> Vec<Range<usize>> {
    if text.chars().count() > LONGEST_ROW {
        return Vec::new();
    }
    let mut end = 0;
    let parts = text.split_inclusive([' ', '、']).map(|part| {
        end += part.len();
        (end - part.len(), part.trim_end_matches([' ', '、']))
    });
    let parts = parts.filter(|(_, part)| !part.is_empty());
    let several: Option<Vec<_>> = parts.map(|(start, part)| Some(start..start + whole(part)?)).collect();
    several
        .filter(|several| several.len() > 1 && !is_generic(&text[several[0].clone()]))
        .or_else(|| Some(std::iter::once(0..whole(text)?).collect()))
        .unwrap_or_default()
}

/// Where the name ends in a text that is nothing but the name of a body or of a part of it: 政教处 signs for its school.
fn whole(text: &str) -> Option<usize> {
    let name = DEPARTMENT.captures(text).and_then(|found| found.name("body")).map_or(text, |body| body.as_str());
    is_name(name).then_some(name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stand_side_by_side() {
        let cases: [(&str, &[&str]); 9] = [
            ("云岭县教育局", &["云岭县教育局"]),
            ("云岭县教育局教育股、人事股", &["云岭县教育局"]),
            ("云岭县教育局    云岭县公安局", &["云岭县教育局", "云岭县公安局"]),
            ("云岭县教育局、公安局", &["云岭县教育局", "公安局"]),
            ("云岭县 教育局", &["云岭县 教育局"]),
            ("云 岭 县 教 育 局", &["云 岭 县 教 育 局"]),
            ("云岭县教育局 联系电话", &[]),
            ("关于转发云岭县教育局", &[]),
            ("转发云岭县教育局", &[]),
        ];
        for (text, wanted) in cases {
            let found: Vec<&str> = names(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }
}
