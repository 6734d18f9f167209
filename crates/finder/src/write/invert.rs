//! What grams a plan holds.

use crate::{
    format::{
        gram::Gram,
        postings::{Passages, Posting, bit},
    },
    passages::passages,
    plan::Plan,
    query::Field,
    rank::{Counts, impact},
    searched::{Place, Searched, Unit},
};
use foldhash::HashMap;
use std::collections::BTreeSet;

/// Stands for the missing second character of a gram. No key holds it: folding drops it.
const NONE: char = '\0';

/// The grams of the text that are common, by their length, with the number of plans that hold them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Common {
    /// Pairs.
    pub pairs: HashMap<Gram, u32>,
    /// Grams of three characters.
    pub triples: HashMap<Gram, u32>,
}

impl Common {
    /// Those of this length.
    pub fn of(&self, length: usize) -> &HashMap<Gram, u32> {
        if length == 2 { &self.pairs } else { &self.triples }
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, length: usize) -> &mut HashMap<Gram, u32> {
        if length == 2 { &mut self.pairs } else { &mut self.triples }
    }

    /// The pair of a gram that the fewest plans hold, whose impact the gram carries.
    pub fn rarest(&self, chars: &[char]) -> Option<Gram> {
        let holders = |pair: &[char]| Gram::new(Field::Text, pair).and_then(|pair| self.pairs.get(&pair).copied());
        let (pair, _) = crate::rank::rarest(chars, |pair| holders(pair).unwrap_or(0))?;
        Gram::new(Field::Text, pair)
    }
}

/// A gram in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The gram.
    pub gram: Gram,
    /// How much the plan is about it.
    pub impact: u8,
    /// Where it occurs.
    pub passages: Passages,
}

impl Held {
    /// The posting of this gram for the plan with a number, before its list is known.
    pub fn posting(&self, plan: u32) -> Posting {
        Posting { plan, impact: self.impact, tier: 0, passages: self.passages }
    }
}

/// The characters and pairs that a plan holds, of all fields, sorted.
pub fn pairs(plan: &Plan) -> Vec<Held> {
    let searched = Searched::new(plan);
    let of_paragraph = passage_numbers(plan);
    let titles = Found::new(&titles(&searched), &of_paragraph);
    let headings = Found::new(&searched.headings, &of_paragraph);
    let counts = |gram, text| Counts { text, title: titles.count(gram), heading: headings.count(gram) };
    let mut held = Found::new(&searched.text, &of_paragraph).held(Field::Text, plan.length, counts);
    held.extend(titles.held(Field::Title, plan.length, |_, title| Counts { title, ..Counts::default() }));
    held.extend(headings.held(Field::Heading, plan.length, |_, heading| Counts { heading, ..Counts::default() }));
    held.sort_unstable_by_key(|held| held.gram);
    held
}

fn titles(searched: &Searched) -> Vec<Unit> {
    searched.title.iter().map(|folded| Unit { place: Place::Title, start: 0, folded: folded.clone() }).collect()
}

/// Characters and pairs with their passages, sorted.
struct Found(Vec<([char; 2], u32)>);

impl Found {
    fn new(units: &[Unit], of_paragraph: &[u32]) -> Self {
        let mut found = Vec::new();
        for unit in units {
            let passage = passage_of(unit.place, of_paragraph);
            let key = &unit.folded.key;
            found.extend(key.iter().map(|&c| ([c, NONE], passage)));
            found.extend(key.windows(2).map(|pair| ([pair[0], pair[1]], passage)));
        }
        found.sort_unstable();
        Self(found)
    }

    fn count(&self, gram: [char; 2]) -> u32 {
        let start = self.0.partition_point(|other| other.0 < gram);
        self.0[start..].iter().take_while(|other| other.0 == gram).count() as u32
    }

    /// Each gram once, as one of `field`, with the impact of its counts.
    fn held(&self, field: Field, length: u32, counts: impl Fn([char; 2], u32) -> Counts) -> Vec<Held> {
        let of = |same: &[([char; 2], u32)]| {
            let chars = same[0].0;
            let gram = Gram::new(field, if chars[1] == NONE { &chars[..1] } else { &chars })?;
            let passages = same.iter().fold(0, |all, one| all | bit(one.1));
            Some(Held { gram, impact: impact(counts(chars, same.len() as u32), length), passages })
        };
        self.0.chunk_by(|a, b| a.0 == b.0).filter_map(of).collect()
    }
}

/// The grams of `length` characters of a plan whose two shorter ones are common, sorted, each with the impact of its
/// rarest pair.
pub fn longer(plan: &Plan, length: usize, common: &Common) -> Vec<Held> {
    let searched = Searched::new(plan);
    let of_paragraph = passage_numbers(plan);
    let shorter = common.of(length - 1);
    let mut found = Vec::new();
    for unit in &searched.text {
        let passage = passage_of(unit.place, &of_paragraph);
        let key = &unit.folded.key;
        let is_common = |part: &[char]| Gram::new(Field::Text, part).is_some_and(|part| shorter.contains_key(&part));
        let known: Vec<bool> = key.windows(length - 1).map(is_common).collect();
        let both = known.windows(2).zip(key.windows(length)).filter(|(known, _)| known[0] && known[1]);
        found.extend(both.filter_map(|(_, chars)| Some((Gram::new(Field::Text, chars)?, passage))));
    }
    found.sort_unstable();
    let same = found.chunk_by(|a, b| a.0 == b.0);
    let passages = same.map(|same| (same[0].0, same.iter().fold(0, |all, one| all | bit(one.1))));
    let rarest = |gram: Gram| common.rarest(&chars(gram));
    let held: Vec<_> = passages.filter_map(|(gram, passages)| Some((gram, passages, rarest(gram)?))).collect();
    let counts = counts(&searched, held.iter().map(|held| held.2).collect());
    let impact = |pair: Gram| impact(counts[&pair], plan.length);
    held.into_iter().map(|(gram, passages, pair)| Held { gram, impact: impact(pair), passages }).collect()
}

/// The characters of a gram of the text.
pub fn chars(gram: Gram) -> Vec<char> {
    gram.codes().iter().filter_map(|&code| char::from_u32(code)).collect()
}

/// How often these pairs occur.
fn counts(searched: &Searched, pairs: BTreeSet<Gram>) -> HashMap<Gram, Counts> {
    let mut counts: HashMap<Gram, Counts> = pairs.into_iter().map(|pair| (pair, Counts::default())).collect();
    let mut count = |units: &[Unit], add: fn(&mut Counts)| {
        for pair in units.iter().flat_map(|unit| unit.folded.key.windows(2)) {
            if let Some(counts) = Gram::new(Field::Text, pair).and_then(|pair| counts.get_mut(&pair)) {
                add(counts);
            }
        }
    };
    count(&searched.text, |counts| counts.text += 1);
    count(&titles(searched), |counts| counts.title += 1);
    count(&searched.headings, |counts| counts.heading += 1);
    counts
}

/// For each paragraph, its passage.
fn passage_numbers(plan: &Plan) -> Vec<u32> {
    (0..).zip(passages(plan)).flat_map(|(number, range)| range.map(move |_| number)).collect()
}

/// The title and the document number count as part of the first passage.
fn passage_of(place: Place, of_paragraph: &[u32]) -> u32 {
    match place {
        Place::Paragraph(at) => of_paragraph.get(at as usize).copied().unwrap_or(0),
        Place::Title | Place::Number => 0,
    }
}
