//! The years a plan covers.
//!
//! Every year in the text is a mention with a weight: most where the plan names itself, some where a sentence opens with
//! the year, none where it is a deadline, the past, a date or another document's title, or where the plan looks back. The heaviest year wins if it is
//! heavy enough; masked years (`20xx年`) compete on the same terms.

pub(super) mod lookback;
mod mention;

use crate::document::{Basis, Fact, Period, Plan};
use mention::{Mention, Years, mentions};

use super::view::{Line, View};

/// Least weight of a year that is believed: two mentions, or one in the first paragraph.
const ENOUGH: u32 = 5;

/// The period that the text states, that was masked, or that follows from a clue.
pub(super) fn period(view: &View, title: Option<&Fact<String>>) -> Option<Fact<Period>> {
    by_title(title, view).or_else(|| by_text(view, title)).or_else(|| super::clues::period(view))
}

/// The years that only the compilation's label claims.
pub(super) fn label(view: &View, plan: &Plan) -> Option<Period> {
    let label = view.label.as_ref().map_or("", |label| label.key.as_str());
    // No separator, or one of bare numbers (`篇一`), leaves the word to the compilation's title.
    let bare = label.chars().count() <= 6;
    let compilation = || mention::years_of(plan.compilation_title.as_deref().filter(|_| bare)?, view.script);
    match mention::years_of(label, view.script).or_else(compilation)? {
        Years::Real(from, to) => Some(Period { from: Some(from), to: Some(to) }),
        Years::Masked => None,
    }
}

/// First and last year of a national five-year plan: the first two are irregular, from the third (1966) on they follow each
/// other. Source: the plans' own titles, as listed by the National Development and Reform Commission.
pub(super) fn five_years(ordinal: u16) -> Option<(u16, u16)> {
    match ordinal {
        1 => Some((1953, 1957)),
        2 => Some((1958, 1962)),
        3..=20 => Some((1966 + 5 * (ordinal - 3), 1970 + 5 * (ordinal - 3))),
        _ => None,
    }
}

fn by_title(title: Option<&Fact<String>>, view: &View) -> Option<Fact<Period>> {
    let title = title?;
    let key = super::view::fold_text(&title.value);
    Some(fact(mention::years_of(&key, view.script)?, title.line))
}

fn fact(years: Years, line: u32) -> Fact<Period> {
    match years {
        Years::Real(from, to) => Fact { value: Period { from: Some(from), to: Some(to) }, basis: Basis::Stated, line },
        Years::Masked => Fact { value: Period { from: None, to: None }, basis: Basis::Masked, line },
    }
}

/// Mentions of the same years, added up.
struct Tally {
    years: Years,
    weight: u32,
    line: u32,
    best: u32,
}

fn by_text(view: &View, title: Option<&Fact<String>>) -> Option<Fact<Period>> {
    let tallies = tally(view, title);
    let masked = tallies.iter().find(|tally| tally.years == Years::Masked);
    let real = tallies.iter().filter(|tally| tally.years != Years::Masked);
    // Of equals the one that comes first in the text.
    let real = real.fold(None, |best: Option<&Tally>, next| match best {
        Some(best) if best.weight >= next.weight => Some(best),
        _ => Some(next),
    });
    let real = real.filter(|real| real.weight >= ENOUGH);
    match (real, masked) {
        (Some(real), Some(masked)) if masked.weight < real.weight => Some(spread(real, &tallies, view, title)),
        (_, Some(masked)) => Some(fact(masked.years, masked.line)),
        (Some(real), None) => Some(spread(real, &tallies, view, title)),
        (None, None) => by_heading(view).or_else(|| by_programme(view, title)),
    }
}

fn by_heading(view: &View) -> Option<Fact<Period>> {
    let (years, line) = lookback::planned(view)?;
    Some(fact(years, line))
}

fn tally(view: &View, title: Option<&Fact<String>>) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = Vec::new();
    let past = lookback::past(view, title);
    for (place, line) in view.lines.iter().enumerate() {
        // A masked year says that there was one, wherever it stands.
        let counts = |mention: &Mention| mention.weight > 0 && (!past[place] || mention.years == Years::Masked);
        for mention in mentions(line, place, view.script).into_iter().filter(counts) {
            add(&mut tallies, line, &mention);
        }
    }
    tallies
}

fn add(tallies: &mut Vec<Tally>, line: &Line, mention: &Mention) {
    let at = line.at(mention.range.start);
    let Some(tally) = tallies.iter_mut().find(|tally| tally.years == mention.years) else {
        return tallies.push(Tally { years: mention.years, weight: mention.weight, line: at, best: mention.weight });
    };
    tally.weight += mention.weight;
    if mention.weight > tally.best {
        (tally.best, tally.line) = (mention.weight, at);
    }
}

/// Joins the years of a plan that goes through them one by one, where it says how many there are (`三年行动计划`).
fn spread(real: &Tally, tallies: &[Tally], view: &View, title: Option<&Fact<String>>) -> Fact<Period> {
    let whole = mention::span(view, title).and_then(|count| {
        let mut steps: Vec<(u16, u16, u32)> = tallies.iter().filter_map(step).collect();
        steps.sort_unstable();
        steps.windows(usize::from(count)).find(|steps| is_series(steps, count)).map(|steps| {
            let line = steps.iter().map(|step| step.2).min().unwrap_or(real.line);
            fact(Years::Real(steps[0].0, steps[steps.len() - 1].1), line)
        })
    });
    whole.unwrap_or_else(|| fact(real.years, real.line))
}

fn step(tally: &Tally) -> Option<(u16, u16, u32)> {
    match tally.years {
        Years::Real(from, to) if to - from <= 1 && tally.best >= ENOUGH => Some((from, to, tally.line)),
        _ => None,
    }
}

/// Consecutive years, or consecutive school years, all of the same length.
fn is_series(steps: &[(u16, u16, u32)], count: u16) -> bool {
    count > 1 && steps.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1 && pair[1].1 == pair[0].1 + 1)
}

/// The range of a programme that the plan says it carries out, where both are about the same thing.
fn by_programme(view: &View, title: Option<&Fact<String>>) -> Option<Fact<Period>> {
    let subject = mention::subject(view, title)?;
    view.lines.iter().take(6).find_map(|line| {
        let found = mention::programmes(line, view.script).into_iter().find(|programme| programme.shares(&subject))?;
        Some(fact(found.years, line.at(found.range.start)))
    })
}
