//! What a host takes and what a reader should wait for: number and size of files, length of paths, bytes of a page and of
//! the first search.

use serde::Deserialize;

use crate::document::{Finding, Severity};
use crate::tree::Tree;

/// Limits of a site: `limits` under `[extra.planarium]`. The defaults are those of Cloudflare Pages without charge
/// (20,000 files of at most 25 MiB, <https://developers.cloudflare.com/pages/platform/limits/>), the longest name that
/// file systems take, and what a phone loads in some seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Files in the site.
    pub files: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of a path in the site.
    pub path_bytes: u64,
    /// Bytes of one page.
    pub page_bytes: u64,
    /// Bytes of the program and the entry file that every first search loads.
    pub search_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { files: 20_000, file_bytes: 25 << 20, path_bytes: 255, page_bytes: 1 << 20, search_bytes: 512 << 10 }
    }
}

/// What the first search of a visitor loads, beside the page.
const SEARCH: [&str; 2] = ["finder.wasm", "find/entry.bin"];

/// Where the site whose files are `tree` goes beyond a limit; each finding with its file, `.` for the whole site.
pub fn limits(tree: &Tree, limits: &Limits) -> Vec<(String, Finding)> {
    let mut found = Vec::new();
    let mut hold = |rule, file: &str, is: u64, most: u64| {
        if is > most {
            let args = vec![("is", is.to_string()), ("most", most.to_string())];
            found.push((
                if file.is_empty() { "." } else { file }.to_owned(),
                Finding { rule, severity: Severity::Warning, line: 0, args },
            ));
        }
    };
    hold("host-files", "", tree.files.len() as u64, limits.files);
    let search = SEARCH.iter().filter_map(|file| tree.files.get(file)).map(|stamp| stamp.size).sum();
    hold("search-budget", "", search, limits.search_bytes);
    for (file, stamp) in tree.files.iter() {
        hold("host-file-size", file, stamp.size, limits.file_bytes);
        hold("host-path", file, file.len() as u64, limits.path_bytes);
        if file.ends_with(".html") {
            hold("page-budget", file, stamp.size, limits.page_bytes);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_held() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("find")).unwrap();
        for (file, size) in
            [("find/entry.bin", 60), ("finder.wasm", 60), ("a.html", 90), ("b.pdf", 101), ("long-name", 1)]
        {
            std::fs::write(folder.path().join(file), vec![b'x'; size]).unwrap();
        }
        let tree = Tree::read(folder.path(), &Tree::default(), |_| true).unwrap();
        let found = |own: Limits| {
            let found = limits(&tree, &own).into_iter().map(|(file, finding)| format!("{} {file}", finding.rule));
            found.collect::<Vec<_>>()
        };
        assert_eq!(found(Limits::default()), [""; 0]);
        let tight = Limits { files: 4, file_bytes: 100, path_bytes: 13, page_bytes: 89, search_bytes: 119 };
        let wanted = [
            "host-files .",
            "search-budget .",
            "page-budget a.html",
            "host-file-size b.pdf",
            "host-path find/entry.bin",
        ];
        assert_eq!(found(tight), wanted);
        let enough = Limits { files: 5, file_bytes: 101, path_bytes: 14, page_bytes: 90, search_bytes: 120 };
        assert_eq!(found(enough), [""; 0]);
    }
}
