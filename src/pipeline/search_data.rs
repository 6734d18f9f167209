//! Writes the search data for the browser.
