//! Search over plan documents: folding, query, matching, ranking and the search-data format, free of I/O.

// In the browser nothing of the standard library is needed but memory: without it, what a panic would say need not be
// fetched (see `wasm`).
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod engine;
pub mod fold;
pub mod format;
pub mod json;
mod once;
pub mod passages;
pub mod plan;
mod prelude;
pub mod protocol;
pub mod query;
pub mod rank;
pub mod searched;
pub mod small;
pub mod snippet;
pub mod suggest;
pub mod vocabulary;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
#[cfg(not(target_arch = "wasm32"))]
pub mod write;
