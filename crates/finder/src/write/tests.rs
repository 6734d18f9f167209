//! An update gives, byte for byte, what writing everything anew gives.

use super::{update::update_with, *};
use crate::{
    engine::{Answer, Engine, Outcome, Request},
    plan::Section,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Data = BTreeMap<String, Vec<u8>>;

/// Sizes so small that a few plans have long lists, many chunks and longer grams.
fn tiny(rows: &[Row], _: Settings) -> Sizes {
    let bound = rows.last().map_or(0, |row| row.number + 1);
    Sizes {
        max_files: 60,
        common: 5,
        listed: 4,
        directory: 2,
        shard: 80,
        list_file: 40,
        short: 10,
        chunk: 8,
        recent_from: bound / 16 * 16,
        words: 6,
    }
}

fn whole(plans: &[Plan]) -> (Data, Kept) {
    let mut data = Data::new();
    let kept = write_with(plans, Settings::default(), tiny, &mut |name, bytes| {
        assert!(data.insert(name.to_owned(), bytes).is_none(), "{name} twice");
    });
    (data, kept.unwrap())
}

fn ask(data: &Data, request: &Request) -> Answer {
    let mut engine = Engine::default();
    for _ in 0..30 {
        match engine.search(request) {
            Outcome::Done(answer) => return answer,
            Outcome::Bad(name, error) => panic!("{name}: {error}"),
            Outcome::Need(names) => names.iter().for_each(|name| engine.put(name, &data[name]).unwrap()),
        }
    }
    panic!("files without end")
}

/// The plan that has a number from now on, if any.
type Edit = (u32, Option<Plan>);

fn plan() -> impl Strategy<Value = Plan> {
    let text = prop::collection::vec("[教育计划安全]{0,9}", 0..4);
    let long = prop_oneof![9 => Just(1), 1 => Just(400)];
    let date = prop_oneof![Just(""), Just("2020"), Just("2021-03-01")];
    let kind = prop_oneof![Just("plan"), Just("notice"), Just("")];
    let facts = (kind, date, any::<bool>(), prop::option::of(2019u16..2022), 0u32..40);
    (0u32..40, text, long, "[教育计划]{0,3}", facts).prop_map(
        |(number, text, long, title, (kind, date, hant, from, length))| {
            let paragraphs: Vec<String> = text.iter().map(|text| text.repeat(long)).collect();
            let section = |paragraph: u32| Section { paragraph, end: 2, anchor: "a".into(), ..Section::default() };
            Plan {
                number,
                id: format!("{:x}", number * 7 % 41),
                title,
                url: format!("plans/{number}/"),
                hant,
                kind: kind.into(),
                from,
                date: date.into(),
                topics: text.first().cloned().into_iter().collect(),
                length,
                sections: (0..paragraphs.len() as u32).map(section).collect(),
                paragraphs,
                ..Plan::default()
            }
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![3 => plan().prop_map(|plan| (plan.number, Some(plan))), 1 => (0u32..40, Just(None))]
}

/// Brings data up to date, and the plans with it.
fn edited(plans: &mut BTreeMap<u32, Plan>, edits: &[Edit], data: &mut Data, kept: &Kept) -> Option<Kept> {
    let changed: BTreeMap<u32, Option<Plan>> = edits.iter().cloned().collect();
    for (number, plan) in &changed {
        match plan {
            Some(plan) => plans.insert(*number, plan.clone()),
            None => plans.remove(number),
        };
    }
    let put: Vec<Plan> = changed.values().flatten().cloned().collect();
    let removed: Vec<u32> = changed.iter().filter(|one| one.1.is_none()).map(|one| *one.0).collect();
    let before = data.clone();
    let change = Change { put: &put, removed: &removed };
    let mut new = Data::new();
    let mut sink = |name: &str, bytes: Vec<u8>| drop(new.insert(name.to_owned(), bytes));
    let read = &|name: &str| before.get(name).cloned();
    let updated = match update_with(kept, &change, Settings::default(), tiny, read, &mut sink) {
        Ok(updated) => updated,
        Err(UpdateError::Layout) => return None,
        Err(error) => panic!("{error}"),
    };
    data.extend(new);
    updated.removed.iter().for_each(|name| assert!(data.remove(name).is_some(), "{name} was not there"));
    Some(updated.kept)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_update_gives_what_writing_anew_gives(
        first in prop::collection::vec(plan(), 0..40),
        later in prop::collection::vec(prop::collection::vec(edit(), 0..4), 1..8),
    ) {
        let mut plans: BTreeMap<u32, Plan> = first.into_iter().map(|plan| (plan.number, plan)).collect();
        let (mut data, mut kept) = whole(&plans.values().cloned().collect::<Vec<_>>());
        for edits in later {
            let updated = edited(&mut plans, &edits, &mut data, &kept);
            let (anew, kept_anew) = whole(&plans.values().cloned().collect::<Vec<_>>());
            if let Some(updated) = &updated {
                let names = |data: &Data| data.keys().cloned().collect::<Vec<_>>();
                prop_assert_eq!(names(&data), names(&anew));
                prop_assert!(data == anew);
                prop_assert_eq!((updated.entry, &updated.rows), (kept_anew.entry, &kept_anew.rows));
                prop_assert_eq!((&updated.files, &updated.common), (&kept_anew.files, &kept_anew.common));
            }
            data = anew;
            kept = Kept::from_bytes(&updated.unwrap_or(kept_anew).to_bytes()).unwrap();
        }
    }

    /// Short and long lists, chunks, recent plans, longer grams: however an archive is laid out, the answer is the same.
    #[test]
    fn what_is_found_does_not_depend_on_sizes(
        plans in prop::collection::vec(plan(), 1..40),
        query in prop_oneof![3 => "[教育计划安全]{1,7}", 1 => "[教育计]{2,4} [教育计划]{1,3}", 1 => "[教育]{2,3} -[计划]{1,2}"],
        limit in 1usize..30,
        exact: bool,
    ) {
        let plans: BTreeMap<u32, Plan> = plans.into_iter().map(|plan| (plan.number, plan)).collect();
        let plans: Vec<Plan> = plans.into_values().collect();
        let mut usual = Data::new();
        write(&plans, Settings::default(), &mut |name, bytes| drop(usual.insert(name.to_owned(), bytes))).unwrap();
        let request = Request { query, limit, exact: true, ..Request::default() };
        let expected = ask(&usual, &request);
        let found = ask(&whole(&plans).0, &Request { exact, ..request });
        // Sections are shown from the text file that shows most, and text files are of other sizes.
        let listed = |answer: &Answer| answer.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect::<Vec<_>>();
        prop_assert_eq!(listed(&found), listed(&expected));
        if found.exact {
            prop_assert_eq!(found.total, expected.total);
        }
    }

    #[test]
    fn anything_kept_is_read_or_refused(bytes: Vec<u8>) {
        prop_assert!(Kept::from_bytes(&bytes).is_err());
    }
}

#[test]
fn what_was_kept_and_damaged_is_refused() {
    let bytes = whole(&[Plan { paragraphs: vec!["教育计划".into()], ..Plan::default() }]).1.to_bytes();
    assert!(Kept::from_bytes(&bytes).is_ok());
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(Kept::from_bytes(&damaged).is_err(), "byte {at}");
        assert!(Kept::from_bytes(&bytes[..at]).is_err(), "{at} bytes");
    }
}

#[test]
fn an_update_of_other_data_is_refused() {
    let plan = |text: &str| Plan { paragraphs: vec![text.into()], ..Plan::default() };
    let (data, _) = whole(&[plan("教育")]);
    let (_, kept) = whole(&[plan("安全")]);
    let result =
        update(&kept, &Change::default(), Settings::default(), &|name| data.get(name).cloned(), &mut |_, _| {});
    assert_eq!(result.unwrap_err(), UpdateError::Lost("entry.bin".into()));
}
