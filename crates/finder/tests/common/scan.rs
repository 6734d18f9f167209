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

/// Rewords by the vocabulary file, read here anew.
fn reworded(key: &str, independent: &mut Independent) -> Option<String> {
    let wordings = wordings(independent);
    let chars: Vec<char> = key.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let rest: String = chars[at..].iter().collect();
        let before = at.checked_sub(1).map(|at| chars[at]);
        let fits = |wording: &&(String, String, String, String)| {
            let (written, _, not_after, not_before) = wording;
            rest.strip_prefix(written.as_str()).is_some_and(|after| {
                !before.is_some_and(|c| not_after.contains(c)) && !after.starts_with(|c| not_before.contains(c))
            })
        };
        match wordings.iter().find(fits) {
            Some((written, meant, ..)) => {
                out.push_str(meant);
                at += written.chars().count();
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    (out != key).then_some(out)
}

fn wordings(independent: &mut Independent) -> Vec<(String, String, String, String)> {
    let mut wordings = Vec::new();
    for line in include_str!("../../data/vocabulary.txt").lines().filter(|line| !line.starts_with('#')) {
        let (meant, rest) = line.split_once('=').unwrap();
        let mut parts = rest.split('|');
        let written = parts.next().unwrap();
        let (mut not_after, mut not_before) = (String::new(), String::new());
        for guard in parts {
            let (name, chars) = guard.split_once(':').unwrap();
            let chars = independent.key(chars);
            if name.trim() == "not after" { not_after = chars } else { not_before = chars }
        }
        for word in written.split_whitespace() {
            wordings.push((independent.key(word), independent.key(meant), not_after.clone(), not_before.clone()));
        }
    }
    wordings.sort_by_key(|wording| std::cmp::Reverse(wording.0.chars().count()));
    wordings
}
