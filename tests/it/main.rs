//! Integration tests: one binary, so that the archive's heavy libraries are linked once.

mod add;
mod archive;
mod cases;
mod commands;
mod conservation;
mod describe;
mod determinism;
mod doctor;
mod families;
mod guide;
mod identity;
mod metamorphic;
mod parity;
mod leaks;
mod lifecycle;
mod publish;
mod reading;
mod rules;
mod seeds;
mod marked;
mod shared;
mod site;
mod structure;
mod text;
mod wording;
mod workflows;
