//! Tables on their way into the cache and out of it: three pieces of bytes, not one by one what stands in them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Table;

/// A value that says by itself how many bytes it takes.
pub trait Packed: Sized {
    /// Adds its bytes to others.
    fn put(&self, into: &mut Vec<u8>);

    /// Takes it from the start of some bytes; `None` where it is not there.
    fn take(from: &mut &[u8]) -> Option<Self>;
}

/// Numbers, the lowest byte first.
macro_rules! packed {
    ($($number:ty),*) => {$(
        impl Packed for $number {
            fn put(&self, into: &mut Vec<u8>) {
                into.extend_from_slice(&self.to_le_bytes());
            }

            fn take(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

packed!(u8, u32, u64, u128, i64);

impl<const SIZE: usize> Packed for [u8; SIZE] {
    fn put(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(self);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let (bytes, rest) = from.split_first_chunk()?;
        *from = rest;
        Some(*bytes)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn put(&self, into: &mut Vec<u8>) {
        self.0.put(into);
        self.1.put(into);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl<V: Packed> Packed for Vec<V> {
    fn put(&self, into: &mut Vec<u8>) {
        (self.len() as u64).put(into);
        self.iter().for_each(|value| value.put(into));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        (0..u64::take(from)?).map(|_| V::take(from)).collect()
    }
}

impl Packed for String {
    fn put(&self, into: &mut Vec<u8>) {
        (self.len() as u64).put(into);
        into.extend_from_slice(self.as_bytes());
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::take(from)?).ok()?;
        let (bytes, rest) = from.split_at_checked(length)?;
        *from = rest;
        str::from_utf8(bytes).ok().map(str::to_owned)
    }
}

impl<V: Packed> Serialize for Table<V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut ends = Vec::with_capacity(self.len() * size_of::<u64>());
        self.ends.iter().for_each(|end| (*end as u64).put(&mut ends));
        let mut values = Vec::with_capacity(self.len() * size_of::<V>());
        self.values.iter().for_each(|value| value.put(&mut values));
        (&self.keys, Bytes(&ends), Bytes(&values)).serialize(to)
    }
}

impl<'de, V: Packed> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Table<V>, D::Error> {
        let (keys, ends, values) = <(&str, Bytes, Bytes)>::deserialize(from)?;
        unpacked(keys, ends.0, values.0).ok_or_else(|| D::Error::custom("not the bytes of a table"))
    }
}

/// The table of these keys; `None` where they are not in order, or the values not as many.
fn unpacked<V: Packed>(keys: &str, mut ends: &[u8], mut values: &[u8]) -> Option<Table<V>> {
    let count = ends.len() / size_of::<u64>();
    let mut table = Table { keys: keys.to_owned(), ends: Vec::with_capacity(count), values: Vec::with_capacity(count) };
    let (mut start, mut last) = (0, None);
    while !ends.is_empty() {
        let end = usize::try_from(u64::take(&mut ends)?).ok()?;
        let key = keys.get(start..end)?;
        if last.is_some_and(|last| last >= key) {
            return None;
        }
        (start, last) = (end, Some(key));
        table.ends.push(end);
        table.values.push(V::take(&mut values)?);
    }
    (start == keys.len() && values.is_empty()).then_some(table)
}

/// Bytes as they are.
struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Bytes<'de>, D::Error> {
        struct Borrowed<'a>(PhantomData<&'a ()>);
        impl<'de> Visitor<'de> for Borrowed<'de> {
            type Value = Bytes<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Bytes<'de>, E> {
                Ok(Bytes(bytes))
            }
        }
        from.deserialize_bytes(Borrowed(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Values = (String, (Vec<u32>, [u8; 3]));

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(pairs: Vec<(String, Values)>) {
            let table: Table<Values> = pairs.into_iter().collect();
            let bytes = postcard::to_stdvec(&table).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Table<Values>>(&bytes).unwrap(), table);
        }

        #[test]
        fn any_bytes_are_a_table_in_order_or_refused(bytes: Vec<u8>, mut damaged: Vec<(String, u8)>, at: usize, by: u8) {
            let in_order = |table: Table<u8>| table.keys().is_sorted_by(|one, other| one < other);
            prop_assert!(postcard::from_bytes(&bytes).map_or(true, in_order));
            damaged.push(("key".into(), 1));
            let mut bytes = postcard::to_stdvec(&damaged.into_iter().collect::<Table<u8>>()).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= by;
            prop_assert!(postcard::from_bytes(&bytes).map_or(true, in_order));
        }
    }

    #[test]
    fn what_is_not_in_order_is_refused() {
        let ends: Vec<u8> = [1_u64, 2].iter().flat_map(|end| end.to_le_bytes()).collect();
        assert!(unpacked::<u8>("ab", &ends, &[1, 2]).is_some());
        assert!(unpacked::<u8>("ba", &ends, &[1, 2]).is_none());
        assert!(unpacked::<u8>("ab", &ends, &[1]).is_none());
        assert!(unpacked::<u8>("abc", &ends, &[1, 2]).is_none());
    }
}
