//! Folding a text into its search key, character by character: compatibility forms, width, case, Traditional to
//! Simplified, variants. Only what is compared is folded; what is shown is always the author's text, and the key knows
//! which of its characters come from where.

use crate::prelude::*;
mod table;

#[cfg(not(target_arch = "wasm32"))]
pub use table::RARE;
use table::{Becomes, Table, is_usual, rare};
pub use table::{RARE_HASH, learn};

/// A search key with the way back to the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The characters that are compared.
    pub key: Vec<char>,
    /// For each character of the key, the source scalars it stands for: first, and one past the last.
    pub map: Vec<(u32, u32)>,
}

impl Folded {
    /// The key as text.
    pub fn text(&self) -> String {
        self.key.iter().collect()
    }

    /// Source scalars under `key[start..end]`: first, and one past the last. Empty for an empty range.
    pub fn source(&self, start: usize, end: usize) -> (u32, u32) {
        match self.map.get(start..end) {
            Some([first, .., last]) => (first.0, last.1),
            Some([only]) => *only,
            _ => (0, 0),
        }
    }

    fn push(&mut self, c: char, at: u32) {
        self.key.push(c);
        self.map.push((at, at + 1));
    }
}

/// Folds a text. White space is kept, as one space, only between characters of scripts that separate words by it
/// (`plan A` stays apart from `planA`); between Han characters, and beside punctuation, it has no meaning.
pub fn fold(text: &str) -> Folded {
    let table = Table::get();
    let mut folded = Folded::default();
    let mut gap = None;
    for (at, c) in (0..).zip(text.chars()) {
        match table.of(c) {
            Becomes::One(one) => add(&mut folded, &mut gap, one, at),
            Becomes::Several(chars) => chars.iter().for_each(|&one| add(&mut folded, &mut gap, one, at)),
        }
    }
    folded
}

/// Whether a text can be folded. A browser learns what rare characters (nearly all of them Traditional) count as when it
/// comes upon one: see [`learn`].
pub fn knows(text: &str) -> bool {
    has_rare() || text.chars().all(is_usual)
}

/// Whether every text can be folded.
pub fn has_rare() -> bool {
    rare().is_some()
}

fn add(folded: &mut Folded, gap: &mut Option<u32>, c: char, at: u32) {
    if c == ' ' {
        gap.get_or_insert(at);
        return;
    }
    if let Some(gap) = gap.take()
        && is_spaced(c)
        && folded.key.last().is_some_and(|&before| is_spaced(before))
    {
        folded.push(' ', gap);
    }
    folded.push(c, at);
}

/// Letters and digits of scripts that put spaces between words: ASCII, and everything from Latin-1 letters to the end of
/// the alphabetic blocks (U+1FFF).
fn is_spaced(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{1fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_case_script_and_variants() {
        assert_eq!(fold("ＡＢｃ１２％").text(), "abc12%");
        assert_eq!(fold("義務教育、衞生").text(), "义务教育、卫生");
        assert_eq!(fold("云教字［2022］17号").text(), fold("云教字〔２０２２〕17號").text());
        assert_eq!(fold("①⑽㈠㎡").text(), "1(10)(一)m2");
    }

    #[test]
    fn folds_what_pdf_files_and_input_methods_write_for_a_character() {
        assert_eq!(fold("⻓期⻔卫⻢路⻄部⻚面⻛险⻋辆⺠办⽅案").text(), "长期门卫马路西部页面风险车辆民办方案");
        assert_eq!(fold("二○二四 ◯〇零").text(), "二〇二四〇〇零");
        assert_eq!(fold("葛\u{e0100}\u{2f804}丽\u{2f800}").text(), "葛你丽丽");
    }

    #[test]
    fn ignores_space_between_han_and_zero_width_characters_anywhere() {
        assert_eq!(fold(" 中 小\u{3000}学\n校\u{200b}舍 ").text(), "中小学校舍");
        assert_eq!(fold("  plan   A、 2 所 3 4 ").text(), "plan a、2所3 4");
    }

    #[test]
    fn knows_the_source_of_each_character() {
        let folded = fold("全 國①⑽所");
        assert_eq!(folded.text(), "全国1(10)所");
        assert_eq!(folded.source(0, 2), (0, 3));
        assert_eq!(folded.source(4, 6), (4, 5));
        assert_eq!(folded.source(2, 2), (0, 0));
    }
}
