//! The baseline: findings that are known and stay quiet. One a line, sorted: fingerprint, rule, path.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;

use super::Found;

/// Fingerprints of the known findings; a missing file knows none.
pub fn read(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// Writes the baseline anew. It holds no words of any document.
pub fn write(path: &Path, found: &[Found]) -> anyhow::Result<()> {
    let lines: BTreeSet<String> =
        found.iter().map(|found| format!("{} {} {}\n", found.fingerprint, found.rule, found.path)).collect();
    std::fs::write(path, lines.into_iter().collect::<String>()).with_context(|| path.display().to_string())
}
