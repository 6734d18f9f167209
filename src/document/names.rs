//! Reading back names that are constants of this program.

use std::collections::HashSet;
use std::sync::Mutex;

use serde::{Deserialize, Deserializer};

/// All names that were ever read: a few dozen.
static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

/// A name that lives as long as the program.
pub(super) fn one<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    Ok(kept(&String::deserialize(from)?))
}

/// Names with their values.
pub(super) fn pairs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(&'static str, String)>, D::Error> {
    let pairs = Vec::<(String, String)>::deserialize(from)?;
    Ok(pairs.into_iter().map(|(name, value)| (kept(&name), value)).collect())
}

fn kept(name: &str) -> &'static str {
    // A thread that panicked here has left the set whole.
    let mut names = NAMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let names = names.get_or_insert_default();
    match names.get(name) {
        Some(known) => known,
        None => {
            let known: &'static str = Box::leak(name.into());
            names.insert(known);
            known
        }
    }
}
