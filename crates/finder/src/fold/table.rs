//! What each character counts as: `data/fold.bin`, generated and proven by `tests/tables.rs`.
//!
//! All numbers are LEB128 varints: the number of runs; then per run the distance from the end of the run before, per run
//! its length, per run the zigzag difference of its first target from that of the run before; then, to the end, the
//! characters that become none or several: distance from the one before, count, characters.

use crate::once::OnceLock;
use crate::prelude::*;

static DATA: &[u8] = include_bytes!("../../data/fold.bin");

/// Marks a character of the basic plane that becomes none or several. U+FFFF is no character.
const SEVERAL: u16 = 0xffff;

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
    /// The one table, decoded at first use.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Self::decoded(DATA))
    }

    /// What `c` counts as.
    pub fn of(&'static self, c: char) -> Becomes {
        let code = c as u32;
        let Some(&target) = self.plane.get(code as usize) else {
            return Becomes::One(self.above_plane(c));
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

    fn decoded(data: &'static [u8]) -> Self {
        let mut numbers = Numbers(data);
        let mut table = Self { plane: (0..=u16::MAX).collect(), above: Vec::new(), several: Vec::new() };
        for run in runs(&mut numbers) {
            table.add_run(run);
        }
        let mut code = 0;
        while !numbers.0.is_empty() {
            code += numbers.next();
            let count = numbers.next();
            let chars = (0..count).filter_map(|_| char::from_u32(numbers.next())).collect();
            table.plane[code as usize] = SEVERAL;
            table.several.push((code, chars));
        }
        table
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
