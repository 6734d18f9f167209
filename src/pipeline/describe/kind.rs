//! What a document is: by the last words of its title, then by how its text speaks.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact, Kind};

#[derive(Deserialize)]
struct Table {
    kind: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: Kind,
    endings: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/kinds.toml")).expect("the embedded table is fixed and tested")
});

/// `(2019—2021年)`, `（试行）`, `》` and the like after a title's last words.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?:[ ]*[(〔\[][^()〔〕\[\]]{0,30}[)〕\]]|[》”"*# ]|如下|第[0-9/]{1,9}号|[一二三四五六七八九十0-9]{1,2})+$"#,
    )
});

/// The kind that a title's last words name.
pub(super) fn ending(title: &str) -> Option<Kind> {
    let title = TAIL.replace(title, "");
    let longest =
        |entry: &Entry| entry.endings.iter().filter(|end| title.ends_with(end.as_str())).map(String::len).max();
    let fits = TABLE.kind.iter().filter_map(|entry| Some((longest(entry)?, entry.name)));
    // The longest wins; of equals the first in the table.
    fits.fold(
        None,
        |best: Option<(usize, Kind)>, fit| if best.is_some_and(|best| best.0 >= fit.0) { best } else { Some(fit) },
    )
    .map(|best| best.1)
}

/// What the document is, if anything in it says so.
pub(super) fn kind(view: &View, title: Option<&Fact<String>>) -> Option<Fact<Kind>> {
    said(view, &NEWS, Kind::News, 0..usize::MAX)
        .or_else(|| table(view))
        .or_else(|| by_title(title))
        .or_else(|| by_text(view))
        .or_else(|| fragment(view))
        .or_else(|| said(view, &PLAN, Kind::Plan, 0..6))
        .or_else(|| measures(view))
        .or_else(|| parts(view))
}

/// Words that only a newspaper writes.
static NEWS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"本报(?:讯|记者|通讯员|综合消息|消息)|[(](?:本报)?(?:记者|通讯员)[^()]{2,20}[)]|^[(]?摘自[“《]|^据[^,。]{2,12}(?:报道|消息)",
    )
});
/// How a report of a meeting opens.
static MEETING: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:会议|大会|仪式)[^。]{0,10}(?:举行|召开)|(?:参加|出席)了?(?:会议|大会)|会议由"));
/// How a summary of a notice opens.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:下发|印发|发出|转发|发布)了?《[^》]*通知》"));
static SPEECH: LazyLock<Regex> =
    LazyLock::new(|| regex(r"同志们(?:[,:!]|要)|^(?:尊敬的)?各位(?:领导|来宾|代表|嘉宾)|讲[几三四五]点意见|谢谢大家"));
static REFLECTION: LazyLock<Regex> = LazyLock::new(|| regex(r"感触(?:很多|颇多|颇深)|受益匪浅|心得体会[:。]"));
/// How figures of the past are reported.
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:增长|降低|下降|提高|减少|增加)了[0-9]|总数为|人数为|[比较](?:上年|去年|[0-9]{4}年|上年度)[^。,]{0,8}(?:增|降|减)",
    )
});
static PLAN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:制定|制订|编制|拟定|拟订)[^。;]{0,40}(?:计划|方案|规划|要点|意见|安排)|(?:计划|方案|安排|思路|要点)(?:简述)?如下|工作(?:总)?的?(?:基本|总体|总的)?(?:思路|要求)是|(?:下面|以下|以上)是[^。]{0,20}计划|工作将以",
    )
});
/// How a measure opens.
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[^,。:]{0,16}(?:加强|推进|落实|完善|提高|提升|做好|建立|健全|开展|深化|加快|强化|实施|促进|规范|优化|坚持|抓好|组织|推动|打造|确保|加大)",
    )
});
/// A marker at the start of a line: its outer Chinese number, its inner one, or another.
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:#+[ ]*)?(?:([一二三四五六七八九十]{1,3})[、.]|[(]([一二三四五六七八九十]{1,3})[)]|[0-9]{1,2}[、.]|[(][0-9]{1,2}[)])[ ]*",
    )
});

fn by_title(title: Option<&Fact<String>>) -> Option<Fact<Kind>> {
    let title = title?;
    let key = super::view::fold_text(&title.value);
    Some(Fact { value: ending(&key)?, basis: title.basis, line: title.line })
}

fn by_text(view: &View) -> Option<Fact<Kind>> {
    said(view, &NOTICE, Kind::Notice, 0..2)
        .or_else(|| twice(view, &MEETING, 0..2).map(|line| fact(Kind::News, line)))
        .or_else(|| said(view, &REFLECTION, Kind::Reflection, 0..8))
        .or_else(|| said(view, &SPEECH, Kind::Speech, 0..usize::MAX))
        .or_else(|| statistics(view))
}

fn fact(value: Kind, line: u32) -> Fact<Kind> {
    Fact { value, basis: Basis::Stated, line }
}

/// The first of `lines` that speaks like `kind`.
fn said(view: &View, words: &Regex, kind: Kind, lines: std::ops::Range<usize>) -> Option<Fact<Kind>> {
    let among = view.lines.iter().take(lines.end).skip(lines.start);
    among.filter_map(|line| Some(line.at(words.find(&line.key)?.start()))).next().map(|line| fact(kind, line))
}

/// The first line, if the words occur at least twice.
fn twice(view: &View, words: &Regex, lines: std::ops::Range<usize>) -> Option<u32> {
    let found =
        || view.lines.iter().take(lines.end).flat_map(|line| words.find_iter(&line.key).map(|m| line.at(m.start())));
    found().nth(1).and_then(|_| found().next())
}

/// Figures compared with the year before, and no list of things to do.
fn statistics(view: &View) -> Option<Fact<Kind>> {
    let compared = || view.lines.iter().flat_map(|line| COMPARED.find_iter(&line.key).map(|m| line.at(m.start())));
    let numbered = view.lines.iter().any(|line| MARKER.is_match(&line.key));
    (!numbered && compared().nth(3).is_some())
        .then(|| compared().next())
        .flatten()
        .map(|line| fact(Kind::Statistics, line))
}

/// Mostly cells of a flattened table: short lines without a marker or a full stop.
fn table(view: &View) -> Option<Fact<Kind>> {
    let cell = |line: &&Line| {
        line.is_remnant() || line.key.chars().count() <= 12 && !line.key.ends_with('。') && !MARKER.is_match(&line.key)
    };
    let cells = view.lines.iter().filter(cell).count();
    let first = view.lines.iter().find(cell)?;
    (cells >= 20 && cells * 3 >= view.lines.len() * 2).then(|| fact(Kind::Table, first.at(0)))
}

/// Both ends lost: begins below or after a first heading that is missing, and stops at a heading.
fn fragment(view: &View) -> Option<Fact<Kind>> {
    let outer = view.lines.iter().find_map(|line| Some(MARKER.captures(&line.key)?.get(1)?.as_str()))?;
    let last = view.lines.last()?;
    let stops = MARKER.is_match(&last.key) && last.key.chars().count() <= 40;
    (outer != "一" && stops).then(|| fact(Kind::Fragment, last.at(0)))
}

/// A numbered list of measures is a plan, though nothing calls it one.
fn measures(view: &View) -> Option<Fact<Kind>> {
    let measure =
        |line: &&Line| MARKER.find(&line.key).is_some_and(|marker| MEASURE.is_match(&line.key[marker.end()..]));
    let count = view.lines.iter().filter(measure).count();
    let first = view.lines.iter().find(measure)?;
    (count >= 3).then(|| Fact { value: Kind::Plan, basis: Basis::Inferred, line: first.at(0) })
}

/// Headings that only plans have.
static PART: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:指导思想|目标|措施|任务|要求|安排|办法|工作重点|总体思路|保障)[ ]*[:。]?$"));

/// A text that is divided as plans are is one, though nothing calls it so.
fn parts(view: &View) -> Option<Fact<Kind>> {
    let part = |line: &&Line| line.key.chars().count() <= 20 && MARKER.is_match(&line.key) && PART.is_match(&line.key);
    let first = view.lines.iter().find(part)?;
    let count = view.lines.iter().filter(part).count();
    (count >= 2).then(|| Fact { value: Kind::Plan, basis: Basis::Inferred, line: first.at(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_decide() {
        let cases = [
            ("新课程标准培训心得体会", Kind::Reflection),
            ("关于印发《三年行动计划》的通知", Kind::Notice),
            ("“十四五”教育发展规划", Kind::Programme),
            ("三年行动计划(2019—2021年)", Kind::Plan),
            ("教育工作会议上的讲话", Kind::Speech),
            ("校长办公会会议纪要", Kind::Other),
            ("第3次教研会议记录", Kind::Other),
            ("《某县2024年教育工作计划》解读", Kind::Other),
            ("某县三年行动方案解读", Kind::Other),
            ("会议记录归档工作计划", Kind::Plan),
        ];
        for (title, kind) in cases {
            assert_eq!(ending(title), Some(kind), "{title}");
        }
        assert_eq!(ending("校园文化"), None);
    }
}
