//! What lies outside every document, and what repeats a label: both leave the body, with a reason.

use std::borrow::Cow;
use std::ops::Range;

use super::boundary;
use super::context::Seen;
use super::label::without_bracket;
use super::rule::is_rule;
use super::series::Series;
use crate::document::{Body, BodyLine, Plan, Source};
use crate::edits::{self, Cut};
use crate::text::lines;

/// Most text, in bytes, that may stand before the first document of a series without being one itself.
const MOST_PREAMBLE: usize = 2400;

/// Which lines stay, and where the documents are.
pub struct Frame {
    /// Reason for each line that goes.
    pub gone: Vec<Option<&'static str>>,
    /// Documents, as ranges of lines before removal.
    pub ranges: Vec<Range<usize>>,
    /// Title of the compilation.
    pub title: Option<String>,
    /// The first document is text before the first label.
    pub unlabelled: bool,
}

/// Decides it.
pub fn frame(seen: &[Seen], found: &Series) -> Frame {
    let mut gone = vec![None; seen.len()];
    let first = found.starts[0];
    let several = found.starts.len() > 1;
    let preamble: usize = seen[..first].iter().map(|line| line.length).sum();
    let unlabelled =
        several && preamble > MOST_PREAMBLE && seen[..first].iter().filter(|line| line.marker.is_some()).count() > 2;
    if several && !unlabelled {
        for (index, line) in seen[..first].iter().enumerate() {
            gone[index] = Some(outside_reason(line));
        }
    }
    let mut starts = found.starts.clone();
    if unlabelled || !several {
        starts[0] = if unlabelled { found.starts[0] } else { 0 };
    }
    if unlabelled {
        starts.insert(0, 0);
    }
    let ranges: Vec<Range<usize>> = starts
        .iter()
        .enumerate()
        .map(|(at, &start)| start..starts.get(at + 1).copied().unwrap_or(seen.len()))
        .collect();
    for range in &ranges {
        repeats(seen, range.clone(), &mut gone);
        rules(seen, range.clone(), several, &mut gone);
    }
    for &index in &found.repeats {
        gone[index].get_or_insert("repeated-title");
    }
    let title = several.then(|| compilation_title(&seen[..first])).flatten();
    Frame { gone, ranges, title, unlabelled }
}

fn outside_reason(line: &Seen) -> &'static str {
    if line.compilation || line.title || line.heading > 0 { "compilation-title" } else { "outside" }
}

fn compilation_title(before: &[Seen]) -> Option<String> {
    let short = || before.iter().filter(|line| line.is_short());
    let named = short().find(|line| line.compilation).or_else(|| short().find(|line| line.title));
    named.map(|line| line.head.trim().to_owned())
}

/// Copies of the first line, right under it or further down.
fn repeats(seen: &[Seen], range: Range<usize>, gone: &mut [Option<&'static str>]) {
    let Some(first) = range.clone().find(|&index| gone[index].is_none()) else { return };
    let label = seen[first].head.trim();
    if !seen[first].is_short() || label.chars().count() < 4 {
        return;
    }
    for index in first + 1..range.end.min(first + 6) {
        if gone[index].is_none() && seen[index].is_short() && seen[index].head.trim() == label {
            gone[index] = Some("repeated-title");
        }
    }
}

/// Horizontal rules at the end of a document.
fn rules(seen: &[Seen], range: Range<usize>, several: bool, gone: &mut [Option<&'static str>]) {
    if !several {
        return;
    }
    for index in range.rev() {
        match gone[index] {
            Some(_) => {}
            None if is_rule(&seen[index].head) => gone[index] = Some("separator-rule"),
            None => break,
        }
    }
}

/// Takes the lines away and makes the plans.
pub fn carve(source: &Source, body: Body, seen: &[Seen], found: &Series, frame: &Frame) -> (Body, Vec<Plan>) {
    let mut new_index = Vec::with_capacity(seen.len() + 1);
    let mut kept = 0;
    for gone in &frame.gone {
        new_index.push(kept);
        kept += usize::from(gone.is_none());
    }
    new_index.push(kept);
    let mut plans = Vec::new();
    for (at, range) in frame.ranges.iter().enumerate() {
        let lines = new_index[range.start]..new_index[range.end];
        let stays: Vec<usize> = range.clone().filter(|&index| frame.gone[index].is_none()).collect();
        let (Some(&first), Some(&last)) = (stays.first(), stays.last()) else { continue };
        let mut plan = Plan {
            ordinal: plans.len() as u32 + 1,
            start_line: seen[first].line,
            end_line: end_line(&body, frame, seen.get(range.end), last),
            head_lines: head_lines(seen, &stays, found.starts.len() > 1),
            lines,
            compilation_title: frame.title.clone(),
            ..Plan::default()
        };
        let known = if frame.unlabelled { at.checked_sub(1) } else { Some(at) };
        if let Some(known) = known {
            plan.boundary = boundary(found, known);
        }
        plans.push(plan);
    }
    (without(source, body, frame), plans)
}

/// Last line of a document that is not blank. Page marks and notes of a source under it are its own; chrome under the last
/// document belongs to the page.
fn end_line(body: &Body, frame: &Frame, next: Option<&Seen>, last: usize) -> u32 {
    let end = body.lines[last].last_line();
    let limit = frame.gone.get(last + 1).filter(|gone| gone.is_some()).map(|_| body.lines[last + 1].first_line());
    let limit = limit.or(next.map(|line| line.line)).unwrap_or(u32::MAX);
    let own = |reason: &str| next.is_some() || reason.starts_with("page-") || reason == "source-note";
    let under =
        body.edits.iter().filter(|edit| edit.line > end && edit.line < limit && edit.start == 0 && own(&edit.reason));
    let under = under.filter(|edit| !edit.removed.trim().is_empty());
    under.map(|edit| edit.line).max().unwrap_or(end)
}

/// How many of the first lines are the label and the title of the document itself.
fn head_lines(seen: &[Seen], stays: &[usize], several: bool) -> usize {
    let is_head = |at: usize, index: usize| {
        let line = &seen[index];
        let text = line.head.trim();
        if !line.is_short() || line.marker.is_some() && at > 0 {
            return false;
        }
        let titled = line.title || line.heading == 1 || text.starts_with("标题:") || text.starts_with("標題:");
        let label = at == 0 && several;
        label || titled || (at > 0 && without_bracket(text).is_empty())
    };
    let most = if several { 3 } else { 2 };
    let heads = stays.iter().take(most).enumerate().take_while(|(at, index)| is_head(*at, **index)).count();
    if heads < stays.len() { heads } else { 0 }
}

/// The body without the lines that go.
fn without(source: &Source, body: Body, frame: &Frame) -> Body {
    if frame.gone.iter().all(Option::is_none) {
        return body;
    }
    let text = source.text.as_str();
    let lines = lines::lines(text);
    let going = body.lines.iter().zip(&frame.gone).filter_map(|(line, gone)| Some((line, (*gone)?)));
    let going: Vec<(&BodyLine, &'static str)> = going.collect();
    let mut cuts = remaining(edits::to_cuts(&lines, text, &body.edits), &going, &lines);
    for (line, reason) in going {
        for piece in &line.pieces {
            let found = lines[piece.1 as usize - 1];
            cuts.push(Cut {
                range: found.start..found.end,
                inserted: Cow::Borrowed(""),
                reason: Cow::Borrowed(reason),
            });
        }
    }
    edits::settle(text, &mut cuts);
    let kept: Vec<&BodyLine> =
        body.lines.iter().zip(&frame.gone).filter(|(_, gone)| gone.is_none()).map(|(line, _)| line).collect();
    let mut new = edits::body(text, &lines, &cuts, &[]);
    for (line, old) in new.lines.iter_mut().zip(kept) {
        (line.form, line.heading) = (old.form, old.heading);
    }
    new.findings = body.findings;
    new
}

/// The cuts outside the lines that go; whole lines go in place of what was edited in them.
fn remaining(cuts: Vec<Cut>, going: &[(&BodyLine, &'static str)], lines: &[lines::Line]) -> Vec<Cut> {
    let span = |line: &BodyLine| {
        let (first, last) = (line.first_line() as usize - 1, line.last_line() as usize - 1);
        (lines[first].start, lines[last].end, first, last)
    };
    let mut next = 0;
    let inside = |cut: &Cut| {
        while going.get(next).is_some_and(|(line, _)| span(line).1 <= cut.range.start) {
            next += 1;
        }
        going.get(next).is_some_and(|(line, _)| {
            let (start, end, first, last) = span(line);
            let touches = cut.range.end > start && cut.range.start < end;
            // A page mark in the middle of joined lines keeps its own reason.
            let whole =
                first < last && line.pieces.iter().all(|piece| lines[piece.1 as usize - 1].start != cut.range.start);
            let whole = whole && lines[first..=last].iter().any(|found| cut.range == (found.start..found.end));
            touches && !whole
        })
    };
    let mut inside = inside;
    cuts.into_iter().filter(|cut| !inside(cut)).collect()
}
