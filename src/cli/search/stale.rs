//! Whether what was found is still what stands in the files. Only the files of the hits that are shown are looked at: to look at
//! all of a large archive would take longer than the search.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::SystemTime;

use crate::cli::visible::say;
use crate::messages::text;
use crate::staff::VERSION_FILE;
use crate::staff::search::Answer;

/// Says how many of the files shown changed after the index in `root` was made, by their time stamps.
pub fn say_changed(root: &Path, plans: &Path, answer: &Answer) {
    let Some(made) = made(root) else { return };
    let files: BTreeSet<&str> = answer.hits.iter().map(|hit| hit.file.as_str()).collect();
    // A file that is not there tells nothing: the index may have been made of plans elsewhere.
    let is_newer = |file: &&&str| changed(&plans.join(file)).is_some_and(|changed| changed > made);
    if let count @ 1.. = files.iter().filter(is_newer).count() {
        say(text("search.stale", &[("count", count.to_string())]));
    }
}

/// When the index was last made or brought up to date: every run that does takes the lock, and one that writes it anew leaves
/// the file with its version.
fn made(root: &Path) -> Option<SystemTime> {
    let places = [root.join(".planarium/lock"), root.join("index/tantivy").join(VERSION_FILE)];
    places.iter().filter_map(|path| changed(path)).max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}
