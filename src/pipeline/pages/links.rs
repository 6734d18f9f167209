//! From a plan to others: its neighbours in the same file, and plans that say the same.

use crate::archive::{Archive, Entry, Relation};
use foldhash::{HashMap, HashMapExt};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Plans that a page names as alike, the most alike first. What is printed from one form can be alike a hundred times.
const NAMED: usize = 12;

/// Of these, plans that stand beside it on a page made for the two.
const COMPARED: usize = 4;

/// Which plans belong together, looked up once for all pages.
pub(super) struct Links<'a> {
    archive: &'a Archive,
    by_document: HashMap<usize, Vec<&'a Entry>>,
    by_id: HashMap<&'a str, &'a Entry>,
    related: HashMap<&'a str, Vec<(&'a Entry, &'a Relation)>>,
}

impl<'a> Links<'a> {
    /// The links of an archive.
    pub(super) fn of(archive: &'a Archive) -> Links<'a> {
        let mut by_document: HashMap<usize, Vec<&Entry>> = HashMap::new();
        for entry in &archive.entries {
            by_document.entry(entry.document).or_default().push(entry);
        }
        let by_id: HashMap<&str, &Entry> = archive.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let mut related: HashMap<&str, Vec<(&Entry, &Relation)>> = HashMap::new();
        for relation in &archive.relations {
            for (from, to) in [(&relation.one, &relation.other), (&relation.other, &relation.one)] {
                let to = by_id.get(to.as_str()).copied();
                related.entry(from).or_default().extend(to.map(|to| (to, relation)));
            }
        }
        for others in related.values_mut() {
            others.sort_by_key(|(other, relation)| (std::cmp::Reverse(relation.jaccard), &other.id));
            others.truncate(NAMED);
        }
        Links { archive, by_document, by_id, related }
    }

    /// The pairs of plans that have a page of their own; of two versions the earlier first.
    pub(super) fn pairs(&self) -> Vec<(&'a Entry, &'a Entry)> {
        let leading = self.related.values().flat_map(|others| others.iter().take(COMPARED));
        let pairs: BTreeSet<_> =
            leading.map(|(_, relation)| (relation.one.as_str(), relation.other.as_str())).collect();
        pairs.into_iter().filter_map(|(one, other)| Some((*self.by_id.get(one)?, *self.by_id.get(other)?))).collect()
    }

    /// Address of the comparison of two plans, below `compare/`: a page made for them where they lead to one.
    fn comparison(&self, relation: &Relation) -> String {
        let leads = |from: &str, to: &str| {
            self.related.get(from).is_some_and(|others| others.iter().take(COMPARED).any(|(other, _)| other.id == to))
        };
        if leads(&relation.one, &relation.other) || leads(&relation.other, &relation.one) {
            format!("{}-{}/", relation.one, relation.other)
        } else {
            format!("?a={}&b={}", relation.one, relation.other)
        }
    }

    /// The public plan before (`step` -1) or after (1) this one in the same file.
    pub(super) fn neighbour(&self, entry: &Entry, step: i64) -> Option<Value> {
        let siblings = self.by_document.get(&entry.document)?;
        let found = siblings.iter().filter(|other| (other.plan as i64 - entry.plan as i64) * step > 0);
        let found = found.min_by_key(|other| other.plan.abs_diff(entry.plan))?;
        let ordinal = self.archive.plan(found).ordinal;
        Some(json!({"url": found.url(), "title": self.archive.title(found), "ordinal": ordinal}))
    }

    fn related_to(&self, entry: &Entry) -> &[(&'a Entry, &'a Relation)] {
        self.related.get(entry.id.as_str()).map(Vec::as_slice).unwrap_or_default()
    }

    /// All that [`Links::related`] is made from, which is asked for far more often.
    pub(super) fn related_from(&self, entry: &Entry) -> String {
        let row = |(other, relation): &(&Entry, &Relation)| {
            let Relation { one, tie, jaccard, containment, shared, .. } = relation;
            let (title, facts, compare) =
                (self.archive.title(other), &self.archive.plan(other).facts, self.comparison(relation));
            let (lang, period) = (facts.script.tag(), facts.period.as_ref().map(|period| period.value));
            format!("{title}\0{lang} {period:?} {one} {tie:?} {jaccard} {containment} {shared:?} {compare}\0")
        };
        self.related_to(entry).iter().map(row).collect()
    }

    /// Plans that say the same, the most alike first.
    pub(super) fn related(&self, entry: &Entry) -> Vec<Value> {
        let row = |(other, relation): &(&Entry, &Relation)| {
            let facts = &self.archive.plan(other).facts;
            let period = facts.period.as_ref().map(|period| super::facts::years(&period.value));
            json!({
                "id": other.id,
                "url": other.url(),
                "title": self.archive.title(other),
                "lang": facts.script.tag(),
                "period": period.filter(|years| !years.is_empty()),
                "common": super::family::row(entry, relation),
                "compare": self.comparison(relation),
            })
        };
        self.related_to(entry).iter().map(row).collect()
    }
}
