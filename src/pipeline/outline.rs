//! Finds headings and their levels.
