//! Work on plans on all cores, taken up in the order of the plans.

use crate::plan::Plan;

/// Plans worked on before the results are taken up.
const BATCH: usize = 512;

/// Applies `work` to every plan on all cores, and `take` to the results in order.
pub fn in_order<T: Send>(plans: &[&Plan], work: impl Fn(&Plan) -> T + Sync, mut take: impl FnMut(&Plan, T)) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for batch in plans.chunks(BATCH) {
        let share = batch.len().div_ceil(threads);
        let results: Vec<Vec<T>> = std::thread::scope(|scope| {
            let work = &work;
            let shares = batch.chunks(share);
            let running: Vec<_> =
                shares.map(|share| scope.spawn(move || share.iter().map(|plan| work(plan)).collect())).collect();
            // A thread that panicked has found a bug: the panic goes on here.
            running.into_iter().map(|thread| thread.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
        });
        batch.iter().zip(results.into_iter().flatten()).for_each(|(plan, result)| take(plan, result));
    }
}
