//! A row of files, brought up to date: files that nothing touches stay as they are, the others are cut anew out of what
//! they held and what changed. Where a file ends depends on what stands before that end in it, so that cutting anew can
//! stop where an old file begins. Writing all of a row is the same with no file there yet.

use super::layout::Cuts;
use crate::format::gram::Gram;

/// A gram and a plan number: where an item stands in its row. The number is 0 where items are whole grams.
pub type Key = (Gram, u32);

/// A file and what it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its first item.
    pub first: Key,
    /// Its last item.
    pub last: Key,
    /// How many items.
    pub count: u32,
    /// About how many bytes they take.
    pub weight: u32,
    /// The gram that it begins at for readers; of no meaning in files of lists.
    pub begins: Gram,
    /// Hash of its payload.
    pub hash: u32,
    /// How often its payload had to be changed for a hash of its own.
    pub salt: u32,
}

/// What a row of files holds, and how they are read and written.
pub trait Series {
    /// What stands in them.
    type Item;
    /// Why a file cannot be read.
    type Error;
    /// Where an item stands.
    fn key(&self, item: &Self::Item) -> Key;
    /// About how many bytes an item takes.
    fn weight(&self, item: &Self::Item) -> usize;
    /// The items of an old file.
    fn load(&mut self, old: &Made) -> Result<Vec<Self::Item>, Self::Error>;
    /// Whether an old file whose items are the same stays, where it now follows the item `before`.
    fn stays(&mut self, before: Option<Key>, old: &Made) -> bool;
    /// Writes a file of these items, which follow the item `before`; gives `made` with what else is to be known.
    fn put(&mut self, before: Option<Key>, items: Vec<Self::Item>, made: Made) -> Made;
}

/// How many items, and about how many bytes they take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Total {
    /// Items.
    pub count: usize,
    /// Bytes.
    pub weight: usize,
}

impl Total {
    /// Of these files.
    pub fn of(files: &[Made]) -> Self {
        let sum = |of: fn(&Made) -> u32| files.iter().map(|made| of(made) as usize).sum();
        Self { count: sum(|made| made.count), weight: sum(|made| made.weight) }
    }

    /// With an item more.
    pub fn add(&mut self, weight: usize) {
        self.count += 1;
        self.weight += weight;
    }

    /// With an item less.
    pub fn take(&mut self, weight: usize) {
        self.count = self.count.saturating_sub(1);
        self.weight = self.weight.saturating_sub(weight);
    }
}

/// Makes the files of a row out of the `old` ones and of what changed: sorted by key, an item that is new or another one, or
/// none where there is none any more. `total` is what there is with the changes, `target` about how many bytes a file takes.
pub fn recut<S: Series>(
    series: &mut S,
    old: &[Made],
    changes: impl Iterator<Item = (Key, Option<S::Item>)>,
    total: Total,
    target: usize,
) -> Result<Vec<Made>, S::Error> {
    let (before, cuts) = (Cuts::new(target, Total::of(old)), Cuts::new(target, total));
    let mut changes = changes.peekable();
    let mut row = Row { series, cuts, made: Vec::new(), before: None, items: Vec::new(), size: 0 };
    for at in 0..old.len().max(1) {
        // Where the next file's first item changes, this file may end elsewhere.
        let end = old.get(at + 1).map(|next| next.first);
        let is_touched = changes.peek().is_some_and(|change| end.is_none_or(|end| change.0 <= end));
        let Some(file) = old.get(at) else {
            merge(Vec::new(), &mut changes, None, &mut row);
            break;
        };
        if is_touched || before != cuts || !row.skip(file) {
            let held = row.series.load(file)?;
            merge(held, &mut changes, end, &mut row);
        }
    }
    row.close();
    Ok(row.made)
}

/// Adds items and the changes among them, up to `end`.
fn merge<S: Series>(
    held: Vec<S::Item>,
    changes: &mut std::iter::Peekable<impl Iterator<Item = (Key, Option<S::Item>)>>,
    end: Option<Key>,
    row: &mut Row<S>,
) {
    let is_here = |key: Key| end.is_none_or(|end| key < end);
    for item in held {
        let key = row.series.key(&item);
        while let Some((_, item)) = changes.next_if(|change| change.0 < key) {
            item.into_iter().for_each(|item| row.push(item));
        }
        match changes.next_if(|change| change.0 == key) {
            Some((_, item)) => item.into_iter().for_each(|item| row.push(item)),
            None => row.push(item),
        }
    }
    while let Some((_, item)) = changes.next_if(|change| is_here(change.0)) {
        item.into_iter().for_each(|item| row.push(item));
    }
}

/// A row of files on its way.
struct Row<'a, S: Series> {
    series: &'a mut S,
    cuts: Cuts,
    made: Vec<Made>,
    /// The last item of the last file.
    before: Option<Key>,
    /// Items of the file that is not closed yet, and about how many bytes they take.
    items: Vec<S::Item>,
    size: usize,
}

impl<S: Series> Row<'_, S> {
    /// Takes an old file as it is, where the one before is sure to end here.
    fn skip(&mut self, file: &Made) -> bool {
        if !self.items.is_empty() {
            if !self.cuts.ends(self.size, 0, mark(file.first)) {
                return false;
            }
            self.close();
        }
        if !self.series.stays(self.before, file) {
            return false;
        }
        self.before = Some(file.last);
        self.made.push(*file);
        true
    }

    fn push(&mut self, item: S::Item) {
        let weight = self.series.weight(&item);
        if !self.items.is_empty() && self.cuts.ends(self.size, weight, mark(self.series.key(&item))) {
            self.close();
        }
        self.size += weight;
        self.items.push(item);
    }

    fn close(&mut self) {
        let items = std::mem::take(&mut self.items);
        let weight = std::mem::take(&mut self.size) as u32;
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
        let (first, last) = (self.series.key(first), self.series.key(last));
        let count = items.len() as u32;
        let made = Made { first, last, count, weight, begins: Gram::default(), hash: 0, salt: 0 };
        let made = self.series.put(self.before, items, made);
        self.made.push(made);
        self.before = Some(last);
    }
}

/// What decides whether a file ends before an item.
fn mark(key: Key) -> u32 {
    key.0.mark().wrapping_add(key.1.wrapping_mul(0x9e37_79b9).rotate_left(15))
}

/// Two sorted rows as one; where both have a key, that of the first.
pub fn merged<T>(
    one: impl Iterator<Item = (Key, T)>,
    other: impl Iterator<Item = (Key, T)>,
) -> impl Iterator<Item = (Key, T)> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || {
        let Some(next) = one.peek().map(|item| item.0) else { return other.next() };
        let earlier = other.next_if(|item| item.0 < next);
        earlier.or_else(|| {
            other.next_if(|item| item.0 == next);
            one.next()
        })
    })
}
