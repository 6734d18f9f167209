//! Other wordings of the same thing (小学 = 國小): `data/vocabulary.txt`.

use crate::once::OnceLock;
use crate::prelude::*;
use crate::{
    fold::{Folded, fold},
    small::sort_few,
};

static DATA: &str = include_str!("../data/vocabulary.txt");

/// One wording and what it means.
struct Wording {
    written: Vec<char>,
    meant: Vec<char>,
    not_after: Vec<char>,
    not_before: Vec<char>,
}

impl Wording {
    /// Whether it stands at `key[at..]`, outside its guards.
    fn fits(&self, key: &[char], at: usize) -> bool {
        let end = at + self.written.len();
        key[at..].starts_with(&self.written)
            && !(at > 0 && self.not_after.contains(&key[at - 1]))
            && !key.get(end).is_some_and(|c| self.not_before.contains(c))
    }
}

/// The key as the mainland would word it: what a plan in Traditional characters is found by besides its own words.
/// `None` when nothing in it is worded differently. A reworded character stands for the whole word it came from.
pub fn reworded(folded: &Folded) -> Option<Folded> {
    let mut out = Folded::default();
    let mut at = 0;
    let mut changed = false;
    while at < folded.key.len() {
        let Some(wording) = wordings().iter().find(|wording| wording.fits(&folded.key, at)) else {
            out.key.push(folded.key[at]);
            out.map.push(folded.map[at]);
            at += 1;
            continue;
        };
        let end = at + wording.written.len();
        out.key.extend(&wording.meant);
        out.map.extend(core::iter::repeat_n(folded.source(at, end), wording.meant.len()));
        at = end;
        changed = true;
    }
    changed.then_some(out)
}

/// All wordings, the longest first.
fn wordings() -> &'static [Wording] {
    static WORDINGS: OnceLock<Vec<Wording>> = OnceLock::new();
    WORDINGS.get_or_init(|| {
        let mut all = Vec::new();
        DATA.lines().filter(|line| !line.starts_with('#')).for_each(|line| add(&mut all, line));
        sort_few(&mut all, |a, b| a.written.len() > b.written.len());
        all
    })
}

/// Adds the wordings of one line.
fn add(all: &mut Vec<Wording>, line: &str) {
    let mut parts = line.split('|');
    let Some((meant, written)) = parts.next().and_then(|words| words.split_once('=')) else {
        return;
    };
    let (mut not_after, mut not_before) = (Vec::new(), Vec::new());
    for (name, chars) in parts.filter_map(|guard| guard.split_once(':')) {
        let list = if name.trim() == "not after" { &mut not_after } else { &mut not_before };
        list.extend(fold(chars).key);
    }
    let wording = |word: &str| Wording {
        written: fold(word).key,
        meant: fold(meant).key,
        not_after: not_after.clone(),
        not_before: not_before.clone(),
    };
    all.extend(written.split_whitespace().map(wording));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reword(text: &str) -> Option<String> {
        reworded(&fold(text)).map(|folded| folded.text())
    }

    #[test]
    fn rewords_what_is_worded_differently() {
        assert_eq!(reword("全縣國小、國中").as_deref(), Some("全县小学、初中"));
        assert_eq!(reword("中國小安全").as_deref(), Some("中小学安全"));
        assert_eq!(reword("大學聯考").as_deref(), Some("高考"));
    }

    #[test]
    fn leaves_alone_what_only_looks_like_it() {
        for text in ["全國中小學", "中國小說", "中國小型企業", "我國中部", "全國小學", "小學"]
        {
            assert_eq!(reword(text), None, "{text}");
        }
    }

    #[test]
    fn reworded_characters_stand_for_the_whole_word() {
        let folded = reworded(&fold("辦大學聯考了")).unwrap();
        assert_eq!(folded.text(), "办高考了");
        assert_eq!(folded.source(1, 3), (1, 5));
        assert_eq!(folded.source(2, 3), (1, 5));
    }
}
