//! Where the shared test material is (`$PLANARIUM_SHARED`, else `../shared`), and what happens without it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// The files of the corpus of laws, sorted: those below `$PLANARIUM_LAWS`, else unpacked once below `target/`. As
/// [`shared_or_skip`].
pub fn laws_or_skip(test: &str) -> Option<Vec<PathBuf>> {
    let folder = match std::env::var_os("PLANARIUM_LAWS") {
        Some(folder) => PathBuf::from(folder),
        None => unpacked(&shared_or_skip(test)?.join("corpora/laws.tar.xz")),
    };
    let files =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten().map(walkdir::DirEntry::into_path);
    Some(files.filter(|file| file.extension().is_some_and(|extension| extension == "md")).collect())
}

fn unpacked(packed: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let folder = target.join("laws");
    if !folder.is_dir() {
        let fresh = tempfile::tempdir_in(&target).expect("target/ is writable");
        let done = Command::new("tar").arg("-xJf").arg(packed).arg("-C").arg(fresh.path()).status();
        assert!(done.expect("tar runs").success(), "tar unpacks {}", packed.display());
        // Another test may have been first; then its folder stays.
        let _ = std::fs::rename(fresh.path(), &folder);
    }
    folder
}

#[test]
fn seeds_are_complete() {
    let Some(shared) = shared_or_skip("seeds_are_complete") else { return };
    for name in ["000_e3f4abd5f332612e", "004_174ef64c545327cf"] {
        assert!(shared.join(format!("seeds/{name}.txt")).is_file(), "{name}");
    }
}
