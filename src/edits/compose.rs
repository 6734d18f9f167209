//! Cuts of a text that was cut before, as cuts of its source.

use std::ops::Range;

use super::{Cut, settle};

/// Cuts of a text that itself came out of settled `first` cuts, as cuts of the source; those of `second` that touch what a
/// first cut inserted or passed over take it in.
pub fn compose(source: &str, first: &[Cut], second: Vec<Cut>) -> Vec<Cut> {
    let mut merge = Merge { first, next: 0, shift: 0, cuts: Vec::with_capacity(first.len() + second.len()) };
    for cut in second {
        merge.pass(cut.range.start);
        let cut = merge.take(cut);
        if source.get(cut.range.clone()) != Some(cut.inserted.as_ref()) {
            merge.cuts.push(cut);
        }
    }
    merge.pass(usize::MAX);
    let mut cuts = merge.cuts;
    settle(source, &mut cuts);
    cuts
}

/// First cuts on their way into one list with those after them.
struct Merge<'c> {
    first: &'c [Cut],
    /// The first cut that is still ahead.
    next: usize,
    /// What the cuts behind have made the text longer by.
    shift: isize,
    cuts: Vec<Cut>,
}

impl<'c> Merge<'c> {
    /// The next first cut, and where what it inserted stands in the text it made.
    fn ahead(&self) -> Option<(&'c Cut, Range<usize>)> {
        let cut = self.first.get(self.next)?;
        let start = cut.range.start.saturating_add_signed(self.shift);
        Some((cut, start..start + cut.inserted.len()))
    }

    fn skip(&mut self, cut: &Cut) {
        self.shift += cut.inserted.len() as isize - cut.range.len() as isize;
        self.next += 1;
    }

    /// Keeps the first cuts that end before `at`.
    fn pass(&mut self, at: usize) {
        while let Some((cut, _)) = self.ahead().filter(|(_, place)| place.end <= at) {
            self.cuts.push(cut.clone());
            self.skip(cut);
        }
    }

    /// A second cut as a cut of the source, with the first cuts inside it.
    fn take(&mut self, second: Cut) -> Cut {
        let back = |at: usize, shift: isize| at.saturating_add_signed(-shift);
        let (mut before, mut after) = (String::new(), String::new());
        let mut start = back(second.range.start, self.shift);
        let mut end = None;
        while let Some((cut, place)) = self.ahead().filter(|(_, place)| place.start < second.range.end) {
            if place.start < second.range.start {
                start = cut.range.start;
                before.push_str(&cut.inserted[..second.range.start - place.start]);
            }
            end = None;
            if place.end > second.range.end {
                end = Some(cut.range.end);
                after.push_str(&cut.inserted[second.range.end - place.start..]);
            }
            self.skip(cut);
        }
        let end = end.unwrap_or_else(|| back(second.range.end, self.shift));
        let inserted = format!("{before}{}{after}", second.inserted);
        Cut { range: start..end, inserted: inserted.into(), reason: second.reason }
    }
}
