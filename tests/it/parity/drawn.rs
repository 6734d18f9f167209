//! Questions drawn from an archive by a seed: stretches of its own text in any script and width, one in some beside what
//! is not there, with all the syntax there is.

use std::collections::HashMap;

use finder::plan::Plan;
use zhhz::{Config, Converter};

use super::asked::{Asked, Part, Style, quotable};
use super::key::Keys;

/// A question, and how it is put.
#[derive(Clone)]
pub struct Question {
    pub asked: Asked,
    pub typed: String,
    /// Conditions put beside the query, as chosen facets are.
    pub filters: Vec<(String, String)>,
    pub by_date: bool,
}

/// Draws questions.
pub struct Draw {
    state: u64,
    lines: Vec<String>,
    facts: Vec<(&'static str, String)>,
    keys: Keys,
    to_traditional: Converter,
    traditional: HashMap<char, char>,
}

impl Draw {
    pub fn new(plans: &[(Plan, bool)], seed: u64) -> Draw {
        let mut lines = Vec::new();
        let mut facts = Vec::new();
        for (plan, _) in plans {
            lines.push(plan.title.clone());
            lines.extend(plan.paragraphs.iter().filter(|line| !line.trim().is_empty()).cloned());
            facts.extend(values(plan));
        }
        let to_traditional = Converter::new(Config::S2t);
        Draw { state: seed, lines, facts, keys: Keys::new(), to_traditional, traditional: HashMap::new() }
    }

    fn below(&mut self, end: usize) -> usize {
        next(&mut self.state, end)
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn question(&mut self) -> Question {
        let asked = self.tree();
        let state = next(&mut self.state, usize::MAX >> 33) as u64;
        let mut style_state = state;
        let mut style = Style { choose: Box::new(move |ways| next(&mut style_state, ways)) };
        let typed = style.typed(&asked);
        let mut filters = Vec::new();
        while self.one_in(8) {
            let (facet, value) = self.fact();
            filters.push((facet.to_owned(), value));
        }
        let facts = filters.iter().map(|(facet, value)| Asked::Fact(name(facet), value.clone()));
        let asked = if filters.is_empty() { asked } else { Asked::All(std::iter::once(asked).chain(facts).collect()) };
        Question { asked, typed, filters, by_date: self.one_in(5) }
    }

    fn tree(&mut self) -> Asked {
        match self.below(10) {
            0..=3 => self.phrase(),
            4 | 5 => Asked::All(vec![self.phrase(), self.phrase()]),
            6 => Asked::All(vec![self.phrase(), Asked::Not(Box::new(self.unary()))]),
            7 => Asked::Any(vec![self.phrase(), self.phrase()]),
            8 => {
                let (facet, value) = self.fact();
                Asked::All(vec![self.phrase(), Asked::Fact(facet, value)])
            }
            _ => self.deep(3),
        }
    }

    fn deep(&mut self, depth: usize) -> Asked {
        let count = 2 + self.below(2);
        let kind = self.below(4);
        if depth == 0 || kind == 0 {
            return self.unary();
        }
        let parts: Vec<Asked> = (0..count).map(|_| self.deep(depth - 1)).collect();
        if kind == 1 { Asked::Any(parts) } else { Asked::All(parts) }
    }

    fn unary(&mut self) -> Asked {
        match self.below(6) {
            0 => Asked::Not(Box::new(self.phrase())),
            1 => {
                let (facet, value) = self.fact();
                Asked::Fact(facet, value)
            }
            2 => Asked::Any(vec![self.phrase(), self.phrase()]),
            _ => self.phrase(),
        }
    }

    fn phrase(&mut self) -> Asked {
        let part = match self.below(8) {
            0 => Part::Title,
            1 => Part::Heading,
            _ => Part::Text,
        };
        loop {
            let text = self.stretch();
            if let Some(text) = quotable(&text, &mut self.keys) {
                return Asked::Phrase(part, text);
            }
        }
    }

    /// A few characters in a row, from anywhere.
    fn stretch(&mut self) -> String {
        let line: Vec<char> = self.lines[next(&mut self.state, self.lines.len())].chars().collect();
        // Beginnings, too, as those of headings with their numbers.
        let start = if self.one_in(8) { 0 } else { self.below(line.len().max(1)) };
        let length = [1, 2, 2, 2, 3, 4, 4, 5, 6, 8, 12, 24][self.below(12)];
        let text: Vec<char> = line.into_iter().skip(start).take(length).collect();
        let text = match self.below(12) {
            0 => self.spoilt(text),
            _ => text,
        };
        match self.below(6) {
            0 => text.into_iter().map(|c| self.traditional(c)).collect(),
            1 => text.into_iter().map(wide).collect(),
            2 => text.into_iter().flat_map(|c| if self.one_in(4) { vec![c, ' '] } else { vec![c] }).collect(),
            _ => text.into_iter().collect(),
        }
    }

    /// With one character from elsewhere, so that it may stand nowhere.
    fn spoilt(&mut self, mut text: Vec<char>) -> Vec<char> {
        let line: Vec<char> = self.lines[next(&mut self.state, self.lines.len())].chars().collect();
        let at = self.below(text.len().max(1));
        let other = line.get(self.below(line.len().max(1))).copied();
        if let (Some(c), Some(other)) = (text.get_mut(at), other) {
            *c = other;
        }
        text
    }

    /// The Traditional form of a character, where it means the same one.
    fn traditional(&mut self, c: char) -> char {
        if let Some(&known) = self.traditional.get(&c) {
            return known;
        }
        let other = self.to_traditional.convert(&c.to_string()).chars().next().unwrap_or(c);
        let same = self.keys.key(&other.to_string()) == self.keys.key(&c.to_string());
        *self.traditional.entry(c).or_insert(if same { other } else { c })
    }

    fn fact(&mut self) -> (&'static str, String) {
        match self.below(6) {
            0 => (["issuer", "kind", "level", "region", "topic", "year"][self.below(6)], "未注明".to_owned()),
            1 => ("kind", ["计划", "规划", "方案", "通知", "總結"][self.below(5)].to_owned()),
            2 => ("year", self.years()),
            _ if self.facts.is_empty() => ("year", self.years()),
            _ => {
                let (facet, value) = self.facts[next(&mut self.state, self.facts.len())].clone();
                let is_part = ["issuer", "region"].contains(&facet);
                (facet, if is_part && self.one_in(2) { self.piece(&value) } else { value })
            }
        }
    }

    fn years(&mut self) -> String {
        let from = 2010 + self.below(20);
        let to = from + self.below(4);
        [format!("{from}"), format!("{from}..{to}"), format!("{from}.."), format!("..{to}")][self.below(4)].clone()
    }

    /// Two characters or more of a value.
    fn piece(&mut self, value: &str) -> String {
        let chars: Vec<char> = value.chars().collect();
        let start = self.below(chars.len().saturating_sub(1).max(1));
        let piece: String = chars[start..].iter().take(2 + self.below(4)).collect();
        quotable(&piece, &mut self.keys).unwrap_or_else(|| value.to_owned())
    }
}

/// What a plan says of itself, as filters name it.
fn values(plan: &Plan) -> Vec<(&'static str, String)> {
    let one = [("issuer", &plan.issuer), ("kind", &plan.kind), ("level", &plan.level), ("region", &plan.region)];
    let one = one.into_iter().map(|(name, value)| (name, value.clone()));
    let topics = plan.topics.iter().map(|topic| ("topic", topic.clone()));
    let years = plan.from.into_iter().chain(plan.to).map(|year| ("year", year.to_string()));
    one.chain(topics).chain(years).filter(|(_, value)| !value.is_empty() && !value.contains('"')).collect()
}

fn name(facet: &str) -> &'static str {
    ["issuer", "kind", "level", "region", "topic"].into_iter().find(|name| *name == facet).unwrap_or("year")
}

/// The full-width form of an ASCII character.
fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A linear congruential generator (Knuth, MMIX).
fn next(state: &mut u64, end: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % end.max(1)
}
