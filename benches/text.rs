//! From bytes to outlined plans, on one core: `cargo bench --bench text -- FOLDER` prints megabytes a second for each stage.
//! Without a folder it takes the sample archive, over and over.

use std::path::Path;
use std::time::{Duration, Instant};

use planarium::pipeline::{clean, outline, read, split};

/// Bytes that are processed at least, so that a small folder gives a figure too.
const LEAST: usize = 50_000_000;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder = folder.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/plans").to_owned());
    let files: Vec<Vec<u8>> = walkdir::WalkDir::new(Path::new(&folder))
        .sort_by_file_name()
        .into_iter()
        .filter_map(|entry| std::fs::read(entry.ok()?.path()).ok())
        .collect();
    let size: usize = files.iter().map(Vec::len).sum();
    if size == 0 {
        eprintln!("{folder} holds no files");
        return;
    }
    let rounds = LEAST.div_ceil(size);
    let mut spent = [Duration::ZERO; 4];
    for bytes in (0..rounds).flat_map(|_| &files) {
        process(bytes, &mut spent);
    }
    let megabytes = (size * rounds) as f64 / 1e6;
    let total: Duration = spent.iter().sum();
    println!(
        "{} files, {megabytes:.0} MB: {:.1} MB/s from bytes to outlined plans",
        files.len() * rounds,
        megabytes / total.as_secs_f64()
    );
    for (stage, time) in ["read", "clean", "split", "outline"].iter().zip(spent) {
        println!("  {stage:8} {:6.2} s", time.as_secs_f64());
    }
}

fn process(bytes: &[u8], spent: &mut [Duration; 4]) {
    let start = Instant::now();
    let source = read::read("a.md", bytes);
    let read = start.elapsed();
    let body = clean::clean(&source, clean::Rules::builtin());
    let cleaned = start.elapsed();
    let split = split::split(&source, body, &[]);
    let told_apart = start.elapsed();
    for plan in &split.plans {
        std::hint::black_box(outline::outline(&split.body, plan));
    }
    let end = start.elapsed();
    for (sum, time) in spent.iter_mut().zip([read, cleaned - read, told_apart - cleaned, end - told_apart]) {
        *sum += time;
    }
}
