//! The part of a plan that looks back, whose years are not the plan's own, and headings that name the plan's year.

use std::sync::LazyLock;

use regex::Regex;

use super::super::kind;
use super::super::title::regex;
use super::super::view::{Line, View};
use super::mention::{self, Years};
use crate::document::{Fact, Kind};
use crate::text::marker::{self, Scheme};

/// Longest heading in characters; a sentence after it does not count.
const LONGEST: usize = 30;

static BACK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"回顾|^总结$|(?:工作|学期|年度?)总结$|存在的?(?:主要)?(?:问题|困难|不足)|(?:取得|发展|建设)的?(?:主要)?(?:成绩|成效|成就)|(?:主要|历史性?)成就|^(?:工作|主要)成效$|发展基础$",
    )
});
static FORWARD: LazyLock<Regex> = LazyLock::new(|| regex(r"展望|计划|打算|安排|目标|思路|任务|要求|措施|重点"));

/// A heading's depth: that of Markdown, then the scheme of its number.
type Rank = (u8, Option<Scheme>);

/// Which lines belong to the part that looks back. None in a document that sums up; nor what goes on to the very end, which
/// is the document itself.
pub(in super::super) fn past(view: &View, title: Option<&Fact<String>>) -> Vec<bool> {
    let mut since: Option<Rank> = None;
    let mut past: Vec<bool> = Vec::with_capacity(view.lines.len());
    for line in &view.lines {
        if let Some((rank, words)) = heading(line) {
            since = since.filter(|since| rank > *since);
            let looks_back = BACK.is_match(words) && !FORWARD.is_match(words);
            since = since.or(looks_back.then_some(rank));
        }
        past.push(since.is_some());
    }
    let sums_up =
        title.is_some_and(|title| kind::ending(&super::super::view::fold_text(&title.value)) == Some(Kind::Report));
    let end = if sums_up { 0 } else { past.iter().rposition(|past| !past).map_or(0, |last| last + 1) };
    past[end..].fill(false);
    past
}

/// The rank of a heading and its words, without what runs into it.
fn heading<'a>(line: &'a Line) -> Option<(Rank, &'a str)> {
    let marker = marker::at_start(&line.key);
    let words = &line.key[marker.map_or(0, |marker| marker.len)..];
    let words = words.split('。').next().unwrap_or_default().trim();
    let depth = if line.heading() > 0 { line.heading() } else { u8::MAX };
    let is_heading = (marker.is_some() || line.heading() > 0) && words.chars().count() <= LONGEST;
    is_heading.then(|| ((depth, marker.map(|marker| marker.scheme)), words))
}

/// The years in a heading that says what is planned for them: `二、2023年工作安排`. Nothing where several do.
pub(super) fn planned(view: &View) -> Option<(Years, u32)> {
    let headings = view.lines.iter().filter_map(|line| {
        let (_, words) = heading(line).filter(|(_, words)| kind::ending(words) == Some(Kind::Plan))?;
        let start = line.key.find(words)?;
        let years = mention::years_of(words, view.script).filter(|years| *years != Years::Masked)?;
        words.starts_with(|first: char| first.is_ascii_digit() || "二一民".contains(first)).then_some(())?;
        Some((years, line.at(start)))
    });
    let all: Vec<(Years, u32)> = headings.collect();
    let first = *all.first()?;
    all.iter().all(|other| other.0 == first.0).then_some(first)
}
