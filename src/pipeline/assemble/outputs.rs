//! Which files of the site a generated page becomes.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::record::Record;
use crate::tree::Tree;

/// The part of a page's front matter that decides where it goes. Generated pages always say their address.
#[derive(serde::Deserialize)]
struct Address {
    path: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default = "yes")]
    render: bool,
}

fn yes() -> bool {
    true
}

/// The outputs of each page, sorted. Pages that `before` knows with the same content are not read again.
pub fn of_pages(root: &Path, pages: &Tree, before: Option<&Record>) -> io::Result<BTreeMap<String, Vec<String>>> {
    let known =
        |path: &str| before.filter(|record| record.pages.hash_of(path) == pages.hash_of(path))?.outputs.get(path);
    let page = |path: &String| match known(path) {
        Some(outputs) => Ok((path.clone(), outputs.clone())),
        None => Ok((path.clone(), of_page(&std::fs::read_to_string(root.join(path))?))),
    };
    let outputs: Vec<_> = pages.files.par_iter().map(|(path, _)| page(path)).collect::<io::Result<_>>()?;
    Ok(outputs.into_iter().collect())
}

/// Empty for a page that is not rendered, and for one whose front matter says no address.
fn of_page(page: &str) -> Vec<String> {
    let front = page.strip_prefix("+++\n").unwrap_or_default();
    let front = front.split("\n+++").next().unwrap_or_default();
    let head = front.split("\n[").next().unwrap_or_default();
    let Ok(address) = toml::from_str::<Address>(head) else { return Vec::new() };
    if !address.render {
        return Vec::new();
    }
    let mut outputs: Vec<String> =
        std::iter::once(&address.path).chain(&address.aliases).map(|path| file_of(path)).collect();
    outputs.sort();
    outputs
}

/// `plans/a/` is the file `plans/a/index.html`; an alias may name a file.
fn file_of(path: &str) -> String {
    let path = path.trim_matches('/');
    if path.ends_with(".html") { path.to_string() } else { format!("{path}/index.html") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_and_aliases_and_nothing_else() {
        let page =
            "+++\ntitle = \"a\"\npath = \"plans/a\"\naliases = [\"/old/\", \"b.html\"]\n\n[extra]\npath = \"x\"\n+++\n";
        assert_eq!(of_page(page), ["b.html", "old/index.html", "plans/a/index.html"]);
        assert_eq!(of_page("+++\npath = \"browse/home\"\nrender = false\n+++\n"), [""; 0]);
        assert_eq!(of_page("no front matter"), [""; 0]);
    }
}
