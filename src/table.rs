//! Tables of many texts in order, each with a value, in a few pieces of memory: read, copied, compared and let go in far less
//! time than as many separate texts.

mod packed;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

pub use packed::Packed;

/// Values by text.
#[derive(Clone, PartialEq, Eq)]
pub struct Table<V> {
    /// All keys, one after the other, in order.
    keys: String,
    /// Where each key ends in `keys`.
    ends: Vec<usize>,
    values: Vec<V>,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table { keys: String::new(), ends: Vec::new(), values: Vec::new() }
    }
}

impl<V> Table<V> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&V> {
        Some(&self.values[self.place(key)?])
    }

    /// The place of a key among all.
    pub fn place(&self, key: &str) -> Option<usize> {
        let place = self.first_from(key, 0);
        self.is_at(place, key).then_some(place)
    }

    /// What stands at a place.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn at(&self, place: usize) -> (&str, &V) {
        (self.key(place), &self.values[place])
    }

    /// For looking up many keys that mostly come in order.
    pub fn cursor(&self) -> Cursor<'_, V> {
        Cursor { table: self, last: 0 }
    }

    /// Whether a key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|place| self.key(place))
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> std::slice::Iter<'_, V> {
        self.values.iter()
    }

    /// Both, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &V)> {
        self.keys().zip(&self.values)
    }

    /// Both, in order, for several threads.
    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = (&str, &V)>
    where
        V: Sync,
    {
        self.values.par_iter().enumerate().map(|(place, value)| (self.key(place), value))
    }

    /// Those whose key begins with `start`, in order.
    pub fn starting_with<'a>(&'a self, start: &str) -> impl ExactSizeIterator<Item = (&'a str, &'a V)> {
        self.places_starting_with(start).map(|place| self.at(place))
    }

    /// The places of those whose key begins with `start`.
    pub fn places_starting_with(&self, start: &str) -> Range<usize> {
        let first = self.first_from(start, 0);
        let is_inside = |place: usize| self.key(place).starts_with(start);
        first..partition_point(first..self.len(), is_inside)
    }

    /// The keys of either whose values are not `alike`, or that only one of the two has; in order.
    pub fn unlike<'a>(&'a self, other: &'a Table<V>, alike: impl Fn(&V, &V) -> bool) -> Vec<&'a str> {
        let (mut own, mut others, mut unlike) = (0, 0, Vec::new());
        while own < self.len() && others < other.len() {
            let keys = (self.key(own), other.key(others));
            // Nearly always the same; to ask that costs less than to ask for their order.
            let order = if keys.0 == keys.1 { Ordering::Equal } else { keys.0.cmp(keys.1) };
            if order.is_ne() || !alike(&self.values[own], &other.values[others]) {
                unlike.push(if order.is_le() { keys.0 } else { keys.1 });
            }
            own += usize::from(order.is_le());
            others += usize::from(order.is_ge());
        }
        unlike.extend((own..self.len()).map(|place| self.key(place)));
        unlike.extend((others..other.len()).map(|place| other.key(place)));
        unlike
    }

    fn key(&self, place: usize) -> &str {
        &self.keys[self.start(place)..self.ends[place]]
    }

    fn start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// The place of the first key, among those from `start` on, that does not come before this one.
    fn first_from(&self, key: &str, start: usize) -> usize {
        partition_point(start..self.len(), |place| self.key(place) < key)
    }

    fn is_at(&self, place: usize, key: &str) -> bool {
        place < self.len() && self.key(place) == key
    }

    /// Adds one whose key comes after all others.
    fn push(&mut self, key: &str, value: V) {
        self.keys.push_str(key);
        self.ends.push(self.keys.len());
        self.values.push(value);
    }
}

/// Looks keys up where the last one was found, and next to it, before it looks elsewhere.
pub struct Cursor<'a, V> {
    table: &'a Table<V>,
    last: usize,
}

impl<'a, V> Cursor<'a, V> {
    /// The value of a key.
    pub fn get(&mut self, key: &str) -> Option<&'a V> {
        Some(&self.table.values[self.find(key)?])
    }

    /// The place of a key.
    pub fn find(&mut self, key: &str) -> Option<usize> {
        let near = [self.last, self.last + 1].into_iter().find(|place| self.table.is_at(*place, key));
        let place = near.or_else(|| self.table.place(key))?;
        self.last = place;
        Some(place)
    }
}

/// The first of some places that is not as those before it, as [`slice::partition_point`].
fn partition_point(places: Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let Range { start: mut low, end: mut high } = places;
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl<V: Clone> Table<V> {
    /// Gives keys other values, or takes them out (`None`). The last of what is said of a key counts.
    pub fn change<K: AsRef<str>>(&mut self, changes: impl IntoIterator<Item = (K, Option<V>)>) {
        let changes = sorted(changes);
        if changes.is_empty() {
            return;
        }
        let mut changed = Table { keys: String::with_capacity(self.keys.len()), ..Table::default() };
        changed.ends.reserve(self.len() + changes.len());
        changed.values.reserve(self.len() + changes.len());
        let mut next = 0;
        for (key, value) in changes {
            let key = key.as_ref();
            let place = if self.is_at(next, key) { next } else { self.first_from(key, next) };
            changed.append(self, next..place);
            next = place + usize::from(self.is_at(place, key));
            if let Some(value) = value {
                changed.push(key, value);
            }
        }
        changed.append(self, next..self.len());
        *self = changed;
    }

    /// Adds what stands at some places of another, all of which comes after its own.
    fn append(&mut self, other: &Table<V>, places: Range<usize>) {
        let start = other.start(places.start);
        let shift = self.keys.len();
        if let Some(last) = places.clone().last() {
            self.keys.push_str(&other.keys[start..other.ends[last]]);
        }
        self.ends.extend(other.ends[places.clone()].iter().map(|end| end - start + shift));
        self.values.extend_from_slice(&other.values[places]);
    }

    /// Adds others; those with the same key are replaced.
    pub fn extend<K: AsRef<str>>(&mut self, others: impl IntoIterator<Item = (K, V)>) {
        self.change(others.into_iter().map(|(key, value)| (key, Some(value))));
    }
}

impl<K: AsRef<str>, V> FromIterator<(K, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Table<V> {
        let pairs = sorted(pairs);
        let mut table = Table::default();
        table.keys.reserve(pairs.iter().map(|(key, _)| key.as_ref().len()).sum());
        table.ends.reserve(pairs.len());
        table.values.reserve(pairs.len());
        for (key, value) in pairs {
            table.push(key.as_ref(), value);
        }
        table
    }
}

/// By key, of each key the last.
fn sorted<K: AsRef<str>, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Vec<(K, V)> {
    let mut pairs: Vec<(K, V)> = pairs.into_iter().collect();
    let is_ordered = pairs.is_sorted_by(|one, other| one.0.as_ref() < other.0.as_ref());
    if !is_ordered {
        pairs.sort_by(|one, other| one.0.as_ref().cmp(other.0.as_ref()));
        pairs.dedup_by(|later, kept| {
            let is_same = later.0.as_ref() == kept.0.as_ref();
            if is_same {
                std::mem::swap(later, kept);
            }
            is_same
        });
    }
    pairs
}

impl<V: fmt::Debug> fmt::Debug for Table<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests;
