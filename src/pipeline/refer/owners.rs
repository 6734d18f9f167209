//! Which plan has what a converter has put at the end of the file: footnotes, and the addresses of links.

use std::collections::{HashMap, HashSet};

use crate::document::Plan;

/// A label that a plan refers to.
pub struct Mention {
    /// As labels are compared.
    pub label: String,
    /// Source line of the first mark.
    pub line: u32,
}

/// Something with a label that stands in the file.
pub struct Defined<'d> {
    /// As labels are compared.
    pub label: &'d str,
    /// Its first line: index into `Body::lines`.
    pub line: usize,
}

/// What becomes of it.
pub struct Owners {
    /// For each plan and each of its mentions, the place in the list of what is defined.
    pub of_mentions: Vec<Vec<Option<usize>>>,
    /// For each that is defined, the plan that it stands in, where only others refer to it.
    pub foreign_to: Vec<Option<usize>>,
}

/// Each goes to the plan that refers to it: to the one it stands in if that does, else to every plan that has none of its own
/// by that label.
pub fn owners(plans: &[Plan], defined: &[Defined], mentioned: &[Vec<Mention>]) -> Owners {
    let homes: Vec<Option<usize>> = defined.iter().map(|one| home(plans, one.line)).collect();
    let all = mentioned.iter().enumerate();
    let said: HashSet<(usize, &str)> =
        all.flat_map(|(plan, all)| all.iter().map(move |one| (plan, one.label.as_str()))).collect();
    // By label and by the plan that it stands in, if that one refers to it.
    let mut first: HashMap<(&str, Option<usize>), usize> = HashMap::new();
    for (at, (one, home)) in defined.iter().zip(&homes).enumerate() {
        let owner = home.filter(|home| said.contains(&(*home, one.label)));
        first.entry((one.label, owner)).or_insert(at);
    }
    let mut foreign_to = vec![None; defined.len()];
    let mut of_mentions = Vec::with_capacity(plans.len());
    for (plan, mentions) in mentioned.iter().enumerate() {
        let owned = |mention: &Mention| {
            let label = mention.label.as_str();
            first.get(&(label, Some(plan))).or_else(|| first.get(&(label, None))).copied()
        };
        let found: Vec<Option<usize>> = mentions.iter().map(owned).collect();
        for at in found.iter().flatten().copied().filter(|at| homes[*at] != Some(plan)) {
            foreign_to[at] = homes[at];
        }
        of_mentions.push(found);
    }
    Owners { of_mentions, foreign_to }
}

/// The plan that a line stands in.
fn home(plans: &[Plan], line: usize) -> Option<usize> {
    let next = plans.partition_point(|plan| plan.lines.start <= line);
    next.checked_sub(1).filter(|home| plans[*home].lines.contains(&line))
}
