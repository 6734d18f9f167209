//! Work on all cores, taken up in order.

use rayon::prelude::*;

/// Items worked on before the results are taken up.
const BATCH: usize = 512;

/// Applies `work` to every item on all cores, and `take` to the results in order.
pub fn in_order<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync, mut take: impl FnMut(&I, T)) {
    for batch in items.chunks(BATCH) {
        let results: Vec<T> = batch.par_iter().map(&work).collect();
        batch.iter().zip(results).for_each(|(item, result)| take(item, result));
    }
}

/// Works on every item on all cores.
pub fn on_each<I: Send>(items: &mut [I], work: impl Fn(&mut I) + Sync) {
    items.par_iter_mut().for_each(&work);
}
