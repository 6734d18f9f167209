//! Writes the Zola content pages: one a plan, the browse lists, and the data of the home page.
//!
//! Everything a template prints is in the page's own `extra`, so that templates are pure functions of one page and a site of
//! only the changed pages comes out the same. Text travels as escaped TOML strings: Zola interprets none of it.

mod browse;
mod cite;
mod facts;
mod files;
mod front;
mod plan;

use crate::archive::Archive;
use std::io;
use std::path::Path;

/// What was done to the generated pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages there are now.
    pub pages: usize,
    /// Pages that were new or had changed.
    pub written: usize,
    /// Pages that nothing asks for any more.
    pub removed: usize,
}

/// Writes `content/plans/` and `content/browse/` below `root`. `archive` holds what the public may see, and nothing else.
/// Files whose bytes stay the same are not touched; others in the two folders are removed.
pub fn write(archive: &Archive, root: &Path) -> io::Result<Summary> {
    let mut pages = files::Pages::default();
    for entry in &archive.entries {
        pages.add(format!("plans/{}.md", entry.id), &plan::page(archive, entry));
    }
    browse::pages(archive, &mut pages);
    pages.sync(&root.join("content"))
}

#[cfg(test)]
mod tests;
