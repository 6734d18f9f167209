//! What two plans have in common, as a template prints it: how they belong together, how much of one is in the other, and
//! which paragraphs they share.

use crate::archive::{Entry, Relation, Tie};
use serde_json::{Value, json};

/// Shared paragraphs that are listed; a number tells of the rest.
const SHARED: usize = 8;
/// From here on, in thousandths, the shorter plan is said to be part of the longer one.
const PART: u16 = 800;

/// What a relation says on the page of `entry`: `{tie, percent, part, shared: [[line here, line there]], more}`.
pub(super) fn row(entry: &Entry, relation: &Relation) -> Value {
    let first = relation.one == entry.id;
    let turned = |pair: &(u32, u32)| if first { [pair.0, pair.1] } else { [pair.1, pair.0] };
    let part = relation.containment >= PART && relation.containment >= relation.jaccard + 100;
    json!({
        "tie": tie_key(relation.tie, first),
        "percent": relation.jaccard / 10,
        "part": part.then_some(relation.containment / 10),
        "shared": relation.shared.iter().take(SHARED).map(turned).collect::<Vec<_>>(),
        "more": relation.shared.len().checked_sub(SHARED).filter(|more| *more > 0),
    })
}

/// Name of a tie in the interface's strings. Of two versions the first is the earlier.
fn tie_key(tie: Tie, first: bool) -> &'static str {
    match tie {
        Tie::Duplicate => "duplicate",
        Tie::Relative => "relative",
        Tie::Version if first => "next",
        Tie::Version => "earlier",
        Tie::Paragraphs => "paragraphs",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_told_its_own_lines() {
        let (one, other) = (entry("a"), entry("b"));
        let shared = (1..=10).map(|line| (line, line + 100)).collect();
        let relation =
            Relation { one: "a".into(), other: "b".into(), tie: Tie::Version, jaccard: 420, containment: 910, shared };
        let (here, there) = (row(&one, &relation), row(&other, &relation));
        assert_eq!((here["tie"].as_str(), there["tie"].as_str()), (Some("next"), Some("earlier")));
        assert_eq!((&here["shared"][0], &there["shared"][0]), (&json!([1, 101]), &json!([101, 1])));
        assert_eq!(
            (here["more"].as_u64(), here["percent"].as_u64(), here["part"].as_u64()),
            (Some(2), Some(42), Some(91))
        );
    }

    fn entry(id: &str) -> Entry {
        Entry { id: id.into(), number: 0, document: 0, plan: 0, length: 0, trace: 0 }
    }
}
