//! What is known of a plan without reading its text.

use finder::query::{Facet, Filter};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, Searcher};

use crate::staff::Fields;

/// Longest period, in years, whose years are counted one by one; of a longer one, the first and the last. The browser's
/// facets are counted so, too.
const LONGEST: u64 = 50;

/// The columns of all segments.
pub struct Columns {
    segments: Vec<Segment>,
}

struct Segment {
    id: Texts,
    date: Texts,
    facets: Vec<(Facet, Texts)>,
    from: Column<u64>,
    to: Column<u64>,
    length: Column<u64>,
}

impl Columns {
    /// Opens the columns of an index.
    pub fn open(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Columns> {
        let open = |reader: &tantivy::SegmentReader| {
            let fast = reader.fast_fields();
            let texts = |name: &str| Texts::open(fast.str(name)?);
            let facets = fields.facets.iter().map(|(facet, _)| Ok((*facet, texts(facet.name())?)));
            let [from, to, length] = ["from", "to", "length"].map(|name| fast.u64(name));
            Ok(Segment {
                id: texts("id")?,
                date: texts("date")?,
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
    pub fn id(&self, plan: DocAddress) -> &str {
        self.segment(plan).id.of(plan).next().unwrap_or_default()
    }

    /// Date of issue; empty when unknown.
    pub fn date(&self, plan: DocAddress) -> &str {
        self.segment(plan).date.of(plan).next().unwrap_or_default()
    }

    /// First and last year covered.
    pub fn years(&self, plan: DocAddress) -> (Option<u64>, Option<u64>) {
        let segment = self.segment(plan);
        (segment.from.first(plan.doc_id), segment.to.first(plan.doc_id))
    }

    /// First year covered, as text that compares with dates; empty when unknown.
    pub fn first_year(&self, plan: DocAddress) -> String {
        let (from, to) = self.years(plan);
        from.or(to).map_or_else(String::new, |year| year.to_string())
    }

    /// Length of the text in characters of its key.
    pub fn length(&self, plan: DocAddress) -> u32 {
        self.segment(plan).length.first(plan.doc_id).unwrap_or_default() as u32
    }

    /// Whether a filter accepts a plan.
    pub fn accepts(&self, plan: DocAddress, filter: &Filter) -> bool {
        if filter.facet == Facet::Year {
            let (from, to) = self.years(plan);
            return filter.accepts_years(from.map(|year| year as u16), to.map(|year| year as u16));
        }
        self.texts(filter.facet, plan).any(|value| filter.accepts(value))
    }

    /// Every value that a plan has of a facet; an empty one where it is unknown.
    pub fn values(&self, facet: Facet, plan: DocAddress, each: &mut dyn FnMut(&str)) {
        if facet != Facet::Year {
            return self.texts(facet, plan).for_each(each);
        }
        match self.years(plan) {
            (None, None) => each(""),
            (from, to) => {
                let (from, to) = (from.or(to).unwrap_or_default(), to.or(from).unwrap_or_default());
                let each_year = from..=to;
                let years: Vec<u64> =
                    if to.wrapping_sub(from) < LONGEST { each_year.collect() } else { vec![from, to] };
                years.into_iter().for_each(|year| each(&year.to_string()));
            }
        }
    }

    fn texts(&self, facet: Facet, plan: DocAddress) -> impl Iterator<Item = &str> {
        let column = self.segment(plan).facets.iter().find(|(other, _)| *other == facet);
        column.into_iter().flat_map(move |(_, texts)| texts.of(plan))
    }

    fn segment(&self, plan: DocAddress) -> &Segment {
        &self.segments[plan.segment_ord as usize]
    }
}

/// A column of texts, with all its values: to look them up one by one in the column takes far longer.
struct Texts {
    column: Option<StrColumn>,
    values: Vec<String>,
}

impl Texts {
    fn open(column: Option<StrColumn>) -> tantivy::Result<Texts> {
        let mut values = Vec::new();
        if let Some(column) = &column {
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                values.push(String::from_utf8_lossy(terms.key()).into_owned());
            }
        }
        Ok(Texts { column, values })
    }

    /// The values of a plan.
    fn of(&self, plan: DocAddress) -> impl Iterator<Item = &str> {
        let ords = self.column.iter().flat_map(move |column| column.term_ords(plan.doc_id));
        ords.filter_map(|ord| self.values.get(ord as usize).map(String::as_str))
    }
}
