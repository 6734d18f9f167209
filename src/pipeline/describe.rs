//! Says what each plan is, with the evidence.
