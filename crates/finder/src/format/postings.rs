//! Lists of plans that hold a gram: number, impact, passages.

use super::{
    Error,
    bytes::{Reader, put},
};
use crate::prelude::*;

/// Passages of a plan, one bit each; the last bit stands for all from there on.
pub type Passages = u64;

/// Passages from this one on share a bit.
pub const LAST_PASSAGE: u32 = 63;

/// Postings of a short list that have the same impact, in the order of equals, end a tier with the one in this place; all
/// others are in a last tier. A reader who wants the first few then need not know the dates of all.
pub const TIERS: [usize; 3] = [5, 15, 45];

/// Bits of a byte that hold an impact; the tier is in those above.
const IMPACT_BITS: u32 = 6;

/// A plan that holds a gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Number of the plan.
    pub plan: u32,
    /// How much it is about the gram; see [`crate::rank::impact`].
    pub impact: u8,
    /// Which of the [`TIERS`] it is in.
    pub tier: u8,
    /// Where it occurs.
    pub passages: Passages,
}

/// The bit of a passage.
pub fn bit(passage: u32) -> Passages {
    1 << passage.min(LAST_PASSAGE)
}

/// Appends a posting: distance from `next` (the least number it could have) doubled, plus one where it occurs elsewhere
/// than in the first passage; impact and tier; and then the passages, 7 bits a byte.
pub fn put_posting(out: &mut Vec<u8>, next: u32, posting: Posting) {
    let elsewhere = posting.passages != 1;
    put(out, (posting.plan - next) << 1 | u32::from(elsewhere));
    out.push(posting.tier << IMPACT_BITS | posting.impact);
    if elsewhere {
        put_passages(out, posting.passages);
    }
}

fn put_passages(out: &mut Vec<u8>, mut passages: Passages) {
    while passages >= 0x80 {
        out.push(passages as u8 | 0x80);
        passages >>= 7;
    }
    out.push(passages as u8);
}

/// Reads postings to the end of the bytes; `next` is the least number the first could have.
pub fn postings(bytes: &[u8], mut next: u32) -> Result<Vec<Posting>, Error> {
    let mut reader = Reader::new(bytes);
    let mut list = Vec::new();
    while reader.goes_on() {
        let posting = posting(&mut reader, next);
        next = reader.sum(posting.plan, 1);
        list.push(posting);
    }
    reader.finish(list)
}

/// Reads one posting.
pub fn posting(reader: &mut Reader, next: u32) -> Posting {
    let head = reader.number();
    let plan = reader.sum(next, head >> 1);
    let byte = reader.byte();
    let (tier, impact) = (byte >> IMPACT_BITS, byte & ((1 << IMPACT_BITS) - 1));
    let passages = if head & 1 == 0 { 1 } else { reader.wide() };
    Posting { plan, impact, tier, passages }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_come_back(gaps in prop::collection::vec((0u32..5_000, 1u8..64, 0u8..4, 1u64..), 0..50)) {
            let (mut bytes, mut list, mut next) = (Vec::new(), Vec::new(), 0);
            for (gap, impact, tier, passages) in gaps {
                let posting = Posting { plan: next + gap, impact, tier, passages };
                put_posting(&mut bytes, next, posting);
                next = posting.plan + 1;
                list.push(posting);
            }
            prop_assert_eq!(postings(&bytes, 0).unwrap(), list);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = postings(&bytes, 0);
        }
    }
}
