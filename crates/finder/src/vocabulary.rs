//! Other wordings of the same thing (小学 = 國小): `data/vocabulary.txt`. They apply to texts in Traditional characters only,
//! and never in place of what is written: a plan is found by its own words and, besides, by the mainland's.
//!
//! A line is `mainland = Taiwan Taiwan`, with guards after `|`: characters that the wording does not stand after, or before;
//! or the only ones it stands after, beside what is no Han character. A line without `=` has words that are just what they
//! say: 中國 keeps 國小 from being seen in 中國小說. From left to right, the longest that fits is taken.

use crate::once::OnceLock;
use crate::prelude::*;
use crate::{
    fold::{Folded, fold},
    small::sort_few,
};

static DATA: &str = include_str!("../data/vocabulary.txt");

/// One wording and what it means.
#[derive(Default)]
struct Wording {
    written: Vec<char>,
    /// Empty where it is what it says.
    meant: Vec<char>,
    not_after: Vec<char>,
    only_after: Vec<char>,
    not_before: Vec<char>,
}

impl Wording {
    /// Whether it stands at `key[at..]`, inside its guards.
    fn fits(&self, key: &[char], at: usize) -> bool {
        key[at..].starts_with(&self.written)
            && !(at > 0 && self.is_barred_by(key[at - 1]))
            && !key.get(at + self.written.len()).is_some_and(|c| self.not_before.contains(c))
    }

    /// Whether it cannot stand after a character.
    fn is_barred_by(&self, before: char) -> bool {
        let is_among = self.only_after.is_empty() || !is_han(before) || self.only_after.contains(&before);
        !is_among || self.not_after.contains(&before)
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// The key as the mainland would word it: what a plan in Traditional characters is found by besides its own words.
/// `None` when nothing in it is worded differently. A reworded character stands for the whole word it came from.
pub fn reworded(folded: &Folded) -> Option<Folded> {
    let mut out = Folded::default();
    let mut at = 0;
    let mut changed = false;
    while at < folded.key.len() {
        let wording = wordings().iter().find(|wording| wording.fits(&folded.key, at));
        let end = at + wording.map_or(1, |wording| wording.written.len());
        match wording.filter(|wording| !wording.meant.is_empty()) {
            Some(wording) => {
                out.key.extend(&wording.meant);
                out.map.extend(core::iter::repeat_n(folded.source(at, end), wording.meant.len()));
                changed = true;
            }
            None => {
                out.key.extend(&folded.key[at..end]);
                out.map.extend(&folded.map[at..end]);
            }
        }
        at = end;
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
    let words = line.split('|').next().unwrap_or_default();
    let (meant, written) = words.split_once('=').unwrap_or(("", words));
    for word in written.split_whitespace() {
        let mut wording = Wording { written: fold(word).key, meant: fold(meant).key, ..Wording::default() };
        for (name, chars) in line.split('|').filter_map(|guard| guard.split_once(':')) {
            let guard = match name.trim() {
                "not after" => &mut wording.not_after,
                "only after" => &mut wording.only_after,
                _ => &mut wording.not_before,
            };
            *guard = fold(chars).key;
        }
        all.push(wording);
    }
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
        assert_eq!(reword("學校課程計畫").as_deref(), Some("学校课程计划"));
        assert_eq!(reword("設計畫面、規畫建設計畫面臨").as_deref(), Some("设计画面、规划建设计划面临"));
        assert_eq!(reword("國中國小組、國中部").as_deref(), Some("初中小学组、初中部"));
    }

    #[test]
    fn leaves_alone_what_only_looks_like_it() {
        let words = ["全國中小學", "中國小說", "中國小型企業", "我國中部", "全國小學", "小學", "各國小說"];
        let countries = ["美國小朋友", "法國小鎮", "赴美國中學交流", "與該國中學生、外國小孩", "參訪英國小鎮"];
        for text in words.into_iter().chain(countries) {
            assert_eq!(reword(text), None, "{text}");
        }
    }

    #[test]
    fn a_school_is_one_whatever_its_name_ends_with() {
        let schools = [
            ("本市國小", "本市小学"),
            ("請各國小於期末", "请各小学于期末"),
            ("其他國小", "其他小学"),
            ("仁愛國小、三民國小", "仁爱小学、三民小学"),
            ("和美國小說明會", "和美小学说明会"),
            ("村完全國小", "村完全小学"),
            ("擴大國小營養午餐", "扩大小学营养午餐"),
            ("建國國小", "建国小学"),
            ("與國中學生", "与初中学生"),
        ];
        for (text, meant) in schools {
            assert_eq!(reword(text).as_deref(), Some(meant), "{text}");
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
