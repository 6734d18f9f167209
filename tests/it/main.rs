//! Integration tests: one binary, so that the archive's heavy libraries are linked once.

mod describe;
mod identity;
mod seeds;
mod shared;
