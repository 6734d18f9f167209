//! Phrases as tantivy queries, and how often their pairs occur.

use std::collections::HashSet;

use finder::query::{Field, Leaf};
use finder::rank::{self, Counts};
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, Term, postings::Postings};

use super::columns::Columns;
use crate::staff::{Fields, Part};

/// The fields that hold n-grams.
pub struct Grams<'a> {
    fields: &'a Fields,
}

impl<'a> Grams<'a> {
    /// Over these fields.
    pub fn new(fields: &'a Fields) -> Grams<'a> {
        Grams { fields }
    }

    /// The plans in which a leaf occurs.
    pub fn holders(&self, searcher: &Searcher, leaf: &Leaf) -> tantivy::Result<HashSet<DocAddress>> {
        let part = self.part(leaf.field);
        let keys = leaf.keys.iter().map(|key| phrase(part, key)).collect();
        searcher.search(&BooleanQuery::union(keys), &DocSetCollector)
    }

    fn part(&self, field: Field) -> Part {
        match field {
            Field::Text => self.fields.text,
            Field::Title => self.fields.title,
            Field::Heading => self.fields.heading,
        }
    }

    /// What a leaf adds to the score of each of the plans, which are sorted: that of its best key.
    pub fn scores(
        &self,
        searcher: &Searcher,
        public: &Searcher,
        leaf: &Leaf,
        plans: &[DocAddress],
        columns: &Columns,
    ) -> tantivy::Result<Vec<u32>> {
        let mut best = vec![0; plans.len()];
        for key in &leaf.keys {
            let Some((gram, holders)) = self.rarest(public, leaf.field, key)? else { continue };
            let idf = rank::idf(public.num_docs() as u32, holders);
            let counts = self.counts(searcher, leaf.field, gram, plans)?;
            for ((best, counts), plan) in best.iter_mut().zip(counts).zip(plans) {
                *best = rank::score(idf, rank::impact(counts, columns.length(*plan))).max(*best);
            }
        }
        Ok(best)
    }

    /// The gram of a key that the fewest public plans hold in a field, and how many do.
    fn rarest<'k>(
        &self,
        public: &Searcher,
        field: Field,
        key: &'k [char],
    ) -> tantivy::Result<Option<(&'k [char], u32)>> {
        let mut failed = None;
        let found = rank::rarest(key, |gram| match holders(public, &term(self.part(field), gram)) {
            Ok(holders) => holders,
            Err(error) => {
                failed = Some(error);
                0
            }
        });
        failed.map_or(Ok(found), Err)
    }

    /// How often a gram occurs in each of the plans, as far as it counts for a field.
    fn counts(
        &self,
        searcher: &Searcher,
        field: Field,
        gram: &[char],
        plans: &[DocAddress],
    ) -> tantivy::Result<Vec<Counts>> {
        let of = |part: Part, fields: &[Field]| match fields.contains(&field) {
            true => frequencies(searcher, &term(part, gram), plans),
            false => Ok(vec![0; plans.len()]),
        };
        let text = of(self.fields.text, &[Field::Text])?;
        let title = of(self.fields.title, &[Field::Text, Field::Title])?;
        let heading = of(self.fields.heading, &[Field::Text, Field::Heading])?;
        let counts = text.into_iter().zip(title).zip(heading);
        Ok(counts.map(|((text, title), heading)| Counts { text, title, heading }).collect())
    }
}

/// How many plans hold a term, those that were deleted and not yet merged away not counted.
fn holders(searcher: &Searcher, term: &Term) -> tantivy::Result<u32> {
    let mut holders = 0;
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(term.field())?;
        holders += match reader.alive_bitset() {
            None => index.doc_freq(term)?,
            Some(alive) => {
                let postings = index.read_postings(term, IndexRecordOption::Basic)?;
                postings.map_or(0, |postings| postings.doc_freq_given_deletes(alive))
            }
        };
    }
    Ok(holders)
}

/// How often a term occurs in each of the plans, which are sorted.
fn frequencies(searcher: &Searcher, term: &Term, plans: &[DocAddress]) -> tantivy::Result<Vec<u32>> {
    let mut frequencies = vec![0; plans.len()];
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let index = reader.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(term, IndexRecordOption::WithFreqs)? else { continue };
        for (plan, frequency) in
            plans.iter().zip(&mut frequencies).filter(|pair| pair.0.segment_ord as usize == segment)
        {
            if postings.doc() < plan.doc_id {
                postings.seek(plan.doc_id);
            }
            if postings.doc() == TERMINATED {
                break;
            }
            if postings.doc() == plan.doc_id {
                *frequency = postings.term_freq();
            }
        }
    }
    Ok(frequencies)
}

/// A key as a query: one character or one pair is a term, a longer key the phrase of its pairs.
fn phrase(part: Part, key: &[char]) -> Box<dyn Query> {
    if key.len() <= 2 {
        return Box::new(TermQuery::new(term(part, key), IndexRecordOption::Basic));
    }
    let terms = key.windows(2).map(|pair| term(part, pair)).enumerate().collect();
    Box::new(PhraseQuery::new_with_offset(terms))
}

fn term(part: Part, gram: &[char]) -> Term {
    let field = if gram.len() == 1 { part.singles } else { part.pairs };
    Term::from_field_text(field, &gram.iter().collect::<String>())
}
