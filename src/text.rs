//! What several stages need to know about Chinese text: lines, characters, numerals and numbering.

pub mod chars;
pub mod convert;
pub mod definition;
pub mod lines;
pub mod marker;
pub mod mask;
pub mod numeral;
pub mod rows;
pub mod table;
