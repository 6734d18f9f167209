//! Writes the Zola content pages.
