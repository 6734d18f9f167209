//! What each character counts as: `data/fold.bin` and, for rare characters, `data/fold-rare.bin`, generated and proven by
//! `tests/tables.rs`. A browser does without the rare ones until it comes upon one.
//!
//! All numbers are LEB128 varints: the number of runs; then per run the distance from the end of the run before, per run
//! its length, per run the zigzag difference of its first target from that of the run before; then, to the end, the
//! characters that become none or several: distance from the one before, count, characters.

use crate::once::OnceLock;
use crate::prelude::*;
use crate::small::sort_by_key;

static USUAL: &[u8] = include_bytes!("../../data/fold.bin");
/// The part of the table for rare characters: the payload of a file of the search data.
pub const RARE: &[u8] = include_bytes!("../../data/fold-rare.bin");
/// Its hash: a reader asks for the very part that it was compiled with.
pub const RARE_HASH: u32 = crate::format::hash(RARE);

/// First of the unified ideographs, some of which are rare.
const HAN: u32 = 0x4e00;
/// One bit for each of them: whether it is rare.
static RARE_HAN: &[u8; 2_624] = include_bytes!("../../data/fold-han.bin");

/// Marks a character of the basic plane that becomes none or several. U+FFFF is no character.
const SEVERAL: u16 = 0xffff;

/// Ask for one of several forms of the character before them; ignored.
const VARIANTS: core::ops::RangeInclusive<char> = '\u{e0100}'..='\u{e01ef}';

/// Whether a character is none of the rare ones: radicals, ideographs of extension A, compatibility ideographs, letters of
/// Korean, Vietnamese and formulas, circled kana, and those unified ideographs that count as others and are not in GB 2312, so
/// that Simplified texts seldom have them.
pub fn is_usual(c: char) -> bool {
    match u32::from(c) {
        0x1e00..0x1f00 | 0x2e80..0x2fe0 | 0x3130..0x3220 | 0x3260..0x3280 | 0x32d0..0x3300 => false,
        0x3400..0x4dc0 | 0xf900..0xfb00 | 0x1d400..0x1d800 | 0x2f800..0x2fa20 => false,
        code @ HAN..0xa000 => RARE_HAN[((code - HAN) >> 3) as usize] >> (code & 7) & 1 == 0,
        _ => true,
    }
}

/// The rare part, as far as it is known: natively always.
#[cfg(not(target_arch = "wasm32"))]
pub fn rare() -> Option<&'static [u8]> {
    Some(RARE)
}

/// The rare part, once it was learnt.
#[cfg(target_arch = "wasm32")]
pub fn rare() -> Option<&'static [u8]> {
    LEARNT.get().map(Vec::as_slice)
}

#[cfg(target_arch = "wasm32")]
static LEARNT: OnceLock<Vec<u8>> = OnceLock::new();

/// Takes the rare part, whose hash is [`RARE_HASH`].
#[cfg_attr(not(target_arch = "wasm32"), allow(unused_variables))]
pub fn learn(rare: &[u8]) {
    #[cfg(target_arch = "wasm32")]
    LEARNT.get_or_init(|| rare.to_vec());
}

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// One character, usually itself.
    One(char),
    /// None, or several: see [`Table::several`].
    Several(&'static [char]),
}

/// The decoded table.
pub struct Table {
    /// Target of each character of the basic plane.
    plane: Vec<u16>,
    /// Runs above the basic plane: first, length, first target.
    above: Vec<(u32, u32, u32)>,
    /// Characters that become none or several, sorted.
    several: Vec<(u32, Vec<char>)>,
}

impl Table {
    /// The table as far as it is known, decoded at first use.
    pub fn get() -> &'static Self {
        static WITHOUT_RARE: OnceLock<Table> = OnceLock::new();
        static WHOLE: OnceLock<Table> = OnceLock::new();
        match rare() {
            Some(rare) => WHOLE.get_or_init(|| Self::decoded(&[USUAL, rare])),
            None => WITHOUT_RARE.get_or_init(|| Self::decoded(&[USUAL])),
        }
    }

    /// What `c` counts as.
    pub fn of(&'static self, c: char) -> Becomes {
        let code = c as u32;
        let Some(&target) = self.plane.get(code as usize) else {
            return if VARIANTS.contains(&c) { Becomes::Several(&[]) } else { Becomes::One(self.above_plane(c)) };
        };
        if target != SEVERAL || code == u32::from(SEVERAL) {
            return Becomes::One(char::from_u32(u32::from(target)).unwrap_or(c));
        }
        match self.several.binary_search_by_key(&code, |entry| entry.0) {
            Ok(at) => Becomes::Several(&self.several[at].1),
            Err(_) => Becomes::One(c),
        }
    }

    fn above_plane(&self, c: char) -> char {
        let code = c as u32;
        let run = self.above.iter().find(|run| (run.0..run.0 + run.1).contains(&code));
        run.and_then(|run| char::from_u32(run.2 + (code - run.0))).unwrap_or(c)
    }

    fn decoded(parts: &[&'static [u8]]) -> Self {
        let mut table = Self { plane: (0..=u16::MAX).collect(), above: Vec::new(), several: Vec::new() };
        parts.iter().for_each(|part| table.add(Numbers(part)));
        sort_by_key(&mut table.several, |entry| entry.0.into());
        table
    }

    fn add(&mut self, mut numbers: Numbers) {
        for run in runs(&mut numbers) {
            self.add_run(run);
        }
        let mut code = 0;
        while !numbers.0.is_empty() {
            code += numbers.next();
            let count = numbers.next();
            let chars = (0..count).filter_map(|_| char::from_u32(numbers.next())).collect();
            self.plane[code as usize] = SEVERAL;
            self.several.push((code, chars));
        }
    }

    fn add_run(&mut self, run: (u32, u32, u32)) {
        if run.0 > u32::from(u16::MAX) {
            return self.above.push(run);
        }
        for i in 0..run.1 {
            self.plane[(run.0 + i) as usize] = (run.2 + i) as u16;
        }
    }
}

fn runs(numbers: &mut Numbers) -> Vec<(u32, u32, u32)> {
    let count = numbers.next();
    let mut end = 0;
    let mut runs: Vec<(u32, u32, u32)> = Vec::new();
    for _ in 0..count {
        end += numbers.next();
        runs.push((end, 0, 0));
    }
    let mut before = 0;
    for run in &mut runs {
        run.1 = numbers.next();
        // Distances count from the end of the run before, so the lengths of all runs before are added.
        run.0 += before;
        before += run.1;
    }
    let mut target = 0u32;
    for run in &mut runs {
        let zigzag = numbers.next();
        target = target.wrapping_add((zigzag >> 1) ^ (zigzag & 1).wrapping_neg());
        run.2 = target;
    }
    runs
}

/// Reads LEB128 numbers of our own table; past its end, zero.
struct Numbers(&'static [u8]);

impl Numbers {
    fn next(&mut self) -> u32 {
        let (mut value, mut shift) = (0, 0);
        while let Some((&byte, rest)) = self.0.split_first() {
            self.0 = rest;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_characters_count_as_the_same_without_the_rare_part() {
        static USUAL_ONLY: OnceLock<Table> = OnceLock::new();
        let usual = USUAL_ONLY.get_or_init(|| Table::decoded(&[USUAL]));
        let mut rare = 0;
        for c in '\0'..=char::MAX {
            let same = usual.of(c) == Table::get().of(c);
            assert!(same || !is_usual(c), "U+{:04X}", u32::from(c));
            rare += u32::from(!same);
        }
        assert!(rare > 3_000, "{rare} characters need the rare part");
    }
}
