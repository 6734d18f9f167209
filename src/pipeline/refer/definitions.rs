//! Reference links: `[text][label]` in the text, and `[label]: address` somewhere in the file.

use std::collections::HashSet;

use super::owners::{Defined, Mention, owners};
use crate::document::{Body, Definition, LineForm, Plan};
use crate::text::definition;

/// Gives each plan the definitions that it refers to, and for each of them the source line that does. What nothing refers to stays
/// text.
pub fn assign(body: &Body, plans: &mut [Plan]) -> Vec<Vec<u32>> {
    let definitions = all(body);
    if definitions.is_empty() {
        return vec![Vec::new(); plans.len()];
    }
    let labels: HashSet<&str> = definitions.iter().map(|one| one.label.as_str()).collect();
    let lines: HashSet<usize> = definitions.iter().map(|one| one.line).collect();
    let mentioned: Vec<Vec<Mention>> = plans.iter().map(|plan| mentions(body, plan, &labels, &lines)).collect();
    let defined: Vec<Defined> = definitions.iter().map(|one| Defined { label: &one.label, line: one.line }).collect();
    let owners = owners(plans, &defined, &mentioned);
    let mut referring = Vec::with_capacity(plans.len());
    for ((plan, mentions), found) in plans.iter_mut().zip(&mentioned).zip(owners.of_mentions) {
        let owned = || found.iter().zip(mentions).filter_map(|(at, mention)| Some(((*at)?, mention.line)));
        plan.definitions = owned().map(|(at, _)| definitions[at].clone()).collect();
        referring.push(owned().map(|(_, line)| line).collect());
    }
    for (one, home) in definitions.iter().zip(owners.foreign_to) {
        home.into_iter().for_each(|home| plans[home].foreign.push(one.line..one.line + 1));
    }
    referring
}

/// All definitions of a file.
fn all(body: &Body) -> Vec<Definition> {
    let lines = body.lines.iter().enumerate().filter(|(_, line)| line.form == LineForm::Block);
    let found = lines.filter_map(|(index, line)| {
        let found = definition::definition(body.text_of(line))?;
        Some(Definition {
            label: definition::key(found.label),
            address: found.address.to_owned(),
            title: found.title.to_owned(),
            line: index,
        })
    });
    found.collect()
}

/// The labels a plan refers to, each once.
fn mentions(body: &Body, plan: &Plan, labels: &HashSet<&str>, defined: &HashSet<usize>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut seen = HashSet::new();
    let indices: Vec<usize> = plan.all_lines().filter(|index| !defined.contains(index)).collect();
    for line in indices.into_iter().filter_map(|index| body.lines.get(index)) {
        for (at, label) in definition::mentions(body.text_of(line)) {
            let label = definition::key(label);
            if labels.contains(label.as_str()) && seen.insert(label.clone()) {
                found.push(Mention { label, line: line.line_at(at) });
            }
        }
    }
    found
}
