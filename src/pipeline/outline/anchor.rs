//! Addresses of sections: short, ASCII, and the same after an insertion elsewhere.

use std::collections::{HashMap, HashSet};

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
    let mut count: HashMap<&str, usize> = HashMap::with_capacity(paths.len());
    for path in &paths {
        *count.entry(path.as_str()).or_default() += 1;
    }
    let mut names = Names::default();
    for (path, section) in paths.iter().zip(sections) {
        section.anchor = match count[path.as_str()] {
            1 => names.free(path),
            _ => names.free(&format!("{path}\u{0}{}", following(body, end, section))),
        };
    }
}

/// Anchors that are taken.
#[derive(Default)]
struct Names {
    used: HashSet<String>,
    /// How often each key was asked for.
    asked: HashMap<String, u32>,
}

impl Names {
    fn free(&mut self, key: &str) -> String {
        let counter = self.asked.entry(key.to_owned()).or_default();
        loop {
            let name = if *counter == 0 { hash(key) } else { hash(&format!("{key}\u{0}{counter}")) };
            *counter += 1;
            if self.used.insert(name.clone()) {
                return name;
            }
        }
    }
}

fn hash(key: &str) -> String {
    let digest = blake3::hash(key.as_bytes());
    let digits = digest.as_bytes().iter().take(LENGTH).map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    std::iter::once('s').chain(std::iter::once('-')).chain(digits).collect()
}

/// Folded titles from the outermost down, joined.
fn paths(body: &Body, end: usize, sections: &[Section]) -> Vec<String> {
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut paths = Vec::with_capacity(sections.len());
    for section in sections {
        let keep = open.iter().position(|(level, _)| *level >= section.level).unwrap_or(open.len());
        open.truncate(keep);
        let own = if section.title.is_empty() { following(body, end, section) } else { fold(&section.title) };
        open.push((section.level, own));
        // Deep outlines are rare; four titles tell sections apart and keep the work linear.
        let from = open.len().saturating_sub(4);
        paths.push(open[from..].iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join("\u{1}"));
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
    fold(&text.chars().take(SAMPLE).collect::<String>())
}

/// Without white space and punctuation, in half width.
fn fold(text: &str) -> String {
    text.chars().map(narrow).filter(|&c| is_han(c) || c.is_alphanumeric()).collect()
}
