//! Which files of the site a generated page becomes.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::record::Record;
use crate::table::{Packed, Table};
use crate::tree::Tree;

/// Files of the site that a page becomes, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs(
    /// One a line. No address has a line end in it.
    String,
);

impl Outputs {
    /// The files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.lines()
    }

    /// Whether it becomes none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Packed for Outputs {
    fn put(&self, into: &mut Vec<u8>) {
        self.0.put(into);
    }

    fn take(from: &mut &[u8]) -> Option<Outputs> {
        Some(Outputs(String::take(from)?))
    }
}

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

/// The outputs of each page. Pages that `before` knows with the same content are not read again.
pub fn of_pages(root: &Path, pages: &Tree, before: Option<&Record>) -> io::Result<Table<Outputs>> {
    let known =
        |path: &str| before.filter(|record| record.pages.hash_of(path) == pages.hash_of(path))?.outputs.get(path);
    let page = |(path, _)| match known(path) {
        Some(outputs) => Ok((path, outputs.clone())),
        None => Ok((path, of_page(&std::fs::read_to_string(root.join(path))?))),
    };
    let outputs: Vec<(&str, Outputs)> = pages.files.par_iter().map(page).collect::<io::Result<_>>()?;
    Ok(outputs.into_iter().collect())
}

/// Empty for a page that is not rendered, and for one whose front matter says no address.
fn of_page(page: &str) -> Outputs {
    let front = page.strip_prefix("+++\n").unwrap_or_default();
    let front = front.split("\n+++").next().unwrap_or_default();
    let head = front.split("\n[").next().unwrap_or_default();
    let Ok(address) = toml::from_str::<Address>(head) else { return Outputs::default() };
    if !address.render {
        return Outputs::default();
    }
    let addresses = std::iter::once(&address.path).chain(&address.aliases);
    let mut outputs: Vec<String> = addresses.map(|path| file_of(path)).collect();
    outputs.sort();
    Outputs(outputs.join("\n"))
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
        assert_eq!(of_page(page).files().collect::<Vec<_>>(), ["b.html", "old/index.html", "plans/a/index.html"]);
        assert!(of_page("+++\npath = \"browse/home\"\nrender = false\n+++\n").is_empty());
        assert!(of_page("no front matter").is_empty());
    }
}
