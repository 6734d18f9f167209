use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use proptest::prelude::*;

use super::*;

const GENERATED: [&str; 2] = ["content/plans/", "static/find/"];

/// Bytes of three pages or so.
const BATCH: u64 = 120;

/// An archive in a folder of its own, with a stand-in for Zola whose pages are pure functions of one page, as ours are.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        place.write("config.toml", "base");
        place.write("themes/t/static/site.css", "css");
        place.write("content/_index.md", "home");
        place.page("data", None, "data for home");
        place
    }

    fn cache(&self) -> Cache {
        Cache::new(self.at(".planarium/cache"))
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn page(&self, file: &str, address: Option<&str>, text: &str) {
        let head = match address {
            Some(address) => format!("path = \"{address}\""),
            None => "path = \"none\"\nrender = false".to_string(),
        };
        self.write(&format!("content/plans/{file}.md"), &format!("+++\n{head}\n\n[extra]\n+++\n{text}"));
    }

    fn assemble(&self, build: impl Fn(&Path, &Path) -> io::Result<()> + Sync) -> io::Result<Assembled> {
        let (live, next) = (self.at("public"), self.at(".public.next"));
        let job = Job {
            root: self.folder.path(),
            generated: &GENERATED,
            cache: &self.cache(),
            live: &live,
            next: &next,
            key: "k",
            batch: BATCH,
        };
        let (before, known) = (Before::look(&self.cache(), &live, &next)?, Tree::default());
        let rendered = render(&job, &before, &known, &build)?;
        let made = assemble(&job, before, rendered, &known, build)?;
        made.keep(&self.cache(), &next, &live)?;
        Ok(made)
    }

    /// Assembles, and exchanges the trees as publishing does.
    fn publish(&self) -> Assembled {
        self.publish_with(stand_in)
    }

    fn publish_with(&self, build: impl Fn(&Path, &Path) -> io::Result<()> + Sync) -> Assembled {
        let made = self.assemble(build).unwrap();
        if !made.changed.is_empty() {
            let _ = fs::rename(self.at("public"), self.at("aside"));
            fs::rename(self.at(".public.next"), self.at("public")).unwrap();
            let _ = fs::rename(self.at("aside"), self.at(".public.next"));
            if made.full {
                made.follow(&self.cache(), &self.at("public"), &self.at(".public.next")).unwrap();
            }
        }
        made
    }

    /// What a full build of the same sources gives.
    fn whole(&self) -> Vec<(String, Vec<u8>)> {
        let out = tempfile::tempdir().unwrap();
        stand_in(self.folder.path(), &out.path().join("site")).unwrap();
        files(&out.path().join("site"))
    }

    fn public(&self) -> Vec<(String, Vec<u8>)> {
        files(&self.at("public"))
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let tree = Tree::read(folder, &Tree::default(), |_| true).unwrap();
    tree.files.keys().map(|path| (path.to_owned(), fs::read(folder.join(path)).unwrap())).collect()
}

/// Copies static files, and writes each page's text with the shared data into the file its address names.
fn stand_in(root: &Path, out: &Path) -> io::Result<()> {
    let put = |path: &str, text: &[u8]| {
        fs::create_dir_all(out.join(path).parent().unwrap())?;
        fs::write(out.join(path), text)
    };
    let read = |path: &str| fs::read_to_string(root.join(path));
    let config = read("config.toml")?;
    put("index.html", format!("{}{}{config}", read("content/_index.md")?, read("content/plans/data.md")?).as_bytes())?;
    for (folder, part) in [("themes/t/static", ""), ("static", "")] {
        let tree = Tree::read(&root.join(folder), &Tree::default(), |_| true)?;
        for path in tree.files.keys() {
            put(&format!("{part}{path}"), &fs::read(root.join(folder).join(path))?)?;
        }
    }
    for path in Tree::read(&root.join("content/plans"), &Tree::default(), |_| true)?.files.keys() {
        let text = read(&format!("content/plans/{path}"))?;
        let address = text.split('"').nth(1).unwrap();
        if text.contains("render = false") {
            continue;
        }
        if out.join(address).exists() {
            return Err(io::Error::other("two pages with one address"));
        }
        put(&format!("{address}/index.html"), format!("{text}{config}").as_bytes())?;
    }
    Ok(())
}

/// Its files are those of the published one, and that is remembered.
#[test]
fn after_a_whole_build_the_other_tree_is_ready() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.publish();
    place.page("b", Some("p/b"), "two");
    place.write("config.toml", "changed");
    let made = place.publish();
    assert!(made.full);
    let [live, next] = ["public", ".public.next"].map(|folder| place.at(folder));
    assert_eq!(files(&live), files(&next));
    let record = Record::load(&place.cache(), &live).unwrap();
    assert_eq!(record.of_other(&next).files.keys().collect::<Vec<_>>(), record.files.files.keys().collect::<Vec<_>>());
    assert!(record.of_other(&next).difference(&record.files).is_empty());
}

#[test]
fn the_first_build_is_whole_and_the_next_costs_what_changed() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.page("b", Some("p/b"), "two");
    assert!(place.publish().full);
    place.page("a", Some("p/a"), "three");
    place.write("static/find/entry.bin", "e");
    let made = place.publish();
    assert_eq!((made.full, made.changed), (false, vec!["find/entry.bin".to_string(), "p/a/index.html".to_string()]));
    assert_eq!(place.public(), place.whole());
    assert!(place.publish().changed.is_empty());
}

#[test]
fn what_all_pages_depend_on_takes_a_full_build() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.publish();
    for path in ["config.toml", "themes/t/static/site.css", "content/about.md", "static/logo.svg"] {
        place.write(path, "other");
        assert!(place.publish().full, "{path}");
        assert_eq!(place.public(), place.whole());
    }
}

#[test]
fn a_tree_that_somebody_touched_is_not_built_upon() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.publish();
    place.write("public/p/a/index.html", "not what was built");
    let made = place.publish();
    assert!(made.full && made.changed == ["p/a/index.html"]);
    assert_eq!(place.public(), place.whole());
}

#[test]
fn a_damaged_cache_is_ignored() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.publish();
    for entry in fs::read_dir(place.at(".planarium/cache/site")).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
    }
    place.page("a", Some("p/a"), "two");
    assert!(place.publish().full);
    assert_eq!(place.public(), place.whole());
}

#[test]
fn a_full_build_that_changes_nothing_is_built_upon() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.publish();
    fs::remove_dir_all(place.at(".planarium/cache/site")).unwrap();
    let made = place.publish();
    assert!(made.full && made.changed.is_empty());
    place.page("a", Some("p/a"), "two");
    assert!(!place.publish().full);
    assert_eq!(place.public(), place.whole());
}

#[test]
fn two_pages_with_one_address_fail_as_in_a_full_build() {
    let place = Place::new();
    place.page("a", Some("p/a"), "one");
    place.publish();
    let before = place.public();
    place.page("b", Some("p/a"), "two");
    assert!(place.assemble(stand_in).is_err());
    assert_eq!(place.public(), before);
}

/// Eight pages: more than one batch.
fn many_pages() -> Place {
    let place = Place::new();
    for page in 0..8 {
        place.page(&format!("n{page}"), Some(&format!("p/{page}")), &format!("text {page}"));
    }
    place.write("static/find/entry.bin", "e");
    place
}

#[test]
fn many_pages_are_built_in_batches_and_come_out_as_in_one_run() {
    let place = many_pages();
    let most = Mutex::new(Vec::new());
    let counted = |root: &Path, out: &Path| {
        most.lock().unwrap().push(fs::read_dir(root.join("content/plans"))?.count());
        stand_in(root, out)
    };
    assert!(place.publish_with(counted).full);
    let pages = most.into_inner().unwrap();
    assert!(pages.len() > 2 && pages.iter().all(|pages| *pages <= 4), "{pages:?} pages with that of data");
    assert_eq!(place.public(), place.whole());
}

#[test]
fn pages_that_need_each_other_are_built_in_one_run() {
    let place = many_pages();
    let count = |root: &Path| Ok::<_, io::Error>(fs::read_dir(root.join("content/plans"))?.count());
    // A home page that knows how many pages there are, and pages that refuse to be without the first.
    let counting = |root: &Path, out: &Path| {
        stand_in(root, out)?;
        fs::write(out.join("index.html"), count(root)?.to_string())
    };
    let referring = |root: &Path, out: &Path| match root.join("content/plans/n0.md").exists() {
        true => stand_in(root, out),
        false => Err(io::Error::other("a link to a page that is not there")),
    };
    place.publish_with(counting);
    assert_eq!(fs::read_to_string(place.at("public/index.html")).unwrap(), "9");
    place.write("config.toml", "other");
    place.publish_with(referring);
    assert_eq!(place.public(), place.whole());
}

#[derive(Clone, Debug)]
enum Edit {
    Write { page: u8, address: u8, text: u8 },
    Delete { page: u8 },
    Data { file: u8, text: u8 },
    DropData { file: u8 },
    Home { text: u8 },
    Config { text: u8 },
    LoseCache,
    LoseNext,
    Litter,
    Publish,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        6 => (0..5u8, 0..3u8, 0..4u8).prop_map(|(page, address, text)| Edit::Write { page, address, text }),
        2 => (0..5u8).prop_map(|page| Edit::Delete { page }),
        3 => (0..3u8, 0..3u8).prop_map(|(file, text)| Edit::Data { file, text }),
        1 => (0..3u8).prop_map(|file| Edit::DropData { file }),
        1 => (0..3u8).prop_map(|text| Edit::Home { text }),
        1 => (0..3u8).prop_map(|text| Edit::Config { text }),
        1 => Just(Edit::LoseCache),
        1 => Just(Edit::LoseNext),
        1 => Just(Edit::Litter),
        6 => Just(Edit::Publish),
    ];
    prop::collection::vec(edit, 1..25)
}

fn apply(place: &Place, edit: &Edit) {
    match *edit {
        // An address belongs to one page alone; a page may move between its own.
        Edit::Write { page, address, text } => {
            place.page(&format!("n{page}"), Some(&format!("p/{page}/{address}")), &format!("text {text}"));
        }
        Edit::Delete { page } => drop(fs::remove_file(place.at(&format!("content/plans/n{page}.md")))),
        Edit::Data { file, text } => place.write(&format!("static/find/{file}"), &format!("{text}")),
        Edit::DropData { file } => drop(fs::remove_file(place.at(&format!("static/find/{file}")))),
        Edit::Home { text } => place.page("data", None, &format!("{text}")),
        Edit::Config { text } => place.write("config.toml", &format!("{text}")),
        Edit::LoseCache => drop(fs::remove_dir_all(place.at(".planarium"))),
        Edit::LoseNext => drop(fs::remove_dir_all(place.at(".public.next"))),
        Edit::Litter => place.write(".public.next/p/left/over", "x"),
        Edit::Publish => {
            place.publish();
            assert_eq!(place.public(), place.whole());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_history_gives_what_a_full_build_gives(edits in edits()) {
        let place = Place::new();
        edits.iter().chain([&Edit::Publish]).for_each(|edit| apply(&place, edit));
    }
}
