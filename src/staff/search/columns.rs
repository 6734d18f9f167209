//! What is known of a plan without reading its text.

use finder::query::{Facet, Filter};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, Searcher};

use crate::staff::Fields;

/// The columns of all segments.
pub struct Columns {
    segments: Vec<Segment>,
}

struct Segment {
    id: Option<StrColumn>,
    date: Option<StrColumn>,
    facets: Vec<(Facet, Option<StrColumn>)>,
    from: Column<u64>,
    to: Column<u64>,
    length: Column<u64>,
}

impl Columns {
    /// Opens the columns of an index.
    pub fn open(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Columns> {
        let open = |reader: &tantivy::SegmentReader| {
            let fast = reader.fast_fields();
            let facets = fields.facets.iter().map(|(facet, _)| Ok((*facet, fast.str(facet.name())?)));
            let [from, to, length] = ["from", "to", "length"].map(|name| fast.u64(name));
            Ok(Segment {
                id: fast.str("id")?,
                date: fast.str("date")?,
                facets: facets.collect::<tantivy::Result<_>>()?,
                from: from?,
                to: to?,
                length: length?,
            })
        };
        let segments = searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Columns { segments })
    }

    /// Lasting id of a plan.
    pub fn id(&self, plan: DocAddress) -> String {
        texts(&self.segment(plan).id, plan).next().unwrap_or_default()
    }

    /// Date of issue; empty when unknown.
    pub fn date(&self, plan: DocAddress) -> String {
        texts(&self.segment(plan).date, plan).next().unwrap_or_default()
    }

    /// Length of the text in characters of its key.
    pub fn length(&self, plan: DocAddress) -> u32 {
        self.segment(plan).length.first(plan.doc_id).unwrap_or_default() as u32
    }

    /// Whether a filter accepts a plan.
    pub fn accepts(&self, plan: DocAddress, filter: &Filter) -> bool {
        let segment = self.segment(plan);
        if filter.facet == Facet::Year {
            let year = |column: &Column<u64>| column.first(plan.doc_id).map(|year| year as u16);
            return filter.accepts_years(year(&segment.from), year(&segment.to));
        }
        let column = segment.facets.iter().find(|(facet, _)| *facet == filter.facet);
        column.is_some_and(|(_, column)| texts(column, plan).any(|value| filter.accepts(&value)))
    }

    fn segment(&self, plan: DocAddress) -> &Segment {
        &self.segments[plan.segment_ord as usize]
    }
}

/// The values of a plan in a column of texts.
fn texts(column: &Option<StrColumn>, plan: DocAddress) -> impl Iterator<Item = String> {
    column.iter().flat_map(move |column| {
        column.term_ords(plan.doc_id).filter_map(|ord| {
            let mut text = String::new();
            column.ord_to_str(ord, &mut text).ok()?.then_some(text)
        })
    })
}
