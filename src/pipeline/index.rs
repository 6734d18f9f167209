//! Writes the tantivy index for staff.
