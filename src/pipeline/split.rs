//! Finds where each plan of a compilation begins and ends, with the evidence.
