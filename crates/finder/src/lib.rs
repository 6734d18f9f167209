//! Search over plan documents: folding, query, matching, ranking and the search-data format, free of I/O.

pub mod fold;
pub mod plan;
pub mod query;
pub mod rank;
pub mod searched;
pub mod vocabulary;
