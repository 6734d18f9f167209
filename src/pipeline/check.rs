//! Checks the finished site: every internal link leads to a file of the site, every anchor to an element of its page.

mod address;
mod scan;

use std::collections::HashMap;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::document::{Finding, Severity};
use address::{Addresses, Target};
use scan::Link;

/// Checks the site in the folder `site`, which is published at `base_url` (an address, or a path such as `/`).
///
/// Each finding carries the page as `file` (relative to `site`, `/` between parts), its line there, and as `target` the link
/// or id as written. Sorted by file and line. Links to other sites are not followed.
pub fn check(site: &Path, base_url: &str) -> io::Result<Vec<Finding>> {
    let addresses = Addresses::new(base_url, files_of(site)?);
    let mut names: Vec<&str> = addresses.files().filter(|file| file.ends_with(".html")).collect();
    names.sort_unstable();
    let pages = names.par_iter().map(|file| read(site, file, &addresses)).collect::<io::Result<Vec<Page>>>()?;
    let ids: HashMap<&str, &[String]> = pages.iter().map(|page| (page.file.as_str(), page.ids.as_slice())).collect();
    Ok(pages.iter().flat_map(|page| page.findings(&ids)).collect())
}

/// What is kept of a page until all pages are read.
struct Page {
    file: String,
    /// Sorted.
    ids: Vec<String>,
    findings: Vec<Finding>,
    /// Anchors still to be looked up: line, link as written, file, anchor.
    open: Vec<(Link, String, String)>,
}

impl Page {
    fn findings(&self, ids: &HashMap<&str, &[String]>) -> Vec<Finding> {
        let has = |file: &str, anchor: &String| ids.get(file).is_none_or(|ids| ids.binary_search(anchor).is_ok());
        let broken = self.open.iter().filter(|(_, file, anchor)| !has(file, anchor));
        let broken = broken.map(|(link, ..)| finding("broken-anchor", &self.file, link.line, &link.href));
        let mut findings: Vec<Finding> = self.findings.iter().cloned().chain(broken).collect();
        findings.sort_by_key(|finding| finding.line);
        findings
    }
}

fn read(site: &Path, file: &str, addresses: &Addresses) -> io::Result<Page> {
    let scan::Scan { mut ids, links } = scan::scan(&std::fs::read(site.join(file))?);
    ids.sort();
    let twice = ids.windows(2).filter(|pair| pair[0].name == pair[1].name && !pair[1].is_name);
    let mut findings: Vec<Finding> =
        twice.map(|pair| finding("duplicate-id", file, pair[1].line, &pair[1].name)).collect();
    let mut open = Vec::new();
    for link in links {
        match addresses.resolve(file, &link.href) {
            Target::Elsewhere | Target::File { anchor: None, .. } => {}
            Target::Missing => findings.push(finding("broken-link", file, link.line, &link.href)),
            Target::Outside => findings.push(finding("link-outside", file, link.line, &link.href)),
            Target::File { file, anchor: Some(anchor) } => open.push((link, file, anchor)),
        }
    }
    let ids = ids.into_iter().map(|id| id.name).collect();
    Ok(Page { file: file.to_string(), ids, findings, open })
}

fn finding(rule: &'static str, file: &str, line: u32, target: &str) -> Finding {
    let args = vec![("file", file.to_string()), ("target", target.to_string())];
    Finding { rule, severity: Severity::Error, line, args }
}

/// Every file below `site`, `/` between the parts of its path.
fn files_of(site: &Path) -> io::Result<Vec<String>> {
    let files = WalkDir::new(site).follow_links(true).into_iter();
    let files = files.filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()));
    files.map(|entry| Ok(relative(entry?.path(), site))).collect()
}

fn relative(path: &Path, site: &Path) -> String {
    let inner = path.strip_prefix(site).unwrap_or(path);
    let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
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

    fn problems(pages: &[(&str, &str)], base_url: &str) -> Vec<String> {
        let findings = check(site(pages).path(), base_url).unwrap();
        let show = |f: &Finding| format!("{} {}:{} {}", f.rule, f.args[0].1, f.line, f.args[1].1);
        findings.iter().map(show).collect()
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
        let home =
            "<a href='/archive/plans/'>\n<a href='/plans/'>\n<a href='https://example.org/archive/x'>\n<a href='..'>";
        let pages = [("index.html", home), ("plans/index.html", "<a href='..'>")];
        let wanted = [
            "link-outside index.html:2 /plans/",
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
            Addresses::new(&base, vec!["index.html".into()]).resolve("index.html", &href);
        }
    }
}
