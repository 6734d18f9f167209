//! Checksums of everything that is written for machines, in the format of `sha256sum`.

use crate::generated::{Files, Ledger};
use crate::tree::hash;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Most files of plans whose checksums stand with all others. Those of more stand in lists by the first letter of the plan's
/// id, so that an edit changes a short list; the lists have their checksums with the others.
pub(super) const WHOLE: usize = 10_000;

/// SHA-256 of a file, by its path.
type Sum = (String, [u8; 32]);

/// Writes the checksums of all files that are there; how many files of them are new or other.
pub(super) fn write(root: &Path, ledger: &mut Ledger, whole: usize) -> io::Result<usize> {
    let mut written = 0;
    let are_many = ledger.sums("static").filter(|(path, _)| letter(path).is_some()).count() > whole;
    if are_many {
        let mut lists: BTreeMap<char, Vec<Sum>> = BTreeMap::new();
        for (path, sum) in ledger.sums("static") {
            let Some(letter) = letter(path) else { continue };
            lists.entry(letter).or_default().push((path.to_owned(), *sum));
        }
        let mut files = Files::default();
        lists.into_iter().for_each(|(letter, sums)| add(&mut files, format!("data/sums/{letter}.txt"), sums));
        written += files.write(root, "static", ledger)?.written;
    }
    let stand_here = ledger.sums("static").filter(|(path, _)| !are_many || letter(path).is_none());
    let sums = stand_here.map(|(path, sum)| (path.to_owned(), *sum)).collect();
    let mut last = Files::default();
    add(&mut last, "data/SHA256SUMS".into(), sums);
    Ok(written + last.write(root, "static", ledger)?.written)
}

/// The first letter of the id of the plan whose file it is.
fn letter(path: &str) -> Option<char> {
    path.strip_prefix("plans/")?.chars().next()
}

fn add(files: &mut Files, path: String, sums: Vec<Sum>) {
    let from: Vec<u8> = sums.iter().flat_map(|(path, sum)| [path.as_bytes(), &[0], sum].concat()).collect();
    files.add_from(path, hash(&from), move || text(&sums));
}

fn text(sums: &[Sum]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble & 15)]);
    let mut lines = String::new();
    for (path, sum) in sums {
        sum.iter().for_each(|byte| lines.extend([digit(byte >> 4), digit(*byte)]));
        lines.extend(["  ", path, "\n"]);
    }
    lines
}
