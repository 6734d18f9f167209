//! Checks the finished site.
