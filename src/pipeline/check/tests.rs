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
    let found = check(Site { folder: folder.path(), tree: &tree }, none, base_url, &Cache::new(cache.path().into()));
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
    check(published, Site { folder: Path::new("none"), tree: &nothing }, "/", &cache).unwrap().keep(&cache).unwrap();
    assert_eq!(shown(&check(Site { folder: new.path(), tree: &old_tree }, published, "/", &cache).unwrap()), [""; 0]);
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
    let home = "<a href='/archive/plans/'><a href='/archive'>\n<a href='/plans/'><a href='/archives/'>\n<a href='https://example.org/archive/x'>\n<a href='..'><a href='https://example.org/art/1.html'><a href='//example.org/'>";
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
