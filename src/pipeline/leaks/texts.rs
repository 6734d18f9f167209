//! The texts of plans that are compared.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::SHINGLE;
use crate::document::{Document, Fact, Facts, Period, Plan, Source};
use crate::text::lines::lines;

/// Where the text of a source begins, in bytes: after its front matter, whose keys are words of this program.
pub fn after_front(source: &Source) -> usize {
    let last = source.front.lines.map_or(0, |(_, last)| last as usize);
    lines(&source.text).get(last).map_or(if last == 0 { 0 } else { source.text.len() }, |line| line.start)
}

/// Facts of a public plan as they stand beside each other in lists, tables and citations: of each two the end of one and the
/// beginning of the other.
pub fn beside_each_other(title: &str, facts: &Facts) -> Vec<String> {
    let text = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| fact.value.clone());
    let years = |period: &Period| {
        [period.from, period.to].into_iter().flatten().flat_map(|year| [year.to_string(), format!("{year}年")])
    };
    let mut all = vec![title.to_owned()];
    all.extend(
        [&facts.issuer, &facts.region, &facts.level, &facts.doc_number, &facts.date].into_iter().filter_map(text),
    );
    all.extend(facts.period.iter().flat_map(|period| years(&period.value)));
    let letters = |text: &String| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let all: Vec<Vec<char>> = all.iter().map(letters).collect();
    let beside = |before: &[char], after: &[char]| {
        let end = &before[before.len().saturating_sub(SHINGLE - 1)..];
        end.iter().chain(&after[..after.len().min(SHINGLE - 1)]).collect()
    };
    all.iter().flat_map(|one| all.iter().map(move |other| beside(one, other))).collect()
}

/// The source of a plan: its lines but for other plans' footnotes and definitions, and its own that stand elsewhere.
pub fn text_of<'a>(document: &'a Document, plan: &Plan) -> Cow<'a, str> {
    let (source, body) = (&document.source.text, &document.body);
    let whole = lines_of(source, plan.start_line..=plan.end_line);
    if plan.elsewhere().next().is_none() && plan.foreign.is_empty() {
        return Cow::Borrowed(whole);
    }
    let of_body = |index: usize| body.lines.get(index).map(|line| line.first_line()..=line.last_line());
    let foreign: HashSet<u32> = plan.foreign.iter().cloned().flatten().filter_map(of_body).flatten().collect();
    let own = (plan.start_line..=plan.end_line).filter(|line| !foreign.contains(line));
    let notes = plan.elsewhere().filter_map(of_body).flatten();
    let all = lines(source);
    let line = |number: u32| Some(all.get((number as usize).checked_sub(1)?)?.of(source));
    Cow::Owned(own.chain(notes).filter_map(line).collect::<Vec<_>>().join("\n"))
}

/// The given lines of a source, 1-based; empty where they are not there.
pub fn lines_of(source: &str, wanted: RangeInclusive<u32>) -> &str {
    let lines = lines(source);
    let line = |number: u32| lines.get((number as usize).checked_sub(1)?);
    match (line(*wanted.start()), line(*wanted.end())) {
        (Some(first), Some(last)) => source.get(first.start..last.end).unwrap_or_default(),
        _ => "",
    }
}
