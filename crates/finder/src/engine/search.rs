//! Answering a question from the files at hand: it is tried from the start each time, and what is missing is noted.

use super::{
    Answer, Hit, Outcome, Request, Sort,
    candidates::{Truth, Universe},
    files::{Files, Missing},
    listing::{Candidate, Listed},
    lists::Reading,
    verify::Candidates,
};
use crate::prelude::*;
use crate::{
    format::{
        ENTRY, Error,
        facets::{Column, ERA, ORDER},
        shard::{List, Term},
    },
    query::{Facet, Filter, Leaf, Node, Query},
    rank,
    small::{gathered, sort_by_key},
};

/// Plans up to which the column of eras is so small that it is fetched with the shards, rather than after them where it is needed.
const FEW_PLANS: u32 = 5_000;

/// Answers a question, or says what is missing.
pub fn search(files: &Files, request: &Request, query: &Query) -> Outcome {
    answered(files, |missing| attempt(files, request, query, missing))
}

/// What comes of an attempt: `None` where files were missing.
pub fn answered<T>(files: &Files, attempt: impl FnOnce(&Missing) -> Option<T>) -> Outcome<T> {
    let missing = Missing::default();
    let answer = attempt(&missing);
    let names = missing.into_names();
    if let Some((name, error)) = files.refused(&names) {
        return Outcome::Bad(name, error);
    }
    match answer {
        Some(answer) if names.is_empty() => Outcome::Done(answer),
        None if names.is_empty() => Outcome::Bad(ENTRY.to_owned(), Error::Damaged),
        _ => Outcome::Need(names),
    }
}

/// The answer to a question; `None` while files are missing.
pub fn attempt(files: &Files, request: &Request, query: &Query, missing: &Missing) -> Option<Answer> {
    let entry = files.entry(missing)?;
    let mut typed = core::iter::once(&request.query).chain(request.filters.iter().map(|filter| &filter.1));
    if !typed.all(|text| files.knows(text, missing)) {
        return None;
    }
    let reading = Reading { files, entry, missing };
    let question = Question { reading: &reading, request, query };
    let Some(root) = &query.root else {
        return Some(Answer { query: request.query.clone(), exact: true, ..Answer::default() });
    };
    question.prepare();
    if !missing.is_empty() {
        return None;
    }
    if let Some((leaf, plans)) = question.best(root) {
        return question.answer_from_best(leaf, plans);
    }
    let plans = question.plans(root)?;
    let found = question.candidates(&plans)?;
    question.answer(found.0, found.1)
}

/// A question under work.
pub struct Question<'a> {
    /// What is read for it.
    pub reading: &'a Reading<'a>,
    /// As it was asked.
    pub request: &'a Request,
    /// Its query, with the filters.
    pub query: &'a Query,
}

impl Question<'_> {
    /// Looks up everything that is certainly needed, so that it is fetched together.
    fn prepare(&self) {
        for leaf in &self.query.leaves {
            for key in &leaf.keys {
                self.reading.pairs(leaf.field, key);
                self.reading.look_up_longer(leaf.field, key);
            }
        }
        for filter in &self.query.filters {
            self.column(filter.facet.name());
        }
        if self.request.sort == Sort::Date {
            self.column(ORDER);
        } else if self.reading.entry.plans <= FEW_PLANS {
            self.column(ERA);
        }
        if self.request.facets {
            for facet in Facet::ALL {
                self.column(facet.name());
            }
        }
    }

    /// A column of facts.
    pub fn column(&self, label: &str) -> Option<&Column> {
        self.reading.files.column(self.reading.entry, label, self.reading.missing)
    }

    /// A question that the best of one long list answers: the leaf, and its plans with their scores in order.
    fn best(&self, root: &Node) -> Option<(&Leaf, BestOf<'_>)> {
        let Node::Leaf(at) = root else {
            return None;
        };
        let leaf = &self.query.leaves[*at];
        let [key] = leaf.keys.as_slice() else {
            return None;
        };
        if self.request.sort != Sort::Relevance || self.request.facets {
            return None;
        }
        // A longer key is answered alike where it is a gram, which carries the impact of its rarest pair.
        let term = self.reading.term(leaf.field, key)??;
        let List::Long { best, .. } = &term.list else {
            return None;
        };
        let holders = self.reading.pairs(leaf.field, key)??.iter().map(|pair| pair.holders).min()?;
        let end = self.request.offset + self.request.limit;
        let idf = rank::idf(self.reading.entry.plans, holders);
        let plans = best.iter().map(|posting| (*posting, rank::score(idf, posting.impact))).collect();
        (end <= best.len()).then_some((leaf, BestOf { term, plans }))
    }

    fn answer_from_best(&self, leaf: &Leaf, best: BestOf) -> Option<Answer> {
        let place = |posting: &crate::format::postings::Posting| super::lists::Place {
            plan: posting.plan,
            passages: posting.passages,
            sure: true,
        };
        let mut places: Vec<_> = best.plans.iter().map(|(posting, _)| place(posting)).collect();
        sort_by_key(&mut places, |place: &super::lists::Place| place.plan.into());
        let at = self.query.leaves.iter().position(|other| other == leaf)?;
        let mut all = vec![Vec::new(); self.query.leaves.len()];
        all[at] = places;
        let candidates = Candidates { reading: self.reading, query: self.query, places: all };
        let listed = best.plans.iter().skip(self.request.offset).take(self.request.limit);
        // Both are asked for before either is missed, so that they are fetched together.
        let hits = self.hits(&candidates, &mut listed.map(|(posting, score)| (posting.plan, *score)));
        let total = self.reading.holders(best.term);
        let (hits, total) = (hits?, total? as usize);
        Some(Answer { query: self.request.query.clone(), total, exact: true, hits, ..Answer::default() })
    }

    /// The plans that may satisfy the query, sorted.
    fn plans(&self, root: &Node) -> Option<Vec<u32>> {
        match self.reading.universe(self.query, root, None)? {
            Universe::These(plans) => Some(plans),
            Universe::All => {
                let order = self.column(ORDER)?;
                Some((0..).zip(&order.rows).filter(|(_, row)| row.is_some()).map(|(plan, _)| plan).collect())
            }
        }
    }

    /// Those of these plans that the lists do not rule out, and where what was asked may be in them.
    fn candidates(&self, plans: &[u32]) -> Option<(Candidates<'_>, Vec<Candidate>)> {
        let leaves = &self.query.leaves;
        let places = gathered(leaves.iter().map(|leaf| self.reading.places(leaf, Some(plans))));
        let positive = leaves.iter().enumerate().filter(|(_, leaf)| leaf.positive);
        let scores = gathered(positive.map(|(at, leaf)| self.reading.scores(leaf, plans, self.requires(at))));
        let (places, scores) = (places?, scores?);
        let candidates = Candidates { reading: self.reading, query: self.query, places };
        let mut found = Vec::new();
        for (at, &plan) in plans.iter().enumerate() {
            let truth = candidates.by_lists(plan, &mut |at| self.accepts(&self.query.filters[at], plan));
            if truth != Some(false) {
                let score = scores.iter().map(|of_leaf| of_leaf[at].score).sum();
                let tier = if let [only] = scores.as_slice() { only[at].tier } else { 0 };
                found.push(Candidate { plan, score, tier, truth });
            }
        }
        Some((candidates, found))
    }

    /// Whether a leaf occurs in every hit.
    fn requires(&self, at: usize) -> bool {
        match &self.query.root {
            Some(Node::And(nodes)) => nodes.contains(&Node::Leaf(at)),
            root => *root == Some(Node::Leaf(at)),
        }
    }

    /// Whether a plan satisfies a condition.
    pub fn accepts(&self, filter: &Filter, plan: u32) -> Truth {
        let column = self.column(filter.facet.name())?;
        let row = column.row(plan)?;
        if filter.facet == Facet::Year {
            let year = |at: usize| row.get(at).and_then(|&year| u16::try_from(year).ok());
            return Some(filter.accepts_years(year(0), year(1)));
        }
        Some(if row.is_empty() { filter.accepts("") } else { row.iter().any(|&at| filter.accepts(column.value(at))) })
    }

    fn answer(&self, candidates: Candidates, mut found: Vec<Candidate>) -> Option<Answer> {
        sort_by_key(&mut found, |candidate| self.first_by(candidate));
        let listed = self.listed(&candidates, &found)?;
        let (exact, plans) = self.total(&candidates, &found, &listed)?;
        let page = listed.hits.iter().skip(self.request.offset).take(self.request.limit);
        let hits = self.hits(&candidates, &mut page.map(|hit| (hit.plan, hit.score)))?;
        let facets = if self.request.facets { self.reading.counts(&plans)? } else { Vec::new() };
        Some(Answer { query: self.request.query.clone(), total: plans.len(), exact, hits, facets })
    }

    /// Whether it is exactly these plans that satisfy the query, or these at most, and the plans. Where more than are listed
    /// are left open by the lists, no text is read for the sake of the total: only what was listed counts, so that it does
    /// not depend on what was asked before.
    fn total(&self, candidates: &Candidates, found: &[Candidate], listed: &Listed) -> Option<(bool, Vec<u32>)> {
        let open = |candidate: &&Candidate| candidate.truth.is_none();
        let undecided = found.iter().filter(open).count();
        if self.request.exact || undecided <= self.request.offset + self.request.limit {
            return self.decided_total(candidates, found);
        }
        let read = listed.hits.iter().filter(open).count() + listed.failed.len();
        let plans = found.iter().map(|candidate| candidate.plan);
        Some((read == undecided, plans.filter(|plan| !listed.failed.contains(plan)).collect()))
    }

    /// The plans found, each decided by its text; `None` while text is missing.
    fn decided_total(&self, candidates: &Candidates, found: &[Candidate]) -> Option<(bool, Vec<u32>)> {
        let truth = |candidate: &Candidate| candidate.truth.or_else(|| self.by_text(candidates, candidate.plan));
        let known = gathered(found.iter().map(|candidate| Some((candidate.plan, truth(candidate)?))))?;
        Some((true, known.into_iter().filter(|judged| judged.1).map(|judged| judged.0).collect()))
    }

    /// The hits of these plans, given with their scores.
    fn hits(&self, candidates: &Candidates, listed: &mut dyn Iterator<Item = (u32, u32)>) -> Option<Vec<Hit>> {
        let loaded = gathered(listed.map(|(plan, score)| Some((candidates.shown(plan)?, score))))?;
        Some(loaded.into_iter().map(|(loaded, score)| Hit::new(loaded, score, self.query)).collect())
    }
}

/// The best of a long list.
struct BestOf<'a> {
    term: &'a Term,
    plans: Vec<(crate::format::postings::Posting, u32)>,
}
