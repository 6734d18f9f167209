//! Swaps the new site in, whole.
