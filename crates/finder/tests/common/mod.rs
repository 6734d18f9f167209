//! What the tests of this crate share.
#![allow(dead_code, missing_docs)]

pub mod independent;
pub mod scan;
pub mod seeds;

use finder::{
    engine::{Answer, Engine, Outcome, Request},
    format::words::Words,
    plan::Plan,
    suggest::Suggestion,
    write::{Settings, write},
};
use std::collections::BTreeMap;

/// The search data of an archive, by name.
pub type Data = BTreeMap<String, Vec<u8>>;

pub fn data(plans: &[Plan]) -> Data {
    let mut data = Data::new();
    let mut sink = |name: &str, bytes: Vec<u8>| assert!(data.insert(name.to_owned(), bytes).is_none(), "{name} twice");
    write(plans, Settings::default(), &mut sink).unwrap();
    data
}

/// Asks, fetching what is needed; the answer, how many files were fetched and in how many rounds.
pub fn ask_counted(engine: &mut Engine, data: &Data, request: &Request) -> (Answer, usize, usize) {
    fetching(engine, data, |engine| engine.search(request))
}

/// What is proposed for a query without hits.
pub fn propose(engine: &mut Engine, data: &Data, request: &Request) -> Option<Suggestion> {
    fetching(engine, data, |engine| engine.suggest(request)).0
}

/// The words of an archive.
pub fn words(data: &Data) -> Words {
    fetching(&mut Engine::default(), data, Engine::words).0
}

fn fetching<T>(engine: &mut Engine, data: &Data, ask: impl Fn(&Engine) -> Outcome<T>) -> (T, usize, usize) {
    let (mut files, mut rounds) = (0, 0);
    loop {
        match ask(engine) {
            Outcome::Done(answer) => return (answer, files, rounds),
            Outcome::Bad(name, error) => panic!("{name}: {error}"),
            Outcome::Need(names) => {
                rounds += 1;
                assert!(rounds < 30, "files without end: {names:?}");
                for name in names {
                    let bytes = data.get(&name).unwrap_or_else(|| panic!("there is no {name}"));
                    engine.put(&name, bytes).unwrap();
                    files += 1;
                }
            }
        }
    }
}

pub fn ask(engine: &mut Engine, data: &Data, request: &Request) -> Answer {
    ask_counted(engine, data, request).0
}

/// All hits of a query, its total made exact.
pub fn everything(query: &str) -> Request {
    Request { query: query.to_owned(), limit: 100_000, exact: true, ..Request::default() }
}
