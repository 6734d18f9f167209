//! What readers get beside the plan itself: the reading view in the other script, the timeline, pairs of plans.

use crate::archive::{TestArchive, write};

const HANT: &str = "# 青禾縣114年度幼兒園安全計畫\n\n青禾縣政府\n\n一、依據\n\n依幼兒教育及照顧法辦理，發展學校。\n";

fn page(archive: &TestArchive, path: &str) -> String {
    let path = archive.root().join("public").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn only_id(archive: &TestArchive) -> String {
    let table = page(archive, "data/plans.jsonl");
    let line: serde_json::Value = serde_json::from_str(table.trim()).unwrap();
    line["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_plan_can_be_read_in_the_other_script_and_nowhere_else() {
    let archive = TestArchive::new();
    archive.plan("甲.md", HANT);
    archive.build();
    let id = only_id(&archive);
    let reading = page(&archive, &format!("plans/{id}/hans/index.html"));
    assert!(reading.contains("依幼儿教育及照顾法办理，发展学校。"), "{reading}");
    assert!(reading.contains("由程序逐字转换"), "it says that it is converted");
    assert!(reading.contains(&format!("<link rel=\"canonical\" href=\"http://127.0.0.1:8080/plans/{id}/\">")));
    let plan = page(&archive, &format!("plans/{id}/index.html"));
    assert!(plan.contains("依幼兒教育") && !plan.contains("依幼儿教育"));
    assert!(plan.contains(&format!("plans/{id}/hans/")));
    for (file, bytes) in archive.files("public") {
        let text = String::from_utf8_lossy(&bytes);
        let is_reading = file == format!("plans/{id}/hans/index.html");
        assert_eq!(text.contains("依幼儿教育"), is_reading, "{file}");
        assert!(!text.contains(&format!("{id}/hans")) || file == format!("plans/{id}/index.html"), "{file}");
    }
}

/// A host answers an address without its last slash with a redirect.
#[test]
fn links_lead_straight_to_pages() {
    let archive = TestArchive::new();
    archive.plan("甲.md", HANT);
    archive.plan("乙.md", "# 第一篇 甲校计划\n\n一、目标\n\n内容甲\n\n# 第二篇 乙校计划\n\n一、目标\n\n内容乙\n");
    archive.build();
    let link = regex::Regex::new("href=\"(http://127.0.0.1:8080[^\"?#]*)").unwrap();
    let mut seen = 0;
    for (file, bytes) in archive.files("public").into_iter().filter(|(file, _)| file.ends_with(".html")) {
        for found in link.captures_iter(&String::from_utf8_lossy(&bytes)) {
            let last = found[1].rsplit('/').next().unwrap();
            assert!(last.is_empty() || last.contains('.'), "{file}: {}", &found[1]);
            seen += 1;
        }
    }
    assert!(seen > 100);
}

#[test]
fn reading_views_can_be_left_out() {
    let archive = TestArchive::new();
    archive.plan("甲.md", HANT);
    let config = archive.root().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap().replace("converted = true", "converted = false");
    write(&config, text.as_bytes());
    archive.build();
    let id = only_id(&archive);
    assert!(!archive.root().join("public/plans").join(&id).join("hans").exists());
    assert!(!page(&archive, &format!("plans/{id}/index.html")).contains("/hans/"));
}

/// The words of a public plan are public in both scripts.
#[test]
fn a_staff_plan_that_quotes_a_public_one_in_the_other_script_is_no_leak() {
    let archive = TestArchive::new();
    archive.plan("甲.md", HANT);
    archive
        .plan("乙.md", "---\nvisibility: staff\n---\n# 内部计划\n\n一、摘录\n\n依幼儿教育及照顾法办理，发展学校。\n");
    archive.build();
}

#[test]
fn the_timeline_leads_to_the_plans_of_each_period() {
    let archive = TestArchive::new();
    archive.plan("甲.md", "# 青禾县教育发展规划（2021—2025年）\n\n一、目标\n\n全县教育全面发展。\n");
    archive.plan("乙.md", "# 青禾县2023年教育工作计划\n\n一、目标\n\n全县教育全面发展，人民满意。\n");
    archive.build();
    let timeline = page(&archive, "timeline/index.html");
    let at = |words: &str| timeline.find(words).unwrap_or_else(|| panic!("{words}: {timeline}"));
    assert!(at(">2021—2025</a>") < at(">2023</a>"));
    assert!(timeline.contains("<rect x=\"0\" width=\"5\"") && timeline.contains("<rect x=\"2\" width=\"1\""));
    assert!(page(&archive, "browse/period/2021-2025/index.html").contains("青禾县教育发展规划"));
}
