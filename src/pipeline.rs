//! The stages, in the order they run. Each takes and returns plain types of [`crate::document`]; no stage imports another.

pub mod read;
pub mod clean;
pub mod split;
pub mod outline;
pub mod describe;
pub mod identify;
pub mod index;
pub mod pages;
pub mod search_data;
pub mod zola;
pub mod assemble;
pub mod check;
pub mod leaks;
pub mod publish;
