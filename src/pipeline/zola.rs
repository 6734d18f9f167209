//! Finds and runs Zola.
