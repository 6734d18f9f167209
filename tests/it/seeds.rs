//! The five seed compilations against their ground truth (`seeds/plans.json`, made by hand from the files).

use std::collections::BTreeSet;
use std::path::Path;

use planarium::document::{Plan, Source};
use planarium::pipeline::{clean, outline, read, split};
use planarium::{edits, text::lines};
use serde_json::Value;

use crate::shared::shared_or_skip;

/// A seed, processed up to splitting, and its truth.
struct Seed {
    truth: Value,
    source: Source,
    split: split::Split,
}

fn seeds(shared: &Path) -> Vec<Seed> {
    let folder = shared.join("seeds");
    let truth = std::fs::read(folder.join("plans.json")).expect("readable");
    let truth: Vec<Value> = serde_json::from_slice(&truth).expect("JSON");
    let seed = |truth: Value| {
        let file = truth["file"].as_str().expect("name").to_owned();
        let source = read::read(&file, &std::fs::read(folder.join(&file)).expect("readable"));
        let body = clean::clean(&source, clean::Rules::builtin());
        let split = split::split(&source, body, &[], split::Words::builtin());
        Seed { truth, source, split }
    };
    truth.into_iter().map(seed).collect()
}

fn number(value: &Value) -> u32 {
    value.as_u64().expect("number") as u32
}

fn plans(seed: &Seed) -> impl Iterator<Item = (&Value, &Plan)> {
    seed.truth["plans"].as_array().expect("list").iter().zip(&seed.split.plans)
}

#[test]
fn boundaries_are_those_of_the_truth() {
    let Some(shared) = shared_or_skip("boundaries_are_those_of_the_truth") else { return };
    let mut count = 0;
    for seed in seeds(&shared) {
        assert_eq!(seed.split.plans.len(), seed.truth["plans"].as_array().expect("list").len(), "{}", seed.source.file);
        for (truth, plan) in plans(&seed) {
            let expected = (number(&truth["start_line"]), number(&truth["end_line"]));
            assert_eq!((plan.start_line, plan.end_line), expected, "{} {}", seed.source.file, plan.ordinal);
            assert_eq!(plan.compilation_title.as_deref(), seed.truth["compilation_title"].as_str());
            assert!(plan.boundary.score >= 60 && !plan.boundary.reasons.is_empty());
            count += 1;
        }
    }
    assert_eq!(count, 32);
}

#[test]
fn hard_breaks_are_joined_and_nothing_else() {
    let Some(shared) = shared_or_skip("hard_breaks_are_joined_and_nothing_else") else { return };
    for seed in seeds(&shared) {
        let breaks = plans(&seed).flat_map(|(truth, _)| truth["hard_breaks"].as_array().expect("list"));
        let expected: BTreeSet<(u32, u32)> = breaks.map(|pair| (number(&pair[0]), number(&pair[1]))).collect();
        let joined: BTreeSet<(u32, u32)> = edits::joined_lines(&seed.split.body).into_iter().collect();
        assert_eq!(joined, expected, "{}", seed.source.file);
    }
}

#[test]
fn exactly_chrome_and_page_marks_are_removed() {
    let Some(shared) = shared_or_skip("exactly_chrome_and_page_marks_are_removed") else { return };
    // seeds/README.md, sections 2 (outside every plan) and 6 (embedded chrome, repeated headers).
    let others: [&[u32]; 5] =
        [&[3, 20], &[1, 2, 4, 6, 244], &[1, 3, 5, 7], &[1, 3, 5, 7, 9, 21, 25, 37, 977], &[1, 3, 5, 395]];
    for (seed, others) in seeds(&shared).iter().zip(others) {
        let marks = plans(seed).flat_map(|(truth, _)| truth["page_mark_lines"].as_array().expect("list"));
        let expected: BTreeSet<u32> = marks.map(number).chain(others.iter().copied()).collect();
        let removed = edits::removed_lines(&seed.source.text, &seed.split.body.edits);
        assert!(removed.iter().all(|(_, reason)| !reason.is_empty()));
        let removed: BTreeSet<u32> = removed.into_iter().map(|(line, _)| line).collect();
        assert_eq!(removed, expected, "{}", seed.source.file);
    }
}

#[test]
fn every_other_line_is_in_exactly_one_plan() {
    let Some(shared) = shared_or_skip("every_other_line_is_in_exactly_one_plan") else { return };
    for seed in seeds(&shared) {
        let removed = edits::removed_lines(&seed.source.text, &seed.split.body.edits);
        let mut left: BTreeSet<u32> = removed.into_iter().map(|(line, _)| line).collect();
        for plan in &seed.split.plans {
            for line in &seed.split.body.lines[plan.lines.clone()] {
                for piece in &line.pieces {
                    assert!(left.insert(piece.1), "{} line {} twice", seed.source.file, piece.1);
                }
            }
        }
        let filled = lines::lines(&seed.source.text).into_iter().enumerate();
        let filled = filled.filter(|(_, line)| !line.of(&seed.source.text).trim().is_empty());
        assert_eq!(left, filled.map(|(index, _)| index as u32 + 1).collect(), "{}", seed.source.file);
    }
}

#[test]
fn sources_are_rebuilt_from_body_and_edits() {
    let Some(shared) = shared_or_skip("sources_are_rebuilt_from_body_and_edits") else { return };
    for seed in seeds(&shared) {
        let body = &seed.split.body;
        assert_eq!(edits::apply(&seed.source.text, &body.edits).as_deref(), Ok(body.text.as_str()));
        assert_eq!(edits::rebuild(&body.text, &body.edits).as_deref(), Ok(seed.source.text.as_str()));
    }
}

#[test]
fn cleaning_twice_is_cleaning_once() {
    let Some(shared) = shared_or_skip("cleaning_twice_is_cleaning_once") else { return };
    for seed in seeds(&shared) {
        let once = clean::clean(&seed.source, clean::Rules::builtin()).text;
        let again = clean::clean(&Source { text: once.clone(), ..Source::default() }, clean::Rules::builtin());
        assert!(again.edits.is_empty(), "{}: {:?}", seed.source.file, again.edits);
        assert_eq!(again.text, once);
    }
}

#[test]
fn stated_totals_agree() {
    let Some(shared) = shared_or_skip("stated_totals_agree") else { return };
    let totals: Vec<Option<u32>> = seeds(&shared).iter().map(|seed| seed.split.stated_total).collect();
    assert_eq!(totals, [None, Some(5), None, Some(9), Some(8)]);
}

/// Counts of seeds/README.md, section 3: 11 一、 18 （一） 32 1、 23 1. 20 （1） inside paragraphs of the fourth file.
#[test]
fn inline_markers_are_found_and_false_ones_rejected() {
    let Some(shared) = shared_or_skip("inline_markers_are_found_and_false_ones_rejected") else { return };
    let mut inline = [0; 5];
    for (index, seed) in seeds(&shared).iter().enumerate() {
        for plan in &seed.split.plans {
            let (sections, _) = outline::outline(&seed.split.body, plan, outline::Headings::builtin());
            assert!(sections.windows(2).all(|pair| pair[0].line <= pair[1].line));
            for section in sections {
                let text = seed.split.body.text_of(&seed.split.body.lines[section.body_line]);
                let source = lines::lines(&seed.source.text)[section.line as usize - 1].of(&seed.source.text).trim();
                if source.starts_with(&section.number)
                    && (section.range.start == 0 || !text.starts_with(&section.number))
                {
                    continue;
                }
                assert_eq!(index, 3, "line {} {}", section.line, section.number);
                let digit = section.number.chars().any(|c| c.is_ascii_digit());
                let kind = match (section.number.starts_with('('), digit, section.number.ends_with('、')) {
                    (false, false, _) => 0,
                    (true, false, _) => 1,
                    (false, true, true) => 2,
                    (false, true, false) => 3,
                    (true, true, _) => 4,
                };
                inline[kind] += 1;
            }
        }
    }
    assert_eq!(inline, [11, 18, 32, 23, 20]);
}

/// tests/fixtures/outlines.txt: line, level and marker of every heading of seven plans, checked by hand.
#[test]
fn outlines_are_those_checked_by_hand() {
    let Some(shared) = shared_or_skip("outlines_are_those_checked_by_hand") else { return };
    let seeds = seeds(&shared);
    let fixtures = include_str!("../fixtures/outlines.txt").split("\n@ ").skip(1);
    let mut count = 0;
    for fixture in fixtures {
        let (name, headings) = fixture.split_once('\n').expect("a name and headings");
        let (file, ordinal) = name.split_once(' ').expect("a file and an ordinal");
        let seed = seeds.iter().find(|seed| seed.source.file.starts_with(file)).expect("a seed");
        let plan = &seed.split.plans[ordinal.parse::<usize>().expect("a number") - 1];
        let (sections, _) = outline::outline(&seed.split.body, plan, outline::Headings::builtin());
        let found = sections.iter().map(|found| format!("{} {} {}", found.line, found.level, found.number));
        let found: Vec<String> = found.collect();
        assert_eq!(found, headings.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(), "{name}");
        count += 1;
    }
    assert_eq!(count, 7);
}
