//! What the tests of this crate share.
#![allow(dead_code, missing_docs)]

pub mod independent;
