//! Takes away what is not the author's text, as a list of edits.
