//! Feeds of new plans: Atom (RFC 4287) and JSON Feed 1.1.

use super::About;
use super::xml::{element, escape};
use crate::archive::{Archive, Entry};
use crate::generated::Files;
use crate::tree::hash;
use serde_json::{Value, json};

/// Entries of a feed.
const NEWEST: usize = 30;

/// No record is older than the first archives of this kind. Atom wants the moment of an entry's last change; the moment of
/// building would make every build another, and another plan's date would pass for this one's.
const FIRST: &str = "2026-11-01";

/// Adds `<path>.xml` and `<path>.json`.
pub(super) fn add<'a>(
    files: &mut Files<'a>,
    path: &str,
    title: String,
    newest: &[&'a Entry],
    archive: &'a Archive,
    about: &'a About,
) {
    let newest = newest[..newest.len().min(NEWEST)].to_vec();
    let from = super::all(hash(format!("{title}\0{about:?}").as_bytes()), newest.iter().copied());
    let (also_path, also_title, also_newest) = (path.to_owned(), title.clone(), newest.clone());
    files.add_from(format!("{path}.json"), from, move || {
        json_feed(&also_path, &also_title, &also_newest, archive, about)
    });
    let own_path = path.to_owned();
    files.add_from(format!("{path}.xml"), from, move || atom(&own_path, &title, &newest, archive, about));
}

fn atom(path: &str, title: &str, newest: &[&Entry], archive: &Archive, about: &About) -> String {
    let address = escape(&about.url(&format!("{path}.xml")));
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    xml.push_str(&element("title", title));
    xml.push_str(&element("id", &about.url(&format!("{path}.xml"))));
    xml.push_str(&format!("<link rel=\"self\" href=\"{address}\"/>\n<link href=\"{}\"/>\n", escape(&about.base_url)));
    let updated = newest.iter().map(|entry| updated(archive, entry)).max();
    xml.push_str(&element("updated", &instant(updated.as_deref().unwrap_or(FIRST))));
    xml.push_str(&format!("<author>{}</author>\n", element("name", &about.title).trim()));
    xml.extend(newest.iter().map(|entry| atom_entry(archive, entry, about)));
    xml.push_str("</feed>\n");
    xml
}

fn atom_entry(archive: &Archive, entry: &Entry, about: &About) -> String {
    let facts = &archive.plan(entry).facts;
    let address = about.url(&entry.url());
    let author =
        facts.issuer.as_ref().map(|issuer| format!("<author>{}</author>\n", element("name", &issuer.value).trim()));
    let published = date(archive, entry).map(|day| element("published", &instant(&day)));
    let topics = facts.topics.iter().map(|topic| format!("<category term=\"{}\"/>\n", escape(&topic.value)));
    [
        "<entry>\n".to_owned(),
        element("title", archive.title(entry)),
        element("id", &address),
        format!("<link href=\"{}\"/>\n", escape(&address)),
        published.unwrap_or_default(),
        element("updated", &instant(&updated(archive, entry))),
        author.unwrap_or_default(),
        topics.collect(),
        element("summary", &archive.gist(entry).summary),
        "</entry>\n".to_owned(),
    ]
    .concat()
}

fn json_feed(path: &str, title: &str, newest: &[&Entry], archive: &Archive, about: &About) -> String {
    let items: Vec<Value> = newest.iter().map(|entry| item(archive, entry, about)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": about.base_url,
        "feed_url": about.url(&format!("{path}.json")),
        "language": about.language,
        "items": items,
    });
    format!("{feed:#}\n")
}

fn item(archive: &Archive, entry: &Entry, about: &About) -> Value {
    let facts = &archive.plan(entry).facts;
    let mut item = json!({
        "id": about.url(&entry.url()),
        "url": about.url(&entry.url()),
        "title": archive.title(entry),
        "content_text": archive.gist(entry).summary,
        "language": facts.script.tag(),
        "tags": facts.topics.iter().map(|topic| topic.value.as_str()).collect::<Vec<_>>(),
    });
    if let Some(issuer) = &facts.issuer {
        item["authors"] = json!([{"name": issuer.value}]);
    }
    if let Some(day) = date(archive, entry) {
        item["date_published"] = json!(instant(&day));
    }
    item
}

/// The day of issue; the first of month or year where the document says no more.
fn date(archive: &Archive, entry: &Entry) -> Option<String> {
    let known = archive.plan(entry).facts.date.as_ref()?.value.as_str();
    Some(match known.len() {
        4 => format!("{known}-01-01"),
        7 => format!("{known}-01"),
        _ => known.to_owned(),
    })
}

/// When the record changed last, as far as the archive itself can tell: not before the document was issued.
fn updated(archive: &Archive, entry: &Entry) -> String {
    date(archive, entry).filter(|day| day.as_str() > FIRST).unwrap_or_else(|| FIRST.into())
}

fn instant(day: &str) -> String {
    format!("{day}T00:00:00Z")
}
