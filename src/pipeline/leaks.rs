//! Looks for staff-only text in what is about to be published: the last gate, behind the one in [`crate::archive`].
//!
//! Text is compared as shingles: runs of [`SHINGLE`] letters and digits, in the form in which the search compares them,
//! whatever white space, punctuation, markup or escapes stand between them. A shingle of a plan that the public may not
//! see, and of no public text, is a leak.

mod clean;
mod shingles;
mod views;

use std::collections::HashMap;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;

use rayon::prelude::*;

use crate::archive::{Archive, Entry};
use crate::document::{Script, Visibility};
use crate::text::convert;
use crate::text::lines::lines;
use crate::tree::{Hash, Stamp, Tree, hash};
use clean::Clean;
pub use shingles::Shingle;
use shingles::shingles;

/// Letters and digits in a shingle: long enough that ordinary phrases seldom meet by chance.
pub const SHINGLE: usize = 8;

/// Name of the rule in reports.
pub const RULE: &str = "leak";

/// Name of the rule for files that cannot be looked into.
pub const SEALED: &str = "sealed-file";

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
    /// What a shingle of a text turns into in a reading view, where that is compared as another one.
    other_script: HashMap<Shingle, Vec<Shingle>, shingles::Plain>,
    names: Vec<String>,
}

impl Guard {
    /// Guards the texts in `staff`, as far as they do not stand in one of `public`.
    pub fn new<'a>(staff: &[Named], public: impl IntoIterator<Item = &'a str>) -> Guard {
        let mut guard = Guard::of_all(staff);
        let shared: Vec<Shingle> = public.into_iter().flat_map(|text| guard.shared(text)).collect();
        guard.release(shared);
        guard
    }

    /// Guards all of these texts.
    fn of_all(staff: &[Named]) -> Guard {
        let mut secret: HashMap<Shingle, u32, shingles::Plain> = HashMap::default();
        for (index, named) in staff.iter().enumerate() {
            for shingle in shingles(&named.text) {
                secret.entry(shingle).or_insert(index as u32);
            }
        }
        let mut other_script: HashMap<Shingle, Vec<Shingle>, shingles::Plain> = HashMap::default();
        for (shingle, (as_written, plan)) in converted(staff, &secret) {
            secret.insert(shingle, plan);
            other_script.entry(as_written).or_default().push(shingle);
        }
        Guard { secret, other_script, names: staff.iter().map(|named| named.name.clone()).collect() }
    }

    /// Guards what `archive` holds and the public may not see: of a file without public plans everything, its name and front
    /// matter included; of one that has some, the lines of the others and their titles. These files must be there in full.
    /// What of it the public may read elsewhere is to be found ([`Guard::shared_in`]) and released.
    pub fn of(archive: &Archive) -> Guard {
        let closed = archive.entries.iter().filter(|entry| !is_public(archive, entry));
        let named = |entry: &Entry| {
            let (document, plan) = (archive.document(entry), archive.plan(entry));
            let source = &document.source;
            let text = lines_of(&source.text, plan.start_line..=plan.end_line);
            let is_whole = document.plans.iter().all(|plan| plan.facts.visibility != Visibility::Public);
            let around = if is_whole { [source.file.as_str(), &source.text].join("\n") } else { String::new() };
            let name = format!("{}:{} ({})", source.file, plan.start_line, entry.id);
            Named { name, text: [archive.title(entry), text, &around].join("\n") }
        };
        Guard::of_all(&closed.map(named).collect::<Vec<_>>())
    }

    /// What is guarded and stands in a text that the public may read.
    pub fn shared(&self, text: &str) -> Vec<Shingle> {
        if self.secret.is_empty() {
            return Vec::new();
        }
        shingles(text).filter(|shingle| self.secret.contains_key(shingle)).collect()
    }

    /// What is guarded and stands in these plans, as far as they are public; they must be there in full.
    pub fn shared_in(&self, archive: &Archive, entries: &[&Entry]) -> Vec<Shingle> {
        let mut shared = Vec::new();
        for entry in entries.iter().filter(|entry| is_public(archive, entry)) {
            let (source, plan) = (&archive.document(entry).source, archive.plan(entry));
            let text = lines_of(&source.text, plan.start_line..=plan.end_line);
            let front = source.front.lines.map(|(first, last)| lines_of(&source.text, first..=last));
            let (title, compilation) = (archive.title(entry), plan.compilation_title.as_deref());
            for text in [title, text, &source.file].into_iter().chain(compilation).chain(front) {
                shared.extend(self.shared(text));
            }
        }
        shared.sort_unstable();
        shared.dedup();
        shared
    }

    /// Guards these no longer: what the public may read, it may read in the other script.
    pub fn release(&mut self, shingles: impl IntoIterator<Item = Shingle>) {
        for shingle in shingles {
            for shingle in self.other_script.remove(&shingle).into_iter().flatten().chain([shingle]) {
                self.secret.remove(&shingle);
            }
        }
    }

    /// Whether there is nothing to guard.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The text with `…` in the place of what must not be published.
    pub fn mask(&self, text: &str) -> String {
        let (mut masked, mut at) = (String::new(), 0);
        for (range, _) in shingles::placed(text).filter(|(_, shingle)| self.secret.contains_key(shingle)) {
            if range.start >= at {
                masked.push_str(&text[at..range.start]);
                masked.push('…');
            }
            at = range.end;
        }
        masked + &text[at..]
    }

    /// The leaks in one file, at most one for each plan.
    pub fn leaks_in(&self, file: &str, bytes: &[u8]) -> Vec<Leak> {
        self.look(file, bytes).leaks
    }

    fn look(&self, file: &str, bytes: &[u8]) -> Verdict {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        let mut look = |text: &str| {
            for plan in shingles(text).filter_map(|shingle| self.secret.get(&shingle)) {
                *counts.entry(*plan).or_default() += 1;
            }
        };
        let is_sealed = views::of(file, bytes, &mut look).is_sealed;
        let name = |plan: u32| self.names[plan as usize].clone();
        let leak = |(plan, shingles)| Leak { file: file.to_string(), plan: name(plan), shingles };
        let mut leaks: Vec<Leak> = counts.into_iter().map(leak).collect();
        leaks.sort();
        Verdict { leaks, sealed: is_sealed.then(|| file.to_string()) }
    }

    /// What is found in the finished site whose files are `tree`, file names included; sorted by file and plan. Files that
    /// were found clean before, by a guard of the same texts, are not read again; the file `cache` remembers them.
    pub fn look_through(&self, site: &Path, tree: &Tree, cache: Option<&Path>) -> io::Result<Scan> {
        if self.secret.is_empty() {
            return Ok(Scan::default());
        }
        let clean = cache.map(|cache| Clean::load(cache, self.digest())).unwrap_or_default();
        let look = |(file, stamp): (&String, &Stamp)| {
            let bytes = match clean.has(stamp.hash) {
                true => Vec::new(),
                false => std::fs::read(site.join(file))?,
            };
            Ok((stamp.hash, self.look(file, &bytes)))
        };
        let verdicts = tree.files.par_iter().map(look).collect::<io::Result<Vec<_>>>()?;
        let doubtful = verdicts.iter().filter(|(_, found)| !found.leaks.is_empty() || found.sealed.is_some());
        let doubtful = doubtful.map(|(hash, _)| *hash).collect();
        if let Some(cache) = cache {
            clean::save(cache, self.digest(), tree.files.values().map(|stamp| stamp.hash), &doubtful)?;
        }
        let mut scan = Scan::default();
        for (_, verdict) in verdicts {
            scan.leaks.extend(verdict.leaks);
            scan.sealed.extend(verdict.sealed);
        }
        Ok(scan)
    }

    /// A hash of all that is guarded.
    pub fn digest(&self) -> Hash {
        let mut shingles: Vec<Shingle> = self.secret.keys().copied().collect();
        shingles.sort_unstable();
        hash(&shingles.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>())
    }
}

/// Shingles of the texts in the other script, as reading views show them, where these are compared as something else than
/// those of the text: each with that in the same place of the text, and the plan.
fn converted(
    staff: &[Named],
    secret: &HashMap<Shingle, u32, shingles::Plain>,
) -> HashMap<Shingle, (Shingle, u32), shingles::Plain> {
    let mut converted = HashMap::default();
    for (plan, named) in staff.iter().enumerate() {
        let as_written: Vec<Shingle> = shingles(&named.text).collect();
        for script in [Script::Hans, Script::Hant] {
            let other: Vec<Shingle> = shingles(&convert::text(&named.text, script)).collect();
            let pairs = other.into_iter().zip(&as_written).filter(|(other, _)| !secret.contains_key(other));
            converted.extend(pairs.map(|(other, as_written)| (other, (*as_written, plan as u32))));
        }
    }
    converted
}

/// What was found in a file.
struct Verdict {
    leaks: Vec<Leak>,
    /// The file, where a part of it could not be opened.
    sealed: Option<String>,
}

/// What was found in a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Files that hold what must not be published.
    pub leaks: Vec<Leak>,
    /// Files that could not be opened, so that nobody knows what they hold.
    pub sealed: Vec<String>,
}

fn is_public(archive: &Archive, entry: &Entry) -> bool {
    archive.plan(entry).facts.visibility == Visibility::Public
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
        let in_json = serde_json::json!({ "html": format!("<p title=\"{entities}\">") }).to_string();
        let twice = entities.replace('&', "&amp;");
        let escapes: String = SECRET.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
        let percent = percent_encoding::utf8_percent_encode(SECRET, percent_encoding::NON_ALPHANUMERIC).to_string();
        let lines = SECRET.chars().map(|c| format!("{c}\\n")).collect::<String>();
        let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, SECRET);
        let quoted: String = SECRET.bytes().map(|byte| format!("={byte:02X}")).collect();
        let traditional = "經費分配方案:各校區維修專款三百二十萬元";
        let wide = "经费分配方案：各校区维修专款ＡＢＣ";
        let alt = format!("<img alt='{entities}'>");
        for text in [page, &entities, &escapes, &percent, &lines, &alt, &in_json, &twice, &base64, &quoted, traditional]
        {
            assert!(leaks("x", text.as_bytes()), "{text}");
        }
        assert!(leaks("x", wide.as_bytes()));
        assert!(leaks(&format!("files/{SECRET}.pdf"), b"") && leaks(&percent, b""));
    }

    #[test]
    fn finds_it_in_other_encodings_and_in_compressed_files() {
        let gb18030 = encoding_rs::GB18030.encode(SECRET).0.into_owned();
        let big5 = encoding_rs::BIG5.encode("經費分配方案各校區維修專款").0.into_owned();
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let odd = [b"\xd0\xcf\x11", &utf16[..]].concat();
        let percent = gb18030.iter().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(SECRET.as_bytes()).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&gb18030).unwrap();
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        deflate.write_all(SECRET.as_bytes()).unwrap();
        let mut brotli = Vec::new();
        brotli::BrotliCompress(&mut SECRET.as_bytes(), &mut brotli, &Default::default()).unwrap();
        let gzip = gzip.finish().unwrap();
        let second = [zipped("a", b"a"), zipped("b", &gzip)].concat();
        let (zlib, deflate) = (zlib.finish().unwrap(), deflate.finish().unwrap());
        let files =
            [&gb18030, &big5, &utf16, &odd, &percent, &gzip, &zlib, &deflate, &brotli, &second, &zipped(SECRET, b"")];
        for (index, bytes) in files.iter().enumerate() {
            assert!(leaks("x", bytes), "{index}");
        }
    }

    /// A PDF of one page, its text in the codes of `encoding`, and a title.
    fn pdf(encoding: &str, codes: &[u8], title: &[u8]) -> Vec<u8> {
        use lopdf::{Document, Object, Stream, dictionary};
        let mut pdf = Document::with_version("1.5");
        let string = |bytes: &[u8]| Object::String(bytes.to_vec(), lopdf::StringFormat::Hexadecimal);
        let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => encoding });
        let operations = codes.chunks(4).map(|part| lopdf::content::Operation::new("Tj", vec![string(part)]));
        let begin = lopdf::content::Operation::new("Tf", vec!["F1".into(), 12.into()]);
        let content =
            lopdf::content::Content { operations: std::iter::once(begin).chain(operations).collect::<Vec<_>>() };
        let mut stream = Stream::new(dictionary! {}, content.encode().unwrap());
        stream.compress().unwrap();
        let content = pdf.add_object(stream);
        let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
        let page = pdf.add_object(dictionary! { "Type" => "Page", "Contents" => content, "Resources" => resources });
        let pages = pdf.add_object(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
        pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Parent", pages);
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        let info = pdf.add_object(dictionary! { "Title" => string(title) });
        pdf.trailer.set("Root", catalog);
        pdf.trailer.set("Info", info);
        let mut bytes = Vec::new();
        pdf.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn finds_it_in_documents() {
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let gb18030 = encoding_rs::GB18030.encode(SECRET).0.into_owned();
        assert!(!leaks("x.pdf", &pdf("UniGB-UTF16-H", &[0x4e, 0x00], b"x")));
        assert!(leaks("x.pdf", &pdf("UniGB-UTF16-H", &utf16, b"x")));
        assert!(leaks("x.pdf", &pdf("GBK-EUC-H", &gb18030, b"x")));
        assert!(leaks("x.pdf", &pdf("UniGB-UTF16-H", b"", &[b"\xfe\xff", &utf16[..]].concat())));
        let words: String = SECRET.chars().map(|c| format!("<w:r><w:t>{c}</w:t></w:r>")).collect();
        assert!(leaks("x.docx", &zipped("word/document.xml", words.as_bytes())));
        let rich: String = SECRET.chars().map(|c| format!("\\u{}?", c as u32 as u16 as i16)).collect();
        assert!(leaks("x.rtf", format!("{{\\rtf1\\ansi {rich}}}").as_bytes()));
        let gbk: String = gb18030.iter().map(|byte| format!("\\'{byte:02x}")).collect();
        assert!(leaks("x.rtf", format!("{{\\rtf1\\ansi {gbk}}}").as_bytes()));
    }

    #[test]
    fn what_cannot_be_opened_is_named() {
        let sealed = |bytes: &[u8]| views::of("x", bytes, &mut |_| {}).is_sealed;
        let mut locked = zipped("a", b"a");
        locked[6] = 1;
        for bytes in [b"7z\xbc\xaf\x27\x1c...".as_slice(), b"\x28\xb5\x2f\xfd...", &locked, b"%PDF-1.7 broken"] {
            assert!(sealed(bytes), "{bytes:?}");
        }
        assert!(!sealed(&zipped("a", b"a")) && !sealed(b"text") && !sealed(b"\x89PNG....") && !sealed(b""));
    }

    #[test]
    fn masks_what_is_not_public_and_nothing_else() {
        assert_eq!(guard().mask("files/经费分配方案-各校区.pdf:工作计划"), "files/….pdf:工作计划");
        assert_eq!(guard().mask("工作计划:加强领导,明确责任"), "工作计划:加强领导,明确责任");
    }

    #[test]
    fn finds_it_in_search_data() {
        let plan = finder::plan::Plan { id: "p".into(), paragraphs: vec![SECRET.into()], ..Default::default() };
        let part = finder::format::block::Part { plan, passages: 1, first_paragraph: 0, sizes: vec![1] };
        let payload = finder::format::block::encode(&[part]);
        assert!(leaks("x", &finder::format::seal(finder::format::Kind::Text, &payload)));
    }

    /// 随着 becomes 隨著 in the other script, and 著 is compared as another character than 着.
    #[test]
    fn the_reading_view_is_guarded_as_the_text_is() {
        let text = "随着一二着三四着五六着七八着";
        let staff = [Named { name: "a.md".into(), text: text.into() }];
        let view = convert::text(text, Script::Hant);
        assert!(!Guard::new(&staff, []).leaks_in("x", view.as_bytes()).is_empty(), "{view}");
        assert!(Guard::new(&staff, [text]).leaks_in("x", view.as_bytes()).is_empty(), "it is public in either script");
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
            let found = guard().look_through(folder.path(), &tree, Some(cache.as_path())).unwrap();
            assert_eq!(found, Scan { leaks: vec![leak.clone()], sealed: Vec::new() });
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
