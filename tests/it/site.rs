//! The whole way, from a folder of plans to a site and its search.

use serde_json::Value;

use crate::archive::{TestArchive, files, write, zola};
use crate::shared::shared_or_skip;

const STAFF_WORDS: &str = "鲸落灯塔预算细目";

fn sample_pair(archive: &TestArchive) {
    archive.plan(
        "开放.md",
        "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n全面推进义务教育优质均衡发展,落实控辍保学责任。\n",
    );
    archive.plan(
        "内部.md",
        format!("---\nvisibility: staff\n---\n# 青禾县内部计划\n\n一、经费\n\n{STAFF_WORDS}与控辍保学经费。\n"),
    );
}

fn hits(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["file"].as_str().unwrap()).collect()
}

#[test]
fn a_staff_plan_is_found_by_staff_and_stands_in_no_public_file() {
    let archive = TestArchive::new();
    sample_pair(&archive);
    archive.build();
    assert_eq!(hits(&archive.json(&["search", STAFF_WORDS])), ["内部.md"]);
    assert_eq!(hits(&archive.json(&["search", "控辍保学"])).len(), 2);
    let public = archive.json(&["search", "控辍保学", "--public"]);
    assert_eq!(hits(&public), ["开放.md"]);
    assert_eq!(public["hits"][0]["period"], serde_json::json!({"from": 2024, "to": 2024}));
    for folder in ["public", "content", "static"] {
        let found = archive.files(folder);
        assert!(!found.is_empty(), "{folder} is empty");
        for (file, bytes) in found {
            assert!(!contains(&bytes, STAFF_WORDS) && !contains(&bytes, "内部计划"), "{folder}/{file}");
        }
    }
}

fn contains(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[test]
fn two_builds_are_identical_and_so_is_a_plain_zola_build() {
    let one = TestArchive::new();
    let two = TestArchive::new();
    for archive in [&one, &two] {
        sample_pair(archive);
        archive.build();
    }
    for folder in ["public", "content", "static"] {
        assert_same(&one.files(folder), &two.files(folder));
    }
    let plain = tempfile::tempdir().unwrap();
    let out = plain.path().join("site");
    let done = std::process::Command::new(zola())
        .arg("--root")
        .arg(one.root())
        .args(["build", "--output-dir"])
        .arg(&out)
        .output();
    assert!(done.unwrap().status.success());
    assert_same(&one.files("public"), &files(&out));
}

fn assert_same(one: &[(String, Vec<u8>)], two: &[(String, Vec<u8>)]) {
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|file| file.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(one), names(two));
    for (one, two) in one.iter().zip(two) {
        assert!(one.1 == two.1, "{} differs", one.0);
    }
}

#[test]
fn bad_input_is_reported_and_the_rest_is_published() {
    let archive = TestArchive::new();
    sample_pair(&archive);
    archive.plan("empty.md", "");
    archive.plan("noise.txt", (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>());
    archive.plan("long.txt", "计划".repeat(180_000));
    archive.plan(
        "undecodable.md",
        b"# \xe9\x9d\x92\xe7\xa6\xbe\n\n\xff\xfe\xff \xe8\xae\xa1\xe5\x88\x92\xe5\xae\x89\xe6\x8e\x92\n",
    );
    archive.plan("templates.md", "# 模板计划\n\n{{ foo() }} {% if x %} <!-- more --> {{ config.base_url }}\n");
    archive.plan("script.md", "# 脚本计划\n\n<script>alert(1)</script>正文<img src=x onerror=alert(2)>\n");
    archive.plan("front.md", "---\ntitle: [broken\nvisibility: staff\n---\n# 正文计划\n\n一、内容\n");
    let report = archive.build();
    let found = |file: &str| {
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .filter(|finding| finding["file"] == file)
            .map(|finding| finding["line"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    for file in ["empty.md", "noise.txt", "undecodable.md", "front.md"] {
        assert!(!found(file).is_empty(), "no finding for {file}: {report:#}");
    }
    assert!(found("undecodable.md").contains(&3), "{report:#}");
    assert!(found("front.md").iter().any(|line| (1..=4).contains(line)), "{report:#}");
    let pages: Vec<String> =
        archive.files("public/plans").into_iter().map(|file| String::from_utf8_lossy(&file.1).into_owned()).collect();
    let page = |words: &str| {
        pages.iter().find(|page| page.contains(words)).unwrap_or_else(|| panic!("{words} was not published"))
    };
    assert!(page("义务教育优质均衡").contains("控辍保学"));
    assert!(page("模板计划").contains("{{ foo() }}"));
    let page = page("脚本计划");
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    assert_eq!(hits(&archive.json(&["search", "config.base_url"])), ["templates.md"]);
}

/// A plan whose front matter cannot be read might say that it is for staff only: it must not be published by accident.
#[test]
fn broken_front_matter_never_publishes_what_it_meant_to_hide() {
    let archive = TestArchive::new();
    archive.plan("front.md", format!("---\nvisibility: staff\ntitle: [broken\n---\n# 计划\n\n{STAFF_WORDS}\n"));
    archive.build();
    for (file, bytes) in archive.files("public") {
        assert!(!contains(&bytes, STAFF_WORDS), "{file}");
    }
}

#[test]
fn the_seeds_become_32_pages_and_are_found() {
    let Some(shared) = shared_or_skip("the_seeds_become_32_pages_and_are_found") else { return };
    let archive = TestArchive::new();
    let seeds = shared.join("seeds");
    let report = archive.json(&["build", "--plans", seeds.to_str().unwrap()]);
    assert_eq!(report["plans"], 32, "{report:#}");
    let totals = [
        ("中小学", 18),
        ("小学", 21),
        ("初中", 7),
        ("高考", 4),
        ("义务教育", 14),
        ("学前教育", 9),
        ("控辍保学", 3),
        ("校方责任保险", 1),
        ("推门听课", 2),
        ("安全隐患", 4),
        ("双师型", 5),
        ("汝南", 2),
        ("海南省", 2),
    ];
    for (query, total) in totals {
        assert_eq!(archive.json(&["search", query, "--limit", "40"])["total"], total, "{query}");
    }
}

#[test]
fn an_override_hides_a_plan_of_a_compilation_and_joins_another() {
    let archive = TestArchive::new();
    let measures = "认真落实各项工作,层层压实责任,定期开展检查。".repeat(8);
    let plan = |mark: &str, words: &str| format!("{mark}\n\n一、目标\n\n{words}。\n\n二、措施\n\n{measures}\n\n");
    let text = [plan("工作计划篇一", "甲校安全"), plan("工作计划篇二", STAFF_WORDS), plan("工作计划篇三", "丙校安全")]
        .concat();
    archive.plan("三篇.md", text);
    assert_eq!(archive.build()["plans"], 3);
    let overrides = |text: &str| write(&archive.root().join("overrides.toml"), text.as_bytes());
    overrides("[\"三篇.md\"]\nno_plan_at = [21]\n[\"三篇.md\".11]\nvisibility = \"staff\"\n");
    let report = archive.build();
    assert_eq!(report["plans"], 2, "{report:#}");
    assert_eq!(hits(&archive.json(&["search", STAFF_WORDS])), ["三篇.md"]);
    for (file, bytes) in archive.files("public").into_iter().chain(archive.files("content")) {
        assert!(!contains(&bytes, STAFF_WORDS) && !contains(&bytes, "丙校"), "{file}");
    }
    overrides("[\"三篇.md\".12]\nkind = \"notice\"\n[\"gone.md\"]\nplan_at = [3]\n");
    let findings = archive.build()["findings"].to_string();
    assert_eq!(findings.matches("override-unused").count(), 2, "{findings}");
    // One that hid a plan and no longer finds it must not let the plan out.
    overrides("[\"三篇.md\".12]\nvisibility = \"staff\"\n");
    let root = archive.root().to_str().unwrap();
    let failed = archive.command(&["build", "--root", root]).assert().code(1).get_output().stderr.clone();
    assert!(String::from_utf8_lossy(&failed).contains("三篇.md:12"));
}
