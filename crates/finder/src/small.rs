//! What the standard library does faster, done once for all types: a browser has to fetch every instance of a sort.

use crate::prelude::*;

/// Sorts by a number; equals keep their order.
pub fn sort_by_key<T>(list: &mut [T], mut key: impl FnMut(&T) -> u64) {
    let order = order(list.len(), &mut |at| key(&list[at]));
    arrange(order, &mut |a, b| list.swap(a, b));
}

/// The places of so many items, from the least to the greatest: a merge sort, from single ones upwards.
fn order(length: usize, key: &mut dyn FnMut(usize) -> u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    let keys: Vec<u64> = order.iter().map(|&at| key(at)).collect();
    let mut width = 1;
    while width < keys.len() {
        let mut merged = Vec::with_capacity(keys.len());
        for pair in order.chunks(2 * width) {
            let (a, b) = pair.split_at(width.min(pair.len()));
            merge(&keys, a, b, &mut merged);
        }
        order = merged;
        width *= 2;
    }
    order
}

fn merge<'a>(keys: &[u64], mut a: &'a [usize], mut b: &'a [usize], merged: &mut Vec<usize>) {
    while let (Some(&x), Some(&y)) = (a.first(), b.first()) {
        let from = if keys[y] < keys[x] { &mut b } else { &mut a };
        merged.push(from[0]);
        *from = &from[1..];
    }
    merged.extend(a);
    merged.extend(b);
}

/// Brings items into an order, given by the places they have, by exchanging two at a time.
fn arrange(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = core::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

/// All of these, or `None` where one is missing: each is asked for before the first that is missing is reported, so that
/// everything is fetched together.
pub fn gathered<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let mut list = Vec::new();
    let mut whole = true;
    for item in items {
        match item {
            Some(item) => list.push(item),
            None => whole = false,
        }
    }
    whole.then_some(list)
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
