//! The engine over its own data, against a naive scan with other libraries and against the ground truth of the seeds.

mod common;

use common::{ask, data, everything, independent::Independent, scan::Scanned, seeds};
use finder::{
    engine::{Engine, Request},
    plan::{Plan, Section},
};
use proptest::prelude::*;

#[test]
fn the_seeds_are_found_as_their_readers_counted() {
    let Some(plans) = seeds::plans() else { return };
    let data = data(&plans);
    let truth = [
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
    for (query, total) in truth {
        let answer = ask(&mut Engine::default(), &data, &everything(query));
        let ids: Vec<_> = answer.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!((answer.total, answer.exact, ids.len()), (total, true, total), "{query}: {ids:?}");
    }
}

#[test]
fn where_nothing_is_found_something_is_proposed() {
    let plan = |number: u32, text: &str| Plan { number, paragraphs: vec![text.to_owned()], ..Plan::default() };
    let plans = [plan(0, "义务教育均衡发展"), plan(1, "学前教育普及普惠"), plan(2, "师德师风建设")];
    let data = data(&plans);
    let cases = [
        ("义务教肓", Some("义务教育")),
        ("义物教育", Some("义务教育")),
        ("幼儿园", Some("学前教育")),
        ("师德 天文", Some("师德")),
        ("师德 均衡", Some("师德")),
        ("普及教育均衡", Some("普及 教育均衡")),
        ("天文", None),
        ("-师德 天文", None),
    ];
    for (query, suggestion) in cases {
        let answer = ask(&mut Engine::default(), &data, &everything(query));
        assert_eq!((answer.total, answer.suggestion.as_deref()), (0, suggestion), "{query}");
    }
}

/// Few characters, so that much is found; several scripts, widths and wordings of the same.
const ALPHABET: &str = "[教育學学小国國中 aAａ1１，、—]";

fn plan() -> impl Strategy<Value = Plan> {
    let text = |most: usize| proptest::string::string_regex(&format!("{ALPHABET}{{0,{most}}}")).unwrap();
    let paragraphs = prop::collection::vec(prop_oneof![4 => text(40), 1 => text(600)], 0..6);
    (any::<bool>(), text(8), paragraphs, 0u8..4).prop_map(|(hant, title, paragraphs, date)| {
        let heading = |(at, text): (u32, &String)| Section {
            anchor: format!("s{at}"),
            paragraph: at,
            end: text.chars().count().min(5) as u32,
            ..Section::default()
        };
        let sections = (0..).zip(&paragraphs).filter(|(at, _)| at % 2 == 1).map(heading).collect();
        let date = if date == 0 { String::new() } else { format!("202{date}") };
        Plan { hant, title, paragraphs, sections, date, ..Plan::default() }
    })
}

fn archive(most: usize) -> impl Strategy<Value = Vec<Plan>> {
    prop::collection::vec((plan(), 1u32..4), 1..most).prop_map(|plans| {
        let mut number = 0;
        let numbered = plans.into_iter().map(|(plan, gap)| {
            number += gap;
            let id = format!("p{:02}", number * 7 % 100);
            Plan { number, url: format!("plans/{id}/"), id, ..plan }
        });
        numbered.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_a_scan_finds_is_found(plans in archive(12), typed in "[教育学学小国中aA1１，—]{1,5}") {
        let mut independent = Independent::new();
        let key = independent.key(&typed);
        let scanned: Vec<Scanned> = plans.iter().map(|plan| Scanned::new(plan, &mut independent)).collect();
        let mut expected: Vec<&str> =
            scanned.iter().filter(|plan| plan.holds(&key)).map(|plan| plan.id.as_str()).collect();
        expected.sort_unstable();
        let answer = ask(&mut Engine::default(), &data(&plans), &everything(&format!("\"{typed}\"")));
        let mut found: Vec<&str> = answer.hits.iter().map(|hit| hit.id.as_str()).collect();
        found.sort_unstable();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(answer.total, expected.len());
    }

    #[test]
    fn a_page_is_a_part_of_everything(plans in archive(30), typed in "[教育小中a]{1,3}", offset in 0usize..9, limit in 1usize..9) {
        let data = data(&plans);
        let all = ask(&mut Engine::default(), &data, &everything(&typed));
        let request = Request { query: typed, offset, limit, ..Request::default() };
        let page = ask(&mut Engine::default(), &data, &request);
        let expected: Vec<_> = all.hits.into_iter().skip(offset).take(limit).collect();
        prop_assert_eq!(page.hits, expected);
        prop_assert!(!page.exact || page.total == all.total);
    }

    #[test]
    fn marks_lie_on_what_was_typed(plans in archive(12), typed in "[教育學小中]{1,3}") {
        let mut independent = Independent::new();
        let key = independent.key(&typed);
        let answer = ask(&mut Engine::default(), &data(&plans), &everything(&typed));
        for section in answer.hits.iter().flat_map(|hit| &hit.sections) {
            let scalars: Vec<char> = section.snippet.chars().collect();
            for &(start, end) in &section.marks {
                let marked: String = scalars[start as usize..end as usize].iter().collect();
                let folded = independent.key(&marked).replace("国小", "小学").replace("国中", "初中").replace("中国小", "中小学");
                prop_assert!(folded.contains(&key) || independent.key(&marked).contains(&key) || marked.contains('小') || marked.contains('中'), "{marked} for {key}");
            }
        }
    }
}
