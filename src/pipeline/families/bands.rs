//! Locality-sensitive hashing: texts that agree in all values of some band are worth comparing.

use rayon::prelude::*;

/// A text and the bands of its sketch.
pub(super) struct Banded {
    /// Place of its plan in the archive's entries.
    pub entry: usize,
    /// Its place among the plan's paragraphs.
    pub index: usize,
    /// As many for each text.
    pub bands: Vec<u32>,
}

/// Pairs of indices, the smaller first, once for each band. Where more than `most` texts agree, what they share is common to all
/// and no sign.
pub(super) fn candidates(
    texts: &[Banded],
    count: usize,
    most: usize,
) -> impl ParallelIterator<Item = (usize, usize)> + '_ {
    (0..count).into_par_iter().flat_map_iter(move |band| in_band(texts, band, most))
}

fn in_band(texts: &[Banded], band: usize, most: usize) -> Vec<(usize, usize)> {
    let mut order: Vec<(u32, u32)> = (0..).zip(texts).map(|(at, text)| (text.bands[band], at)).collect();
    order.sort_unstable();
    let mut pairs = Vec::new();
    for group in order.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() <= most) {
        for (at, one) in group.iter().enumerate() {
            pairs.extend(group[at + 1..].iter().map(|other| (one.1 as usize, other.1 as usize)));
        }
    }
    pairs
}
