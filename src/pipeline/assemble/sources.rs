//! What a site is made from.

use std::io;

use rayon::slice::ParallelSliceMut;

use super::outputs::Outputs;
use super::record::Record;
use super::{Job, outputs};
use crate::table::Table;
use crate::tree::{Hash, Tree, hash};

/// Folders (and the file) of an archive that Zola reads.
const READ: [&str; 6] = ["config.toml", "content", "sass", "static", "templates", "themes"];

/// What a site is made from, by how far a change reaches.
pub struct Sources {
    /// Of all that any page may depend on.
    pub key: Hash,
    /// The files that went into `key`.
    pub shared: Tree,
    /// Generated pages: each becomes its own files.
    pub pages: Tree,
    /// What each page becomes.
    pub outputs: Table<Outputs>,
    /// Generated data: copied as it is.
    pub data: Tree,
}

/// The generated files below a folder: those that are known, and what else there is. Where something is known, no parts but
/// those of unknown files are looked at.
fn generated(job: &Job, known: &Tree, folder: &str, old: &Tree) -> io::Result<Tree> {
    let below = |prefix: &&&str| prefix.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let mut tree = Tree::default();
    for prefix in job.generated.iter().filter(below) {
        let mut known = known.files.starting_with(prefix).peekable();
        if known.peek().is_none() {
            let (part, _) = prefix.rsplit_once('/').unwrap_or((folder, ""));
            tree.extend(&Tree::read_below(job.root, part, old, |path| path.starts_with(prefix))?);
        }
        tree.files.extend(known.map(|(path, stamp)| (path, *stamp)));
    }
    Ok(tree)
}

impl Sources {
    /// Looks at the archive but for its data; `known` are generated pages, and what `before` knows is not read again.
    pub fn read(job: &Job, known: &Tree, before: Option<&Record>) -> io::Result<Sources> {
        let none = Tree::default();
        let pages = generated(job, known, "content", before.map_or(&none, |record| &record.pages))?;
        let mut shared = Tree::default();
        for folder in READ {
            shared.extend(&Tree::read_without(job.root, folder, job.generated)?);
        }
        let outputs = outputs::of_pages(job.root, &pages, before)?;
        let key = hash(format!("{}\0{:x}", job.key, shared.digest()).as_bytes());
        Ok(Sources { key, shared, pages, outputs, data: none })
    }

    /// Looks at the data, too, of which `known` is known.
    pub fn read_data(&mut self, job: &Job, known: &Tree, before: Option<&Record>) -> io::Result<()> {
        let none = Tree::default();
        self.data = generated(job, known, "static", before.map_or(&none, |record| &record.data))?;
        Ok(())
    }

    /// Whether a generated page is there and becomes files of the site.
    pub fn is_rendered(&self, page: &str) -> bool {
        self.outputs.get(page).is_some_and(|outputs| !outputs.is_empty())
    }

    /// Whether no two pages claim the same file.
    pub fn are_distinct(&self) -> bool {
        let mut all: Vec<&str> = self.outputs.values().flat_map(Outputs::files).collect();
        all.par_sort_unstable();
        all.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Bytes of the pages that Zola has to read.
    pub fn page_bytes(&self) -> u64 {
        self.pages.files.values().map(|stamp| stamp.size).sum()
    }
}
