//! Levels of headings, and what is wrong with their numbers.

use std::collections::{BTreeSet, HashMap};

use super::find::Found;
use crate::document::{Finding, Severity};
use crate::text::marker::Scheme;

/// Place of a heading's kind among all kinds, the outermost first: Markdown's headings, schemes of numbering, parts of a
/// number.
type Rank = (u8, u8, u8);

/// An annex stands beside the outermost sections, whatever they are, and its numbers are its own.
const ANNEX: Rank = (0, 0, 0);

/// A heading whose section is still open.
struct Open {
    rank: Rank,
    number: u32,
    /// The number before the last: what a wrong number stands behind.
    earlier: u32,
    level: u8,
}

impl Open {
    fn continues(&self, number: u32) -> bool {
        self.number + 1 == number || self.earlier + 1 == number
    }
}

/// The level of each heading: kinds that occur are counted from the outermost, and a series that begins again inside a
/// deeper one is one deeper still.
pub fn assign(found: &[Found], findings: &mut Vec<Finding>) -> Vec<u8> {
    let stems = Stems::of(found);
    let rank = |item: &Found| rank(item, stems);
    let kinds: BTreeSet<Rank> = found.iter().map(rank).filter(|rank| *rank != ANNEX).collect();
    let base: HashMap<Rank, u8> = kinds.iter().enumerate().map(|(at, rank)| (*rank, at.min(200) as u8 + 1)).collect();
    let mut open: Vec<Open> = Vec::new();
    let mut last: HashMap<Rank, u32> = HashMap::new();
    let mut levels = Vec::with_capacity(found.len());
    for item in found {
        let rank = rank(item);
        if rank == ANNEX {
            open = vec![Open { rank, number: 1, earlier: 1, level: 1 }];
            last.clear();
            levels.push(1);
            continue;
        }
        let number = item.number.unwrap_or_else(|| last.get(&rank).map_or(1, |last| last + 1));
        let level = place(&mut open, rank, number, base[&rank], item, last.get(&rank).copied(), findings);
        last.insert(rank, number);
        levels.push(level);
    }
    levels
}

/// Closes what the heading ends, opens it, and returns its level.
fn place(
    open: &mut Vec<Open>,
    rank: Rank,
    number: u32,
    base: u8,
    item: &Found,
    last: Option<u32>,
    findings: &mut Vec<Finding>,
) -> u8 {
    let same = open.iter().rposition(|entry| entry.rank == rank && entry.continues(number));
    let same = same.or_else(|| open.iter().rposition(|entry| entry.rank == rank));
    let mut earlier = number;
    let level = match same {
        Some(at)
            if number == 1
                && nests(item)
                && at + 1 < open.len()
                && open[open.len() - 1].rank > rank
                && open[at].number >= 1 =>
        {
            open[open.len() - 1].level.saturating_add(1)
        }
        Some(at) => {
            report(item, &open[at], number, findings);
            earlier = if open[at].continues(number) { number } else { open[at].number };
            let level = open[at].level;
            open.truncate(at);
            level
        }
        None => {
            if number != 1 && last.is_none_or(|last| number != last + 1) {
                late(item, number, findings);
            }
            open.truncate(open.iter().position(|entry| entry.rank >= rank).unwrap_or(open.len()));
            open.last().map_or(base, |parent| base.max(parent.level.saturating_add(1)))
        }
    };
    open.push(Open { rank, number, earlier, level });
    level
}

fn rank(item: &Found, stems: Stems) -> Rank {
    match (item.heading, item.scheme) {
        (_, Some(Scheme::Annex)) => ANNEX,
        (level @ 1..=6, _) => (0, level, 0),
        (_, Some(Scheme::Stem)) if stems == Stems::Inside => (1, order(Scheme::ArabicBracket), 1),
        (_, Some(scheme)) => (1, order(scheme), item.parts.saturating_sub(1)),
        (_, None) => (1, order(Scheme::Month) - 1, 0),
    }
}

/// Where 甲、 stands: over 一、 in some documents, under （1） in others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stems {
    Outside,
    Inside,
}

impl Stems {
    /// What stands before the first of them tells.
    fn of(found: &[Found]) -> Self {
        let first = found.iter().position(|item| item.scheme == Some(Scheme::Stem)).unwrap_or(0);
        let is_inner = |item: &Found| item.scheme.is_some_and(|scheme| scheme >= Scheme::Han);
        if found[..first].iter().any(is_inner) { Self::Inside } else { Self::Outside }
    }
}

/// Numbers of schemes, with room for headings without a marker.
fn order(scheme: Scheme) -> u8 {
    scheme as u8 * 2 + 2
}

/// Can a series of this kind begin again inside a deeper one? Months follow each other through the year, 2.1 says where
/// it stands, and headings without a number have no series.
fn nests(item: &Found) -> bool {
    item.scheme.is_some_and(|scheme| !matches!(scheme, Scheme::Month | Scheme::Dotted))
}

/// A series that skips, repeats or falls.
fn report(item: &Found, before: &Open, number: u32, findings: &mut Vec<Finding>) {
    let counted =
        matches!(item.scheme, Some(scheme) if !matches!(scheme, Scheme::Month | Scheme::Order | Scheme::Letter));
    if !counted || item.number.is_none() || before.continues(number) || number == 1 {
        return;
    }
    let args = vec![("found", number.to_string()), ("expected", (before.number + 1).to_string())];
    findings.push(Finding { rule: "numbering-gap", severity: Severity::Note, line: item.source, args });
}

/// A series that begins in the middle.
fn late(item: &Found, number: u32, findings: &mut Vec<Finding>) {
    if item.number.is_none() || matches!(item.scheme, Some(Scheme::Month)) {
        return;
    }
    let args = vec![("found", number.to_string())];
    findings.push(Finding { rule: "numbering-starts-late", severity: Severity::Note, line: item.source, args });
}
