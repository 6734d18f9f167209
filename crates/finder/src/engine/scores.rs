//! What plans score for the leaves of a query.

use super::lists::{Reading, Starting};
use crate::prelude::*;
use crate::{
    format::{
        postings::Posting,
        shard::{List, Term},
    },
    query::{Field, Leaf},
    rank,
};

/// What a leaf adds to the score of a plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// The score.
    pub score: u32,
    /// Among plans of the same score, those of a lower tier come first; in the same tier, their order is not known. Not to
    /// be compared where the score is a sum.
    pub tier: u8,
}

impl<'a> Reading<'a> {
    /// A longer gram that carries the impact of the pair at `at`, the rarest gram of a key, and is read with less.
    fn stand_in(&self, field: Field, key: &[char], at: usize, rarest: &'a Term) -> Option<&'a Term> {
        let longer = self.longer(field, key, &[rarest])?.unwrap_or_default();
        if longer.is_empty() {
            return Some(rarest);
        }
        let pairs = self.terms(field, &mut key.windows(2))?.unwrap_or_default();
        let carries = |(start, term): &Starting| {
            let inside = *start..start + term.gram.length() - 1;
            let rarest = inside.min_by_key(|&pair| pairs.get(pair).map(|term| rank::rounded(term.holders)));
            rarest == Some(at)
        };
        let carrying = longer.into_iter().filter(carries).map(|(_, term)| term);
        Some(carrying.min_by_key(|term| term.holders).unwrap_or(rarest))
    }

    /// What a leaf adds to the score of each of these plans: see [`rank`]. `None` while files are missing.
    /// Where every hit holds the leaf, a longer gram stands in for its rarest pair: it carries the same impact.
    pub fn scores(&self, leaf: &Leaf, plans: &[u32], required: bool) -> Option<Vec<Score>> {
        let mut best = vec![Score::default(); plans.len()];
        let mut whole = true;
        for key in &leaf.keys {
            let Some(scores) = self.scores_of_key(leaf.field, key, plans, required && leaf.keys.len() == 1) else {
                whole = false;
                continue;
            };
            best.iter_mut().zip(scores).for_each(|(best, score)| {
                if score.score > best.score {
                    *best = score
                }
            });
        }
        if leaf.keys.len() > 1 {
            best.iter_mut().for_each(|score| score.tier = 0);
        }
        whole.then_some(best)
    }

    fn scores_of_key(&self, field: Field, key: &[char], plans: &[u32], required: bool) -> Option<Vec<Score>> {
        let terms = self.pairs(field, key)?.unwrap_or_default();
        let rarest = terms.iter().enumerate().min_by_key(|(_, term)| rank::rounded(term.holders));
        let Some((at, rarest)) = rarest else {
            return Some(vec![Score::default(); plans.len()]);
        };
        let place = rank::places(key).nth(at)?;
        let source = if required { self.stand_in(field, key, place, rarest)? } else { rarest };
        let list = self.list(source, Some(plans))?;
        let idf = rank::idf(self.entry.plans, rarest.holders);
        let score = |plan: &u32| {
            let at = list.binary_search_by_key(plan, |posting| posting.plan);
            at.map_or(Score::default(), |at| Score {
                score: rank::score(idf, list[at].impact),
                tier: tier(source, &list[at]),
            })
        };
        Some(plans.iter().map(score).collect())
    }
}

/// Among the postings of a list with the same impact, those of a lower tier come first. Of a long list the best are known,
/// in their order; the others come behind them.
fn tier(term: &Term, posting: &Posting) -> u8 {
    match &term.list {
        List::Short(_) => posting.tier,
        List::Long { best, .. } => {
            best.iter().position(|one| one.plan == posting.plan).unwrap_or(best.len()).min(usize::from(u8::MAX)) as u8
        }
    }
}
