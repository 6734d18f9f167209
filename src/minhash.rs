//! MinHash sketches of texts: how alike two texts are, from 128 small numbers.
//!
//! One-permutation hashing (Li, Owen, Zhang, NIPS 2012) with optimal densification (Shrivastava, ICML 2017): each shingle is
//! hashed once, and empty places borrow from filled ones by rules that both texts share. The hash is part of the format
//! of `plans.lock` and must not change.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many values a sketch has.
pub const PLACES: usize = 128;

/// Values in a band.
const BAND: usize = 3;

/// Characters in a row that make a shingle.
const WIDTH: usize = 5;

/// A sketch, and how many distinct shingles (about) it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// The least hash at each place.
    #[serde(serialize_with = "as_bytes", deserialize_with = "from_bytes")]
    pub values: [u32; PLACES],
    /// How many shingles the text has; 0 for a text without letters.
    pub shingles: u32,
}

/// Share of places at which both have the same.
pub fn agreement<T: PartialEq>(one: &[T; PLACES], other: &[T; PLACES]) -> f64 {
    let equal: u32 = one.iter().zip(other).map(|(one, other)| u32::from(one == other)).sum();
    f64::from(equal) / PLACES as f64
}

fn as_bytes<S: Serializer>(values: &[u32; PLACES], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(&values.map(u32::to_le_bytes).concat())
}

fn from_bytes<'de, D: Deserializer<'de>>(from: D) -> Result<[u32; PLACES], D::Error> {
    let (bytes, _) = <&[u8]>::deserialize(from)?.as_chunks::<4>();
    let values: Vec<u32> = bytes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    values.try_into().map_err(|_| serde::de::Error::custom("not a sketch"))
}

/// The hashes of a text's shingles: runs of five letters or digits, whatever stands between them.
pub fn shingles(text: &str) -> impl Iterator<Item = u64> + '_ {
    let mut window = [0_u32; WIDTH];
    let mut filled = 0;
    text.chars().filter(|char| char.is_alphanumeric()).filter_map(move |char| {
        window.rotate_left(1);
        window[WIDTH - 1] = u32::from(char);
        filled += 1;
        (filled >= WIDTH).then(|| hash(&window))
    })
}

fn hash(window: &[u32; WIDTH]) -> u64 {
    let joined = window.iter().fold(0_u64, |value, char| mix(value ^ u64::from(*char)));
    mix(joined)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl Sketch {
    /// Sketches a text given as pieces that belong together.
    pub fn of<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Sketch {
        let mut values = [u32::MAX; PLACES];
        let mut count = 0;
        for hash in pieces.into_iter().flat_map(shingles) {
            let place = (hash % PLACES as u64) as usize;
            values[place] = values[place].min((hash >> 32) as u32);
            count += 1;
        }
        Sketch { values: densified(&values), shingles: count }
    }

    /// Share of equal places: an estimate of the Jaccard similarity.
    pub fn likeness(&self, other: &Sketch) -> f64 {
        agreement(&self.values, &other.values)
    }

    /// The last byte of each value. Two texts agree in at least as many of these as of the values.
    pub fn last_bytes(&self) -> [u8; PLACES] {
        self.values.map(|value| value as u8)
    }

    /// Texts that agree in one of the first `count` bands, of three values each, are worth comparing. Each band is given as a
    /// hash; two different ones share it once in four thousand million pairs, and [`Sketch::shares_band`] shows that.
    pub fn bands(&self, count: usize) -> Vec<u32> {
        let bands = self.values.chunks_exact(BAND).take(count);
        bands.map(|band| band.iter().fold(0, |value, own| mix(value ^ u64::from(*own))) as u32).collect()
    }

    /// Whether both agree in one of the first `count` bands.
    pub fn shares_band(&self, other: &Sketch, count: usize) -> bool {
        let bands = self.values.chunks_exact(BAND).zip(other.values.chunks_exact(BAND));
        bands.take(count).any(|(own, other)| own == other)
    }

    /// The last four bits of each value, as in `plans.lock`.
    pub fn nibbles(&self) -> [u8; PLACES] {
        self.values.map(|value| (mix(u64::from(value)) & 0xf) as u8)
    }
}

/// Fills empty places from filled ones, chosen by the place's own sequence.
fn densified(values: &[u32; PLACES]) -> [u32; PLACES] {
    if values.iter().all(|value| *value == u32::MAX) {
        return *values;
    }
    let mut dense = *values;
    for (place, value) in dense.iter_mut().enumerate().filter(|(_, value)| **value == u32::MAX) {
        let steps = (1_u64..).map(|step| (mix((place as u64) << 32 | step) % PLACES as u64) as usize);
        *value = steps.map(|other| values[other]).find(|other| *other != u32::MAX).unwrap_or(u32::MAX);
    }
    dense
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn text(seed: u64, letters: usize) -> String {
        (0..letters as u64)
            .map(|place| char::from_u32(0x4e00 + (mix(seed ^ place << 20) % 3000) as u32).unwrap())
            .collect()
    }

    #[test]
    fn likeness_is_near_the_true_jaccard_similarity() {
        for (seed, own, shared) in [(1, 400, 1200), (2, 900, 300), (3, 100, 2000), (4, 60, 60)] {
            let common = text(seed, shared);
            let (one, two) = (common.clone() + &text(seed + 100, own), common + &text(seed + 200, own));
            let (a, b): (BTreeSet<u64>, BTreeSet<u64>) = (shingles(&one).collect(), shingles(&two).collect());
            let truth = a.intersection(&b).count() as f64 / a.union(&b).count() as f64;
            let found = Sketch::of([one.as_str()]).likeness(&Sketch::of([two.as_str()]));
            assert!((truth - found).abs() < 0.15, "{truth} {found}");
        }
    }

    #[test]
    fn spaces_and_punctuation_do_not_count() {
        assert_eq!(Sketch::of(["加强学校安全管理工作。"]), Sketch::of([" 加强学校,安全管理 工作"]));
        assert_eq!(Sketch::of(["。"]).shingles, 0);
    }

    #[test]
    fn the_hash_never_changes() {
        let sketch = Sketch::of(["甲乙丙丁戊己庚辛"]);
        let first: String = sketch.nibbles()[..16].iter().map(|nibble| format!("{nibble:x}")).collect();
        assert_eq!((first.as_str(), sketch.shingles), ("282f8d8f8dd8fdd2", 4));
    }
}
