//! Tables of many texts in order, each with a value, in a few pieces of memory: read, copied, compared and let go in far less
//! time than as many separate texts.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Peekable;

use rayon::prelude::*;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        let place = self.first_from(key);
        (place < self.len() && self.key(place) == key).then(|| &self.values[place])
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
    pub fn starting_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a V)> {
        let places = self.first_from(start)..self.len();
        let all = places.map(|place| (self.key(place), &self.values[place]));
        all.take_while(move |(key, _)| key.starts_with(start))
    }

    /// The keys of either whose values are not `alike`, or that only one of the two has; in order.
    pub fn unlike<'a>(&'a self, other: &'a Table<V>, alike: impl Fn(&V, &V) -> bool) -> Vec<&'a str> {
        let both = merge(self.iter(), other.iter());
        let unlike = both.filter(|(_, own, other)| !own.zip(*other).is_some_and(|(own, other)| alike(own, other)));
        unlike.map(|(key, ..)| key).collect()
    }

    fn key(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[place]]
    }

    /// The place of the first key that does not come before this one.
    fn first_from(&self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Adds one whose key comes after all others.
    fn push(&mut self, key: &str, value: V) {
        self.keys.push_str(key);
        self.ends.push(self.keys.len());
        self.values.push(value);
    }
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
        let changes = changes.iter().map(|(key, value)| (key.as_ref(), value));
        for (key, own, change) in merge(self.iter(), changes) {
            if let Some(value) = change.map_or(own, Option::as_ref) {
                changed.push(key, value.clone());
            }
        }
        *self = changed;
    }

    /// Adds others; those with the same key are replaced.
    pub fn extend<K: AsRef<str>>(&mut self, others: impl IntoIterator<Item = (K, V)>) {
        self.change(others.into_iter().map(|(key, value)| (key, Some(value))));
    }
}

impl<K: AsRef<str>, V> FromIterator<(K, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Table<V> {
        let mut table = Table::default();
        for (key, value) in sorted(pairs) {
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

/// What two series in order say of each key that either has.
fn merge<'a, A, B>(
    one: impl Iterator<Item = (&'a str, A)>,
    other: impl Iterator<Item = (&'a str, B)>,
) -> impl Iterator<Item = (&'a str, Option<A>, Option<B>)> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || {
        let order = match (one.peek(), other.peek()) {
            (Some((own, _)), Some((other, _))) => own.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        let own = next_if(&mut one, order.is_le());
        let other = next_if(&mut other, order.is_ge());
        let key = own.as_ref().map(|own| own.0).or(other.as_ref().map(|other| other.0))?;
        Some((key, own.map(|own| own.1), other.map(|other| other.1)))
    })
}

fn next_if<I: Iterator>(series: &mut Peekable<I>, is_wanted: bool) -> Option<I::Item> {
    if is_wanted { series.next() } else { None }
}

impl<V: fmt::Debug> fmt::Debug for Table<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<V: Serialize> Serialize for Table<V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Table<V>, D::Error> {
        struct Pairs<V>(Table<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Pairs<V> {
            type Value = Table<V>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("texts in order, with values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut pairs: A) -> Result<Table<V>, A::Error> {
                let mut table = self.0;
                while let Some((key, value)) = pairs.next_element::<(&str, V)>()? {
                    if table.len().checked_sub(1).is_some_and(|last| table.key(last) >= key) {
                        return Err(serde::de::Error::custom("keys are not in order"));
                    }
                    table.push(key, value);
                }
                Ok(table)
            }
        }
        from.deserialize_seq(Pairs(Table::default()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Few keys, so that they meet.
    fn pairs() -> impl Strategy<Value = Vec<(String, u8)>> {
        proptest::collection::vec(("[ab计/]{0,3}", 0..3_u8), 0..20)
    }

    fn listed(table: &Table<u8>) -> Vec<(&str, u8)> {
        table.iter().map(|(key, value)| (key, *value)).collect()
    }

    proptest! {
        #[test]
        fn is_a_map_of_the_standard_library(one in pairs(), other in pairs(), gone in pairs(), asked in "[ab计/]{0,2}") {
            let mut map: BTreeMap<String, u8> = one.iter().cloned().collect();
            let mut table: Table<u8> = one.into_iter().collect();
            prop_assert_eq!(listed(&table), map.iter().map(|(key, value)| (key.as_str(), *value)).collect::<Vec<_>>());
            let before = table.clone();
            let changes = other.iter().map(|(key, value)| (key, Some(*value)));
            table.change(changes.chain(gone.iter().map(|(key, _)| (key, None))));
            map.extend(other);
            map.retain(|key, _| gone.iter().all(|(other, _)| other != key));
            prop_assert_eq!(listed(&table), map.iter().map(|(key, value)| (key.as_str(), *value)).collect::<Vec<_>>());
            prop_assert_eq!(table.get(&asked), map.get(&asked));
            let starting: Vec<&str> = table.starting_with(&asked).map(|(key, _)| key).collect();
            prop_assert_eq!(starting, map.keys().filter(|key| key.starts_with(&asked)).collect::<Vec<_>>());
            let unlike = before.keys().chain(table.keys()).filter(|key| before.get(key) != table.get(key));
            let unlike: std::collections::BTreeSet<&str> = unlike.collect();
            prop_assert_eq!(table.unlike(&before, |one, other| one == other), unlike.into_iter().collect::<Vec<_>>());
            let bytes = postcard::to_stdvec(&table).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Table<u8>>(&bytes).unwrap(), table);
        }
    }

    #[test]
    fn what_is_not_in_order_is_refused() {
        let bytes = postcard::to_stdvec(&[("b", 1_u8), ("a", 2)].as_slice()).unwrap();
        assert!(postcard::from_bytes::<Table<u8>>(&bytes).is_err());
    }
}
