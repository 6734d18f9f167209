//! Plans that say the same, side by side and section by section, with the wording they share marked. The theme's
//! `compare.js` does the same for any two plans in the reader's browser; a browser test holds the two together.

use super::browse::page;
use super::front::Page;
use crate::archive::{Archive, Entry};
use crate::document::Section;
use crate::html::escape;
use foldhash::HashSet;
use serde_json::{Value, json};

/// Characters in a row that count as shared wording: shorter runs are everyday phrases.
const SHARED: usize = 8;

/// Lines under one heading.
#[derive(Debug)]
struct Part<'a> {
    title: &'a str,
    line: u32,
    text: Vec<Vec<char>>,
}

/// The page of a pair of plans.
pub(super) fn page_of(archive: &Archive, one: &Entry, other: &Entry) -> Page {
    let side = |entry: &Entry| {
        let facts = &archive.plan(entry).facts;
        json!({"url": entry.url(), "title": archive.title(entry), "lang": facts.script.tag()})
    };
    let rows = rows(&parts(archive, one), &parts(archive, other));
    let extra = json!({"sides": [side(one), side(other)], "rows": rows});
    page(&address(one, other), "comparison.html", extra)
}

/// Address of the comparison of two plans, without slashes at the ends.
pub(super) fn address(one: &Entry, other: &Entry) -> String {
    format!("compare/{}-{}", one.id, other.id)
}

/// The text of a plan by section. Several headings can stand in one line: its text goes with the last of them.
fn parts<'a>(archive: &'a Archive, entry: &Entry) -> Vec<Part<'a>> {
    let (plan, body) = (archive.plan(entry), &archive.document(entry).body);
    let part = |section: &'a Section| Part { title: &section.title, line: section.line, text: Vec::new() };
    let mut parts = vec![Part { title: "", line: 0, text: Vec::new() }];
    parts.extend(plan.outline.iter().map(part));
    for line in plan.lines.clone().filter_map(|line| body.lines.get(line)) {
        let part = parts.iter_mut().rev().find(|part| part.line <= line.first_line());
        part.into_iter().for_each(|part| part.text.push(body.text_of(line).chars().collect()));
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// Sections of one title stand beside each other, the others alone, all in the order of their plans.
fn rows(left: &[Part], right: &[Part]) -> Vec<Value> {
    let (in_left, in_right) = (runs(left), runs(right));
    let one = |part: &Part| json!({"left": cell(part, &in_right)});
    let other = |part: &Part| json!({"right": cell(part, &in_left)});
    let (mut rows, mut next) = (Vec::new(), 0);
    for part in left {
        let Some(at) = right[next..].iter().position(|other| other.title == part.title) else {
            rows.push(one(part));
            continue;
        };
        rows.extend(right[next..next + at].iter().map(other));
        next += at + 1;
        rows.push(json!({"left": cell(part, &in_right), "right": cell(&right[next - 1], &in_left)}));
    }
    rows.extend(right[next..].iter().map(other));
    rows
}

fn runs<'a>(parts: &'a [Part]) -> HashSet<&'a [char]> {
    parts.iter().flat_map(|part| &part.text).flat_map(|line| line.windows(SHARED)).collect()
}

/// The lines of a section as HTML, with what the other plan has too marked.
fn cell(part: &Part, others: &HashSet<&[char]>) -> String {
    part.text.iter().map(|line| format!("<p>{}</p>", marked(line, others))).collect()
}

fn marked(line: &[char], others: &HashSet<&[char]>) -> String {
    let mut shared = vec![false; line.len()];
    for (at, run) in line.windows(SHARED).enumerate() {
        if others.contains(run) {
            shared[at..at + SHARED].fill(true);
        }
    }
    keep_figures_whole(line, &mut shared);
    let (mut html, mut at) = (String::new(), 0);
    for run in shared.chunk_by(|one, next| one == next) {
        let text = escape(&line[at..at + run.len()].iter().collect::<String>());
        at += run.len();
        html.push_str(&if run[0] { format!("<span class=\"shared\">{text}</span>") } else { text });
    }
    html
}

/// Whoever compares figures must see the whole of one that differs: half of it is not shared wording.
fn keep_figures_whole(line: &[char], shared: &mut [bool]) {
    let mut at = 0;
    for run in line.chunk_by(|one, next| is_in_figure(*one) == is_in_figure(*next)) {
        let range = at..at + run.len();
        at = range.end;
        if is_in_figure(run[0]) && shared[range.clone()].contains(&false) {
            shared[range].fill(false);
        }
    }
}

/// Digits, and what stands within figures and behind them.
fn is_in_figure(char: char) -> bool {
    matches!(char, '0'..='9' | '０'..='９' | '.' | '．' | ',' | '%' | '％')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part<'a>(title: &'a str, text: &str) -> Part<'a> {
        Part { title, line: 1, text: vec![text.chars().collect()] }
    }

    #[test]
    fn sections_of_one_title_stand_together_and_shared_wording_is_marked() {
        let left = [part("总则", "全县学前三年毛入园率达到<九成>"), part("附则", "本计划自发布之日起施行")];
        let right = [part("背景", "二〇二四年"), part("总则", "到明年全县学前三年毛入园率达到八成")];
        let rows = rows(&left, &right);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0], json!({"right": "<p>二〇二四年</p>"}));
        let shared = "<span class=\"shared\">全县学前三年毛入园率达到</span>";
        assert_eq!(rows[1]["left"], format!("<p>{shared}&lt;九成&gt;</p>"));
        assert_eq!(rows[1]["right"], format!("<p>到明年{shared}八成</p>"));
        assert_eq!(rows[2], json!({"left": "<p>本计划自发布之日起施行</p>"}));
    }

    #[test]
    fn a_figure_that_differs_is_not_shared_in_part() {
        let marked = |one: &str, other: &str| {
            let other = [part("", other)];
            super::marked(&one.chars().collect::<Vec<_>>(), &runs(&other))
        };
        let shared = |text: &str| format!("<span class=\"shared\">{text}</span>");
        let one = marked(
            "全县学前教育毛入园率达到92.5%以上力争更高并且保持",
            "全县学前教育毛入园率达到92.8%以上力争更高并且保持",
        );
        assert_eq!(one, shared("全县学前教育毛入园率达到") + "92.5%" + &shared("以上力争更高并且保持"));
        let same = "全县学前教育毛入园率达到92.5%以上";
        assert_eq!(marked(same, same), shared(same));
    }
}
