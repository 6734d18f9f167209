//! An archive of its own for a test, and the real command run on it.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// A folder that `planarium init` made, removed at the end of the test.
pub struct TestArchive {
    folder: tempfile::TempDir,
}

impl TestArchive {
    /// An archive without plans.
    pub fn new() -> TestArchive {
        let archive = TestArchive { folder: tempfile::tempdir().expect("a temporary folder") };
        archive.command(&["init", "--no-sample", archive.root().to_str().expect("UTF-8")]).assert().success();
        archive
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a plan document.
    pub fn plan(&self, file: &str, bytes: impl AsRef<[u8]>) {
        write(&self.root().join("plans").join(file), bytes.as_ref());
    }

    /// The command in English, without its options for the archive.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("planarium").expect("the binary is built");
        command.env("LC_ALL", "en").env("PLANARIUM_ZOLA", zola()).args(args);
        command
    }

    /// Runs a command on this archive that must succeed, and gives the JSON it prints.
    pub fn json(&self, args: &[&str]) -> Value {
        let root = self.root().to_str().expect("UTF-8");
        let output =
            self.command(args).args(["--root", root, "--format", "json"]).assert().success().get_output().clone();
        serde_json::from_slice(&output.stdout).expect("JSON on stdout")
    }

    /// Builds the site and gives the report.
    pub fn build(&self) -> Value {
        self.json(&["build"])
    }

    /// All files below a folder of the archive: path and bytes, sorted.
    pub fn files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        files(&self.root().join(below))
    }
}

/// All files below a folder: path relative to it and bytes, sorted.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let entries = entries.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    entries.map(|entry| (name(entry.path()), std::fs::read(entry.path()).expect("readable"))).collect()
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    std::fs::write(path, bytes).expect("writable");
}

/// The Zola that `scripts/zola` provides.
pub fn zola() -> PathBuf {
    let zola = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/zola/zola");
    assert!(zola.exists(), "no Zola at {}: run scripts/zola, or `make test`", zola.display());
    zola
}
