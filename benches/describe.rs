//! Describing on one core: `cargo bench --bench describe -- FOLDER` prints megabytes of source a second. Without a folder it
//! takes the sample archive, over and over.
//!
//! Seconds are those the processor spent on it (user and system), so that a busy machine gives the same figures.

mod common;

use std::time::Duration;

use cpu_time::ThreadTime;
use planarium::document::{Body, Plan, Source};
use planarium::pipeline::{self, Rules, describe};

/// Bytes that are described at least, so that a small folder gives a figure too.
const LEAST: usize = 50_000_000;

fn main() {
    let files: Vec<Vec<u8>> = common::files().into_iter().map(|(_, bytes)| bytes).collect();
    let size: usize = files.iter().map(Vec::len).sum();
    let rules = Rules::builtin();
    let rounds = LEAST.div_ceil(size);
    let mut spent = Duration::ZERO;
    let mut plans = 0;
    for bytes in &files {
        let document = pipeline::document("a.md", bytes, &rules);
        for plan in &document.plans {
            spent += (0..rounds).map(|_| time(&document.source, &document.body, plan)).sum::<Duration>();
        }
        plans += document.plans.len();
    }
    let megabytes = (size * rounds) as f64 / 1e6;
    println!("{plans} plans, {megabytes:.0} MB: {:.1} MB/s described", megabytes / spent.as_secs_f64());
}

fn time(source: &Source, body: &Body, plan: &Plan) -> Duration {
    let start = ThreadTime::now();
    std::hint::black_box(describe::describe(source, body, plan));
    start.elapsed()
}
