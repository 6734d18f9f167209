//! What the benchmarks work on.

use std::path::PathBuf;

/// The folder named on the command line, or the sample archive's plans.
pub fn folder() -> PathBuf {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    named.map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/plans").into(), PathBuf::from)
}

/// All files of [`folder`], by path; ends the benchmark where there are none.
pub fn files() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = folder();
    let paths = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().flatten().map(|entry| entry.into_path());
    let files: Vec<_> = paths.filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect();
    if files.iter().all(|(_, bytes)| bytes.is_empty()) {
        eprintln!("{} holds no text", folder.display());
        std::process::exit(1);
    }
    files
}
