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
    for text in [page, &entities, &escapes, &percent, &lines, &alt, &in_json, &twice, &base64, &quoted, traditional] {
        assert!(leaks("x", text.as_bytes()), "{text}");
    }
    assert!(leaks("x", wide.as_bytes()));
    let parted: String = SECRET.chars().flat_map(|c| [c, '\u{10ffff}']).collect();
    assert!(leaks("x", parted.as_bytes()), "whatever stands between");
    assert!(leaks(&format!("files/{SECRET}.pdf"), b"") && leaks(&percent, b""));
}

#[test]
fn what_stands_apart_is_no_one_text() {
    assert!(!leaks("经费分配/方案各校区/index.html", b""));
    for apart in
        ["<tr><td>经费分配</td><td>方案各校区</td>", "<entry><title>经费分配</title><summary>方案各校区</summary>"]
    {
        assert!(!leaks("x", apart.as_bytes()), "{apart}");
    }
    for one in ["<td>经费<a href=x>分配</a>方案<br>各校区</td>", "<w:t>经费分配</w:t></w:r><w:r><w:t>方案各校区</w:t>"]
    {
        assert!(leaks("x", one.as_bytes()), "{one}");
    }
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
    let content = lopdf::content::Content { operations: std::iter::once(begin).chain(operations).collect::<Vec<_>>() };
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
    assert!(leaks("x", &finder::write::seal(finder::format::Kind::Text, &payload)));
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
    let leak =
        Leak {
            file: "b/index.html".into(), plan: "a.md".into(), shingles, words: "经费分配方案:各校".into(), line: 1
        };
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
