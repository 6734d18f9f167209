//! Bringing search data up to date: what changed plans hold is put into the lists as they stand in the files, and files
//! are made of what was touched.

use super::{
    MAX_NUMBER, Settings, Sink, WriteError, columns, dictionary,
    edits::{Edits, Redone},
    files::{self, Basis, Content},
    kept::{Kept, Row},
    layout::Sizes,
    old::Old,
    out::Out,
    stored::Stored,
    texts::Texts,
};
use crate::{format::Error, plan::Plan};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is to be changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// Plans that are new or differ in anything.
    pub put: &'a [Plan],
    /// Numbers of plans that are to be no longer there.
    pub removed: &'a [u32],
}

/// What an update did, beside handing over the files that are new.
#[derive(Debug)]
pub struct Updated {
    /// What the next update starts from.
    pub kept: Kept,
    /// Names of files that nothing asks for any more.
    pub removed: Vec<String>,
    /// How many files there are now.
    pub files: usize,
}

/// Why data cannot be brought up to date. It can be written as a whole instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateError {
    /// The plans cannot be written.
    Write(WriteError),
    /// This file of the data as it is is missing, or another than when it was written.
    Lost(String),
    /// What was kept contradicts itself.
    Damaged(Error),
    /// Sizes of files follow from what there is now, and are others.
    Layout,
}

impl std::fmt::Display for UpdateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Write(error) => error.fmt(f),
            Self::Lost(name) => write!(f, "{name} is not what was written"),
            Self::Damaged(error) => error.fmt(f),
            Self::Layout => write!(f, "file sizes have changed"),
        }
    }
}

impl std::error::Error for UpdateError {}

impl From<Error> for UpdateError {
    fn from(error: Error) -> Self {
        Self::Damaged(error)
    }
}

/// Takes the name of a file of the data as it is, gives its bytes.
pub type Source<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// Chooses sizes for these plans.
pub(super) type SizesOf = fn(&[Row], Settings) -> Sizes;

/// Brings search data up to date. `read` gives the files as they are; `sink` takes those that are new. The files are then,
/// byte for byte, what [`super::write`] makes of the plans that there are.
pub fn update(
    kept: &Kept,
    change: &Change,
    settings: Settings,
    read: &Source,
    sink: &mut Sink,
) -> Result<Updated, UpdateError> {
    update_with(kept, change, settings, Sizes::new, read, sink)
}

/// [`update`] with sizes chosen by this function.
pub(super) fn update_with(
    kept: &Kept,
    change: &Change,
    settings: Settings,
    sizes: SizesOf,
    read: &Source,
    sink: &mut Sink,
) -> Result<Updated, UpdateError> {
    let mut old = Old::open(read, kept)?;
    let rows = rows(&kept.rows, change)?;
    let (before, sizes) = (sizes(&kept.rows, kept.settings), sizes(&rows, settings));
    if !before.are_alike(&sizes) {
        return Err(UpdateError::Layout);
    }
    let order = columns::order(&rows);
    let mut stored = Stored::new(&kept.files, read);
    let mut edits = Edits::new(&mut stored, sizes);
    let common = edits.find(&kept.rows, &kept.common, change, &mut old)?;
    let redone = edits.apply(&order)?;
    let changes = redone.iter().map(Redone::change);
    let mut weights = kept.weights.clone();
    weights.update(changes.clone(), &mut stored, sizes.words)?;
    let mut out = Out::new(sink);
    let files = dictionary::put(changes, &mut stored, &sizes, &mut out)?;
    let (directories, columns) = (old.entry.directories.clone(), old.entry.columns.clone());
    let basis = Basis { directories: &directories, columns: &columns };
    let mut texts = |texts: &mut Texts, rows: &[Row], out: &mut Out| put_texts(texts, rows, change, &mut old, out);
    let content = Content { rows, files, common, weights, order: &order, settings, sizes };
    let (new, names) = files::put(content, basis, &mut texts, &mut out)?;
    out.flush();
    let names: HashSet<String> = names.into_iter().collect();
    let removed = old.names(kept).into_iter().filter(|name| !names.contains(name)).collect();
    Ok(Updated { kept: new, removed, files: names.len() })
}

/// Writes the text files of the runs that hold changed plans.
fn put_texts(
    texts: &mut Texts,
    rows: &[Row],
    change: &Change,
    old: &mut Old,
    out: &mut Out,
) -> Result<(), UpdateError> {
    let was = &old.texts;
    if (was.group, was.passages, was.run) != (texts.group, texts.passages, texts.run) {
        return Err(UpdateError::Layout);
    }
    texts.hashes.iter_mut().zip(&was.hashes).for_each(|(hash, was)| *hash = *was);
    let new: BTreeMap<u32, &Plan> = change.put.iter().map(|plan| (plan.number, plan)).collect();
    let runs: BTreeSet<usize> = new.keys().chain(change.removed).map(|&number| texts.run_of(number)).collect();
    for run in runs.into_iter().filter(|&run| run < texts.hashes.len()).collect::<Vec<_>>() {
        texts.hashes[run] = 0;
        let mut plans = Vec::new();
        for row in rows.iter().filter(|row| texts.run_of(row.number) == run) {
            plans.push(match new.get(&row.number) {
                Some(plan) => (*plan).clone(),
                None => old.plan(row.number)?.clone(),
            });
        }
        texts.put_run(&plans.iter().collect::<Vec<_>>(), out);
    }
    Ok(())
}

/// The rows of the plans that there are now.
fn rows(before: &[Row], change: &Change) -> Result<Vec<Row>, UpdateError> {
    let mut rows: BTreeMap<u32, Row> = before.iter().map(|row| (row.number, row.clone())).collect();
    change.removed.iter().for_each(|number| drop(rows.remove(number)));
    let mut seen = BTreeSet::new();
    for plan in change.put {
        if !seen.insert(plan.number) {
            return Err(UpdateError::Write(WriteError::SameNumber(plan.number)));
        }
        rows.insert(plan.number, Row::new(plan));
    }
    let rows: Vec<Row> = rows.into_values().collect();
    match rows.last() {
        Some(last) if last.number > MAX_NUMBER => Err(UpdateError::Write(WriteError::NumberTooHigh(last.number))),
        _ => Ok(rows),
    }
}
