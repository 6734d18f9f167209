//! Checks the finished site: every internal link leads to a file of the site, every anchor to an element of its page.

mod address;
mod known;
mod outward;
mod pages;
mod scan;

pub use outward::outward;

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::document::{Finding, Severity};
use crate::tree::{Tree, hash};
use address::{Addresses, Target};
use known::{Learned, Place, place};
use pages::{Facts, Pages};

/// A folder and the files in it.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Where it stands; it need not exist where there are no files.
    pub folder: &'a Path,
    /// Its files.
    pub tree: &'a Tree,
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// Each finding comes with its page (relative to the site, `/` between parts) and carries the line there, and as
    /// `target` the link or id as written. Sorted by file and line.
    pub findings: Vec<(String, Finding)>,
    learned: Option<Learned>,
}

impl Checked {
    /// Remembers, once the site is published, that it was found sound: the next check costs what changed since.
    pub fn keep(self, cache: &Cache) -> io::Result<()> {
        self.learned.map_or(Ok(()), |learned| learned.keep(cache))
    }
}

/// Checks a site that is to be published at `base_url` (an address, or a path such as `/`). Where the `published` one was
/// found sound, pages that are the same in it are looked at only if they lead to something that is gone. Links to other
/// sites are not followed.
pub fn check(site: Site, published: Site, base_url: &str, cache: &Cache) -> io::Result<Checked> {
    let state = |tree: &Tree| hash(format!("{base_url}\0{:x}", tree.digest()).as_bytes());
    let doubtful = match known::is_known(state(published.tree), cache) {
        true => doubtful(site, published, cache)?,
        false => None,
    };
    let is_whole = doubtful.is_none();
    let doubtful =
        doubtful.unwrap_or_else(|| site.tree.files.keys().filter(|file| is_page(file)).map(str::to_owned).collect());
    let check = Check::new(site, Addresses::new(base_url, site.tree), &doubtful)?;
    let findings = check.findings()?;
    let learned = findings.is_empty().then(|| {
        let gone = if is_whole { Vec::new() } else { site.tree.difference(published.tree) };
        let gone = gone.into_iter().filter(|file| is_page(file) && !site.tree.files.contains_key(file));
        let places = gone.map(|file| (file.to_owned(), None)).chain(check.places());
        Learned { state: state(site.tree), is_whole, places: places.collect() }
    });
    Ok(Checked { findings, learned })
}

fn is_page(file: &str) -> bool {
    file.ends_with(".html")
}

/// The pages that may be broken though the published site is sound: those that changed, and those that lead to something
/// that is gone. `None` where what is remembered is damaged.
fn doubtful(site: Site, published: Site, cache: &Cache) -> io::Result<Option<BTreeSet<String>>> {
    let changed = site.tree.difference(published.tree);
    let lost = changed.par_iter().map(|file| lost(file, site, published)).collect::<io::Result<Vec<_>>>()?;
    let lost: HashSet<Place> = lost.into_iter().flatten().collect();
    let leading = if lost.is_empty() { Some(BTreeSet::new()) } else { known::leading_to(&lost, cache) };
    let Some(mut pages) = leading else { return Ok(None) };
    pages.extend(changed.into_iter().filter(|file| is_page(file)).map(str::to_owned));
    pages.retain(|page| site.tree.files.contains_key(page));
    Ok(Some(pages))
}

/// The places that went with a change of a file: itself, or some of its anchors.
fn lost(file: &str, site: Site, published: Site) -> io::Result<Vec<Place>> {
    if !site.tree.files.contains_key(file) {
        return Ok(vec![place(file, None)]);
    }
    if !is_page(file) || !published.tree.files.contains_key(file) {
        return Ok(Vec::new());
    }
    let (now, before) = (scan::file(&site.folder.join(file))?, scan::file(&published.folder.join(file))?);
    let now: HashSet<&str> = now.ids.iter().map(|id| id.name.as_str()).collect();
    let gone = before.ids.iter().filter(|id| !now.contains(id.name.as_str()));
    Ok(gone.map(|id| place(file, Some(&id.name))).collect())
}

/// A check of some pages of a site.
struct Check<'a> {
    site: Site<'a>,
    addresses: Addresses<'a>,
    pages: Pages,
    /// Other pages, whose anchors they lead to.
    others: Pages,
    /// Where each of the links of `pages` leads that leads to the same place from every page.
    targets: Vec<Option<Target>>,
}

impl<'a> Check<'a> {
    fn new(site: Site<'a>, addresses: Addresses<'a>, files: &BTreeSet<String>) -> io::Result<Check<'a>> {
        let pages = Pages::read(site.folder, files)?;
        let target = |href: &String| address::is_absolute(href).then(|| addresses.resolve("", href));
        let targets = pages.hrefs.par_iter().map(target).collect();
        let mut check = Check { site, addresses, pages, others: Pages::default(), targets };
        let other = |(file, facts): &(String, Facts)| {
            check
                .targets_of(file, facts)
                .filter_map(|target| match target {
                    Target::File { file, anchor: Some(_) } if is_page(&file) && !files.contains(&file) => Some(file),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        let others: BTreeSet<String> = check.pages.all().par_iter().flat_map_iter(other).collect();
        check.others = Pages::read(site.folder, &others)?;
        Ok(check)
    }

    /// Where the links of a page lead.
    fn targets_of<'b>(&'b self, file: &'b str, facts: &'b Facts) -> impl Iterator<Item = Target> + 'b {
        facts.hrefs.iter().map(move |number| {
            let target = self.targets[*number as usize].clone();
            target.unwrap_or_else(|| self.addresses.resolve(file, &self.pages.hrefs[*number as usize]))
        })
    }

    fn findings(&self) -> io::Result<Vec<(String, Finding)>> {
        let is_bad = |(file, facts): &&(String, Facts)| {
            facts.is_odd || self.targets_of(file, facts).any(|target| self.rule(&target).is_some())
        };
        let bad = self.pages.all().par_iter().filter(is_bad);
        let findings = bad.map(|(file, _)| {
            let findings = self.findings_in(file)?.into_iter();
            Ok(findings.map(|finding| (file.clone(), finding)).collect::<Vec<_>>())
        });
        Ok(findings.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Reads a page again, now for the places.
    fn findings_in(&self, file: &str) -> io::Result<Vec<Finding>> {
        let scan = scan::file(&self.site.folder.join(file))?;
        let twice = scan.duplicates().map(|id| finding("duplicate-id", id.line, &id.name));
        let rule = |href: &str| self.rule(&self.addresses.resolve(file, href));
        let broken = scan.links.iter().filter_map(|link| Some(finding(rule(&link.href)?, link.line, &link.href)));
        let mut findings: Vec<Finding> = twice.chain(broken).collect();
        findings.sort_by_key(|finding| finding.line);
        Ok(findings)
    }

    /// The rule that a link breaks which leads there.
    fn rule(&self, target: &Target) -> Option<&'static str> {
        match target {
            Target::Elsewhere | Target::File { anchor: None, .. } => None,
            Target::Missing => Some("broken-link"),
            Target::Outside => Some("link-outside"),
            Target::File { file, anchor: Some(anchor) } => {
                // An anchor of a file that is no page (a PDF) means something else.
                let facts = self.pages.facts(file).or_else(|| self.others.facts(file))?;
                (!facts.has(anchor)).then_some("broken-anchor")
            }
        }
    }

    /// The places in other files that each page leads to.
    fn places(&self) -> Vec<(String, Option<Vec<Place>>)> {
        let places = |(page, facts): &(String, Facts)| {
            let mut places: Vec<Place> = self
                .targets_of(page, facts)
                .flat_map(|target| match target {
                    Target::File { file, .. } if file == *page => Vec::new(),
                    Target::File { file, anchor: None } => vec![place(&file, None)],
                    Target::File { file, anchor } => vec![place(&file, None), place(&file, anchor.as_deref())],
                    _ => Vec::new(),
                })
                .collect();
            places.sort_unstable();
            places.dedup();
            (page.clone(), Some(places))
        };
        self.pages.all().par_iter().map(places).collect()
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

    fn tree(folder: &Path) -> Tree {
        Tree::read(folder, &Tree::default(), |_| true).unwrap()
    }

    fn shown(checked: &Checked) -> Vec<String> {
        let show = |(file, f): &(String, Finding)| format!("{} {file}:{} {}", f.rule, f.line, f.args[0].1);
        checked.findings.iter().map(show).collect()
    }

    fn problems(pages: &[(&str, &str)], base_url: &str) -> Vec<String> {
        let (folder, cache) = (site(pages), tempfile::tempdir().unwrap());
        let (nothing, tree) = (Tree::default(), tree(folder.path()));
        let none = Site { folder: Path::new("none"), tree: &nothing };
        let found =
            check(Site { folder: folder.path(), tree: &tree }, none, base_url, &Cache::new(cache.path().into()));
        shown(&found.unwrap())
    }

    /// Two sites, one after the other: what is found in the second by a check that remembers the first.
    fn problems_after(before: &[(&str, &str)], pages: &[(&str, &str)], meddle: impl Fn(&Path)) -> Vec<String> {
        let (old, new, cache) = (site(before), site(pages), tempfile::tempdir().unwrap());
        let (nothing, old_tree, new_tree) = (Tree::default(), tree(old.path()), tree(new.path()));
        let none = Site { folder: Path::new("none"), tree: &nothing };
        let published = Site { folder: old.path(), tree: &old_tree };
        let cache = Cache::new(cache.path().into());
        let first = check(published, none, "/", &cache).unwrap();
        assert_eq!(shown(&first), [""; 0]);
        first.keep(&cache).unwrap();
        meddle(&cache.path("links"));
        shown(&check(Site { folder: new.path(), tree: &new_tree }, published, "/", &cache).unwrap())
    }

    #[test]
    fn a_page_that_stayed_the_same_is_checked_against_what_changed() {
        let home = ("index.html", "<a href='/a.html#s'><a href='b.txt'>");
        let before = [home, ("a.html", "<p id=s>"), ("b.txt", ""), ("c.html", "<a href=#c id=c>")];
        let after = |pages: &[(&str, &str)]| problems_after(&before, pages, |_| ());
        assert_eq!(after(&before), [""; 0]);
        assert_eq!(after(&[home, ("a.html", "<p id=t>"), before[2]]), ["broken-anchor index.html:1 /a.html#s"]);
        assert_eq!(after(&[home, before[2]]), ["broken-link index.html:1 /a.html#s"]);
        assert_eq!(after(&[home, before[1]]), ["broken-link index.html:1 b.txt"]);
        let new = ("new.html", "<a href='a.html#s'><a href='a.html#t'><p id=x><p id=x>");
        let wanted = ["broken-anchor new.html:1 a.html#t", "duplicate-id new.html:1 x"];
        assert_eq!(
            after(&[home, before[1], before[2], new]).into_iter().collect::<BTreeSet<_>>(),
            wanted.map(String::from).into()
        );
    }

    #[test]
    fn only_pages_in_doubt_are_read() {
        let before = [("index.html", "<a href='/a.html'>"), ("a.html", "")];
        let after = [("index.html", "<a href='/a.html'>"), ("a.html", "<a href='/'>"), ("b.html", "<a href=/x>")];
        assert_eq!(problems_after(&before, &after, |_| ()), ["broken-link b.html:1 /x"]);
        // A page that is the same is taken for sound, as it was when the site before was checked.
        let odd = [("index.html", "<a href=/x>"), ("a.html", "")];
        let (old, new, cache) = (site(&before), site(&odd), tempfile::tempdir().unwrap());
        let (nothing, old_tree) = (Tree::default(), tree(old.path()));
        let cache = Cache::new(cache.path().into());
        let published = Site { folder: old.path(), tree: &old_tree };
        check(published, Site { folder: Path::new("none"), tree: &nothing }, "/", &cache)
            .unwrap()
            .keep(&cache)
            .unwrap();
        assert_eq!(
            shown(&check(Site { folder: new.path(), tree: &old_tree }, published, "/", &cache).unwrap()),
            [""; 0]
        );
    }

    #[test]
    fn what_is_remembered_may_be_damaged() {
        let before = [("index.html", "<a href='/a.html#s'>"), ("a.html", "<p id=s>")];
        let after = [before[0], ("a.html", "<p id=t>")];
        for damaged in ["state", "00", "7f"] {
            let meddle = |folder: &Path| std::fs::write(folder.join(damaged), b"foreign").unwrap();
            assert_eq!(problems_after(&before, &after, meddle), ["broken-anchor index.html:1 /a.html#s"], "{damaged}");
        }
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
