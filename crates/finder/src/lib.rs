//! Search over plan documents: folding, query, matching, ranking and the search-data format, free of I/O.

pub mod engine;
pub mod fold;
pub mod format;
pub mod json;
pub mod passages;
pub mod plan;
pub mod protocol;
pub mod query;
pub mod rank;
pub mod searched;
pub mod snippet;
pub mod vocabulary;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
#[cfg(not(target_arch = "wasm32"))]
pub mod write;
