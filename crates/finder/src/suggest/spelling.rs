//! A word with one character replaced.

use crate::{format::words::Words, prelude::*, small::sort_by_key};

/// Most corrections that are tried.
const TRIED: usize = 8;

/// The word with one Han character replaced so that it goes with its neighbours. First where the typed one goes with fewest of
/// its own; there, first what sounds the same, as slips of an input method do; then the commoner.
pub fn corrections(words: &Words, key: &[char]) -> Vec<String> {
    let indices: Vec<Option<u32>> = key.iter().map(|&c| words.index(c)).collect();
    let mut found: Vec<(u64, usize, u32)> = Vec::new();
    for at in (0..key.len()).filter(|&at| matches!(key[at], '\u{3400}'..='\u{9fff}')) {
        let (left, right) = (at.checked_sub(1).map(|at| indices[at]), indices.get(at + 1).copied());
        // A neighbour that is in no pair goes with nothing.
        let (Some(left), Some(right)) = (known(left), known(right)) else { continue };
        let strength = |c: u32| {
            let (before, after) = (left.map(|left| words.weight(left, c)), right.map(|right| words.weight(c, right)));
            before.unwrap_or(u32::MAX).min(after.unwrap_or(u32::MAX))
        };
        let own = indices[at];
        let goes_before = left.zip(own).is_some_and(|(left, own)| words.weight(left, own) > 0);
        let goes_after = own.zip(right).is_some_and(|(own, right)| words.weight(own, right) > 0);
        let known_sides = u64::from(goes_before) + u64::from(goes_after);
        for c in fitting(words, left, right).into_iter().filter(|&c| Some(c) != own && strength(c) > 0) {
            let other_sound = u64::from(!own.is_some_and(|own| sound_alike(words, own, c)));
            let order = known_sides << 33 | other_sound << 32 | u64::from(!strength(c));
            found.push((order, at, c));
        }
    }
    sort_by_key(&mut found, |found| found.0);
    let corrected = |&(_, at, c): &(u64, usize, u32)| {
        key.iter().enumerate().map(|(own, &old)| if own == at { words.char(c) } else { old }).collect()
    };
    found.iter().take(TRIED).map(corrected).collect()
}

/// A neighbour: `None` where there is one that is in no pair, `Some(None)` where there is none.
fn known(neighbour: Option<Option<u32>>) -> Option<Option<u32>> {
    match neighbour {
        Some(None) => None,
        Some(Some(index)) => Some(Some(index)),
        None => Some(None),
    }
}

/// The characters that go with one neighbour at least.
fn fitting(words: &Words, left: Option<u32>, right: Option<u32>) -> Vec<u32> {
    match (left, right) {
        (Some(left), _) => words.after(left).iter().map(|pair| pair.second).collect(),
        (None, Some(right)) => words.pairs.iter().filter(|pair| pair.second == right).map(|pair| pair.first).collect(),
        (None, None) => Vec::new(),
    }
}

fn sound_alike(words: &Words, a: u32, b: u32) -> bool {
    words.sounds(a).any(|sound| words.sounds(b).any(|other| other == sound))
}
