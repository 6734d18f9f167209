//! Ways into an archive: its plans by year, region, issuer, level, topic and kind.

use crate::archive::{Archive, Entry};
use crate::document::{Fact, Facts};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Plans that have something in common.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// Last part of its address: ASCII.
    pub slug: String,
    /// What they have in common, as the documents write it; for kinds and unknown years a key of the interface's strings.
    pub label: String,
    /// The plans, from the oldest to the newest.
    pub entries: Vec<&'a Entry>,
}

impl Group<'_> {
    /// Address of its list, relative to the site's base address.
    pub fn url(&self, way: &str) -> String {
        format!("browse/{way}/{}/", self.slug)
    }
}

/// One way in.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// Its name in addresses and in the interface's strings.
    pub key: &'static str,
    /// Its groups in the order they are shown.
    pub groups: Vec<Group<'a>>,
}

/// All ways in that lead anywhere.
pub fn ways(archive: &Archive) -> Vec<Way<'_>> {
    let entries = archive.oldest_first();
    let way = |(key, keys): (&'static str, Keys)| {
        let groups = group(archive, &entries, keys);
        let groups = if key == "year" { latest_first(groups) } else { most_first(groups) };
        Way { key, groups }
    };
    WAYS.into_par_iter().map(way).filter(|way| !way.groups.is_empty()).collect()
}

/// The groups that a plan is in, by what its facts say.
type Keys = for<'a> fn(&'a Facts) -> Vec<Cow<'a, str>>;

/// In the order they are shown.
const WAYS: [(&str, Keys); 6] = [
    ("year", years),
    ("region", regions),
    ("issuer", |facts| facts.issuer.iter().map(of_fact).collect()),
    ("level", |facts| facts.level.iter().map(of_fact).collect()),
    ("topic", |facts| facts.topics.iter().map(of_fact).collect()),
    ("kind", |facts| facts.kind.iter().map(|fact| fact.value.key().into()).collect()),
];

fn of_fact(fact: &Fact<String>) -> Cow<'_, str> {
    Cow::Borrowed(&fact.value)
}

/// A region and every region around it: the list of a province holds the plans of its counties.
fn regions(facts: &Facts) -> Vec<Cow<'_, str>> {
    let Some(region) = facts.region.as_ref().map(|fact| fact.value.as_str()) else { return Vec::new() };
    let ends = region.match_indices('/').map(|(at, _)| at).chain([region.len()]);
    ends.map(|end| Cow::Borrowed(&region[..end])).collect()
}

/// Every year a plan covers. A period that claims more than a generation is a slip, and counts with its ends.
fn years(facts: &Facts) -> Vec<Cow<'_, str>> {
    let Some(period) = facts.period.as_ref().map(|fact| fact.value) else { return vec!["unknown".into()] };
    let (Some(from), Some(to)) = (period.from.or(period.to), period.to.or(period.from)) else {
        return vec!["masked".into()];
    };
    if to.saturating_sub(from) > 30 {
        return vec![from.to_string().into(), to.to_string().into()];
    }
    (from..=to).map(|year| year.to_string().into()).collect()
}

fn group<'a>(archive: &'a Archive, entries: &[&'a Entry], keys: Keys) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<Cow<'a, str>, Vec<&'a Entry>> = BTreeMap::new();
    for entry in entries {
        let mut keys = keys(&archive.plan(entry).facts);
        keys.dedup();
        for key in keys {
            groups.entry(key).or_default().push(entry);
        }
    }
    let group = |(label, entries): (Cow<str>, _)| Group { slug: slug(&label), label: label.into_owned(), entries };
    groups.into_iter().map(group).collect()
}

/// What has no year comes last.
fn latest_first(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by_key(|group| std::cmp::Reverse(group.label.parse::<u16>().ok()));
    groups
}

fn most_first(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by(|a, b| b.entries.len().cmp(&a.entries.len()).then_with(|| a.label.cmp(&b.label)));
    groups
}

/// An address for a label: itself where it is plain ASCII, otherwise the beginning of its BLAKE3 hash.
fn slug(label: &str) -> String {
    if !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        return label.to_owned();
    }
    blake3::hash(label.as_bytes()).to_hex()[..10].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Basis;

    #[test]
    fn a_county_is_listed_under_its_province_too() {
        let region = Some(Fact { value: "甲省/乙市/丙县".to_owned(), basis: Basis::Stated, line: 1 });
        let facts = Facts { region, ..Facts::default() };
        assert_eq!(regions(&facts), ["甲省", "甲省/乙市", "甲省/乙市/丙县"]);
        assert!(regions(&Facts::default()).is_empty());
    }
}
