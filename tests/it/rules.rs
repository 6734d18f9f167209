//! An archive's own rules of reading, in `rules.toml`.

use serde_json::Value;

use crate::archive::{TestArchive, write};

const FILE: &str = "某平台横幅\n专辑一\n甲县工作\n一、做好工作。认真开展各项活动,提高质量,增强实效,办好人民满意的教育。\n二、加强管理。落实责任,明确分工,强化督查,确保任务按时完成。\n专辑二\n乙县工作\n一、抓好教学。认真开展各项活动,提高质量,增强实效,办好人民满意的教育。\n二、教肓培训。落实责任,明确分工,强化督查,确保任务按时完成。\n";

fn inspect(archive: &TestArchive, file: &str) -> Value {
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["inspect", "--root", root, file, "--format", "json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).expect("a report")
}

#[test]
fn an_archive_has_rules_of_its_own() {
    let archive = TestArchive::new();
    let path = archive.root().join("plans/专辑.txt");
    write(&path, FILE.as_bytes());
    let plain = inspect(&archive, path.to_str().unwrap());
    assert_eq!((plain["plans"].as_array().unwrap().len(), plain["removed"].as_array().unwrap().len()), (1, 0));

    let rules = "[[line]]\nreason = \"banner\"\nwords = [\"某平台横幅\"]\n[series]\n\"专辑\" = 45\n[[slip]]\nwrong = \"教肓\"\nright = \"教育\"\n";
    write(&archive.root().join("rules.toml"), rules.as_bytes());
    let own = inspect(&archive, path.to_str().unwrap());
    let starts: Vec<&Value> = own["plans"].as_array().unwrap().iter().map(|plan| &plan["start_line"]).collect();
    assert_eq!(starts, [2, 6], "{own}");
    assert_eq!(own["removed"][0]["reason"], "banner");
    assert!(own["findings"].as_array().unwrap().iter().any(|found| found["rule"] == "ocr-slip" && found["line"] == 9));

    // A correction by hand holds in `inspect` as in a build.
    write(&archive.root().join("overrides.toml"), "[\"专辑.txt\"]\nno_plan_at = [6]\n".as_bytes());
    assert_eq!(inspect(&archive, path.to_str().unwrap())["plans"].as_array().unwrap().len(), 1);
}

#[test]
fn a_mistake_in_them_is_shown_with_its_line() {
    let archive = TestArchive::new();
    write(
        &archive.root().join("rules.toml"),
        b"[menu]\nwords = []\n\n[[line]]\nreason = \"x\"\nwords = []\npattern = '('\n",
    );
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["index", "--root", root]).assert().code(1).get_output().stderr.clone();
    let error = String::from_utf8(output).unwrap();
    assert!(error.contains("rules.toml:7:"), "{error}");
}

/// The example of the guide is a file that works.
#[test]
fn the_guide_shows_rules_that_are_accepted() {
    for page in ["docs/guide/preparing-plans.md", "docs/guide/zh/preparing-plans.md"] {
        let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let example = text.split("```toml\n").find(|block| block.contains("[[line]]")).expect("an example");
        let example = example.split("```").next().unwrap();
        let data = planarium::rules::RuleData::extended(example);
        assert!(data.as_ref().is_ok_and(|data| data.line[0].reason == "portal-banner"), "{page}: {:?}", data.err());
    }
}
