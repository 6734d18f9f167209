//! Planarium: a publisher and searchable archive of plan documents. `ARCHITECTURE.md` shows the pipeline on one page.

rust_i18n::i18n!("locales", fallback = "en");

pub mod archive;
pub mod document;
pub mod edits;
pub mod minhash;
pub mod html;
pub mod pipeline;
pub mod serve;
pub mod text;
pub mod tree;
