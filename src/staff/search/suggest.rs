//! Proposals for queries without hits. They are the finder's, made of the words of the public search data; what has hits is
//! decided by the index.

use std::cell::RefCell;
use std::path::Path;

use finder::engine::{Engine, Outcome};
use finder::format::words::Words;
use finder::query::Query;
use finder::suggest::{Archive, Suggestion, suggestion};

/// A proposal for a query without hits. `find` is the folder of the public search data; without usable data there nothing
/// is proposed.
pub fn suggest(
    find: &Path,
    query: &Query,
    holds: &dyn Fn(&str) -> tantivy::Result<bool>,
) -> tantivy::Result<Option<Suggestion>> {
    let Some(words) = words(find) else { return Ok(None) };
    let shelves = Shelves { words, holds, failed: RefCell::new(None) };
    let found = suggestion(&shelves, query).flatten();
    shelves.failed.into_inner().map_or(Ok(found), Err)
}

/// The commonest pairs of the public plans.
fn words(find: &Path) -> Option<Words> {
    let mut engine = Engine::default();
    loop {
        match engine.words() {
            Outcome::Done(words) => return Some(words),
            Outcome::Bad(..) => return None,
            Outcome::Need(names) => {
                for name in names {
                    engine.put(&name, &std::fs::read(find.join(&name)).ok()?).ok()?;
                }
            }
        }
    }
}

struct Shelves<'a> {
    words: Words,
    holds: &'a dyn Fn(&str) -> tantivy::Result<bool>,
    failed: RefCell<Option<tantivy::TantivyError>>,
}

impl Archive for Shelves<'_> {
    fn words(&self) -> Option<Words> {
        Some(self.words.clone())
    }

    fn holds(&self, query: &str) -> Option<bool> {
        match (self.holds)(query) {
            Ok(holds) => Some(holds),
            Err(error) => {
                self.failed.replace(Some(error));
                None
            }
        }
    }
}
