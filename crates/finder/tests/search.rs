//! The engine over its own data, against a naive scan with other libraries and against the ground truth of the seeds.

mod common;

use common::{ask, data, everything, independent::Independent, propose, scan::Scanned, seeds, words};
use finder::{
    engine::{Engine, Request},
    format::words::Pair,
    plan::{Plan, Section},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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
    let plans = [
        plan(0, "义务教育均衡发展"),
        plan(1, "学前教育普及普惠，教育均衡"),
        plan(2, "师德师风建设，绿色行动"),
        plan(3, "学校教育与家庭教育"),
        Plan { title: "建设“双师型”教师队伍".to_owned(), ..plan(4, "经费由县级统筹") },
    ];
    let data = data(&plans);
    let cases = [
        ("义务教肓", Some(("义务教育", "character"))),
        ("义物教育", Some(("义务教育", "character"))),
        ("学钱教育", Some(("学前教育", "character"))),
        ("xueqian", Some(("学前", "pinyin"))),
        ("XueQianJiaoYu", Some(("学前教育", "pinyin"))),
        ("xué qián jiào yù", Some(("学前教育", "pinyin"))),
        ("lvse", Some(("绿色", "pinyin"))),
        ("xqjy", Some(("学前教育", "pinyin"))),
        ("zhongguo", None),
        ("幼儿园", Some(("学前教育", "wording"))),
        ("普及 xueqian", Some(("普及 学前", "pinyin"))),
        ("师德 天文", Some(("师德", "looser"))),
        ("师德 均衡", Some(("师德", "looser"))),
        ("师德 -建设", Some(("师德", "looser"))),
        ("师德 year:2020", Some(("师德", "looser"))),
        ("普及教育均衡", Some(("普及 教育均衡", "looser"))),
        ("双师型教师", Some(("双师型 教师", "looser"))),
        ("均衡学前教育", Some(("均衡 学前教育", "looser"))),
        ("统筹经费县级", Some(("统筹 经费 县级", "looser"))),
        ("学前教育师德师风", None),
        ("经费县级统筹", Some(("经费 县级统筹", "looser"))),
        ("普及师德", None),
        ("学前教育，家庭", None),
        ("学前教育，均衡", Some(("学前教育 均衡", "looser"))),
        ("#师德", Some(("师德", "looser"))),
        ("双师学校", None),
        ("托幼", Some(("学前教育", "wording"))),
        ("title:建社", Some(("title:建设", "character"))),
        ("title:队伍教师", Some(("title:队伍 title:教师", "looser"))),
        ("天文", None),
        ("-师德 天文", None),
        ("year:2020", None),
        ("", None),
    ];
    for (query, expected) in cases {
        let mut engine = Engine::default();
        assert_eq!(ask(&mut engine, &data, &everything(query)).total, 0, "{query}");
        let found = propose(&mut engine, &data, &everything(query));
        let found = found.as_ref().map(|found| (found.query.as_str(), found.reason.name()));
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn taiwan_wording_is_found_by_the_mainlands_and_nothing_else() {
    let plan = |number: u32, title: &str, text: &str| Plan {
        number,
        id: format!("p{number}"),
        hant: true,
        title: title.to_owned(),
        paragraphs: vec![text.to_owned()],
        ..Plan::default()
    };
    let plans =
        [plan(0, "青埤國小學校課程計畫", "請各國小於期末規畫"), plan(1, "參訪記", "美國小朋友、法國小鎮，赴美國中學")];
    let data = data(&plans);
    let cases = [
        ("title:课程计划", 1),
        ("title:課程計劃", 1),
        ("計畫", 1),
        ("规划", 1),
        ("各小学", 1),
        ("小学朋友", 0),
        ("小学镇", 0),
        ("初中学", 0),
        ("小朋友", 1),
    ];
    for (query, total) in cases {
        assert_eq!(ask(&mut Engine::default(), &data, &everything(query)).total, total, "{query}");
    }
}

/// Pairs of neighbouring Han characters.
fn pairs(keys: &[String]) -> BTreeSet<String> {
    let chars = keys.iter().map(|key| key.chars().collect::<Vec<_>>());
    let pairs = chars.flat_map(|chars| chars.windows(2).map(|pair| pair.iter().collect()).collect::<Vec<String>>());
    pairs.filter(|pair| pair.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))).collect()
}

proptest! {
    /// The words are what a count gives: plans that hold a pair of Han characters, and eight for each title that does, of
    /// which the four highest binary digits count.
    #[test]
    fn words_are_counted(plans in archive(9)) {
        let mut independent = Independent::new();
        let mut counted: BTreeMap<String, u32> = BTreeMap::new();
        for plan in &plans {
            let scanned = Scanned::new(plan, &mut independent);
            pairs(&scanned.text).into_iter().for_each(|pair| *counted.entry(pair).or_default() += 1);
            pairs(&scanned.title).into_iter().for_each(|pair| *counted.entry(pair).or_default() += 8);
        }
        for count in counted.values_mut() {
            let digits = format!("{count:b}");
            *count = digits.char_indices().fold(0, |sum, (at, digit)| 2 * sum + u32::from(at < 4 && digit == '1'));
        }
        let words = words(&data(&plans));
        let pair = |pair: &Pair| [words.char(pair.first), words.char(pair.second)].iter().collect::<String>();
        let written: BTreeMap<String, u32> = words.pairs.iter().map(|own| (pair(own), own.weight)).collect();
        prop_assert_eq!(written, counted);
    }

    #[test]
    fn what_is_proposed_has_hits(plans in archive(12), typed in "[教育学小国中天aA1 -]{1,6}|[a-z]{2,8}") {
        let data = data(&plans);
        let mut engine = Engine::default();
        if ask(&mut engine, &data, &everything(&typed)).total == 0
            && let Some(found) = propose(&mut engine, &data, &everything(&typed))
        {
            prop_assert!(ask(&mut Engine::default(), &data, &everything(&found.query)).total > 0, "{:?}", found);
        }
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
        let length = paragraphs.iter().map(|paragraph| paragraph.chars().count() as u32).sum();
        Plan { hant, title, length, paragraphs, sections, date, ..Plan::default() }
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
