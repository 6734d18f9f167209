//! What to propose where a query finds nothing: what was meant by pinyin or by a word with a wrong character, another word
//! for the same, less. Only what has hits is proposed. For staff and public alike: who searches says what has hits.

mod pinyin;
mod spelling;

use crate::{
    fold::fold,
    format::words::Words,
    prelude::*,
    query::{Field, Node, Query},
    small::gathered,
};

static SYNONYMS: &str = include_str!("../data/synonyms.txt");

/// Characters of a word up to which it is tried as two, most words having two characters.
const LONGEST_SPLIT: usize = 12;
/// Parts of a query up to which some are left out.
const MOST_PARTS: usize = 8;

/// Another query, which has hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The query.
    pub query: String,
    /// How it came about.
    pub reason: Reason,
}

/// How a proposal came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Pinyin, or the first letters of it, was read as the characters it stands for.
    Pinyin,
    /// A character was replaced.
    Character,
    /// A word was replaced by another for the same.
    Wording,
    /// A word was cut in two, or a part of the query left out.
    Looser,
}

impl Reason {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pinyin => "pinyin",
            Self::Character => "character",
            Self::Wording => "wording",
            Self::Looser => "looser",
        }
    }
}

/// What is searched.
pub trait Archive {
    /// The words of the public plans; `None` while they are missing.
    fn words(&self) -> Option<Words>;
    /// Whether a query has hits; `None` while that cannot be said.
    fn holds(&self, query: &str) -> Option<bool>;
}

/// A proposal for a query without hits, if there is one. `None` while the archive cannot say.
pub fn suggestion(archive: &dyn Archive, query: &Query) -> Option<Option<Suggestion>> {
    let parts = parts(query);
    let words = archive.words()?;
    let all: Option<Vec<&str>> = parts.iter().map(|part| part.word.as_deref()).collect();
    if let Some(all) = all.filter(|all| all.len() > 1) {
        let phrases = pinyin::phrases(&words, &fold(&all.concat()).key);
        if let Some(found) = first(archive, phrases.into_iter().map(|phrase| (Reason::Pinyin, phrase)).collect())? {
            return Some(Some(found));
        }
    }
    for (at, part) in parts.iter().enumerate() {
        let Some(word) = &part.word else { continue };
        let is_absent = !archive.holds(&part.text)?;
        let with = |(reason, other): (Reason, String)| {
            let text = |(own, part): (usize, &Part)| if own == at { other.clone() } else { part.text.clone() };
            (reason, parts.iter().enumerate().map(text).collect::<Vec<_>>().join(" "))
        };
        let instead = instead_of(&words, word, is_absent);
        if let Some(found) = first(archive, instead.into_iter().map(with).collect())? {
            return Some(Some(found));
        }
    }
    first(archive, looser(&parts))
}

/// The first of these that has hits. All are looked for before any is waited for.
fn first(archive: &dyn Archive, queries: Vec<(Reason, String)>) -> Option<Option<Suggestion>> {
    let holds = gathered(queries.iter().map(|(_, query)| archive.holds(query)))?;
    let found = queries.into_iter().zip(holds).find(|(_, holds)| *holds);
    Some(found.map(|((reason, query), _)| Suggestion { query, reason }))
}

/// What may be asked instead of a word; of one that does not stand anywhere, also what it may be a slip for.
fn instead_of(words: &Words, word: &str, is_absent: bool) -> Vec<(Reason, String)> {
    let key = fold(word).key;
    let mut others = Vec::new();
    if is_absent {
        others.extend(pinyin::phrases(words, &key).into_iter().map(|phrase| (Reason::Pinyin, phrase)));
        others.extend(spelling::corrections(words, &key).into_iter().map(|word| (Reason::Character, word)));
    }
    let is_own = |other: &&str| other.chars().eq(key.iter().copied());
    let line = SYNONYMS.lines().find(|line| line.split(' ').any(|other| is_own(&other)));
    let synonyms = line.into_iter().flat_map(|line| line.split(' ')).filter(|other| !is_own(other));
    others.extend(synonyms.map(|word| (Reason::Wording, word.to_owned())));
    if is_absent && key.len() <= LONGEST_SPLIT {
        for at in (2..key.len().saturating_sub(1)).step_by(2) {
            let (first, second) = key.split_at(at);
            others.push((Reason::Looser, [first.iter().collect::<String>(), second.iter().collect()].join(" ")));
        }
    }
    others
}

/// The query without one of its parts, the last first; then each part alone.
fn looser(parts: &[Part]) -> Vec<(Reason, String)> {
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        return Vec::new();
    }
    let without = |at: usize| parts.iter().enumerate().filter(move |(own, _)| *own != at).map(|(_, part)| part);
    let fewer = (0..parts.len()).rev().map(|at| without(at).collect::<Vec<_>>());
    let alone = parts.iter().filter(|_| parts.len() > 2).map(|part| vec![part]);
    let asks = |kept: &Vec<&Part>| kept.iter().any(|part| !part.excludes);
    let query = |kept: Vec<&Part>| kept.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ");
    fewer.chain(alone).filter(asks).map(|kept| (Reason::Looser, query(kept))).collect()
}

/// Something that every hit must satisfy.
struct Part {
    /// As it may be typed.
    text: String,
    /// The word, where it is one that may stand anywhere.
    word: Option<String>,
    /// It says what there must not be.
    excludes: bool,
}

/// The parts of a query.
fn parts(query: &Query) -> Vec<Part> {
    let part = |node: &Node| Part {
        text: written(query, node),
        word: match node {
            Node::Leaf(at) if query.leaves[*at].field == Field::Text => Some(query.leaves[*at].typed.clone()),
            _ => None,
        },
        excludes: matches!(node, Node::Not(_)),
    };
    match &query.root {
        None => Vec::new(),
        Some(Node::And(nodes)) => nodes.iter().map(part).collect(),
        Some(node) => vec![part(node)],
    }
}

/// A node as it may be typed.
fn written(query: &Query, node: &Node) -> String {
    let group = |nodes: &[Node], between: &str| {
        let nodes: Vec<String> = nodes.iter().map(|node| written(query, node)).collect();
        ["(", &nodes.join(between), ")"].concat()
    };
    match node {
        Node::And(nodes) => group(nodes, " "),
        Node::Or(nodes) => group(nodes, " OR "),
        Node::Not(node) => ["-", &written(query, node)].concat(),
        Node::Filter(at) => {
            let filter = &query.filters[*at];
            [filter.facet.name(), ":", &quoted(&filter.typed)].concat()
        }
        Node::Leaf(at) => {
            let leaf = &query.leaves[*at];
            let field = match leaf.field {
                Field::Text => "",
                Field::Title => "title:",
                Field::Heading => "heading:",
            };
            [field, &quoted(&leaf.typed)].concat()
        }
    }
}

/// A text that is taken as it is: in quotation marks, unless it is plainly a word.
fn quoted(text: &str) -> String {
    let is_word = text.chars().all(char::is_alphanumeric) && !["OR", "NOT", "AND"].contains(&text);
    if is_word {
        return text.to_owned();
    }
    let inner: String = text.chars().filter(|c| !['"', '“', '”', '＂', '„'].contains(c)).collect();
    ["\"", &inner, "\""].concat()
}
