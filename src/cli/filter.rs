//! `--filter`: conditions on facts, the same for every command that takes them.

use finder::query::{Facet, Filter};

use super::visible::say;
use crate::messages::text;

/// Most values that are named where a condition has none of them.
const NAMED: usize = 12;

/// A condition as typed, and what it means.
#[derive(Clone)]
pub struct Condition {
    /// Name of the facet and value.
    pub typed: (String, String),
    /// What it means.
    pub filter: Filter,
}

/// `年度=2024`, with an equals sign or a colon, narrow or wide.
pub fn parse(condition: &str) -> Result<Condition, String> {
    let wrong = |key: &str| text(key, &[("filter", condition.to_owned())]);
    let (name, value) = condition.split_once(['=', ':', '＝', '：']).ok_or_else(|| wrong("error.bad-filter"))?;
    let filter = Facet::named(name).and_then(|facet| Filter::new(facet, value));
    let filter = filter.ok_or_else(|| wrong("error.no-such-filter"))?;
    Ok(Condition { typed: (name.to_owned(), value.to_owned()), filter })
}

/// Says that no plan has what a filter asks for, and which values there are.
pub fn say_unknown(filter: &Filter, values: &[String]) {
    let mut named = values.iter().take(NAMED).cloned().collect::<Vec<_>>().join(&text("filter.and", &[]));
    if values.len() > NAMED {
        named.push('…');
    }
    let condition = format!("{}={}", filter.facet.name(), filter.typed);
    let key = if values.is_empty() { "filter.never" } else { "filter.unknown" };
    say(text(key, &[("filter", condition), ("values", named)]));
}
