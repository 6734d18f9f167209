//! Ways in: lists of plans by year, kind, region, issuer, level and topic, and the data of the home page.

use super::chart;
use super::facts::list_row;
use super::front::Page;
use crate::archive::{Archive, Entry};
use crate::generated::Files;
use crate::tree::hash;
use crate::ways::{Group, Way};
use serde_json::{Value, json};

/// Plans on a page of a list.
const PAGE: usize = 50;
/// Plans named on the home page.
const NEWEST: usize = 10;
/// Groups of each way that the home page names.
const LEADING: usize = 8;

/// Adds all browse pages.
pub(super) fn pages<'a>(archive: &'a Archive, ways: &[Way<'a>], pages: &mut Files<'a>) {
    let oldest_first = archive.oldest_first();
    let groups: Vec<_> = ways.iter().flat_map(|way| way.groups.iter().map(move |group| (way, group))).collect();
    pages.append(Files::of_each(&groups, |(way, group), pages| {
        let address = format!("browse/{}/{}", way.key, group.slug);
        let (parents, within) = around(way, group);
        let feed = format!("data/feeds/{}/{}.xml", way.key, group.slug);
        let about = json!({"way": way.key, "label": group.label, "feed": feed, "parents": parents, "within": within});
        list(archive, pages, &address, about, &group.entries);
    }));
    list(archive, pages, "browse/all", json!({"way": "all"}), &oldest_first);
    let all: Vec<_> = ways.iter().map(whole_way).collect();
    let extra = json!({"ways": all, "total": oldest_first.len(), "chart": years_chart(ways)});
    pages.add("browse/ways.md", page("browse", "browse.html", extra).to_file());
    let newest: Vec<_> = oldest_first.iter().rev().take(NEWEST).map(|entry| list_row(archive, entry)).collect();
    let leading: Vec<_> = ways.iter().map(|way| way_row(way, LEADING)).collect();
    let extra = json!({"total": oldest_first.len(), "newest": newest, "ways": leading});
    let home = Page { render: false, ..page("browse/home", "page.html", extra) };
    pages.add("browse/home.md", home.to_file());
}

/// Plans by year, from the earliest to the latest.
fn years_chart(ways: &[Way]) -> Option<String> {
    let years = ways.iter().find(|way| way.key == "year")?;
    let known = years.groups.iter().rev().filter_map(|group| Some((group.label.parse().ok()?, group.entries.len())));
    chart::bars(&known.collect::<Vec<_>>())
}

pub(super) fn page(path: &str, template: &'static str, extra: Value) -> Page {
    Page { path: path.into(), template, title: path.into(), extra, render: true }
}

fn way_row(way: &Way, limit: usize) -> Value {
    let group = |group: &Group| json!({"url": group.url(way.key), "label": group.label, "count": group.entries.len()});
    let groups: Vec<_> = way.groups.iter().take(limit).map(group).collect();
    json!({"key": way.key, "groups": groups, "more": way.groups.len() > limit})
}

/// All groups of a way: regions as a tree, each under the one around it, and without its name; a bar shows how many plans
/// each has.
fn whole_way(way: &Way) -> Value {
    if way.key != "region" {
        return way_row(way, usize::MAX);
    }
    let mut groups: Vec<&Group> = way.groups.iter().collect();
    groups.sort_by(|a, b| a.label.split('/').cmp(b.label.split('/')));
    let most = groups.iter().map(|group| group.entries.len()).max().unwrap_or(1);
    let group = |group: &&Group| {
        let (count, depth) = (group.entries.len(), group.label.matches('/').count());
        let name = group.label.rsplit('/').next();
        // What stands for something is at least visible.
        let bar = (count * 100 / most).max(1);
        json!({"url": group.url(way.key), "label": name, "count": count, "depth": depth, "bar": bar})
    };
    json!({"key": way.key, "groups": groups.iter().map(group).collect::<Vec<_>>(), "more": false})
}

/// Regions around a region and next within it, for its list.
fn around<'a>(way: &Way<'a>, group: &Group<'a>) -> (Vec<Value>, Vec<Value>) {
    if way.key != "region" {
        return (Vec::new(), Vec::new());
    }
    let link = |other: &Group| json!({"url": other.url(way.key), "label": other.label.rsplit('/').next()});
    let parent = |other: &&Group| group.label.strip_prefix(&other.label).is_some_and(|rest| rest.starts_with('/'));
    let child = |other: &&Group| {
        let rest = other.label.strip_prefix(&group.label).and_then(|rest| rest.strip_prefix('/'));
        rest.is_some_and(|rest| !rest.contains('/'))
    };
    let mut parents: Vec<&Group> = way.groups.iter().filter(parent).collect();
    parents.sort_by_key(|other| other.label.len());
    (parents.into_iter().map(link).collect(), way.groups.iter().filter(child).map(link).collect())
}

/// The pages of one list, numbered from the oldest, so that a new plan changes no full page. The list's own address shows
/// the newest plans: those that fill no page yet, and the page before.
pub(super) fn list<'a>(
    archive: &'a Archive,
    pages: &mut Files<'a>,
    address: &str,
    about: Value,
    entries: &[&'a Entry],
) {
    let full = (entries.len() / PAGE).saturating_sub(1);
    let numbers: Vec<_> = (1..=full).rev().collect();
    for number in std::iter::once(0).chain(1..=full) {
        let (path, shown) = match number {
            0 => (address.to_owned(), &entries[full * PAGE..]),
            _ => (format!("{address}/{number}"), &entries[(number - 1) * PAGE..number * PAGE]),
        };
        let mut extra = about.clone();
        extra["base"] = json!(format!("{address}/"));
        extra["rows"] = Value::Null;
        if number == 0 {
            extra["total"] = json!(entries.len());
            extra["pages"] = json!(numbers);
        } else {
            // A full page knows its neighbours only: what comes with new plans would change it.
            extra["within"] = Value::Null;
            extra["number"] = json!(number);
            extra["newer"] =
                json!(if number == full { format!("{address}/") } else { format!("{address}/{}/", number + 1) });
            extra["older"] = json!((number > 1).then(|| format!("{address}/{}/", number - 1)));
        }
        let shown: Vec<&Entry> = shown.iter().rev().copied().collect();
        let mut from = format!("{path} {extra}").into_bytes();
        shown.iter().for_each(|entry| from.extend(entry.trace.to_le_bytes()));
        let from = hash(&from);
        pages.add_from(format!("{path}.md").replacen("browse/", "browse/lists/", 1), from, move || {
            let mut extra = extra.clone();
            extra["rows"] = shown.iter().map(|entry| list_row(archive, entry)).collect();
            page(&path, "list.html", extra).to_file()
        });
    }
}
