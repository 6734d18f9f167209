//! Reading, cleaning, splitting and outlining of any bytes: no panic, and the text is conserved.
//! `scripts/fuzz` runs it, beginning with the documents of tests/cases.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planarium::edits;
use planarium::pipeline::{clean, outline, read, split};

fuzz_target!(|bytes: &[u8]| {
    let source = read::read("a.md", bytes);
    let body = clean::clean(&source, clean::Rules::builtin());
    let split = split::split(&source, body, &[], split::Words::builtin());
    let body = &split.body;
    assert_eq!(edits::apply(&source.text, &body.edits).as_ref(), Ok(&body.text));
    assert_eq!(edits::rebuild(&body.text, &body.edits).as_ref(), Ok(&source.text));
    for plan in &split.plans {
        outline::outline(body, plan, outline::Headings::builtin());
    }
});
