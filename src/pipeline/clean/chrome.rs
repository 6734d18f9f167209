//! What a web site puts around a text: menus, breadcrumbs, lines of source and date, trailers.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

use regex::Regex;

use super::rows::Row;
use super::rules::{ADDRESS_WORDS, Rules};
use super::tags;
use crate::text::chars::narrowed;

/// Lines at either end of a file that count as its edge.
const EDGE: usize = 12;
/// Longest line of source and date, in characters.
const LONGEST_SOURCE_LINE: usize = 140;
/// Most characters on such a line that no rule explains: the name of a site, or a value.
const MOST_UNEXPLAINED: usize = 14;
/// Longest word of a menu, in characters.
const LONGEST_MENU_WORD: usize = 8;

/// Marks the lines that go.
pub fn mark(rows: &mut [Row], rules: &Rules) {
    let edge = edges(rows);
    let mut names = HashSet::new();
    for (index, row) in rows.iter_mut().enumerate() {
        if !row.stays() || row.is_settled() && !edge.contains(&index) {
            continue;
        }
        row.worded = rules.trigger.is_match(row.text);
        if !row.worded || !row.is_prose() {
            continue;
        }
        let marked = row.text.contains(['<', '[']);
        let text = if marked { Cow::Owned(tags::stripped(row.text)) } else { Cow::Borrowed(row.text) };
        row.gone = by_rule(&text, edge.contains(&index), rules).map(Cow::Owned);
        if row.gone.is_none() && is_source_line(&text, edge.contains(&index), rules, &mut names) {
            row.gone = Some(Cow::Borrowed("source-line"));
        }
    }
    classes(rows, rules);
    menus(rows, rules);
    addresses(rows);
    site_names(rows, &edge, rules, &names);
}

/// Indices of the first and last lines that are not blank.
fn edges(rows: &[Row]) -> HashSet<usize> {
    let filled = || rows.iter().enumerate().filter(|(_, row)| row.stays()).map(|(index, _)| index);
    let last = rows.iter().enumerate().rev().filter(|(_, row)| row.stays()).map(|(index, _)| index).take(EDGE);
    filled().take(EDGE).chain(last).collect()
}

fn by_rule(text: &str, edge: bool, rules: &Rules) -> Option<String> {
    if text.len() > 4 * 400 {
        return None;
    }
    let line = narrowed(text);
    let length = line.chars().count();
    let mut worded = vec![false; rules.lines.len()];
    let hits = rules.trigger.find_overlapping_iter(&line);
    for &rule in hits.filter_map(|hit| rules.word_rules.get(hit.pattern().as_usize())) {
        worded[rule] = true;
    }
    let applies = |rule: &super::rules::LineRule| {
        length <= rule.longest
            && (edge || !rule.edge)
            && rule.pattern.as_ref().is_none_or(|pattern| pattern.is_match(&line))
    };
    let mut named = rules.lines.iter().zip(worded).filter(|(_, worded)| *worded).map(|(rule, _)| rule);
    named.find(|rule| applies(rule)).map(|rule| rule.reason.clone())
}

fn dates() -> &'static Regex {
    static DATES: OnceLock<Regex> = OnceLock::new();
    let pattern =
        r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|\d{1,2}:\d{2}(:\d{2})?|(https?://|www\.)[^\s,;()]+";
    // A constant pattern, compiled by the tests.
    DATES.get_or_init(|| Regex::new(pattern).expect("valid"))
}

/// What a line of source and date is made of.
#[derive(Default)]
struct Parts {
    strong: usize,
    weak: usize,
    dates: usize,
    colons: usize,
    unexplained: usize,
}

/// A line that consists of labels of web pages, dates and short values. Names of sites it states go to `names`.
fn is_source_line(text: &str, edge: bool, rules: &Rules, names: &mut HashSet<String>) -> bool {
    if text.len() > 4 * LONGEST_SOURCE_LINE || text.contains(['。', '；', '！', '？']) {
        return false;
    }
    let line = narrowed(text);
    if line.chars().count() > LONGEST_SOURCE_LINE || line.contains(';') {
        return false;
    }
    let without = dates().replace_all(&line, " \u{1} ");
    let mut parts = Parts::default();
    let mut value_next = false;
    let mut stated = Vec::new();
    for token in without.split([' ', '\t', '|', '/', '丨', '[', ']', '【', '】', '(', ')', '\u{1F}']) {
        take_token(token, rules, &mut parts, &mut value_next, &mut stated);
    }
    let signals = parts.strong + parts.weak + parts.dates;
    let enough = signals >= 2 || (edge && parts.colons > 0);
    let found = parts.strong > 0 && enough && parts.unexplained <= MOST_UNEXPLAINED;
    if found {
        names.extend(stated);
    }
    found
}

fn take_token(token: &str, rules: &Rules, parts: &mut Parts, value_next: &mut bool, stated: &mut Vec<String>) {
    if token == "\u{1}" {
        parts.dates += 1;
        *value_next = false;
        return;
    }
    let mut pieces = token.split(':').peekable();
    while let Some(piece) = pieces.next() {
        let labelled = pieces.peek().is_some();
        parts.colons += usize::from(labelled);
        if piece.is_empty() {
            continue;
        }
        let strong = rules.strong.contains(piece);
        if strong || rules.weak.contains(piece) {
            parts.strong += usize::from(strong);
            parts.weak += usize::from(!strong);
            *value_next = labelled;
            continue;
        }
        let length = piece.chars().count();
        if *value_next && length <= 30 {
            stated.push(piece.to_owned());
        } else if piece.chars().any(|c| !c.is_ascii_digit()) {
            parts.unexplained += length;
        }
        *value_next = false;
    }
}

/// Lines of HTML whose class says what they are.
fn classes(rows: &mut [Row], rules: &Rules) {
    for row in rows.iter_mut().filter(|row| row.is_prose() && row.text.starts_with('<')) {
        let class = tags::class(row.text).unwrap_or_default();
        if class.split_whitespace().any(|class| rules.classes.contains(class)) {
            row.gone = Some(Cow::Borrowed("html-class"));
        }
    }
}

/// Lines of menu words.
fn menus(rows: &mut [Row], rules: &Rules) {
    for row in rows.iter_mut().filter(|row| row.is_prose() && !row.is_settled() && row.text.len() < 1200) {
        if is_menu(row.text, rules) {
            row.gone = Some(Cow::Borrowed("menu"));
        }
    }
}

fn is_menu(text: &str, rules: &Rules) -> bool {
    let gaps = |c: char| c.is_whitespace() || matches!(c, '|' | '丨' | '｜' | '·' | '>' | '»' | '/');
    let begins = |text: &str| text.chars().take(LONGEST_MENU_WORD + 1).any(gaps);
    if rules.menu_least == 0
        || !begins(text)
        || text.contains('。')
        || text.matches(gaps).count() + 1 < rules.menu_least
    {
        return false;
    }
    let words: Vec<&str> = text.split(gaps).filter(|word| !word.is_empty()).collect();
    let known = words.iter().filter(|word| rules.menu.contains(**word)).count();
    words.len() >= rules.menu_least
        && words.iter().all(|word| word.chars().count() <= LONGEST_MENU_WORD)
        && known * 100 >= words.len() * rules.menu_share
}

/// Lines that are an address on the web and hardly more.
fn addresses(rows: &mut [Row]) {
    for row in rows.iter_mut().filter(|row| row.worded && row.is_prose() && row.text.len() < 300) {
        if !ADDRESS_WORDS.iter().any(|word| row.text.contains(word)) {
            continue;
        }
        let line = narrowed(row.text);
        let rest = dates().replace_all(&line, "");
        let only = rest.len() < line.len() && line.contains('.') && rest.trim().chars().count() <= MOST_UNEXPLAINED;
        if only && !rest.contains(['。', '《']) && !row.text.contains("](") {
            row.gone = Some(Cow::Borrowed("web-address"));
        }
    }
}

/// Lines that hold the name of a site and nothing else: at the edge of the file beside other chrome, or a name that a line
/// of source states.
fn site_names(rows: &mut [Row], edge: &HashSet<usize>, rules: &Rules, names: &HashSet<String>) {
    let chrome_near =
        edge.iter().any(|&index| rows[index].gone.as_deref().is_some_and(|reason| reason != "front-matter"));
    let mut indices: Vec<usize> = edge.iter().copied().collect();
    indices.sort_unstable();
    for index in indices {
        let row = &mut rows[index];
        if !row.is_prose() || row.text.len() > 4 * 16 {
            continue;
        }
        let ending = rules.site_endings.iter().any(|ending| row.text.ends_with(ending.as_str()));
        let short = row.text.chars().count() <= 12 && row.text.chars().all(char::is_alphanumeric);
        if (ending && short && chrome_near) || (names.contains(row.text) && ending) {
            row.gone = Some(Cow::Borrowed("site-name"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source_line(text: &str) -> bool {
        is_source_line(text, false, Rules::builtin(), &mut HashSet::new())
    }

    #[test]
    fn lines_of_source_and_date() {
        for text in [
            "某某文档网 发表于：2021-03-04 10:00:06 来源：网友投稿",
            "2024-01-02 版权声明 我要投稿",
            "欄目: 工作計劃 / 發佈於: / 人氣:6.32K",
            "作者：来源：《某某学报》2019年第4期",
            "来源：本站 作者：佚名 点击：123次",
        ] {
            assert!(source_line(text), "{text}");
        }
        for text in [
            "经费来源：财政拨款",
            "时间：2023年3月1日 地点：三楼会议室",
            "一、下载安装、编辑课件。",
            "组长：张某 副组长：李某",
        ] {
            assert!(!source_line(text), "{text}");
        }
    }

    #[test]
    fn rules_for_whole_lines() {
        let reason = |text| by_rule(text, false, Rules::builtin());
        assert_eq!(reason("您的当前位置：首页 > 范文 > 正文").as_deref(), Some("breadcrumb"));
        assert_eq!(reason("上一篇：某某方案下一篇：某某发言稿").as_deref(), Some("previous-next"));
        assert_eq!(reason("推荐访问:行动计划 三年 行动").as_deref(), Some("recommended-reading"));
        assert_eq!(reason("因篇幅问题不能全部显示，请点此查看更多更全内容").as_deref(), Some("cut-notice"));
        assert_eq!(reason("（摘自“某某网”）").as_deref(), Some("source-note"));
        for text in ["各校要找准位置：做到人人有责。", "上一篇章我们取得了成绩", "推荐优秀教师参加评选", "加强版权教育"]
        {
            assert_eq!(reason(text), None, "{text}");
        }
    }
}
