//! The committed folding table is what the libraries it comes from say, character by character.
//!
//! `UPDATE_TABLES=1 cargo test -p finder --test tables` writes it anew, from `unicode-normalization` (compatibility
//! forms), the Traditional-to-Simplified tables of OpenCC (Apache-2.0, through `ferrous-opencc`) and
//! `data/variants.txt`, and Unicode's ideographs for radicals, `data/radicals.txt`. Its encoding is described in `src/fold/table.rs`.

mod common;

use common::independent::{Independent, SCOPE};
use std::path::Path;

/// Every character that changes, with what it becomes.
fn changes() -> Vec<(u32, Vec<u32>)> {
    let mut independent = Independent::new();
    let all = SCOPE.iter().flat_map(|range| range.clone());
    let folded = all.map(|c| (c as u32, independent.character(c).chars().map(u32::from).collect::<Vec<_>>()));
    folded.filter(|(from, to)| to.as_slice() != [*from]).collect()
}

fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

/// Changes that stay in the basic plane, or outside it, one for one.
fn is_single(change: &(u32, Vec<u32>)) -> bool {
    change.1.len() == 1 && (change.0 > 0xffff || change.1[0] < 0xffff)
}

/// Runs of characters that move by the same distance: first, length, first target.
fn runs(changes: &[(u32, Vec<u32>)]) -> Vec<(u32, u32, u32)> {
    let mut runs: Vec<(u32, u32, u32)> = Vec::new();
    for (from, to) in changes.iter().filter(|change| is_single(change)) {
        match runs.last_mut() {
            Some(run) if run.0 + run.1 == *from && run.2 + run.1 == to[0] => run.1 += 1,
            _ => runs.push((*from, 1, to[0])),
        }
    }
    runs
}

fn encoded(changes: &[(u32, Vec<u32>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let runs = runs(changes);
    varint(&mut out, runs.len() as u32);
    let mut end = 0;
    for run in &runs {
        varint(&mut out, run.0 - end);
        end = run.0 + run.1;
    }
    runs.iter().for_each(|run| varint(&mut out, run.1));
    let mut target = 0;
    for run in &runs {
        varint(&mut out, zigzag(run.2 as i32 - target));
        target = run.2 as i32;
    }
    let mut from = 0;
    for (c, to) in changes.iter().filter(|change| !is_single(change)) {
        varint(&mut out, c - from);
        from = *c;
        varint(&mut out, to.len() as u32);
        to.iter().for_each(|&c| varint(&mut out, c));
    }
    out
}

/// What a browser learns only when it comes upon one of them: letters of Vietnamese, Korean and formulas, circled kana, radicals
/// and ideographs. Not those of GB 2312 (著, 乾), which stand in Simplified texts, too.
fn is_rare(c: u32) -> bool {
    let others = matches!(c, 0x1e00..0x1f00 | 0x3130..0x3220 | 0x3260..0x3280 | 0x32d0..0x3300 | 0x1d400..0x1d800);
    let ideographs = matches!(c, 0x2e80..0x2fe0 | 0x3400..0x4dc0 | 0x4e00..0xa000 | 0xf900..0xfb00 | 0x2f800..0x2fa20);
    others || ideographs && !is_of_gb_2312(c)
}

/// Whether a character is an ideograph of GB 2312, whose part of GBK's two-byte codes begins at B0A1.
fn is_of_gb_2312(c: u32) -> bool {
    let text: String = char::from_u32(c).into_iter().collect();
    let (bytes, _, failed) = encoding_rs::GBK.encode(&text);
    !failed && matches!(*bytes, [0xb0..=0xf7, 0xa1..=0xfe])
}

/// One bit for each unified ideograph: whether it is rare.
fn bits(rare: &[(u32, Vec<u32>)]) -> Vec<u8> {
    let mut bits = vec![0; (0xa000 - 0x4e00) / 8];
    for code in rare.iter().map(|change| change.0).filter(|code| (0x4e00..0xa000).contains(code)) {
        bits[(code as usize - 0x4e00) / 8] |= 1 << (code % 8);
    }
    bits
}

#[test]
fn the_committed_tables_are_what_the_libraries_say() {
    let (rare, usual): (Vec<_>, Vec<_>) = changes().into_iter().partition(|change| is_rare(change.0));
    let fresh = [("fold.bin", encoded(&usual)), ("fold-rare.bin", encoded(&rare)), ("fold-han.bin", bits(&rare))];
    for (name, fresh) in fresh {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
        if std::env::var_os("UPDATE_TABLES").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == fresh, "data/{name} is stale: UPDATE_TABLES=1 writes it anew");
    }
}

#[test]
fn every_character_folds_as_the_libraries_say() {
    let mut independent = Independent::new();
    for c in ('\0'..='\u{2ffff}').chain('\u{e0000}'..='\u{e01ff}') {
        let text = format!("国{c}国");
        assert_eq!(finder::fold::fold(&text).text(), independent.key(&text), "U+{:04X}", c as u32);
    }
}

#[test]
fn folding_twice_is_folding_once() {
    for range in SCOPE {
        for c in range {
            let once = finder::fold::fold(&c.to_string()).text();
            assert_eq!(finder::fold::fold(&once).text(), once, "U+{:04X}", c as u32);
        }
    }
}
