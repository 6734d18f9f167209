//! Plans made of a folder of texts, and the queries that are asked about them.
#![allow(dead_code)]

use finder::{fold::fold, plan::Plan};
use std::path::{Path, PathBuf};

const QUERIES: &str = include_str!("queries.txt");
/// Queries drawn for each length.
const DRAWN: usize = 10;

/// The 30 of `queries.txt` and as many drawn from the plans.
pub fn queries(keys: &[Vec<String>]) -> Vec<String> {
    let listed = QUERIES.lines().filter(|line| !line.starts_with('#')).map(str::to_owned);
    listed.chain(drawn(keys)).collect()
}

/// The files of a folder as plans, in order of their paths; cut or repeated with other paragraphs to make `wanted`.
pub fn plans(folder: &Path, wanted: Option<usize>) -> Vec<Plan> {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    let mut texts: Vec<Vec<String>> =
        files.iter().map(|file| paragraphs(file)).filter(|text| !text.is_empty()).collect();
    if let Some(wanted) = wanted.filter(|&wanted| wanted > 0) {
        texts = cut(texts, wanted);
    }
    (0..).zip(texts).map(|(number, paragraphs)| plan(number, paragraphs)).collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

fn paragraphs(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// So many plans: runs of paragraphs of equal length, taken round after round from another start.
fn cut(texts: Vec<Vec<String>>, wanted: usize) -> Vec<Vec<String>> {
    let all: Vec<String> = texts.into_iter().flatten().collect();
    let characters: usize = all.iter().map(|text| text.chars().count()).sum();
    let length = if wanted > 50_000 { 1_350 } else { characters / wanted };
    let (mut plans, mut at, mut round) = (Vec::new(), 0, 0);
    while plans.len() < wanted {
        let (mut plan, mut size) = (Vec::new(), 0);
        while size < length {
            if at >= all.len() {
                round += 1;
                at = round;
            }
            size += all[at].chars().count();
            plan.push(all[at].clone());
            // Later rounds leave paragraphs out, so that their plans are others.
            at += if round == 0 { 1 } else { 1 + (at * 7 + round) % (2 * round + 1) };
        }
        plans.push(plan);
    }
    plans
}

fn plan(number: u32, paragraphs: Vec<String>) -> Plan {
    let id = format!("{:08x}", number.wrapping_mul(2_654_435_761));
    let date = format!("{}-{:02}-{:02}", 1990 + number % 35, number % 12 + 1, number % 28 + 1);
    Plan {
        number,
        title: paragraphs[0].trim_start_matches('#').trim().chars().take(40).collect(),
        url: format!("plans/{id}/"),
        id,
        kind: ["plan", "notice", "report"][number as usize % 3].to_owned(),
        from: Some(1990 + (number % 35) as u16),
        date,
        length: paragraphs.iter().map(|paragraph| paragraph.chars().count() as u32).sum(),
        paragraphs,
        ..Plan::default()
    }
}

/// The keys of a plan: of its title and its paragraphs.
pub fn keys(plan: &Plan) -> Vec<String> {
    std::iter::once(&plan.title).chain(&plan.paragraphs).map(|text| fold(text).text()).collect()
}

/// Literal stretches of Han characters, 2, 4 and 7 to 9 long, from plans and places chosen by a fixed seed.
fn drawn(keys: &[Vec<String>]) -> Vec<String> {
    let mut seed = 20_261_121u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    let mut queries = Vec::new();
    for length in [2, 4, 7] {
        let mut drawn = 0;
        while drawn < DRAWN {
            let plan = &keys[next(keys.len())];
            let text: Vec<char> = plan[next(plan.len())].chars().collect();
            let length = if length == 7 { 7 + next(3) } else { length };
            let start = next(text.len());
            let Some(query) = text.get(start..start + length) else {
                continue;
            };
            if query.iter().all(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) {
                queries.push(query.iter().collect());
                drawn += 1;
            }
        }
    }
    queries
}

/// Largest resident size of this process so far, in MB; 0 where the system does not say.
pub fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Seconds of CPU that this process has used, in its own code and in the system's; 0 where the system does not say.
pub fn cpu() -> f64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = status.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
