//! What modules use of `alloc`, where there is no standard library to bring it.

pub use alloc::{borrow::ToOwned, boxed::Box, string::String, vec, vec::Vec};
