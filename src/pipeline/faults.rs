//! What keeps a site from being published.

use super::{Error, FileFinding, check, leaks, limits};
use crate::cache::Cache;
use crate::config::Site;
use crate::document::{Finding, Severity};
use crate::tree::Tree;

/// What was found in a site that was made.
pub struct Faults {
    /// All of it.
    pub all: Vec<FileFinding>,
    /// The files of it that leak.
    pub leaking: Vec<String>,
    /// What its links are.
    pub links: check::Checked,
}

/// Checks the new site against itself, and for text that is not public.
pub fn faults(
    site: &Site,
    new: check::Site,
    published: check::Site,
    guard: &leaks::Guard,
    cache: &Cache,
) -> Result<Faults, Error> {
    let links = check::check(new, published, &site.base_url, cache)?;
    let broken = links.findings.iter().cloned();
    let mut all: Vec<_> = broken.map(|(file, finding)| FileFinding::open(file, finding)).collect();
    let scan = guard.look_through(new.folder, new.tree, Some(cache.path("clean").as_path()))?;
    let leaking = scan.leaks.iter().map(|leak| leak.file.clone()).collect();
    all.extend(as_findings(scan, |text| guard.mask(text)));
    all.extend(beyond_limits(site, new.tree));
    Ok(Faults { all, leaking, links })
}

/// Text that is not public, and files that could not be looked into, as findings; `shown` masks what may not be shown.
pub fn as_findings(scan: leaks::Scan, shown: impl Fn(&str) -> String) -> Vec<FileFinding> {
    let finding =
        |file: &str, rule, severity, line, args| FileFinding::open(shown(file), Finding { rule, severity, line, args });
    let leak = |leak: &leaks::Leak| {
        let args = vec![("plan", shown(&leak.plan)), ("words", shown(&leak.words))];
        finding(&leak.file, leaks::RULE, Severity::Error, leak.line, args)
    };
    let sealed = |file: &String| finding(file, leaks::SEALED, Severity::Warning, 0, Vec::new());
    scan.leaks.iter().map(leak).chain(scan.sealed.iter().map(sealed)).collect()
}

/// What of a site no host would take.
pub fn beyond_limits(site: &Site, tree: &Tree) -> Vec<FileFinding> {
    let found = limits::limits(tree, &site.limits).into_iter();
    found.map(|(file, finding)| FileFinding::open(file, finding)).collect()
}
