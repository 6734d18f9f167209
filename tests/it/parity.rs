//! The same hits for staff and public: for generated questions, tantivy, the browser's engine and a plain scan give the
//! same total and the same plans in the same order.
//!
//! `PLANARIUM_QUERIES` sets how many questions are asked in all; then ten times as many laws are taken, too.

mod asked;
mod drawn;
mod key;
mod scan;

use std::collections::BTreeMap;
use std::path::Path;

use finder::engine::{Engine, Outcome, Request as Asked, Sort as Order};
use finder::plan::Plan;
use planarium::config::{Overrides, Site};
use planarium::document::Visibility;
use planarium::pipeline::{self, Rules, Silent};
use planarium::search_text;
use planarium::staff::search::{Request, Sort, search};

use crate::archive::TestArchive;
use crate::shared::{laws_or_skip, shared_or_skip};
use drawn::{Draw, Question};
use scan::Scan;

/// Hits that are compared at a time.
const PAGE: usize = 20;

/// Questions without hits for which proposals are compared.
const PROPOSALS: usize = 150;

/// Laws that are taken, from everywhere in the corpus.
const LAWS: usize = 60;

/// One archive in all its forms.
struct Forms {
    archive: TestArchive,
    engine: Engine,
    plans: Vec<(Plan, bool)>,
    scan: Scan,
    /// Questions without hits for which proposals were compared, and those that had one.
    proposals: (usize, usize),
}

impl Forms {
    /// Indexes a folder of plans.
    fn of(folder: &Path) -> Forms {
        let archive = TestArchive::new();
        archive.json(&["index", "--plans", folder.to_str().expect("UTF-8")]);
        let plans = plans(archive.root(), folder);
        Forms { scan: Scan::new(plans.clone()), archive, engine: Engine::default(), plans, proposals: (0, 0) }
    }

    fn request(question: &Question, offset: usize) -> Asked {
        let sort = if question.by_date { Order::Date } else { Order::Relevance };
        Asked {
            query: question.typed.clone(),
            filters: question.filters.clone(),
            sort,
            limit: PAGE,
            offset,
            exact: true,
            facets: true,
        }
    }

    fn browser<T>(&mut self, ask: impl Fn(&Engine) -> Outcome<T>) -> T {
        loop {
            match ask(&self.engine) {
                Outcome::Done(answer) => return answer,
                Outcome::Bad(file, error) => panic!("{file}: {error:?}"),
                Outcome::Need(names) => names.iter().for_each(|name| self.fetch(name)),
            }
        }
    }

    fn fetch(&mut self, name: &str) {
        let bytes = std::fs::read(self.archive.root().join("static/find").join(name)).expect("the file is there");
        self.engine.put(name, &bytes).expect("the file is sound");
    }

    fn staff(&self, question: &Question, limit: usize, public: bool) -> planarium::staff::search::Answer {
        let sort = if question.by_date { Sort::Date } else { Sort::Relevance };
        let (query, filters) = (question.typed.clone(), question.filters.clone());
        let request = Request { query, filters, limit, sort, public, facets: true, ..Request::default() };
        search(&self.archive.root().join("index/tantivy"), &request).expect("the index is sound")
    }

    /// Asks one question of all three, for one page of the hits and for the plans of staff besides; how many there are.
    fn compare(&mut self, question: &Question, page: usize) -> usize {
        let about = format!("{} {:?}", question.typed, question.filters);
        let truth = self.scan.find(&question.asked, question.by_date, true);
        let offset = page * PAGE % truth.len().max(1);
        let of = |found: &[scan::Found], offset: usize| -> Vec<(String, u64)> {
            found.iter().skip(offset).take(PAGE).map(|found| (found.id.clone(), found.score)).collect()
        };
        let request = Forms::request(question, offset);
        let browser = self.browser(|engine| engine.search(&request));
        let hits: Vec<_> = browser.hits.iter().map(|hit| (hit.id.clone(), u64::from(hit.score))).collect();
        assert_eq!((browser.total, browser.exact), (truth.len(), true), "the browser's total for {about}");
        assert_eq!(hits, of(&truth, offset), "the browser's hits for {about}");
        let counts = browser.facets.iter();
        let counts: BTreeMap<_, _> =
            counts.map(|count| ((count.facet.name().to_owned(), count.value.clone()), count.plans as usize)).collect();
        assert_eq!(counts, self.scan.facets(&truth), "the browser's facets for {about}");

        if truth.is_empty() && self.proposals.0 < PROPOSALS {
            self.compare_proposals(question);
        }
        let staff = self.staff(question, offset + PAGE, true);
        let ids: Vec<_> = staff.hits.iter().map(|hit| (hit.id.clone(), u64::from(hit.score))).collect();
        assert_eq!(staff.total, truth.len(), "the staff's total for {about}");
        assert_eq!(of_staff(&staff), self.scan.facets(&truth), "the staff's facets for {about}");
        assert_eq!(ids[offset.min(ids.len())..], of(&truth, offset), "the staff's hits for {about}");

        let all = self.scan.find(&question.asked, question.by_date, false);
        if all.len() > truth.len() {
            let staff = self.staff(question, PAGE, false);
            let ids: Vec<_> = staff.hits.iter().map(|hit| (hit.id.clone(), u64::from(hit.score))).collect();
            assert_eq!((staff.total, ids), (all.len(), of(&all, 0)), "with staff-only plans, for {about}");
            assert_eq!(of_staff(&staff), self.scan.facets(&all), "facets with staff-only plans, for {about}");
        }
        all.len()
    }

    /// What staff and public are offered for a question without hits: the same, and it has hits.
    fn compare_proposals(&mut self, question: &Question) {
        let about = format!("{} {:?}", question.typed, question.filters);
        let request = Forms::request(question, 0);
        let proposed = self.browser(|engine| engine.suggest(&request));
        let find = Some(self.archive.root().join("static/find"));
        let (query, filters) = (question.typed.clone(), question.filters.clone());
        let asked = Request { query, filters, public: true, find, ..Request::default() };
        let staff = search(&self.archive.root().join("index/tantivy"), &asked).expect("the index is sound");
        let public = proposed.as_ref().map(|proposed| (proposed.query.clone(), proposed.reason.name()));
        assert_eq!(staff.suggestion.clone().zip(staff.suggestion_reason), public, "proposed for {about}");
        self.proposals.0 += 1;
        if let Some((query, _)) = public {
            self.proposals.1 += 1;
            let hits = self.staff(&Question { typed: query.clone(), ..question.clone() }, 1, true);
            assert!(hits.total > 0, "{query}, proposed for {about}, has no hits");
        }
    }

    /// Asks many questions, of which many must find something.
    fn compare_many(&mut self, usual: usize, seed: u64) {
        let asked = queries_set().map_or(usual, |all| all * usual / USUAL);
        let mut draw = Draw::new(&self.plans, seed);
        let answered = (0..asked).filter(|at| self.compare(&draw.question(), at % 3) > 0).count();
        assert!(answered > asked / 3, "only {answered} of {asked} questions found anything");
        let (compared, proposed) = self.proposals;
        assert!(proposed > compared / 4, "only {proposed} proposals for {compared} questions without hits");
    }
}

/// The facets of a staff answer as the scan counts them.
fn of_staff(answer: &planarium::staff::search::Answer) -> BTreeMap<(String, String), usize> {
    let facets = answer.facets.iter().flat_map(|facets| &facets.0);
    let counts = facets.flat_map(|(facet, values)| values.iter().map(move |value| (facet, value)));
    counts.map(|(facet, of)| (((*facet).to_owned(), of.value.clone().unwrap_or_default()), of.count)).collect()
}

/// Questions that all tests together ask, unless another number is set.
const USUAL: usize = 10_000;

fn queries_set() -> Option<usize> {
    std::env::var("PLANARIUM_QUERIES").ok().map(|set| set.parse().expect("a number"))
}

/// The plans of a folder as search is handed them, and which of them are public.
fn plans(root: &Path, folder: &Path) -> Vec<(Plan, bool)> {
    let overrides = Overrides { plans: Some(folder.to_owned()), ..Overrides::default() };
    let site = Site::open(root, &overrides).expect("an archive");
    let (archive, ..) = pipeline::examine(&site, &Rules::builtin(), &Silent).expect("plans");
    let entries = archive.entries.iter().filter(|entry| archive.plan(entry).facts.visibility != Visibility::Withheld);
    let is_public = |entry| archive.plan(entry).facts.visibility == Visibility::Public;
    entries.map(|entry| (search_text::plan(&archive, entry), is_public(entry))).collect()
}

#[test]
fn questions_to_the_sample_are_answered_alike() {
    let mut forms = Forms::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("plans"));
    assert!(forms.plans.iter().any(|(_, is_public)| !is_public), "the sample has a staff-only plan");
    forms.compare_many(4_000, 20_261_121);
}

#[test]
fn questions_to_the_seeds_are_answered_alike() {
    let Some(shared) = shared_or_skip("questions_to_the_seeds_are_answered_alike") else { return };
    Forms::of(&shared.join("seeds")).compare_many(3_500, 20_260_101);
}

#[test]
fn questions_to_the_laws_are_answered_alike() {
    let Some(laws) = laws_or_skip("questions_to_the_laws_are_answered_alike") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let taken = if queries_set().is_some() { 10 * LAWS } else { LAWS };
    for (at, law) in laws.iter().step_by(laws.len() / taken).enumerate() {
        std::fs::copy(law, folder.path().join(format!("{at:03}.md"))).expect("writable");
    }
    Forms::of(folder.path()).compare_many(2_500, 7);
}
