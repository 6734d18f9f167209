//! The links of a site that lead to other sites.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use url::Url;

use super::address::{Addresses, Target};
use super::scan;
use crate::tree::Tree;

/// Every address on other hosts that a page links to, without its fragment, with the first page and line that do.
pub fn outward(site: &Path, tree: &Tree, base_url: &str) -> io::Result<BTreeMap<String, (String, u32)>> {
    let addresses = Addresses::new(base_url, tree);
    let links = |file: &str| -> io::Result<Vec<(String, (String, u32))>> {
        let found = scan::file(&site.join(file))?.links;
        let found = found.into_iter().filter(|link| addresses.resolve(file, &link.href) == Target::Elsewhere);
        Ok(found.filter_map(|link| Some((web_address(&link.href)?, (file.to_owned(), link.line)))).collect())
    };
    let pages: Vec<&str> = tree.files.keys().filter(|file| file.ends_with(".html")).collect();
    let mut all = BTreeMap::new();
    for (address, place) in pages.into_par_iter().map(links).collect::<io::Result<Vec<_>>>()?.into_iter().flatten() {
        all.entry(address).or_insert(place);
    }
    Ok(all)
}

/// `None` for what is not on the web (`mailto:`).
fn web_address(href: &str) -> Option<String> {
    let mut url = Url::parse(href).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_once_with_its_first_place() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
        write("a.html", "<a href=b.html>\n<a href='https://Example.org/x#s'><a href='mailto:a@b.c'>");
        write("b.html", "<a href='https://example.org/x'><a href='https://site.example/a.html'>");
        let tree = Tree::read(folder.path(), &Tree::default(), |_| true).unwrap();
        let links = outward(folder.path(), &tree, "https://site.example/").unwrap();
        assert_eq!(links, BTreeMap::from([("https://example.org/x".into(), ("a.html".into(), 2))]));
    }
}
