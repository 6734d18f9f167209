//! `planarium search` at the command line: its forms of answers, whole sections, opening, proposals, a damaged index.

use std::path::Path;

use serde_json::Value;

use crate::archive::{TestArchive, files};

const MORALS: &str = "---\nissuer: 甲县教育局\nperiod: 2023\ndate: 2023-03-01\n---\n# 甲县2023年教师工作要点\n\n一、师德师风建设\n\n\
    （一）签订承诺书。每校一份。\n\n（二）开展警示教育。\n\n二、经费保障\n\n经费单列。\n";
const LATER: &str = "---\nperiod: 2025\n---\n# 乙县2025年教育工作计划\n\n一、总体要求\n\n提高质量。\n\n二、队伍建设\n\n抓好师德师风|建设*。\n\n三、经费\n\n按时拨付。\n";
const INTERNAL: &str =
    "---\nvisibility: staff\nperiod: 2024\n---\n# 师德师风内部通报计划\n\n一、情况\n\n师德师风问题三起。\n";
const FORMULA: &str =
    "---\ntitle: \"=HYPERLINK(1)计划\"\nperiod: 2024\n---\n# 计划\n\n一、公式\n\n电子表格公式,\"引号\"\n";

/// An archive with these plans, indexed.
fn indexed() -> TestArchive {
    let archive = TestArchive::new();
    for (file, text) in [("甲.md", MORALS), ("乙.md", LATER), ("内部.md", INTERNAL), ("公式.md", FORMULA)] {
        archive.plan(file, text);
    }
    archive.json(&["index"]);
    archive
}

/// What a search writes to stdout and stderr; it must succeed.
fn said(archive: &TestArchive, args: &[&str]) -> (String, String) {
    let root = archive.root().to_str().unwrap();
    let args: Vec<&str> = ["search", "--root", root].into_iter().chain(args.iter().copied()).collect();
    let output = archive.command(&args).assert().success().get_output().clone();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn ids_and_files(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["file"].as_str().unwrap()).collect()
}

#[test]
fn answers_come_in_every_form() {
    let archive = indexed();
    let (json, _) = said(&archive, &["师德师风", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["total"].as_u64(), json["exact"].as_bool()), (Some(3), Some(true)));
    let years: Vec<(&str, u64)> = (json["facets"]["year"].as_array().unwrap().iter())
        .map(|year| (year["value"].as_str().unwrap(), year["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(years, [("2023", 1), ("2024", 1), ("2025", 1)]);
    assert!(json["suggestion"].is_null());

    let (lines, _) = said(&archive, &["师德师风", "--format", "jsonl"]);
    let hits: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&hits, json["hits"].as_array().unwrap());

    let (markdown, told) = said(&archive, &["师德师风", "--format", "markdown"]);
    assert!(markdown.starts_with("| Title | Where | Text |\n|---|---|---|\n| "), "{markdown}");
    assert!(markdown.contains("抓好**师德师风**\\|建设\\*。"), "{markdown}");
    assert!(told.contains("3 plans"), "{told}");

    let (table, told) = said(&archive, &["师德师风", "--limit", "1"]);
    assert!(table.contains("【师德师风】") && table.contains(".md:"), "{table}");
    assert!(told.contains("1 of 3 plans"), "{told}");
}

#[test]
fn a_table_for_spreadsheets_runs_nothing() {
    let archive = indexed();
    let (table, _) = said(&archive, &["电子表格", "--format", "csv"]);
    let table = table.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[head.iter().position(|column| column == name).unwrap()];
    assert_eq!(cell("title"), "'=HYPERLINK(1)计划");
    assert_eq!(cell("file"), "公式.md");
    assert!(cell("text").contains("电子表格公式,\"引号\""), "{}", cell("text"));
}

#[test]
fn whole_sections_come_newest_first() {
    let archive = indexed();
    let answer = archive.json(&["search", "师德师风", "--sections"]);
    assert_eq!(ids_and_files(&answer), ["乙.md", "内部.md", "甲.md"]);
    let sections = |at: usize| -> Vec<(&str, u64)> {
        let sections = answer["hits"][at]["sections"].as_array().unwrap().iter();
        sections.map(|own| (own["snippet"].as_str().unwrap(), own["line"].as_u64().unwrap())).collect()
    };
    assert_eq!(sections(0), [("二、队伍建设\n抓好师德师风|建设*。", 10)]);
    // The heading has the words: what stands below it comes, too, and the next section does not.
    assert_eq!(sections(2), [("一、师德师风建设\n（一）签订承诺书。每校一份。\n（二）开展警示教育。", 8)]);
    assert_eq!(answer["hits"][0]["sections"][0]["marks"], serde_json::json!([[9, 13]]));

    let (text, _) = said(&archive, &["师德师风", "--sections", "--public"]);
    assert!(
        text.starts_with("乙县2025年教育工作计划 · 2025 · 乙.md:10\n\n二、队伍建设\n抓好【师德师风】|建设*。\n"),
        "{text}"
    );
    assert!(!text.contains("内部"), "{text}");
    let (quotations, _) = said(&archive, &["师德师风", "--sections", "--format", "markdown", "--public"]);
    let first = "> 二、队伍建设\n>\n> 抓好师德师风\\|建设\\*。\n\n— 乙县2025年教育工作计划 · 2025 · 乙.md:10\n";
    assert!(quotations.starts_with(first), "{quotations}");

    // The words stand apart: each section that has one of them.
    let apart = archive.json(&["search", "师德师风 拨付", "--sections"]);
    let lines: Vec<&Value> = apart["hits"][0]["sections"].as_array().unwrap().iter().map(|own| &own["line"]).collect();
    assert_eq!(lines, [10, 14]);
}

#[test]
fn conditions_may_be_written_in_chinese() {
    let archive = indexed();
    for filter in ["年份=2023", "年度：2023", "year:2023", "发文机关＝甲县"] {
        assert_eq!(ids_and_files(&archive.json(&["search", "师德师风", "--filter", filter])), ["甲.md"], "{filter}");
    }
    let root = archive.root().to_str().unwrap();
    for (filter, code) in [("颜色=红", 2), ("年份=红", 2), ("年份", 2)] {
        let output = archive.command(&["search", "师", "--root", root, "--filter", filter]).assert().code(code);
        let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(told.contains(filter), "{told}");
    }
}

#[test]
fn a_hit_is_opened_at_its_line() {
    let archive = indexed();
    let root = archive.root().to_str().unwrap();
    let opened = |args: &[&str], variables: &[(&str, &str)]| {
        let args: Vec<&str> = ["search", "师德师风", "--root", root].into_iter().chain(args.iter().copied()).collect();
        let mut command = archive.command(&args);
        command.env_remove("PLANARIUM_OPEN").env_remove("VISUAL").env_remove("EDITOR").envs(variables.iter().copied());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let template = ("PLANARIUM_OPEN", "echo 'at {line}' {file} {url}");
    let (code, out, told) = opened(&["--open", "--sort", "date"], &[template]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("at 8 /") && out.contains("/plans/甲.md ") && out.contains("plans/"), "{out}");
    assert!(told.contains("opening: echo at 8"), "{told}");
    let (_, out, _) = opened(&["--open=2", "--sort", "date", "--public"], &[("EDITOR", "echo")]);
    assert!(out.starts_with("+10 ") && out.ends_with("/plans/乙.md\n"), "{out}");
    assert_eq!(opened(&["--open=9"], &[("EDITOR", "echo")]).0, Some(1));
    assert_eq!(opened(&["--open"], &[("EDITOR", "false")]).0, Some(1));
    assert_eq!(opened(&["--open"], &[("EDITOR", "'")]).0, Some(1));
    std::fs::remove_file(archive.root().join("plans/甲.md")).unwrap();
    let (code, _, told) = opened(&["--open", "--sort", "date"], &[("EDITOR", "echo")]);
    assert!(code == Some(1) && told.contains("甲.md"), "{told}");
}

#[test]
fn another_query_is_proposed_where_nothing_is_found() {
    let archive = indexed();
    let cases = [
        ("师德师疯", "师德师风", "With another character"),
        ("shideshifeng", "师德师风", "Read as pinyin"),
        ("师德师风 天文", "师德师风", "With less asked for"),
    ];
    for (query, expected, told) in cases {
        let answer = archive.json(&["search", query]);
        assert_eq!((answer["total"].as_u64(), answer["suggestion"].as_str()), (Some(0), Some(expected)), "{query}");
        let (out, said) = said(&archive, &[query]);
        assert!(out.is_empty() && said.contains(told) && said.contains(expected), "{said}");
    }
    // It has hits under the same conditions.
    assert!(archive.json(&["search", "师德师疯", "--filter", "year=1999"])["suggestion"].is_null());
    // Without the public search data there is an answer all the same.
    std::fs::remove_dir_all(archive.root().join("static/find")).unwrap();
    assert!(archive.json(&["search", "师德师疯"])["suggestion"].is_null());
}

/// The command fails with a message that names the way out, and does not panic.
fn fails(archive: &TestArchive, about: &str) {
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["search", "师德师风", "--root", root]).assert().code(1).get_output().clone();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("`planarium index`") && !told.contains("panicked"), "{about}: {told}");
}

#[test]
fn an_index_that_is_missing_old_or_damaged_is_named() {
    let archive = indexed();
    let index = archive.root().join("index/tantivy");
    for (file, bytes) in files(&index) {
        let path = index.join(&file);
        // Locks and the list of files that tantivy manages are no part of what is searched.
        if file.ends_with(".lock") || file.ends_with(".managed.json") {
            continue;
        }
        for (how, damaged) in
            [("empty", &[][..]), ("cut", &bytes[..bytes.len() / 2]), ("garbled", &garbled(&bytes)[..])]
        {
            std::fs::write(&path, damaged).unwrap();
            fails(&archive, &format!("{file} {how}"));
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 5 + 1) {
            let mut flipped = bytes.clone();
            flipped[at] = !flipped[at];
            std::fs::write(&path, flipped).unwrap();
            // Not every fault shows, but none shows as a panic.
            let output = archive.command(&["search", "师德师风", "--root", archive.root().to_str().unwrap()]).output();
            let told = String::from_utf8(output.unwrap().stderr).unwrap();
            assert!(!told.contains("panicked"), "{file} at {at}: {told}");
        }
        std::fs::remove_file(&path).unwrap();
        fails(&archive, &format!("without {file}"));
        std::fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(archive.json(&["search", "师德师风"])["total"], 3);
    std::fs::write(index.join("version"), "1").unwrap();
    fails(&archive, "older");
    std::fs::remove_dir_all(&index).unwrap();
    fails(&archive, "missing");
    archive.json(&["index"]);
    assert_eq!(archive.json(&["search", "师德师风"])["total"], 3);
}

/// Every byte another.
fn garbled(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| !byte).collect()
}

/// What the guide says of the options is what the command says.
#[test]
fn the_guide_names_every_option() {
    let help = TestArchive::new().command(&["help", "search"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let options: Vec<&str> = help.split_whitespace().filter_map(|word| word.strip_prefix("--")).collect();
    for page in ["docs/guide/reference.md", "docs/guide/zh/reference.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let section = text.split("### planarium search").nth(1).unwrap().split("\n### ").next().unwrap();
        for option in
            options.iter().map(|option| option.split(|c: char| c != '-' && !c.is_ascii_lowercase()).next().unwrap())
        {
            let common = ["root", "lang", "help"].contains(&option);
            assert!(common || section.contains(&format!("`--{option}")), "{page}: --{option}");
        }
    }
}

/// What stands in one line on the page is found across what breaks it in the file.
#[test]
fn what_the_page_shows_in_one_line_is_found() {
    let archive = TestArchive::new();
    let text = "# 青禾县2024年教育工作计划\n\n一、任务\n\n- 加强师资队伍建设，\n  落实双减政策\n- 办好幼儿园\n\n> 引用文字跨\n> 行继续\n\n\
                见[附件一：任务分工表](https://example.org/a.pdf)执行。用`学籍`系统管理。\n";
    archive.plan("计划.md", text);
    archive.build();
    let total = |query: &str| archive.json(&["search", query])["total"].as_u64().unwrap();
    for query in ["建设，落实双减", "引用文字跨行继续", "见附件一", "任务分工表执行", "学籍系统管理"]
    {
        assert_eq!(total(query), 1, "{query}");
    }
    for query in ["政策办好", "example.org"] {
        assert_eq!(total(query), 0, "{query}");
    }
    let pages = archive.files("public").into_iter().filter(|file| file.0.ends_with(".html"));
    let is_one = |page: Vec<u8>| String::from_utf8_lossy(&page).contains("<li>加强师资队伍建设，落实双减政策</li>");
    assert!(pages.into_iter().any(|(_, page)| is_one(page)), "an item is one");
}
