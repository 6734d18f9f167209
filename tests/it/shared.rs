//! Where the shared test material is (`$PLANARIUM_SHARED`, else `../shared`), and what happens without it.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The shared folder. Without it the calling test says that it is skipped, is counted in `target/skipped-tests.txt` (which
/// `make test` reads), and must return; where `PLANARIUM_REQUIRE_SHARED` is set, as in CI, that is a failure instead.
pub fn shared_or_skip(test: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("PLANARIUM_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    if folder.join("seeds/plans.json").is_file() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("PLANARIUM_REQUIRE_SHARED").is_none(),
        "{test} needs the shared folder; looked in {folder:?}"
    );
    eprintln!("SKIPPED {test}: no shared folder at {folder:?}");
    let list = root.join("target/skipped-tests.txt");
    let mut list = std::fs::OpenOptions::new().create(true).append(true).open(list).expect("target/ is writable");
    writeln!(list, "{test}").expect("target/ is writable");
    None
}

#[test]
fn seeds_are_complete() {
    let Some(shared) = shared_or_skip("seeds_are_complete") else { return };
    for name in ["000_e3f4abd5f332612e", "004_174ef64c545327cf"] {
        assert!(shared.join(format!("seeds/{name}.txt")).is_file(), "{name}");
    }
}
