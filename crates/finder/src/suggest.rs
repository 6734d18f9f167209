//! What to propose where a query finds nothing: what was meant by pinyin or by a word with a wrong character, another word
//! for the same, less. Only what has hits is proposed. For staff and public alike: who searches says what has hits.

mod pinyin;
mod spelling;

use crate::{
    fold::fold,
    format::words::Words,
    prelude::*,
    query::{Field, Node, Query, is_operator},
    small::{gathered, sort_by_key},
};

static SYNONYMS: &str = include_str!("../data/synonyms.txt");

/// Characters of a word up to which it is tried in pieces.
const LONGEST_SPLIT: usize = 12;
/// Fewest characters of a piece, most words having two.
const SHORTEST_PIECE: usize = 2;
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
    /// A word was cut in pieces, or a part of the query left out.
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
    let all: Option<Vec<&str>> = parts.iter().map(|part| part.word_of(Field::Text)).collect();
    if let Some(all) = all.filter(|all| all.len() > 1) {
        let phrases = pinyin::phrases(&words, &fold(&all.concat()).key);
        if let Some(found) = first(archive, phrases.into_iter().map(|phrase| (Reason::Pinyin, phrase)).collect())? {
            return Some(Some(found));
        }
    }
    for (at, part) in parts.iter().enumerate() {
        let Some((field, word)) = &part.word else { continue };
        let is_absent = !archive.holds(&part.text)?;
        let with = |(reason, others): (Reason, Vec<String>)| {
            let other = others.iter().map(|other| written_word(*field, other)).collect::<Vec<_>>().join(" ");
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

/// What may be asked instead of a word, as words; of one that does not stand anywhere, also what it may be a slip for.
fn instead_of(words: &Words, word: &str, is_absent: bool) -> Vec<(Reason, Vec<String>)> {
    let key = fold(word).key;
    let mut others = Vec::new();
    let one = |reason: Reason| move |word: String| (reason, vec![word]);
    if is_absent {
        others.extend(pinyin::phrases(words, &key).into_iter().map(one(Reason::Pinyin)));
    }
    let is_own = |other: &&str| other.chars().eq(key.iter().copied());
    let line = SYNONYMS.lines().find(|line| line.split(' ').any(|other| is_own(&other)));
    let synonyms = line.into_iter().flat_map(|line| line.split(' ')).filter(|other| !is_own(other));
    others.extend(synonyms.map(str::to_owned).map(one(Reason::Wording)));
    if is_absent {
        others.extend(spelling::corrections(words, &key).into_iter().map(one(Reason::Character)));
        others.extend(pieces(words, &key).into_iter().map(|pieces| (Reason::Looser, pieces)));
    }
    others
}

/// A word in pieces: cut at punctuation; else at one place, first where two characters go together least; then at ever more
/// of these places.
fn pieces(words: &Words, key: &[char]) -> Vec<Vec<String>> {
    let text = |piece: &[char]| piece.iter().collect::<String>();
    let stretches = key.split(|c| !c.is_alphanumeric() && *c != ' ').filter(|piece| !piece.is_empty());
    let stretches: Vec<String> = stretches.map(text).collect();
    if !stretches.is_empty() && stretches.concat().chars().count() < key.len() {
        return vec![stretches];
    }
    if key.len() > LONGEST_SPLIT {
        return Vec::new();
    }
    let index = |at: usize| words.index(key[at]);
    let weight = |&at: &usize| {
        let pair = index(at - 1).zip(index(at));
        u64::from(pair.map_or(0, |(first, second)| words.weight(first, second)))
    };
    let mut places: Vec<usize> = (SHORTEST_PIECE..(key.len() + 1).saturating_sub(SHORTEST_PIECE)).collect();
    sort_by_key(&mut places, weight);
    let cut = |places: &[usize]| {
        let mut ends: Vec<usize> = (1..key.len()).filter(|at| places.contains(at)).collect();
        ends.push(key.len());
        let starts = core::iter::once(0).chain(ends.iter().copied());
        starts.zip(&ends).map(|(start, &end)| text(&key[start..end])).collect::<Vec<_>>()
    };
    let mut all: Vec<Vec<String>> = places.iter().map(|&place| cut(&[place])).collect();
    let mut taken: Vec<usize> = Vec::new();
    for place in places {
        if taken.iter().all(|other| other.abs_diff(place) >= SHORTEST_PIECE) {
            taken.push(place);
            all.extend((taken.len() > 1).then(|| cut(&taken)));
        }
    }
    all
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
    /// Where a word is looked for, and the word, where it is nothing but one.
    word: Option<(Field, String)>,
    /// It says what there must not be.
    excludes: bool,
}

impl Part {
    fn word_of(&self, field: Field) -> Option<&str> {
        self.word.as_ref().filter(|word| word.0 == field).map(|word| word.1.as_str())
    }
}

/// The parts of a query.
fn parts(query: &Query) -> Vec<Part> {
    let part = |node: &Node| Part {
        text: written(query, node),
        word: match node {
            Node::Leaf(at) => Some((query.leaves[*at].field, query.leaves[*at].typed.clone())),
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
        Node::Leaf(at) => written_word(query.leaves[*at].field, &query.leaves[*at].typed),
    }
}

/// A word as it may be typed.
fn written_word(field: Field, word: &str) -> String {
    let field = match field {
        Field::Text => "",
        Field::Title => "title:",
        Field::Heading => "heading:",
    };
    [field, &quoted(word)].concat()
}

/// A text that is taken as it is: in quotation marks, unless it is plainly a word.
fn quoted(text: &str) -> String {
    let is_word = text.chars().all(char::is_alphanumeric) && !is_operator(text);
    if is_word {
        return text.to_owned();
    }
    let inner: String = text.chars().filter(|c| !['"', '“', '”', '＂', '„'].contains(c)).collect();
    ["\"", &inner, "\""].concat()
}
