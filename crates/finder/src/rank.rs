//! Relevance, in integers, so that every engine, machine and thread count agrees. `docs/search.md` explains it.
//!
//! The score of a plan is the sum, over the leaves that are not excluded, of [`score`] of the leaf's rarest gram: the one
//! that the fewest public plans hold. Whether the whole phrase occurs decides if a plan is a hit, not how it is ranked;
//! so an engine can rank before it has read a text. A leaf with several keys counts with the best of them.

/// Weight of an occurrence in a heading, on top of the one in the text.
pub const HEADING_WEIGHT: u32 = 4;
/// Weight of an occurrence in the title, on top of the one in the text.
pub const TITLE_WEIGHT: u32 = 8;
/// Length, in characters, of a plan that is neither favoured nor held back. Fixed: the average of an archive would
/// change with every plan that is added.
pub const USUAL_LENGTH: u64 = 2_000;

/// How often a gram occurs in a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the text: title, 发文字号 and paragraphs, rewordings included.
    pub text: u32,
    /// In the title alone.
    pub title: u32,
    /// In headings alone.
    pub heading: u32,
}

impl Counts {
    /// The weighted number of occurrences.
    fn weighted(self) -> u64 {
        let extra =
            u64::from(self.title) * u64::from(TITLE_WEIGHT) + u64::from(self.heading) * u64::from(HEADING_WEIGHT);
        u64::from(self.text) + extra
    }
}

/// The impact of a plan that speaks of nothing else. Few levels, because one is stored with every plan of every list.
pub const MOST: u64 = 63;

/// How much a plan is about a gram: 1 to [`MOST`], and 0 where it does not occur. BM25's saturation with k1 = 1.2 and
/// b = 0.75 (Robertson and Zaragoza 2009), against [`USUAL_LENGTH`], in thousandths, rounded down. Of the length the three
/// highest binary digits count: most edits then change the impact of what they touch alone, not of all that the plan holds.
pub fn impact(counts: Counts, length: u32) -> u8 {
    let weighted = counts.weighted() * 1_000;
    if weighted == 0 {
        return 0;
    }
    let norm = 300 + u64::from(highest(length, 3)) * 900 / USUAL_LENGTH;
    (MOST * weighted / (weighted + norm)).clamp(1, MOST) as u8
}

/// A number as ranking takes it: its four highest binary digits, then zeros. What the search data says of a gram that many
/// plans hold then stays as it is while a few are added, and what it says of a long plan while a few words are.
pub fn rounded(number: u32) -> u32 {
    highest(number, 4)
}

/// The highest binary digits of a number, so many, then zeros.
fn highest(number: u32, digits: u32) -> u32 {
    let low = (number.checked_ilog2().unwrap_or(0) + 1).saturating_sub(digits);
    number >> low << low
}

/// How telling a gram is that `holders` (as [`rounded`]) of `plans` public plans hold: log2((plans + 1) / (holders + 1/2))
/// in 256ths, at least 1.
pub fn idf(plans: u32, holders: u32) -> u32 {
    let ratio = ((2 * u64::from(plans) + 2) << 32) / (2 * u64::from(rounded(holders)) + 1);
    log2(ratio).saturating_sub(32 * 256).max(1)
}

/// What a leaf adds to the score of a plan.
pub fn score(idf: u32, impact: u8) -> u32 {
    idf * u32::from(impact)
}

/// Base-2 logarithm in 256ths, rounded down, by repeated squaring: exact in integers. 0 for 0.
fn log2(value: u64) -> u32 {
    let Some(whole) = value.checked_ilog2() else {
        return 0;
    };
    // Mantissa in 1..2, with 31 fractional bits.
    let mut mantissa = if whole > 31 { value >> (whole - 31) } else { value << (31 - whole) };
    let mut result = whole;
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 31;
        result <<= 1;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            result |= 1;
        }
    }
    result
}

/// Pairs of a key that are looked at: a browser fetches a file for each.
const PAIRS: usize = 6;

/// Where the grams of a key begin: its pairs of neighbours, of a long key the first, the last and some between them; the
/// one character of a key that has no more.
pub fn places(key: &[char]) -> impl Iterator<Item = usize> {
    let pairs = key.len().saturating_sub(1).max(key.len().min(1));
    let looked_at = pairs.min(PAIRS);
    (0..looked_at).map(move |at| if pairs > PAIRS { at * (pairs - 1) / (PAIRS - 1) } else { at })
}

/// The grams of a key.
pub fn grams(key: &[char]) -> impl Iterator<Item = &[char]> {
    places(key).map(|at| &key[at..key.len().min(at + 2)])
}

/// The gram of a key that the fewest plans hold (as [`rounded`]), the first among equals, with its number of holders.
pub fn rarest(key: &[char], mut holders: impl FnMut(&[char]) -> u32) -> Option<(&[char], u32)> {
    grams(key).map(|gram| (gram, holders(gram))).min_by_key(|(_, holders)| rounded(*holders))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn title_and_heading_weigh_more_and_length_less() {
        let in_text = Counts { text: 1, ..Counts::default() };
        let in_title = Counts { text: 1, title: 1, heading: 0 };
        let in_heading = Counts { text: 1, title: 0, heading: 1 };
        assert_eq!(impact(in_text, 2_048), 28);
        assert!(impact(in_title, 2_000) > impact(in_heading, 2_000));
        assert!(impact(in_heading, 2_000) > impact(in_text, 2_000));
        assert!(impact(in_text, 500) > impact(in_text, 5_000));
        assert_eq!(impact(in_text, 1_800), impact(in_text, 2_040), "a few words more are no other length");
        assert!(impact(in_text, 1_790) > impact(in_text, 1_800), "seven eighths of 2,048 are 1,792");
        assert_eq!(impact(Counts::default(), 0), 0);
    }

    #[test]
    fn the_rarest_gram_is_the_first_of_the_least() {
        let key: Vec<char> = "义务教育".chars().collect();
        let (gram, holders) = rarest(&key, |gram| if gram[0] == '育' { 1 } else { 7 }).unwrap();
        assert_eq!((gram, holders), (&key[0..2], 7));
        assert_eq!(rarest(&key[..1], |_| 3).unwrap().0, &key[..1]);
        assert!(rarest(&[], |_| 0).is_none());
        assert_eq!(places(&['a'; 7]).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(places(&['a'; 9]).collect::<Vec<_>>(), [0, 1, 2, 4, 5, 7]);
    }

    proptest! {
        #[test]
        fn the_logarithm_is_the_one_of_the_library(value in 1u64..1 << 50) {
            let exact = (value as f64).log2() * 256.0;
            prop_assert!((f64::from(log2(value)) - exact).abs() <= 1.01);
        }

        #[test]
        fn rarer_is_more_telling(plans in 1u32..200_000, a in 0u32..200_000, b in 0u32..200_000) {
            let (few, many) = (a.min(b).min(plans), a.max(b).min(plans));
            prop_assert!(idf(plans, few) >= idf(plans, many));
        }

        #[test]
        fn rounding_takes_away_less_than_an_eighth(holders: u32) {
            prop_assert!(rounded(holders) <= holders);
            prop_assert!(holders - rounded(holders) <= rounded(holders) / 8);
            prop_assert_eq!(rounded(rounded(holders)), rounded(holders));
        }
    }
}
