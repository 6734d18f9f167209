//! The same hits for staff and public: tantivy and the browser's engine agree, and both agree with a plain scan.

use std::path::Path;

use finder::engine::{Engine, Outcome, Request as Asked};
use planarium::staff::search::{Request, search};

use crate::archive::{TestArchive, files};
use crate::shared::shared_or_skip;

/// Queries of the seeds' README and of each kind of syntax.
const QUERIES: [&str; 14] = [
    "中小学",
    "小学",
    "初中",
    "高考",
    "控辍保学",
    "校方责任保险",
    "汝南",
    "教师 培训",
    "教育 -民办",
    "\"安全隐患\" OR 推门听课",
    "校",
    "title:计划 学校",
    "heading:师资",
    "2022",
];

/// The public index of an archive and its search data.
struct Both<'a> {
    root: &'a Path,
    engine: Engine,
}

impl Both<'_> {
    fn open(root: &Path) -> Both<'_> {
        Both { root, engine: Engine::default() }
    }

    /// Total and ids in order, as the browser finds them.
    fn browser(&mut self, query: &str) -> (usize, Vec<String>) {
        let request = Asked { query: query.into(), limit: 40, exact: true, ..Asked::default() };
        loop {
            match self.engine.search(&request) {
                Outcome::Done(answer) => return (answer.total, answer.hits.into_iter().map(|hit| hit.id).collect()),
                Outcome::Bad(file, error) => panic!("{query}: {file}: {error:?}"),
                Outcome::Need(names) => names.iter().for_each(|name| self.fetch(name)),
            }
        }
    }

    fn fetch(&mut self, name: &str) {
        let bytes = std::fs::read(self.root.join("static/find").join(name)).unwrap();
        self.engine.put(name, &bytes).unwrap();
    }

    /// Total and ids in order, as staff find them.
    fn staff(&self, query: &str) -> (usize, Vec<String>) {
        let request = Request { query: query.into(), limit: 40, public: true, ..Request::default() };
        let answer = search(&self.root.join("index/tantivy"), &request).unwrap();
        (answer.total, answer.hits.into_iter().map(|hit| hit.id).collect())
    }
}

#[test]
fn staff_and_public_get_the_same_hits_in_the_same_order() {
    let Some(shared) = shared_or_skip("staff_and_public_get_the_same_hits_in_the_same_order") else { return };
    let archive = TestArchive::new();
    archive.json(&["index", "--plans", shared.join("seeds").to_str().unwrap()]);
    let mut both = Both::open(archive.root());
    let texts: Vec<String> = files(&shared.join("seeds"))
        .into_iter()
        .filter(|(name, _)| name.ends_with(".txt"))
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let drawn = drawn(&texts, 300);
    for query in QUERIES.iter().copied().chain(drawn.iter().map(String::as_str)) {
        assert_eq!(both.browser(query), both.staff(query), "{query}");
    }
}

/// Quoted stretches of 1 to 9 characters, from everywhere in the texts.
fn drawn(texts: &[String], count: usize) -> Vec<String> {
    let mut state = 20_260_101_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut draw = || {
        let line = texts[next(texts.len())].lines().nth(next(60)).unwrap_or_default();
        let letters: Vec<char> = line.chars().filter(|letter| *letter != '"').collect();
        let start = next(letters.len().max(1));
        let stretch: String = letters.iter().skip(start).take(1 + next(9)).collect();
        format!("\"{stretch}\"")
    };
    (0..count).map(|_| draw()).collect()
}
