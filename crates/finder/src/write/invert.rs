//! What grams a plan holds.

use crate::{
    format::{
        gram::Gram,
        postings::{Passages, bit},
    },
    passages::passages,
    plan::Plan,
    query::Field,
    rank::{Counts, impact},
    searched::{Place, Searched, Unit},
};
use std::collections::HashMap;

/// Stands for the missing second character of a gram. No key holds it: folding drops it.
const NONE: char = '\0';

/// Common pairs, with the number of plans that hold them.
pub type Heavy = HashMap<Gram, u32>;

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

/// The characters and pairs that a plan holds, of all fields, sorted.
pub fn pairs(plan: &Plan) -> Vec<Held> {
    let searched = Searched::new(plan);
    let of_paragraph = passage_numbers(plan);
    let title: Vec<Unit> =
        searched.title.iter().map(|folded| Unit { place: Place::Title, folded: folded.clone() }).collect();
    let titles = Found::new(&title, &of_paragraph);
    let headings = Found::new(&searched.headings, &of_paragraph);
    let counts = |gram, text| Counts { text, title: titles.count(gram), heading: headings.count(gram) };
    let mut held = Found::new(&searched.text, &of_paragraph).held(Field::Text, searched.length, counts);
    held.extend(titles.held(Field::Title, searched.length, |_, title| Counts { title, ..Counts::default() }));
    held.extend(headings.held(Field::Heading, searched.length, |_, heading| Counts { heading, ..Counts::default() }));
    held.sort_unstable_by_key(|held| held.gram);
    held
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

/// The triples of a plan both of whose pairs are heavy, sorted, each with the impact of its rarer pair.
pub fn triples(plan: &Plan, heavy: &Heavy) -> Vec<Held> {
    let searched = Searched::new(plan);
    let of_paragraph = passage_numbers(plan);
    let mut found = Vec::new();
    for unit in &searched.text {
        let passage = passage_of(unit.place, &of_paragraph);
        let known: Vec<bool> = unit.folded.key.windows(2).map(|pair| holders(heavy, pair).is_some()).collect();
        let both = known.windows(2).zip(unit.folded.key.windows(3)).filter(|(known, _)| known[0] && known[1]);
        found.extend(
            both.filter_map(|(_, triple)| Some((Gram::new(Field::Text, triple)?, passage, rarer(heavy, triple)?))),
        );
    }
    found.sort_unstable();
    let pairs = pairs(plan);
    let impact_of = |gram| pairs.binary_search_by_key(&gram, |held| held.gram).map_or(0, |at| pairs[at].impact);
    found
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| Held {
            gram: same[0].0,
            impact: impact_of(same[0].2),
            passages: same.iter().fold(0, |all, one| all | bit(one.1)),
        })
        .collect()
}

fn holders(heavy: &Heavy, pair: &[char]) -> Option<u32> {
    heavy.get(&Gram::new(Field::Text, pair)?).copied()
}

/// The pair of a triple that fewer plans hold, the first among equals.
fn rarer(heavy: &Heavy, triple: &[char]) -> Option<Gram> {
    let (gram, _) = crate::rank::rarest(triple, |pair| holders(heavy, pair).unwrap_or(0))?;
    Gram::new(Field::Text, gram)
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
