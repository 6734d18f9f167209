//! Work on all cores, taken up in order.

/// Items worked on before the results are taken up.
const BATCH: usize = 512;

/// Applies `work` to every item on all cores, and `take` to the results in order.
pub fn in_order<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync, mut take: impl FnMut(&I, T)) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for batch in items.chunks(BATCH) {
        let share = batch.len().div_ceil(threads);
        let results: Vec<Vec<T>> = std::thread::scope(|scope| {
            let work = &work;
            let shares = batch.chunks(share);
            let running: Vec<_> = shares.map(|share| scope.spawn(move || share.iter().map(work).collect())).collect();
            // A thread that panicked has found a bug: the panic goes on here.
            running.into_iter().map(|thread| thread.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
        });
        batch.iter().zip(results.into_iter().flatten()).for_each(|(item, result)| take(item, result));
    }
}

/// Works on every item on all cores.
pub fn on_each<I: Send>(items: &mut [I], work: impl Fn(&mut I) + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        for share in items.chunks_mut(share) {
            scope.spawn(|| share.iter_mut().for_each(&work));
        }
    });
}
