//! Checks the finished site: every internal link leads to a file of the site, every anchor to an element of its page.

mod address;
mod known;
mod outward;
mod scan;

pub use outward::outward;

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::document::{Finding, Severity};
use crate::tree::{Hash, Tree};
use address::{Addresses, Target};
use known::{Facts, Known};

/// Name in the cache.
const NAME: &str = "links";

/// Checks the site in the folder `site`, whose files are `tree` and which is published at `base_url` (an address, or a path
/// such as `/`). What earlier checks learned of pages is remembered; a page is read once as long as it stays the same.
///
/// Each finding comes with its page (relative to `site`, `/` between parts) and carries the line there, and as `target` the
/// link or id as written. Sorted by file and line. Links to other sites are not followed.
pub fn check(site: &Path, tree: &Tree, base_url: &str, cache: &Cache) -> io::Result<Vec<(String, Finding)>> {
    let pages: Vec<(&str, Hash)> = tree.files.iter().map(|(file, stamp)| (file.as_str(), stamp.hash)).collect();
    let pages: Vec<(&str, Hash)> = pages.into_iter().filter(|(file, _)| file.ends_with(".html")).collect();
    let mut known: Known = cache.load(NAME).unwrap_or_default();
    let fresh = pages.par_iter().filter(|(_, content)| known.facts(*content).is_none());
    let fresh = fresh.map(|(file, content)| Ok((*content, scan::scan(&std::fs::read(site.join(file))?))));
    let fresh = fresh.collect::<io::Result<Vec<_>>>()?;
    known.learn(&fresh);
    if !fresh.is_empty() {
        known.keep(pages.iter().map(|page| page.1));
        cache.save(NAME, &known)?;
    }
    // All pages are known by now.
    let facts = pages.iter().filter_map(|(file, content)| Some((*file, known.facts(*content)?)));
    let (pages, facts) = facts.unzip();
    let site = Site { addresses: Addresses::new(base_url, tree), folder: site, pages, facts, hrefs: &known.hrefs };
    site.findings()
}

struct Site<'a> {
    addresses: Addresses<'a>,
    folder: &'a Path,
    /// Sorted.
    pages: Vec<&'a str>,
    /// Of each page.
    facts: Vec<&'a Facts>,
    /// All links, which facts name by their number.
    hrefs: &'a [String],
}

impl Site<'_> {
    fn findings(&self) -> io::Result<Vec<(String, Finding)>> {
        // A link that leads to the same place from every page is looked up once.
        let sound = |href: &String| !address::is_absolute(href) || self.rule("", href).is_none();
        let sound: Vec<bool> = self.hrefs.par_iter().map(sound).collect();
        let is_sound = |file: &str, facts: &Facts, number: u32| {
            let href = &self.hrefs[number as usize];
            match href.strip_prefix('#') {
                Some(anchor) if facts.has(anchor) => true,
                _ if address::is_absolute(href) => sound[number as usize],
                _ => self.rule(file, href).is_none(),
            }
        };
        let is_bad = |(file, facts): &(&&str, &&Facts)| {
            facts.is_odd || !facts.hrefs.iter().all(|href| is_sound(file, facts, *href))
        };
        let bad: Vec<&str> = self.pages.par_iter().zip(&self.facts).filter(is_bad).map(|(file, _)| *file).collect();
        let mut findings = Vec::new();
        for file in bad {
            findings.extend(self.findings_in(file)?.into_iter().map(|finding| (file.to_string(), finding)));
        }
        Ok(findings)
    }

    /// Reads a page again, now for the places.
    fn findings_in(&self, file: &str) -> io::Result<Vec<Finding>> {
        let scan = scan::scan(&std::fs::read(self.folder.join(file))?);
        let twice = scan.duplicates().map(|id| finding("duplicate-id", id.line, &id.name));
        let links = scan.links.iter();
        let broken = links.filter_map(|link| Some(finding(self.rule(file, &link.href)?, link.line, &link.href)));
        let mut findings: Vec<Finding> = twice.chain(broken).collect();
        findings.sort_by_key(|finding| finding.line);
        Ok(findings)
    }

    /// The rule that a link of the page `file` breaks.
    fn rule(&self, file: &str, href: &str) -> Option<&'static str> {
        match self.addresses.resolve(file, href) {
            Target::Elsewhere | Target::File { anchor: None, .. } => None,
            Target::Missing => Some("broken-link"),
            Target::Outside => Some("link-outside"),
            Target::File { file, anchor: Some(anchor) } => {
                // An anchor of a file that is no page (a PDF) means something else.
                let page = self.pages.binary_search(&file.as_str()).ok()?;
                (!self.facts[page].has(&anchor)).then_some("broken-anchor")
            }
        }
    }
}

fn finding(rule: &'static str, line: u32, target: &str) -> Finding {
    let args = vec![("target", target.to_string())];
    Finding { rule, severity: Severity::Error, line, args }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(pages: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in pages {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    /// Findings of a check that knows nothing, which a second check with its cache must find again.
    fn problems(pages: &[(&str, &str)], base_url: &str) -> Vec<String> {
        let (folder, cache) = (site(pages), tempfile::tempdir().unwrap());
        let cache = Cache::new(cache.path().into());
        let tree = Tree::read(folder.path(), &Tree::default(), |_| true).unwrap();
        let findings = check(folder.path(), &tree, base_url, &cache).unwrap();
        assert!(cache.path(NAME).is_file());
        assert_eq!(check(folder.path(), &tree, base_url, &cache).unwrap(), findings);
        let show = |(file, f): &(String, Finding)| format!("{} {file}:{} {}", f.rule, f.line, f.args[0].1);
        findings.iter().map(show).collect()
    }

    #[test]
    fn a_page_that_stayed_the_same_is_checked_against_those_that_changed() {
        let folder = site(&[("index.html", "<a href='/a.html#s'>"), ("a.html", "<p id=s>")]);
        let cache = Cache::new(folder.path().into());
        let check_now = || {
            let tree = Tree::read(folder.path(), &Tree::default(), |file| file != "links").unwrap();
            check(folder.path(), &tree, "/", &cache).unwrap().iter().map(|found| found.1.rule).collect::<Vec<_>>()
        };
        assert_eq!(check_now(), [""; 0]);
        std::fs::write(folder.path().join("a.html"), "<p id=t>").unwrap();
        assert_eq!(check_now(), ["broken-anchor"]);
        std::fs::remove_file(folder.path().join("a.html")).unwrap();
        assert_eq!(check_now(), ["broken-link"]);
        std::fs::write(cache.path(NAME), b"\x01\xff\xff\xff\xff damaged").unwrap();
        assert_eq!(check_now(), ["broken-link"]);
    }

    #[test]
    fn a_whole_site_has_no_findings() {
        let home = "<a href='/plans/a/#s1'>a</a><a href='plans/a'>a</a><link href=/style.css?v=1 rel=stylesheet>\
            <a href='https://example.com/x'>else</a><a href='mailto:a@example.org'>m</a><a href='#top'>top</a>\
            <a href='%E6%96%87.txt'>文</a><a href='plans/a/#:~:text=x'>text</a>";
        let plan = "<h2 id=s1>s</h2><a href='#s1'></a><a href='../../'>home</a><a href='?q=1#s1'></a>\
            <img srcset='/style.css 1x, ../../style.css 2x'>";
        let pages = [("index.html", home), ("plans/a/index.html", plan), ("style.css", ""), ("文.txt", "")];
        assert_eq!(problems(&pages, "/"), [""; 0]);
        assert_eq!(problems(&pages, "https://example.org"), [""; 0]);
    }

    #[test]
    fn names_every_break_with_its_place() {
        let home = "<p>\n<a href='/plans/b/'>\n<a href='plans/a/#s2'>\n<script src=x.js></script>\
            \n<p id=a><p id=a>\n<meta http-equiv=refresh content='0; URL=/gone/'>";
        let pages = [("index.html", home), ("plans/a/index.html", "<p id=s1>")];
        let wanted = [
            "broken-link index.html:2 /plans/b/",
            "broken-anchor index.html:3 plans/a/#s2",
            "broken-link index.html:4 x.js",
            "duplicate-id index.html:5 a",
            "broken-link index.html:6 /gone/",
        ];
        assert_eq!(problems(&pages, "/"), wanted);
    }

    #[test]
    fn under_a_sub_path_a_link_to_the_host_is_outside() {
        let home = "<a href='/archive/plans/'><a href='/archive'>\n<a href='/plans/'><a href='/archives/'>\n<a href='https://example.org/archive/x'>\n<a href='..'>";
        let pages = [("index.html", home), ("plans/index.html", "<a href='..'>")];
        let wanted = [
            "link-outside index.html:2 /plans/",
            "link-outside index.html:2 /archives/",
            "broken-link index.html:3 https://example.org/archive/x",
            "link-outside index.html:4 ..",
        ];
        assert_eq!(problems(&pages, "https://example.org/archive"), wanted);
        assert_eq!(problems(&pages[1..], "/archive/").len(), 1);
    }

    #[test]
    fn what_stands_in_scripts_comments_and_text_is_no_link() {
        let home = "<script>'<a href=/x>'</script><!-- <a href=/x> --><title><a href=/x></title>&lt;a href=/x&gt;";
        assert_eq!(problems(&[("index.html", home)], "/"), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text: Vec<u8>, href: String, base: String) {
            scan::scan(&text);
            Addresses::new(&base, &Tree::default()).resolve("index.html", &href);
        }
    }
}
