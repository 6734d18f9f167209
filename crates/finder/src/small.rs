//! What the standard library does faster, done once for all types: a browser has to fetch every instance of a sort.

use crate::prelude::*;
/// Sorts by a number; equals keep their order.
pub fn sort_by_key<T: Clone>(list: &mut Vec<T>, mut key: impl FnMut(&T) -> u64) {
    let keys: Vec<(u64, u32)> = list.iter().map(&mut key).zip(0..).collect();
    *list = sorted(keys).into_iter().map(|(_, at)| list[at as usize].clone()).collect();
}

/// Merge sort, from single items upwards.
fn sorted(mut list: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    let mut width = 1;
    while width < list.len() {
        list = list.chunks(2 * width).flat_map(|pair| merged(pair, width)).collect();
        width *= 2;
    }
    list
}

/// Both sorted parts of a list, the first of this length, as one.
fn merged(list: &[(u64, u32)], first: usize) -> Vec<(u64, u32)> {
    let (mut a, mut b) = list.split_at_checked(first).unwrap_or((list, &[]));
    let mut merged = Vec::with_capacity(list.len());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        let from = if y < x { &mut b } else { &mut a };
        merged.push(from[0]);
        *from = &from[1..];
    }
    merged.extend(a.iter().chain(b));
    merged
}

/// Sorts a few items by a comparison; equals keep their order.
pub fn sort_few<T>(list: &mut [T], mut before: impl FnMut(&T, &T) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && before(&list[at], &list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Sorted numbers, each once.
pub fn distinct(mut numbers: Vec<u32>) -> Vec<u32> {
    sort_by_key(&mut numbers, |&number| number.into());
    numbers.dedup();
    numbers
}

/// Whether a text holds another.
pub fn contains(text: &str, part: &str) -> bool {
    part.is_empty() || text.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_library_does(list: Vec<(u8, u8)>) {
            let mut expected = list.clone();
            expected.sort_by_key(|item| item.0);
            let (mut by_key, mut few) = (list.clone(), list);
            sort_by_key(&mut by_key, |item| item.0.into());
            sort_few(&mut few, |a, b| a.0 < b.0);
            prop_assert_eq!(&by_key, &expected);
            prop_assert_eq!(&few, &expected);
        }

        #[test]
        fn contains_as_the_library_does(text in "[ab教]{0,8}", part in "[ab教]{0,3}") {
            prop_assert_eq!(contains(&text, &part), text.contains(&part));
        }
    }
}
