//! Parts of one document that look like documents of their own: `第一部分 2022年工作总结` under the title
//! `某校2022年工作总结和2023年工作计划`.

use std::collections::BTreeSet;

use super::context::Seen;
use super::series::Series;
use crate::text::marker::Scheme;

/// Shortest words of a part, in characters, that say which part of the title they are.
const LEAST_WORDS: usize = 4;

/// Whether the lines of a series are parts of the document whose title stands over them: they are numbered as parts, or that
/// title names them all.
pub fn are_parts(seen: &[Seen], series: &Series) -> bool {
    let before = &seen[..series.starts[0]];
    let is_title = |line: &&Seen| line.is_short() && (line.title || line.heading == 1);
    let Some(title) = before.iter().find(is_title) else { return false };
    if before.iter().any(|line| line.compilation) {
        return false;
    }
    let starts = || series.starts.iter().map(|&start| &seen[start]);
    let words: BTreeSet<&str> = starts().map(words).collect();
    let named = |words: &&str| words.chars().count() >= LEAST_WORDS && title.head.contains(*words);
    starts().all(is_part) || words.len() == series.starts.len() && words.iter().all(named)
}

/// 第一部分, 第一章, 第一节. 第一篇 counts the texts of a compilation as often.
fn is_part(line: &Seen) -> bool {
    let part = line.marker.filter(|marker| marker.scheme <= Scheme::Section);
    part.is_some_and(|marker| !line.head[..marker.len].contains('篇'))
}

/// What stands after the marker.
fn words(line: &Seen) -> &str {
    let len = line.marker.map_or(0, |marker| marker.len);
    line.head[len..].trim_matches([' ', ':', '、', '*'])
}
