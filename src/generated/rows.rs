//! Files of many rows (tables, lines of JSON), of which a change makes only a few anew.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::tree::{Hash, hash};

/// A row of a file that was written: hash of all that it was made from, and how many bytes it has.
pub type Row = (Hash, u32);

/// A file of rows.
pub struct Rows<'a> {
    /// What each row is made from.
    from: Vec<Hash>,
    make: Box<dyn Fn(usize) -> Vec<u8> + Send + Sync + 'a>,
}

impl<'a> Rows<'a> {
    /// The rows of a file; of each there is a hash of all that it is made from, and `make` gives its bytes. `head` and `tail`
    /// stand around them.
    pub fn new<B: Into<Vec<u8>>>(
        (head, tail): (String, &'a str),
        from: Vec<Hash>,
        make: impl Fn(usize) -> B + Send + Sync + 'a,
    ) -> Rows<'a> {
        let last = from.len() + 1;
        let around = |text: &str| std::iter::once(hash(text.as_bytes()));
        let from = around(&head).chain(from).chain(around(tail)).collect();
        let make = move |row: usize| match row {
            0 => head.clone().into(),
            row if row == last => tail.into(),
            row => make(row - 1).into(),
        };
        Rows { from, make: Box::new(make) }
    }

    /// Hash of all that the file is made from.
    pub(super) fn digest(&self) -> Hash {
        hash(&self.from.iter().flat_map(|from| from.to_le_bytes()).collect::<Vec<u8>>())
    }

    /// The bytes of the file, and its rows. Those that are among the `old` rows are taken from the bytes they stand in.
    pub(super) fn write(&self, old: &[Row], bytes: &[u8]) -> (Vec<u8>, Vec<Row>) {
        let places = places(old);
        let row = |(row, from): (usize, &Hash)| match places.get(from).and_then(|place| bytes.get(place.clone())) {
            Some(bytes) => Cow::Borrowed(bytes),
            None => Cow::Owned((self.make)(row)),
        };
        let made: Vec<Cow<[u8]>> = self.from.par_iter().enumerate().map(row).collect();
        let rows = self.from.iter().zip(&made).map(|(from, row)| (*from, row.len() as u32)).collect();
        (made.concat(), rows)
    }
}

/// Where each row stands in its file.
fn places(rows: &[Row]) -> HashMap<Hash, Range<usize>> {
    let mut end = 0;
    let place = |(from, length): &Row| {
        let start = end;
        end += *length as usize;
        (*from, start..end)
    };
    rows.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_before_is_not_made_again(before: Vec<u8>, now: Vec<u8>) {
            // Rows of several lengths, that repeat.
            let text = |number: u8| format!("{},", "x".repeat(usize::from(number % 5)) + &number.to_string());
            let made = AtomicUsize::new(0);
            let file = |numbers: &[u8]| {
                let (made, numbers) = (&made, numbers.to_vec());
                Rows::new(("[".into(), "]"), numbers.iter().map(|number| Hash::from(*number)).collect(), move |row| {
                    made.fetch_add(1, Ordering::Relaxed);
                    text(numbers[row])
                })
            };
            let (old, rows) = file(&before).write(&[], b"");
            made.store(0, Ordering::Relaxed);
            let (bytes, _) = file(&now).write(&rows, &old);
            prop_assert_eq!(String::from_utf8(bytes).unwrap(), format!("[{}]", now.iter().map(|n| text(*n)).collect::<String>()));
            prop_assert_eq!(made.load(Ordering::Relaxed), now.iter().filter(|number| !before.contains(number)).count());
            // A row in another order, or one more, makes another file.
            prop_assert_eq!(file(&before).digest() == file(&now).digest(), before == now);
        }
    }
}
