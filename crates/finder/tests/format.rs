//! The search data as files: the worked example of the specification, damage of every kind, names, determinism.

mod common;

use common::{Data, ask, data, everything};
use finder::{
    engine::{Engine, Outcome},
    format::{ENTRY, Error, HEADER, Kind, VERSION, inflate, open},
    plan::Plan,
    write::{Settings, WriteError, seal, write},
};
use proptest::prelude::*;
use std::{collections::BTreeMap, path::Path};

/// The archive of the worked example.
fn example() -> Vec<Plan> {
    let plan = |number: u32, id: &str, date: &str, text: &str| Plan {
        number,
        id: id.to_owned(),
        title: "计划".to_owned(),
        url: format!("plans/{id}/"),
        date: date.to_owned(),
        length: text.chars().count() as u32,
        paragraphs: vec![text.to_owned()],
        ..Plan::default()
    };
    vec![plan(0, "a1", "2021", "教育计划"), plan(2, "b2", "", "校車")]
}

/// The hexadecimal payloads that `index/FORMAT.md` shows, by the heading above them.
fn shown() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../index/FORMAT.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut shown = BTreeMap::new();
    let mut name = None;
    for line in text.lines() {
        if let Some(file) = line.strip_prefix("#### ") {
            name = Some(file.trim_matches('`').to_owned());
        } else if let Some(name) = &name
            && line.starts_with("    ")
        {
            let bytes = line.split("  ").find(|part| !part.is_empty()).unwrap_or_default();
            shown.entry(name.clone()).or_insert_with(String::new).push_str(&bytes.replace(' ', ""));
        }
    }
    shown
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_worked_example_is_what_is_written() {
    let data = data(&example());
    let written: BTreeMap<String, String> = data
        .iter()
        .map(|(name, file)| (name.clone(), hex(&inflate(file).unwrap())))
        .filter(|(name, _)| !name.starts_with(['c', 'f']) || name.contains("order"))
        .collect();
    if std::env::var_os("SHOW_EXAMPLE").is_some() {
        written.iter().for_each(|(name, bytes)| println!("{name}\n    {bytes}"));
    }
    assert_eq!(shown(), written);
}

#[test]
fn damaged_truncated_and_newer_files_are_refused_by_name() {
    let data = data(&example());
    for (name, file) in &data {
        let refused = |bytes: &[u8]| Engine::default().put(name, bytes).unwrap_err();
        assert_eq!(refused(b"<html>"), Error::NotSearchData, "{name}");
        assert_eq!(refused(&[]), Error::Truncated, "{name}");
        assert_eq!(refused(&file[..HEADER - 1]), Error::Truncated, "{name}");
        assert_eq!(refused(&file[..file.len() - 1]), Error::Truncated, "{name}");
        let mut newer = file.clone();
        newer[4] = VERSION + 1;
        assert_eq!(refused(&newer), Error::Newer, "{name}");
        let mut damaged = file.clone();
        damaged[5] ^= 1;
        assert_eq!(refused(&damaged), Error::Damaged, "{name}");
    }
}

/// The worked example as earlier versions had it.
#[test]
fn files_of_an_earlier_version_are_refused_by_name() {
    let names = [
        ("version-1", ["entry.bin", "s/024856.bin", "t/0.0-72202f.bin", "f/order-78bdd7.bin"]),
        ("version-3", ["entry.bin", "s/1.21010-983ea3.bin", "t/0.0-72202f.bin", "f/order-78bdd7.bin"]),
        ("version-2", ["entry.bin", "s/1.21010-983ea3.bin", "t/0.0-72202f.bin", "f/order-78bdd7.bin"]),
    ];
    for (version, names) in names {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(version);
        for name in names {
            let file = std::fs::read(folder.join(name)).unwrap();
            assert_eq!(Engine::default().put(name, &file), Err(Error::Older), "{version}/{name}");
        }
    }
}

#[test]
fn a_file_of_another_state_is_stale() {
    let data = data(&example());
    let of = |kind: &str| data.iter().find(|file| file.0.starts_with(kind)).unwrap();
    assert_eq!(Engine::default().put("s/000000.bin", of("s/").1), Err(Error::Stale));
    assert_eq!(Engine::default().put("f/order-000000.bin", of("f/order").1), Err(Error::Stale));
    assert_eq!(Engine::default().put("x/y", of("s/").1), Err(Error::NotSearchData));
}

/// Natively everything is known of characters; browsers learn from this file what readers compiled with it lack.
#[test]
fn the_file_of_rare_characters_is_the_table_of_the_writer() {
    let data = data(&example());
    let (name, file) = data.iter().find(|file| file.0.starts_with("c/")).unwrap();
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/fold-rare.bin");
    let inflated = inflate(file).unwrap();
    assert_eq!(open(Kind::Characters, &inflated).unwrap().0, std::fs::read(table).unwrap());
    assert_eq!(Engine::default().put(name, file), Ok(()));
    let other = seal(Kind::Characters, b"another table");
    assert_eq!(Engine::default().put(name, &other), Err(Error::Stale));
}

#[test]
fn a_refused_file_is_named_and_a_sound_one_takes_its_place() {
    let data = data(&example());
    let mut engine = Engine::default();
    engine.put(ENTRY, &data[ENTRY][..20]).unwrap_err();
    assert_eq!(engine.search(&everything("教育")), Outcome::Bad(ENTRY.to_owned(), Error::Truncated));
    engine.put(ENTRY, &data[ENTRY]).unwrap();
    assert_eq!(ask(&mut engine, &data, &everything("教育")).total, 1);
}

#[test]
fn the_same_plans_give_the_same_bytes_in_any_order() {
    let mut plans = example();
    let before = data(&plans);
    plans.reverse();
    assert_eq!(data(&plans), before);
}

#[test]
fn numbers_must_be_distinct_and_in_bounds() {
    let numbered = |number: u32| Plan { number, ..Plan::default() };
    let error = |plans: &[Plan]| write(plans, Settings::default(), &mut |_, _| {}).unwrap_err();
    assert_eq!(error(&[numbered(1), numbered(1)]), WriteError::SameNumber(1));
    assert_eq!(error(&[numbered(u32::MAX)]), WriteError::NumberTooHigh(u32::MAX));
}

#[test]
fn an_empty_archive_is_searched_too() {
    let data = data(&[]);
    assert_eq!(ask(&mut Engine::default(), &data, &everything("教育 -安全")).total, 0);
}

/// An archive whose payload bytes are changed and sealed again: whole files that lie.
fn lying(data: &Data, which: usize, at: usize, byte: u8) -> Data {
    let mut data = data.clone();
    let name = data.keys().nth(which % data.len()).unwrap().clone();
    let kinds =
        [Kind::Entry, Kind::Shard, Kind::Recent, Kind::Lists, Kind::Text, Kind::Facts, Kind::Characters, Kind::Words];
    let kind = kinds.into_iter().find(|kind| kind.letter() == name.as_bytes()[0]).unwrap();
    let inflated = inflate(&data[&name]).unwrap();
    let mut payload = open(kind, &inflated).unwrap().0.to_vec();
    let at = at % payload.len();
    payload[at] = byte;
    data.insert(name, seal(kind, &payload));
    data
}

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes: Vec<u8>, name in "entry\\.bin|[srlftc]/[0-9a-f.-]{0,12}") {
        prop_assert!(Engine::default().put(&name, &bytes).is_err());
    }

    /// Nothing panics and nothing goes on for ever, whatever whole files say. (Shards, lists and columns that were changed
    /// have another name; they are handed over inflated, as the browser does, so that the hash is what is relied on.)
    #[test]
    fn files_that_lie_are_survived(which: usize, at: usize, byte: u8, query in "教育|计 -划|校车|a1|title:计划|kind:plan") {
        let data = lying(&data(&example()), which, at, byte);
        let mut engine = Engine::default();
        for _ in 0..12 {
            let Outcome::Need(names) = engine.search(&everything(&query)) else { break };
            for name in names {
                if let Some(file) = data.get(&name) {
                    let _ = engine.put(&name, file);
                }
            }
        }
    }
}
