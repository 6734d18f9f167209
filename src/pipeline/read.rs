//! Reads bytes: encoding and front matter.
