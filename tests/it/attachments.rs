//! Pictures, attachments and footnotes on the site.

use serde_json::Value;

use crate::archive::{TestArchive, write};

const PICTURE: &[u8] = b"\x89PNG an open picture";
const CLOSED: &[u8] = b"\x89PNG a closed picture";

const DOCUMENT: &str = "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进均衡发展，见![布局图](media/%E5%9B%BE.png)。\n\n\
    附件：[任务分工](附件/分工.docx)、[旧表](附件/没有.xls)\n";

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    archive.plan("县/开放.md", DOCUMENT);
    archive.plan("县/media/图.png", PICTURE);
    archive.plan("县/附件/分工.docx", "words");
    archive.plan("县/内部.md", "---\nvisibility: staff\n---\n# 青禾县内部计划\n\n一、经费\n\n见![](media/密.png)。\n");
    archive.plan("县/media/密.png", CLOSED);
    archive
}

/// The files of one kind on the site: their paths and bytes.
fn published(archive: &TestArchive, ending: &str) -> Vec<(String, Vec<u8>)> {
    archive.files("public").into_iter().filter(|(file, _)| file.contains("/files/") && file.ends_with(ending)).collect()
}

/// The page of the only public plan, or its reading view.
fn page(archive: &TestArchive, is_reading: bool) -> String {
    let depth = if is_reading { 3 } else { 2 };
    let is_page =
        |file: &str| file.starts_with("plans/") && file.ends_with(".html") && file.matches('/').count() == depth;
    let mut pages = archive.files("public").into_iter().filter(|(file, _)| is_page(file));
    String::from_utf8(pages.next().expect("a page").1).expect("UTF-8")
}

fn found<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).collect()
}

#[test]
fn files_of_public_plans_are_published_beside_their_page_and_no_others() {
    let archive = archive();
    let report = archive.build();
    let pictures = published(&archive, ".png");
    assert_eq!(pictures.iter().map(|(_, bytes)| bytes.as_slice()).collect::<Vec<_>>(), [PICTURE]);
    let name = pictures[0].0.rsplit('/').next().unwrap();
    assert_eq!(published(&archive, ".docx").len(), 1);
    for (is_reading, base) in [(false, ""), (true, "../")] {
        let page = page(&archive, is_reading);
        assert!(page.contains(&format!("<img src=\"{base}files/{name}\" alt=\"布局图\"")), "{page}");
    }
    for folder in ["public", "content", "static"] {
        assert!(archive.files(folder).iter().all(|(_, bytes)| bytes != CLOSED), "{folder}");
    }
    let missing = found(&report, "file-missing");
    assert_eq!(missing.len(), 1, "{report:#}");
    assert_eq!((&missing[0]["file"], &missing[0]["line"]), (&"县/开放.md".into(), &7.into()));
    assert!(missing[0]["message"].as_str().unwrap().contains("附件/没有.xls"));
}

#[test]
fn a_picture_that_changes_goes_or_comes_back_is_followed() {
    let archive = archive();
    archive.build();
    let first = archive.files("public");
    archive.plan("县/media/图.png", b"\x89PNG another picture");
    archive.build();
    assert_eq!(published(&archive, ".png")[0].1, b"\x89PNG another picture");
    let changed = archive.files("public").into_iter().zip(&first).filter(|(now, before)| now != *before).count();
    assert!(changed <= 3, "the picture, the checksums and the sitemap at most: {changed}");

    std::fs::remove_file(archive.root().join("plans/县/media/图.png")).unwrap();
    let report = archive.build();
    assert!(published(&archive, ".png").is_empty() && !page(&archive, false).contains("<img"));
    assert_eq!(found(&report, "file-missing").len(), 2, "{report:#}");

    write(&archive.root().join("plans/县/media/图.png"), PICTURE);
    archive.build();
    assert!(archive.files("public") == first, "the site is what it was");
}

#[test]
fn footnotes_at_the_end_of_a_compilation_go_to_their_plans() {
    let archive = TestArchive::new();
    let plan = |number: &str, text: &str| {
        format!("篇{number}：学校工作计划\n\n一、目标\n\n{text}\n\n二、措施\n\n认真落实各项措施。\n\n")
    };
    let text = plan("一", "提高质量[^1]，改善条件。")
        + &plan("二", "加强师资[^2]，规范管理[^4]。")
        + &plan("三", "保障安全[^3]，落实责任。")
        + "[^1]: 青禾鉴定办法。\n\n[^2]: 白石培训办法，\n    柏溪续行。\n\n[^3]: 松岭巡查办法。\n";
    archive.plan("汇编.md", &text);

    let report = archive.build();
    let pages: Vec<String> = archive
        .files("public")
        .into_iter()
        .filter(|(file, _)| {
            file.starts_with("plans/") && file.matches('/').count() == 2 && file.ends_with("index.html")
        })
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    assert_eq!(pages.len(), 3, "{report:#}");
    for (mark, note) in [("提高质量", "青禾鉴定"), ("加强师资", "白石培训"), ("保障安全", "松岭巡查")]
    {
        let own: Vec<&String> = pages.iter().filter(|page| page.contains(mark)).collect();
        assert_eq!(own.len(), 1);
        let number = own[0].split("id=\"note-").nth(1).map(|rest| &rest[..1]);
        assert!(number.is_some() && own[0].contains(note), "{mark}");
        assert_eq!(pages.iter().filter(|page| page.contains(note)).count(), 1, "{note}");
        let hits = archive.json(&["search", note]);
        assert_eq!(hits["total"], 1, "{hits:#}");
    }
    assert_eq!(found(&report, "note-missing").len(), 1, "{report:#}");
}

#[test]
fn a_footnote_of_a_staff_plan_stays_closed_wherever_it_stands() {
    let archive = TestArchive::new();
    let plan = |number: &str, text: &str| {
        format!("篇{number}：学校工作计划\n\n一、目标\n\n{text}\n\n二、措施\n\n认真落实各项措施。\n\n")
    };
    let text = plan("一", "提高质量[^1]，改善条件。")
        + &plan("二", "加强师资[^2]，规范管理。")
        + "[^1]: 鲸落灯塔预算细目共三百二十万元。\n\n[^2]: 白石培训办法。\n";
    archive.plan("汇编.md", &text);
    write(&archive.root().join("overrides.toml"), "[\"汇编.md\".1]\nvisibility = \"staff\"\n".as_bytes());
    archive.build();
    let holds = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    for folder in ["public", "content", "static"] {
        let files = archive.files(folder);
        assert!(files.iter().all(|(_, bytes)| !holds(bytes, "灯塔预算")), "{folder}");
    }
    assert!(archive.files("public").iter().any(|(_, bytes)| holds(bytes, "白石培训")));
    assert_eq!(archive.json(&["search", "灯塔预算"])["total"], 1);
    assert_eq!(archive.json(&["search", "灯塔预算", "--public"])["total"], 0);
}

#[test]
fn reference_links_and_links_in_html_lead_to_their_files() {
    let archive = TestArchive::new();
    let plan = |number: &str, text: &str| {
        format!("篇{number}：学校工作计划\n\n一、目标\n\n{text}\n\n二、措施\n\n认真落实各项措施。\n\n")
    };
    let text = plan("一", "提高质量，见![布局][图]和<a href=\"附件/分工.docx\">任务分工</a>。")
        + &plan("二", "<a href=\"附件/分工.docx\">分工表</a>见[通知][n]。")
        + "[图]: media/%E5%9B%BE.png \"布局图\"\n[n]: https://example.org/通知\n[图2]: 没有用到.png\n";
    archive.plan("县/汇编.md", &text);
    archive.plan("县/media/图.png", PICTURE);
    archive.plan("县/附件/分工.docx", "words");
    let report = archive.build();
    assert_eq!((published(&archive, ".png").len(), published(&archive, ".docx").len()), (1, 2), "{report:#}");
    let pages: Vec<String> = archive
        .files("public")
        .into_iter()
        .filter(|(file, _)| file.starts_with("plans/") && file.matches('/').count() == 2 && file.ends_with(".html"))
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let one = |mark: &str| pages.iter().find(|page| page.contains(mark)).expect("a page");
    assert!(
        one("提高质量").contains("alt=\"布局\"") && one("提高质量").contains(">任务分工</a>"),
        "{}",
        one("提高质量")
    );
    assert!(one("分工表").contains(">通知</a>") && one("分工表").contains("download=\"分工.docx\">分工表</a>"));
    assert!(pages.iter().all(|page| !page.contains("[图]:") && !page.contains("[n]:")));
    assert!(one("分工表").contains("[图2]: 没有用到.png"), "what nothing refers to stays");
    let plans = archive.json(&["inspect", archive.root().join("plans/县/汇编.md").to_str().unwrap()]);
    assert_eq!(plans["plans"][1]["references"][0]["line"], 15, "the line that begins with a link: {plans:#}");
}
