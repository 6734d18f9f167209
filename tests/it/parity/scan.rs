//! The plain scan: every plan's keys are looked through with `str::contains`, and hits are ordered by the formula of
//! `docs/search.md`. Nothing of the finder's folding, parsing, matching or ranking is used.

use std::collections::{BTreeMap, HashMap};

use finder::plan::Plan;

use super::asked::{Asked, Part};
use super::key::Keys;

/// One character, or a pair of neighbours.
type Gram = (char, Option<char>);

/// All plans of an archive.
pub struct Scan {
    keys: Keys,
    plans: Vec<Scanned>,
    /// How many public plans hold a gram in the text, titles and headings.
    holders: [HashMap<Gram, u64>; 3],
}

/// A plan as the scan sees it.
struct Scanned {
    plan: Plan,
    is_public: bool,
    /// Keys of text, title and headings, each a line, so that no phrase crosses from one to the next.
    lines: [String; 3],
    /// How often each gram stands in them.
    counts: [HashMap<Gram, u64>; 3],
    /// Folded values of issuer, kind, level, region, and topics.
    facts: [Vec<String>; 5],
}

/// Names of the facts in [`Scanned::facts`].
const FACTS: [&str; 5] = ["issuer", "kind", "level", "region", "topic"];

/// The place of the region among them.
const REGION: usize = 3;

/// A path of regions without what separates its steps.
fn joined(path: &str) -> String {
    path.replace(['/', ' '], "")
}

/// A plan that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub id: String,
    pub score: u64,
}

impl Scan {
    pub fn new(plans: Vec<(Plan, bool)>) -> Scan {
        let mut keys = Keys::new();
        let plans: Vec<Scanned> =
            plans.into_iter().map(|(plan, is_public)| Scanned::new(plan, is_public, &mut keys)).collect();
        let mut holders: [HashMap<Gram, u64>; 3] = Default::default();
        for plan in plans.iter().filter(|plan| plan.is_public) {
            for (holders, counts) in holders.iter_mut().zip(&plan.counts) {
                counts.keys().for_each(|gram| *holders.entry(*gram).or_default() += 1);
            }
        }
        Scan { keys, plans, holders }
    }

    /// All plans that satisfy a question, in order.
    pub fn find(&mut self, asked: &Asked, by_date: bool, public_only: bool) -> Vec<Found> {
        let asked = Condition::new(asked, &mut self.keys);
        let mut phrases = Vec::new();
        asked.phrases(true, &mut phrases);
        let plans = self.plans.iter().filter(|plan| plan.is_public || !public_only);
        let found = plans.filter(|plan| asked.holds(plan));
        let mut found: Vec<(u64, &Scanned)> = found.map(|plan| (self.score(plan, &phrases), plan)).collect();
        found.sort_by(|(a_score, a), (b_score, b)| {
            let by_score = if by_date { std::cmp::Ordering::Equal } else { b_score.cmp(a_score) };
            by_score.then_with(|| b.plan.date.cmp(&a.plan.date)).then_with(|| a.plan.id.cmp(&b.plan.id))
        });
        found.into_iter().map(|(score, plan)| Found { id: plan.plan.id.clone(), score }).collect()
    }

    /// How many of these plans have each value of each fact, and cover each year.
    pub fn facets(&self, found: &[Found]) -> BTreeMap<(String, String), usize> {
        let mut counts = BTreeMap::new();
        for plan in self.plans.iter().filter(|plan| found.iter().any(|found| found.id == plan.plan.id)) {
            for (facet, value) in plan.facets() {
                *counts.entry((facet.to_owned(), value)).or_default() += 1;
            }
        }
        counts
    }

    fn score(&self, plan: &Scanned, phrases: &[(Part, Vec<String>)]) -> u64 {
        let of_key = |part: Part, key: &String| {
            let holders = &self.holders[part as usize];
            let rarest =
                pairs(key).into_iter().map(|gram| (highest(holders.get(&gram).copied().unwrap_or(0), 4), gram));
            let (holders, gram) = rarest.min_by_key(|rarest| rarest.0).expect("keys are not empty");
            self.idf(holders) * plan.impact(part, gram)
        };
        phrases.iter().map(|(part, keys)| keys.iter().map(|key| of_key(*part, key)).max().unwrap_or(0)).sum()
    }

    fn idf(&self, holders: u64) -> u64 {
        let plans = self.plans.iter().filter(|plan| plan.is_public).count() as f64;
        let idf = ((plans + 1.0) / (holders as f64 + 0.5)).log2() * 256.0;
        (idf.floor() as u64).max(1)
    }
}

/// The highest binary digits of a number, so many, then zeros.
fn highest(number: u64, digits: u32) -> u64 {
    let mut unit = 1;
    while number / unit >= 1 << digits {
        unit *= 2;
    }
    number / unit * unit
}

impl Scanned {
    fn new(plan: Plan, is_public: bool, keys: &mut Keys) -> Scanned {
        let mut with = |text: &str| match plan.hant {
            true => keys.with_rewording(text),
            false => vec![keys.key(text)],
        };
        let title = with(&plan.title);
        let heading = |section: &finder::plan::Section| -> String {
            let paragraph = plan.paragraphs[section.paragraph as usize].chars();
            paragraph.skip(section.start as usize).take((section.end - section.start) as usize).collect()
        };
        let headings: Vec<String> = plan.sections.iter().flat_map(|section| with(&heading(section))).collect();
        let mut text = [title.clone(), with(&plan.doc_number)].concat();
        text.extend(plan.paragraphs.iter().flat_map(|paragraph| with(paragraph)));
        let one = |text: &String| (!text.is_empty()).then(|| text.clone()).into_iter().collect();
        let facts = [one(&plan.issuer), one(&plan.kind), one(&plan.level), one(&plan.region), plan.topics.clone()];
        let mut facts = facts.map(|values: Vec<String>| values.iter().map(|value| keys.key(value)).collect::<Vec<_>>());
        facts[REGION].iter_mut().for_each(|region| *region = joined(region));
        let lines = [text, title, headings].map(|keys| keys.join("\n"));
        let counts = [count(&lines[0]), count(&lines[1]), count(&lines[2])];
        Scanned { plan, is_public, lines, counts, facts }
    }

    fn impact(&self, part: Part, gram: Gram) -> u64 {
        let count = |part: Part| self.counts[part as usize].get(&gram).copied().unwrap_or(0);
        let weight = match part {
            Part::Text => count(Part::Text) + 8 * count(Part::Title) + 4 * count(Part::Heading),
            Part::Title => 8 * count(Part::Title),
            Part::Heading => 4 * count(Part::Heading),
        };
        if weight == 0 {
            return 0;
        }
        let norm = 300 + 9 * highest(self.plan.length.into(), 3) / 20;
        (63_000 * weight / (1_000 * weight + norm)).max(1)
    }

    /// The years it covers, if it says.
    fn years(&self) -> Option<(u16, u16)> {
        Some((self.plan.from.or(self.plan.to)?, self.plan.to.or(self.plan.from)?))
    }

    fn facets(&self) -> Vec<(&'static str, String)> {
        let plan = &self.plan;
        let mut all = Vec::new();
        for (name, value) in FACTS.into_iter().zip([&plan.issuer, &plan.kind, &plan.level, &plan.region]) {
            all.push((name, value.clone()));
        }
        all.extend(plan.topics.iter().map(|topic| ("topic", topic.clone())));
        if plan.topics.is_empty() {
            all.push(("topic", String::new()));
        }
        match self.years() {
            Some((from, to)) => all.extend((from..=to).map(|year| ("year", year.to_string()))),
            None => all.push(("year", String::new())),
        }
        all
    }
}

/// The grams of lines of keys.
fn count(lines: &str) -> HashMap<Gram, u64> {
    let mut counts = HashMap::new();
    for line in lines.lines() {
        let chars: Vec<char> = line.chars().collect();
        chars.iter().for_each(|&one| *counts.entry((one, None)).or_default() += 1);
        chars.windows(2).for_each(|two| *counts.entry((two[0], Some(two[1]))).or_default() += 1);
    }
    counts
}

/// The pairs that rank a phrase: all, or of more than six the first, the last and four spread between; a single character.
fn pairs(key: &str) -> Vec<Gram> {
    let chars: Vec<char> = key.chars().collect();
    let pairs: Vec<Gram> = chars.windows(2).map(|two| (two[0], Some(two[1]))).collect();
    match pairs.len() {
        0 => vec![(chars[0], None)],
        1..=6 => pairs,
        more => (0..6).map(|at| pairs[at * (more - 1) / 5]).collect(),
    }
}

/// A question with its keys.
enum Condition {
    Phrase(Part, Vec<String>),
    Fact(usize, String),
    Years(Option<u16>, Option<u16>),
    UnknownYears,
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    fn new(asked: &Asked, keys: &mut Keys) -> Condition {
        match asked {
            Asked::Phrase(part, typed) => Condition::Phrase(*part, keys.of_typed(typed)),
            Asked::Fact("year", value) => years(value),
            Asked::Fact(name, value) => {
                let at = FACTS.iter().position(|known| known == name).expect("a fact");
                let key = keys.key(value);
                let key = if *name == "region" { joined(&key) } else { key };
                Condition::Fact(at, if key == "未注明" { String::new() } else { kind(&key).unwrap_or(key) })
            }
            Asked::Not(inner) => Condition::Not(Box::new(Condition::new(inner, keys))),
            Asked::All(parts) => Condition::All(parts.iter().map(|part| Condition::new(part, keys)).collect()),
            Asked::Any(parts) => Condition::Any(parts.iter().map(|part| Condition::new(part, keys)).collect()),
        }
    }

    fn holds(&self, plan: &Scanned) -> bool {
        match self {
            Condition::Phrase(part, keys) => keys.iter().any(|key| plan.lines[*part as usize].contains(key)),
            Condition::Fact(at, value) => {
                let known = &plan.facts[*at];
                let is_part = ["issuer", "region"].contains(&FACTS[*at]);
                let accepts = |fact: &String| if is_part { fact.contains(value) } else { fact == value };
                if value.is_empty() { known.is_empty() } else { known.iter().any(accepts) }
            }
            Condition::Years(from, to) => plan
                .years()
                .is_some_and(|(first, last)| from.is_none_or(|from| last >= from) && to.is_none_or(|to| first <= to)),
            Condition::UnknownYears => plan.years().is_none(),
            Condition::Not(inner) => !inner.holds(plan),
            Condition::All(parts) => parts.iter().all(|part| part.holds(plan)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(plan)),
        }
    }

    /// The phrases that are not excluded, each once.
    fn phrases(&self, wanted: bool, into: &mut Vec<(Part, Vec<String>)>) {
        match self {
            Condition::Phrase(part, keys) if wanted => {
                let phrase = (*part, keys.clone());
                if !into.contains(&phrase) {
                    into.push(phrase);
                }
            }
            Condition::Not(inner) => inner.phrases(!wanted, into),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| part.phrases(wanted, into));
            }
            _ => {}
        }
    }
}

/// Chinese names of kinds, as `docs/search.md` lists them.
fn kind(key: &str) -> Option<String> {
    let kinds = [("plan", "计划"), ("programme", "规划"), ("plan", "方案"), ("notice", "通知"), ("report", "总结")];
    kinds.iter().find(|(_, name)| *name == key).map(|(kind, _)| (*kind).to_owned())
}

/// `2021`, `2019..2021`, `2019..`, `..2021` or `未注明`.
fn years(value: &str) -> Condition {
    if value == "未注明" {
        return Condition::UnknownYears;
    }
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    Condition::Years(from.parse().ok(), to.parse().ok())
}
