//! What tells crawlers and browsers about the site: sitemap, robots, OpenSearch, llms.txt.

use super::About;
use super::parts::CUT;
use super::xml::{element, escape};
use crate::archive::Archive;
use crate::generated::Files;

/// Addresses in one sitemap: the protocol's limit.
const ADDRESSES: usize = 50_000;

/// Pages that every site has, beside the plans'.
const PAGES: [&str; 9] =
    ["", "browse/", "browse/all/", "targets/", "calendar/", "compare/", "about/", "help/", "accessibility/"];

/// Adds all of them.
pub(super) fn add(files: &mut Files, archive: &Archive, about: &About) {
    let pages = PAGES.iter().map(|page| (*page).to_owned());
    let addresses: Vec<String> = pages.chain(archive.entries.iter().map(|entry| entry.url())).collect();
    sitemaps(files, &addresses, about);
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", about.url("sitemap.xml"));
    files.add("robots.txt", robots);
    files.add("data/opensearch.xml", open_search(about));
    files.add("llms.txt", llms(about, CUT.cuts(archive)));
}

fn sitemaps(files: &mut Files, addresses: &[String], about: &About) {
    if addresses.len() <= ADDRESSES {
        files.add("sitemap.xml", sitemap(addresses, about));
        return;
    }
    let mut index = String::new();
    for (number, addresses) in addresses.chunks(ADDRESSES).enumerate() {
        let name = format!("sitemap-{}.xml", number + 1);
        index.push_str(&format!("<sitemap>{}</sitemap>\n", element("loc", &about.url(&name)).trim()));
        files.add(name, sitemap(addresses, about));
    }
    files.add("sitemap.xml", document("sitemapindex", &index));
}

fn sitemap(addresses: &[String], about: &About) -> String {
    let entry = |address: &String| format!("<url>{}</url>\n", element("loc", &about.url(address)).trim());
    document("urlset", &addresses.iter().map(entry).collect::<String>())
}

fn document(root: &str, content: &str) -> String {
    let space = "http://www.sitemaps.org/schemas/sitemap/0.9";
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"{space}\">\n{content}</{root}>\n")
}

/// OpenSearch 1.1. The short name is cut at the specification's 16 characters.
fn open_search(about: &About) -> String {
    let name: String = about.title.chars().take(16).collect();
    let template = escape(&format!("{}?q={{searchTerms}}", about.url("search/")));
    [
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n",
        "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n",
        &element("ShortName", &name),
        &element("Description", if about.description.is_empty() { &about.title } else { &about.description }),
        &element("InputEncoding", "UTF-8"),
        &format!("<Url type=\"text/html\" template=\"{template}\"/>\n"),
        "</OpenSearchDescription>\n",
    ]
    .concat()
}

/// What is said of tables that have parts.
const PARTS: &str = "The tables are cut: each lists the addresses of its parts, and how many plans are in them.\n\n";

/// For language models (llmstxt.org): where the data is, in Markdown.
fn llms(about: &About, has_parts: bool) -> String {
    let link = |name: &str, path: &str, says: &str| format!("- [{name}]({}): {says}\n", about.url(path));
    [
        format!("# {}\n\n> {}\n\n", about.title, about.description),
        "Texts are given as their sources have them; facts carry basis and source line; unknown is null.\n\n".into(),
        "## Data\n\n".into(),
        if has_parts { PARTS.into() } else { String::new() },
        link("plans.jsonl", "data/plans.jsonl", "all plans with their facts, one line of JSON each"),
        link("plans.csv", "data/plans.csv", "the same as a table"),
        link("targets.csv", "data/targets.csv", "quantified targets with deadlines"),
        link("SHA256SUMS", "data/SHA256SUMS", "checksums of all data files"),
        link("feed", "data/feed.xml", "new plans, as Atom"),
        format!("\nText of a plan: {}ID/plan.md; everything about it: plan.json beside it.\n", about.url("plans/")),
    ]
    .concat()
}
