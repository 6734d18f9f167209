//! From bytes to outlined plans, on one core: `cargo bench --bench text -- FOLDER` prints megabytes a second for the files of
//! the folder, seconds for each stage, and how the time grows with the size of a single file, up to 50 MB.
//! Without a folder it takes the sample archive, over and over.
//!
//! Seconds are those the processor spent on it (user and system), so that a busy machine gives the same figures.

mod common;

use std::time::Duration;

use cpu_time::ThreadTime;
use planarium::pipeline::{clean, outline, read, split};

/// Bytes that are processed at least, so that a small folder gives a figure too.
const LEAST: usize = 50_000_000;
/// Sizes of single files, in bytes.
const SIZES: [usize; 4] = [1_000_000, 5_000_000, 10_000_000, 50_000_000];

fn main() {
    let files: Vec<Vec<u8>> = common::files().into_iter().map(|(_, bytes)| bytes).collect();
    let size: usize = files.iter().map(Vec::len).sum();
    whole(&files, size);
    growth(&files);
}

/// All files, as often as it takes.
fn whole(files: &[Vec<u8>], size: usize) {
    let rounds = LEAST.div_ceil(size);
    let mut spent = [Duration::ZERO; 4];
    for bytes in (0..rounds).flat_map(|_| files) {
        process(bytes, &mut spent);
    }
    let total: Duration = spent.iter().sum();
    println!(
        "{} files, {:.0} MB: {:.1} MB/s from bytes to outlined plans",
        files.len() * rounds,
        (size * rounds) as f64 / 1e6,
        rate(size * rounds, total)
    );
    for (stage, time) in ["read", "clean", "split", "outline"].iter().zip(spent) {
        println!("  {stage:8} {:6.2} s", time.as_secs_f64());
    }
}

/// One file of the texts of all, ever longer.
fn growth(files: &[Vec<u8>]) {
    let mut text: Vec<u8> = Vec::with_capacity(SIZES[SIZES.len() - 1] + 1_000_000);
    for size in SIZES {
        for bytes in files.iter().cycle().take_while(|bytes| !bytes.is_empty()) {
            if text.len() >= size {
                break;
            }
            text.extend_from_slice(bytes);
            text.push(b'\n');
        }
        let mut spent = [Duration::ZERO; 4];
        process(&text, &mut spent);
        println!("one file of {:3} MB: {:5.1} MB/s", text.len() / 1_000_000, rate(text.len(), spent.iter().sum()));
    }
}

fn rate(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

fn process(bytes: &[u8], spent: &mut [Duration; 4]) {
    let start = ThreadTime::now();
    let source = read::read("a.md", bytes);
    let read = start.elapsed();
    let body = clean::clean(&source, clean::Rules::builtin());
    let cleaned = start.elapsed();
    let split = split::split(&source, body, &[], split::Words::builtin());
    let told_apart = start.elapsed();
    for plan in &split.plans {
        std::hint::black_box(outline::outline(&split.body, plan, outline::Headings::builtin()));
    }
    let end = start.elapsed();
    for (sum, time) in spent.iter_mut().zip([read, cleaned - read, told_apart - cleaned, end - told_apart]) {
        *sum += time;
    }
}
