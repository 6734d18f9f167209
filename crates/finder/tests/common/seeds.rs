//! The five seed compilations, cut at the lines of their ground truth. `None` where the shared folder is missing.

use finder::plan::Plan;
use serde_json::Value;
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("PLANARIUM_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = given.unwrap_or(beside).join("seeds");
    found.is_dir().then_some(found)
}

/// The 32 plans with their labels `000#1`, numbered in order; `None` without the shared folder.
pub fn plans() -> Option<Vec<Plan>> {
    let Some(folder) = folder() else {
        assert!(std::env::var_os("CI").is_none(), "CI needs the shared folder");
        eprintln!("skipped: no shared folder");
        return None;
    };
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("plans.json")).unwrap()).unwrap();
    let mut plans = Vec::new();
    for file in truth.as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for plan in file["plans"].as_array().unwrap() {
            let id = format!("{}#{}", &name[..3], plan["ordinal"]);
            let paragraphs = paragraphs(&lines, plan);
            plans.push(Plan {
                number: plans.len() as u32,
                title: String::new(),
                url: format!("plans/{id}/"),
                id,
                hant: file["script"].as_str().unwrap().starts_with("Hant"),
                length: paragraphs.iter().map(|paragraph| paragraph.chars().count() as u32).sum(),
                paragraphs,
                ..Plan::default()
            });
        }
    }
    Some(plans)
}

/// The lines of a plan, those that a hard break cut joined again.
fn paragraphs(lines: &[&str], plan: &Value) -> Vec<String> {
    let line = |key: &str| plan[key].as_u64().unwrap() as usize;
    let number = |value: &Value| value.as_u64().or_else(|| value.get(0)?.as_u64());
    let breaks: Vec<usize> =
        plan["hard_breaks"].as_array().unwrap().iter().filter_map(|value| Some(number(value)? as usize)).collect();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut join = false;
    for at in line("start_line")..=line("end_line") {
        let text = lines[at - 1].trim();
        if text.is_empty() || (join && text.chars().all(|c| c.is_ascii_digit())) {
            continue;
        }
        match paragraphs.last_mut() {
            Some(last) if join => last.push_str(text),
            _ => paragraphs.push(text.to_owned()),
        }
        join = breaks.contains(&at);
    }
    paragraphs
}
