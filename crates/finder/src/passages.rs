//! Passages: stretches of whole paragraphs, so that long plans are not read as a whole.

use crate::plan::Plan;
use crate::prelude::*;
use core::ops::Range;

/// A plan up to this length, in scalars, is one passage.
const SHORT_PLAN: usize = 1_500;
/// Length from which on a passage ends with its paragraph.
const PASSAGE: usize = 700;

/// The passages of a plan, as ranges of its paragraphs. At least one.
pub fn passages(plan: &Plan) -> Vec<Range<usize>> {
    let lengths: Vec<usize> = plan.paragraphs.iter().map(|paragraph| paragraph.chars().count()).collect();
    if lengths.iter().sum::<usize>() <= SHORT_PLAN {
        return core::iter::once(0..lengths.len()).collect();
    }
    let mut passages = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, paragraph) in lengths.iter().enumerate() {
        length += paragraph;
        if length >= PASSAGE {
            passages.push(start..at + 1);
            (start, length) = (at + 1, 0);
        }
    }
    if start < lengths.len() {
        passages.push(start..lengths.len());
    }
    passages
}
