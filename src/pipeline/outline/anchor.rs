//! Addresses of sections: short, ASCII, and the same after an insertion elsewhere.

use std::collections::HashMap;

use crate::document::{Body, Section};
use crate::text::chars::{is_han, narrow};

/// Alphabet of Crockford's base 32, lower case: no letter that is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of an address after `s-`: 40 bits.
const LENGTH: usize = 8;
/// Characters of text that stand in for a missing title, or tell equal titles apart.
const SAMPLE: usize = 40;

/// Gives every section its anchor: a hash of its title and those above it; equal ones also of the text that follows; where
/// even that is equal, of a count.
pub fn assign(body: &Body, end: usize, sections: &mut [Section]) {
    let paths = paths(body, end, sections);
    let hashes: Vec<Name> = paths.iter().map(|path| hash(path)).collect();
    let mut count: HashMap<Name, usize> = HashMap::with_capacity(hashes.len());
    hashes.iter().for_each(|&hash| *count.entry(hash).or_default() += 1);
    let mut names = Names(HashMap::with_capacity(hashes.len()));
    for ((path, &hash), section) in paths.iter().zip(&hashes).zip(sections) {
        let name = match count[&hash] {
            1 => names.free(path, hash),
            _ => {
                let longer = format!("{path}\u{0}{}", following(body, end, section));
                names.free(&longer, self::hash(&longer))
            }
        };
        section.anchor = "s-".chars().chain(name.iter().map(|&digit| char::from(digit))).collect();
    }
}

/// An address without its `s-`.
type Name = [u8; LENGTH];

/// Names that are taken, with how often each was asked for.
struct Names(HashMap<Name, u32>);

impl Names {
    /// The hash of `key`, or where that is taken of `key` and a count.
    fn free(&mut self, key: &str, hash: Name) -> Name {
        let mut name = hash;
        while self.0.contains_key(&name) {
            let asked = self.0.entry(hash).or_default();
            *asked += 1;
            name = self::hash(&format!("{key}\u{0}{asked}"));
        }
        self.0.insert(name, 0);
        name
    }
}

fn hash(key: &str) -> Name {
    let digest = blake3::hash(key.as_bytes());
    std::array::from_fn(|at| ALPHABET[usize::from(digest.as_bytes()[at] & 31)])
}

/// Folded titles from the outermost down, joined.
fn paths(body: &Body, end: usize, sections: &[Section]) -> Vec<String> {
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut paths = Vec::with_capacity(sections.len());
    for section in sections {
        let keep = open.iter().position(|(level, _)| *level >= section.level).unwrap_or(open.len());
        open.truncate(keep);
        let own = if section.title.is_empty() { following(body, end, section) } else { fold(section.title.chars()) };
        open.push((section.level, own));
        // Deep outlines are rare; four titles tell sections apart and keep the work linear.
        let from = open.len().saturating_sub(4);
        let mut path = String::with_capacity(open[from..].iter().map(|(_, title)| title.len() + 1).sum());
        for (index, (_, title)) in open[from..].iter().enumerate() {
            path.extend((index > 0).then_some('\u{1}'));
            path.push_str(title);
        }
        paths.push(path);
    }
    paths
}

/// The beginning of the text under a heading.
fn following(body: &Body, end: usize, section: &Section) -> String {
    let line = &body.lines[section.body_line];
    let rest = &body.text_of(line)[section.range.end..];
    let next = body.lines.get(section.body_line + 1).filter(|_| section.body_line + 1 < end);
    let next = next.map_or("", |line| body.text_of(line));
    let text = if rest.trim().is_empty() { next } else { rest };
    fold(text.chars().take(SAMPLE))
}

/// Without white space and punctuation, in half width.
fn fold(text: impl Iterator<Item = char>) -> String {
    text.map(narrow).filter(|&c| is_han(c) || c.is_alphanumeric()).collect()
}
