//! Ways in: lists of plans by year, kind, region, issuer, level and topic, and the data of the home page.

use super::facts::{kind_key, list_row};
use super::files::Pages;
use super::front::Page;
use crate::archive::{Archive, Entry};
use crate::document::{Facts, Kind};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Plans on a page of a list.
const PAGE: usize = 50;
/// Plans named on the home page.
const NEWEST: usize = 10;
/// Groups of each way that the home page names.
const LEADING: usize = 8;

/// A list of plans: address (last part), label, and the plans from the oldest to the newest.
struct Group<'a> {
    slug: String,
    label: String,
    entries: Vec<&'a Entry>,
}

/// One way in: its name in the strings and in addresses, and its groups in the order they are shown.
struct Way<'a> {
    key: &'static str,
    groups: Vec<Group<'a>>,
}

/// Adds all browse pages.
pub(super) fn pages(archive: &Archive, pages: &mut Pages) {
    let mut oldest_first: Vec<&Entry> = archive.entries.iter().collect();
    oldest_first.sort_by_key(|entry| entry.number);
    let ways = ways(archive, &oldest_first);
    for way in &ways {
        for group in &way.groups {
            let address = format!("browse/{}/{}", way.key, group.slug);
            list(archive, pages, &address, json!({"way": way.key, "label": group.label}), &group.entries);
        }
    }
    list(archive, pages, "browse/all", json!({"way": "all"}), &oldest_first);
    let all: Vec<_> = ways.iter().map(|way| way_row(way, usize::MAX)).collect();
    let extra = json!({"ways": all, "total": oldest_first.len()});
    pages.add("browse/ways.md".into(), &page("browse", "browse.html", extra));
    let newest: Vec<_> = oldest_first.iter().rev().take(NEWEST).map(|entry| list_row(archive, entry)).collect();
    let leading: Vec<_> = ways.iter().map(|way| way_row(way, LEADING)).collect();
    let extra = json!({"total": oldest_first.len(), "newest": newest, "ways": leading});
    pages.add("browse/home.md".into(), &Page { render: false, ..page("browse/home", "page.html", extra) });
}

fn page(path: &str, template: &'static str, extra: Value) -> Page {
    Page { path: path.into(), template, title: path.into(), extra, render: true }
}

fn way_row(way: &Way, limit: usize) -> Value {
    let group = |group: &Group| {
        let url = format!("browse/{}/{}/", way.key, group.slug);
        json!({"url": url, "label": group.label, "count": group.entries.len()})
    };
    let groups: Vec<_> = way.groups.iter().take(limit).map(group).collect();
    json!({"key": way.key, "groups": groups, "more": way.groups.len() > limit})
}

/// The pages of one list, numbered from the oldest, so that a new plan changes no full page. The list's own address shows
/// the newest plans: those that fill no page yet, and the page before.
fn list(archive: &Archive, pages: &mut Pages, address: &str, about: Value, entries: &[&Entry]) {
    let full = (entries.len() / PAGE).saturating_sub(1);
    let numbers: Vec<_> = (1..=full).rev().collect();
    for number in std::iter::once(0).chain(1..=full) {
        let (path, shown) = match number {
            0 => (address.to_owned(), &entries[full * PAGE..]),
            _ => (format!("{address}/{number}"), &entries[(number - 1) * PAGE..number * PAGE]),
        };
        let rows: Vec<_> = shown.iter().rev().map(|entry| list_row(archive, entry)).collect();
        let mut extra = about.clone();
        extra["base"] = json!(format!("{address}/"));
        extra["rows"] = json!(rows);
        if number == 0 {
            extra["total"] = json!(entries.len());
            extra["pages"] = json!(numbers);
        } else {
            // A full page knows its neighbours only: a total would change it with every new plan.
            extra["number"] = json!(number);
            extra["newer"] =
                json!(if number == full { format!("{address}/") } else { format!("{address}/{}/", number + 1) });
            extra["older"] = json!((number > 1).then(|| format!("{address}/{}/", number - 1)));
        }
        pages.add(format!("{path}.md").replacen("browse/", "browse/lists/", 1), &page(&path, "list.html", extra));
    }
}

fn ways<'a>(archive: &Archive, entries: &[&'a Entry]) -> Vec<Way<'a>> {
    let one = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
    let grouped = |keys: &dyn Fn(&Facts) -> Vec<String>| group(archive, entries, keys);
    let mut years = grouped(&|facts| years(facts));
    // The latest year first; what has no year comes last.
    years.sort_by_key(|group| std::cmp::Reverse(group.label.parse::<u16>().ok()));
    let ways = vec![
        Way { key: "year", groups: years },
        Way {
            key: "region",
            groups: most_first(grouped(&|facts| one(facts.region.as_ref().map(|f| f.value.clone())))),
        },
        Way {
            key: "issuer",
            groups: most_first(grouped(&|facts| one(facts.issuer.as_ref().map(|f| f.value.clone())))),
        },
        Way { key: "level", groups: most_first(grouped(&|facts| one(facts.level.as_ref().map(|f| f.value.clone())))) },
        Way {
            key: "topic",
            groups: most_first(grouped(&|facts| facts.topics.iter().map(|f| f.value.clone()).collect())),
        },
        Way { key: "kind", groups: most_first(grouped(&|facts| one(facts.kind.as_ref().map(|f| kind_name(f.value))))) },
    ];
    ways.into_iter().filter(|way| !way.groups.is_empty()).collect()
}

fn kind_name(kind: Kind) -> String {
    kind_key(kind).to_owned()
}

/// Every year a plan covers. A period that claims more than a generation is a slip, and counts with its ends.
fn years(facts: &Facts) -> Vec<String> {
    let Some(period) = facts.period.as_ref().map(|fact| fact.value) else { return vec!["unknown".into()] };
    let (Some(from), Some(to)) = (period.from.or(period.to), period.to.or(period.from)) else {
        return vec!["masked".into()];
    };
    if to.saturating_sub(from) > 30 {
        return vec![from.to_string(), to.to_string()];
    }
    (from..=to).map(|year| year.to_string()).collect()
}

fn group<'a>(archive: &Archive, entries: &[&'a Entry], keys: &dyn Fn(&Facts) -> Vec<String>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<String, Vec<&'a Entry>> = BTreeMap::new();
    for entry in entries {
        let mut keys = keys(&archive.plan(entry).facts);
        keys.dedup();
        for key in keys {
            groups.entry(key).or_default().push(entry);
        }
    }
    groups.into_iter().map(|(label, entries)| Group { slug: slug(&label), label, entries }).collect()
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
