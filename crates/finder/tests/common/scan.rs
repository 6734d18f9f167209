//! The naive scan that the engine is compared with: keys from other libraries, `str::contains`, no index. It follows
//! `docs/search.md`, not the code.

use super::independent::Independent;
use finder::plan::Plan;

/// The keys of a plan as the scan sees them.
pub struct Scanned {
    pub number: u32,
    pub id: String,
    pub date: String,
    pub title: Vec<String>,
    pub headings: Vec<String>,
    pub text: Vec<String>,
}

impl Scanned {
    pub fn new(plan: &Plan, independent: &mut Independent) -> Self {
        let title = keys(&plan.title, plan.hant, independent);
        let mut text = title.clone();
        text.extend(keys(&plan.doc_number, plan.hant, independent));
        for paragraph in &plan.paragraphs {
            text.extend(keys(paragraph, plan.hant, independent));
        }
        let heading = |section: &finder::plan::Section| -> String {
            let paragraph = &plan.paragraphs[section.paragraph as usize];
            paragraph.chars().skip(section.start as usize).take((section.end - section.start) as usize).collect()
        };
        let headings: Vec<String> = plan.sections.iter().map(heading).collect();
        let headings = headings.iter().flat_map(|heading| keys(heading, plan.hant, independent)).collect();
        Self { number: plan.number, id: plan.id.clone(), date: plan.date.clone(), title, headings, text }
    }

    pub fn holds(&self, key: &str) -> bool {
        self.text.iter().any(|text| text.contains(key))
    }
}

/// A key and, where the plan is in Traditional characters and worded as in Taiwan, the mainland's wording of it.
fn keys(text: &str, hant: bool, independent: &mut Independent) -> Vec<String> {
    let key = independent.key(text);
    if key.is_empty() {
        return Vec::new();
    }
    let other = if hant { reworded(&key, independent) } else { None };
    std::iter::once(key).chain(other).collect()
}

/// A wording of the vocabulary file: as written, as meant, and its guards: not after, only after, not before.
struct Wording {
    written: String,
    meant: String,
    guards: [String; 3],
}

impl Wording {
    fn fits(&self, before: Option<char>, rest: &str) -> bool {
        let [not_after, only_after, not_before] = &self.guards;
        let Some(after) = rest.strip_prefix(self.written.as_str()) else { return false };
        let begins = before.is_none_or(|c| !('\u{3400}'..='\u{9fff}').contains(&c) || only_after.contains(c));
        !before.is_some_and(|c| not_after.contains(c))
            && (only_after.is_empty() || begins)
            && !after.starts_with(|c| not_before.contains(c))
    }
}

/// Rewords by the vocabulary file, read here anew.
fn reworded(key: &str, independent: &mut Independent) -> Option<String> {
    let wordings = wordings(independent);
    let mut out = String::new();
    let (mut rest, mut before) = (key, None);
    while let Some(c) = rest.chars().next() {
        let wording = wordings.iter().find(|wording| wording.fits(before, rest));
        let (taken, left) = rest.split_at(wording.map_or(c.len_utf8(), |wording| wording.written.len()));
        let meant = wording.map(|wording| wording.meant.as_str()).filter(|meant| !meant.is_empty());
        out.push_str(meant.unwrap_or(taken));
        before = taken.chars().next_back();
        rest = left;
    }
    (out != key).then_some(out)
}

fn wordings(independent: &mut Independent) -> Vec<Wording> {
    let mut wordings = Vec::new();
    for line in include_str!("../../data/vocabulary.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split('|');
        let words = parts.next().unwrap();
        let (meant, written) = words.split_once('=').unwrap_or(("", words));
        let mut guards: [String; 3] = Default::default();
        for guard in parts {
            let (name, chars) = guard.split_once(':').unwrap();
            let at = ["not after", "only after", "not before"].iter().position(|known| *known == name.trim());
            guards[at.expect("a known guard")] = independent.key(chars);
        }
        for word in written.split_whitespace() {
            let (written, meant) = (independent.key(word), independent.key(meant));
            wordings.push(Wording { written, meant, guards: guards.clone() });
        }
    }
    wordings.sort_by_key(|wording| std::cmp::Reverse(wording.written.chars().count()));
    wordings
}
