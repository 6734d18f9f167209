//! Letters read as pinyin.

use crate::{format::words::Words, prelude::*, small::sort_by_key};

/// Most phrases that are tried.
const TRIED: usize = 4;
/// Longest run of letters that is read.
const LONGEST: usize = 48;
/// Fewest first letters that are taken for those of a phrase: fewer stand for too much.
const FEWEST_INITIALS: usize = 4;

/// Phrases of at least two characters that letters stand for: whole syllables; where they are none, the first letters of
/// syllables. Each character goes with the next; the phrase whose rarest pair is commonest comes first.
pub fn phrases(words: &Words, key: &[char]) -> Vec<String> {
    let is_letter = |c: &char| c.is_ascii_lowercase() || *c == '\'';
    if key.len() > LONGEST || !key.iter().all(is_letter) {
        return Vec::new();
    }
    let letters: Vec<u8> = key.iter().filter(|&&c| c != '\'').map(|&c| c as u8).collect();
    let whole = read(words, &letters, |syllable| syllable.len());
    if !whole.is_empty() || letters.len() < FEWEST_INITIALS {
        return whole;
    }
    read(words, &letters, |_| 1)
}

/// Characters that a beginning of the letters stands for.
struct Begun {
    chars: Vec<u32>,
    /// Weight of the rarest pair.
    weight: u32,
}

/// Phrases of which `taken` letters of each syllable were typed.
fn read(words: &Words, letters: &[u8], taken: impl Fn(&str) -> usize) -> Vec<String> {
    // For each place, the best phrase that ends there with each character.
    let mut at: Vec<Vec<Begun>> = letters.iter().map(|_| Vec::new()).collect();
    at.push(Vec::new());
    // How many letters from a place on a character may stand for.
    let lengths = |place: usize, c: u32| {
        let typed = words.sounds(c).filter_map(|syllable| syllable.as_bytes().get(..taken(syllable)));
        typed.filter(|typed| letters[place..].starts_with(typed)).map(<[u8]>::len).collect::<Vec<_>>()
    };
    for c in 0..words.chars.len() as u32 {
        for length in lengths(0, c) {
            keep(&mut at[length], Begun { chars: vec![c], weight: u32::MAX });
        }
    }
    for place in 1..letters.len() {
        for begun in core::mem::take(&mut at[place]) {
            let last = begun.chars.last().copied().unwrap_or_default();
            for pair in words.after(last) {
                for length in lengths(place, pair.second) {
                    let chars = [begun.chars.as_slice(), &[pair.second]].concat();
                    keep(&mut at[place + length], Begun { chars, weight: begun.weight.min(pair.weight) });
                }
            }
        }
    }
    let mut whole = at.pop().unwrap_or_default();
    whole.retain(|begun| begun.chars.len() > 1);
    sort_by_key(&mut whole, |begun| u64::from(!begun.weight));
    whole.iter().take(TRIED).map(|begun| begun.chars.iter().map(|&c| words.char(c)).collect()).collect()
}

/// Keeps the better of two phrases that end with the same character.
fn keep(ending: &mut Vec<Begun>, new: Begun) {
    match ending.iter_mut().find(|old| old.chars.last() == new.chars.last()) {
        Some(old) if old.weight < new.weight => *old = new,
        Some(_) => {}
        None => ending.push(new),
    }
}
