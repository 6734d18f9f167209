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
        let mut cursor = table.cursor();
        for key in before.keys().chain(table.keys()).chain([asked.as_str()]) {
            prop_assert_eq!(cursor.find(key).map(|place| table.at(place)), map.get(key).map(|value| (key, value)));
        }
    }
}
