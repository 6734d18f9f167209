//! Looks for staff-only text in what is about to be published: the last gate, behind the one in [`crate::archive`].
//!
//! Text is compared as shingles: runs of [`SHINGLE`] letters and digits, whatever white space, punctuation, markup or
//! escapes stand between them. A shingle of a plan that the public may not see, and of no public text, is a leak.

mod clean;
mod shingles;
mod views;

use std::collections::HashMap;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;

use rayon::prelude::*;

use crate::archive::Archive;
use crate::document::Visibility;
use crate::text::lines::lines;
use crate::tree::{Hash, Stamp, Tree, hash};
use clean::Clean;
use shingles::{Shingle, shingles};

/// Letters and digits in a shingle: long enough that ordinary phrases seldom meet by chance.
pub const SHINGLE: usize = 8;

/// Name of the rule in reports.
pub const RULE: &str = "leak";

/// A text with the name to report it by.
#[derive(Clone, Debug)]
pub struct Named {
    /// What a person knows the text by (file and title).
    pub name: String,
    /// The text.
    pub text: String,
}

/// Staff-only text in a public file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The public file, relative to the site, `/` between parts.
    pub file: String,
    /// Name of the plan the text belongs to.
    pub plan: String,
    /// How many shingles of it stand there.
    pub shingles: usize,
}

/// What must not be published.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Index into `names`.
    secret: HashMap<Shingle, u32, shingles::Plain>,
    names: Vec<String>,
}

impl Guard {
    /// Guards the texts in `staff`, as far as they do not stand in one of `public`.
    pub fn new<'a>(staff: &[Named], public: impl IntoIterator<Item = &'a str>) -> Guard {
        let mut secret: HashMap<Shingle, u32, shingles::Plain> = HashMap::default();
        for (index, named) in staff.iter().enumerate() {
            for shingle in shingles(&named.text) {
                secret.entry(shingle).or_insert(index as u32);
            }
        }
        for text in public.into_iter().take_while(|_| !staff.is_empty()) {
            for shingle in shingles(text) {
                secret.remove(&shingle);
            }
        }
        Guard { secret, names: staff.iter().map(|named| named.name.clone()).collect() }
    }

    /// Guards the text and title of every plan of `archive` that is not public, as far as they stand neither in a public
    /// plan nor in one of the `open` texts.
    pub fn of<'a>(archive: &'a Archive, open: impl Iterator<Item = &'a str>) -> Guard {
        let (mut staff, mut public) = (Vec::new(), Vec::new());
        for entry in &archive.entries {
            let (document, plan) = (archive.document(entry), archive.plan(entry));
            let text = lines_of(&document.source.text, plan.start_line..=plan.end_line);
            let title = archive.title(entry);
            if plan.facts.visibility == Visibility::Public {
                public.extend([title, text, &document.source.file]);
                public.extend(plan.compilation_title.as_deref());
            } else {
                let name = format!("{}:{}", document.source.file, plan.start_line);
                staff.push(Named { name, text: format!("{title}\n{text}") });
            }
        }
        Guard::new(&staff, public.into_iter().chain(open))
    }

    /// The leaks in one file, at most one for each plan.
    pub fn leaks_in(&self, file: &str, bytes: &[u8]) -> Vec<Leak> {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        let mut look = |text: &str| {
            for plan in shingles(text).filter_map(|shingle| self.secret.get(&shingle)) {
                *counts.entry(*plan).or_default() += 1;
            }
        };
        views::of(file, bytes, &mut look);
        let name = |plan: u32| self.names[plan as usize].clone();
        let leak = |(plan, shingles)| Leak { file: file.to_string(), plan: name(plan), shingles };
        let mut leaks: Vec<Leak> = counts.into_iter().map(leak).collect();
        leaks.sort();
        leaks
    }

    /// The leaks in the finished site whose files are `tree`, file names included; sorted by file and plan. Files that were
    /// found clean before, by a guard of the same texts, are not read again; the file `cache` remembers them.
    pub fn leaks_in_site(&self, site: &Path, tree: &Tree, cache: Option<&Path>) -> io::Result<Vec<Leak>> {
        if self.secret.is_empty() {
            return Ok(Vec::new());
        }
        let clean = cache.map(|cache| Clean::load(cache, self.digest())).unwrap_or_default();
        let look = |(file, stamp): (&String, &Stamp)| {
            let bytes = match clean.has(stamp.hash) {
                true => Vec::new(),
                false => std::fs::read(site.join(file))?,
            };
            Ok((stamp.hash, self.leaks_in(file, &bytes)))
        };
        let verdicts = tree.files.par_iter().map(look).collect::<io::Result<Vec<_>>>()?;
        let leaking = verdicts.iter().filter(|(_, leaks)| !leaks.is_empty()).map(|(hash, _)| *hash).collect();
        if let Some(cache) = cache {
            clean::save(cache, self.digest(), tree.files.values().map(|stamp| stamp.hash), &leaking)?;
        }
        Ok(verdicts.into_iter().flat_map(|(_, leaks)| leaks).collect())
    }

    /// A hash of all that is guarded.
    fn digest(&self) -> Hash {
        let mut shingles: Vec<Shingle> = self.secret.keys().copied().collect();
        shingles.sort_unstable();
        hash(&shingles.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>())
    }
}

/// The given lines of a source, 1-based; empty where they are not there.
fn lines_of(source: &str, wanted: RangeInclusive<u32>) -> &str {
    let lines = lines(source);
    let line = |number: u32| lines.get((number as usize).checked_sub(1)?);
    match (line(*wanted.start()), line(*wanted.end())) {
        (Some(first), Some(last)) => source.get(first.start..last.end).unwrap_or_default(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const SECRET: &str = "经费分配方案:各校区维修专款三百二十万元,不予公开。";

    fn guard() -> Guard {
        let staff = [Named {
            name: "a.md".into(), text: format!("工作计划\n{SECRET}\n加强领导,明确责任,抓好落实。")
        }];
        Guard::new(&staff, ["加强领导,明确责任,抓好落实。", "工作计划"])
    }

    fn leaks(file: &str, bytes: &[u8]) -> bool {
        !guard().leaks_in(file, bytes).is_empty()
    }

    /// A zip archive without its directory.
    fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(content).unwrap();
        let mut header = [0; 30];
        header[..4].copy_from_slice(b"PK\x03\x04");
        header[8] = 8;
        header[26..28].copy_from_slice(&(name.len() as u16).to_le_bytes());
        [&header[..], name.as_bytes(), &deflate.finish().unwrap()].concat()
    }

    #[test]
    fn finds_it_however_it_is_written() {
        let page = "<p>经费<b>分配</b>方案\n<a href=x>:各校</a>区维修";
        let entities: String = SECRET.chars().map(|c| format!("&#{};", c as u32)).collect();
        let escapes: String = SECRET.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
        let percent = percent_encoding::utf8_percent_encode(SECRET, percent_encoding::NON_ALPHANUMERIC).to_string();
        let lines = SECRET.chars().map(|c| format!("{c}\\n")).collect::<String>();
        for text in [page, &entities, &escapes, &percent, &lines, &format!("<img alt='{entities}'>")] {
            assert!(leaks("x", text.as_bytes()), "{text}");
        }
        assert!(leaks(&format!("files/{SECRET}.pdf"), b"") && leaks(&percent, b""));
    }

    #[test]
    fn finds_it_in_other_encodings_and_in_compressed_files() {
        let gb18030 = encoding_rs::GB18030.encode(SECRET).0.into_owned();
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(SECRET.as_bytes()).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&gb18030).unwrap();
        let gzip = gzip.finish().unwrap();
        let second = [zipped("a", b"a"), zipped("b", &gzip)].concat();
        let files = [&gb18030, &utf16, &gzip, &zlib.finish().unwrap(), &second, &zipped(SECRET, b"")];
        for (index, bytes) in files.iter().enumerate() {
            assert!(leaks("x", bytes), "{index}");
        }
    }

    #[test]
    fn finds_it_in_search_data() {
        let plan = finder::plan::Plan { id: "p".into(), paragraphs: vec![SECRET.into()], ..Default::default() };
        let part = finder::format::block::Part { plan, passages: 1, first_paragraph: 0, sizes: vec![1] };
        let payload = finder::format::block::encode(&[part]);
        assert!(leaks("x", &finder::format::seal(finder::format::Kind::Text, &payload)));
    }

    #[test]
    fn what_the_public_may_read_is_no_leak() {
        assert!(!leaks("x", "工作计划:加强领导,明确责任,抓好落实。".as_bytes()));
        assert!(!leaks("x", "经费分配方案".as_bytes()), "shorter than a shingle");
        assert!(Guard::new(&[], ["x"]).leaks_in("x", SECRET.as_bytes()).is_empty());
    }

    #[test]
    fn a_report_names_file_and_plan_and_keeps_the_text_to_itself() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        std::fs::write(folder.path().join("b/index.html"), SECRET).unwrap();
        std::fs::write(folder.path().join("ok.html"), "工作计划").unwrap();
        let shingles = SECRET.chars().filter(|c| c.is_alphanumeric()).count() - (SHINGLE - 1);
        let leak = Leak { file: "b/index.html".into(), plan: "a.md".into(), shingles };
        let tree = Tree::read(folder.path(), &Tree::default(), |_| true).unwrap();
        let cache = tempfile::tempdir().unwrap();
        let cache = cache.path().join("clean");
        for _ in 0..2 {
            assert_eq!(
                guard().leaks_in_site(folder.path(), &tree, Some(cache.as_path())).unwrap(),
                std::slice::from_ref(&leak)
            );
        }
        assert!(Clean::load(&cache, guard().digest()).has(tree.hash_of("ok.html").unwrap()));
        assert!(!Clean::load(&cache, guard().digest() + 1).has(tree.hash_of("ok.html").unwrap()));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(file: String, bytes: Vec<u8>, text in "[<>&\\\\u0-9a-f%#;'/!\\- ]*") {
            guard().leaks_in(&file, &bytes);
            guard().leaks_in(&file, text.as_bytes());
        }
    }
}
