//! Says what each plan is, with the evidence.
//!
//! Every fact is found by its own file from the plan's own words; the years of a scraper's title are kept apart as the
//! label. Front matter wins over everything.

mod doubts;
mod given;
mod kind;
mod numerals;
mod period;
mod script;
mod title;
mod view;

pub use script::script;

use crate::document::{Body, Facts, Finding, Plan, Source};
use view::View;

/// Describes one plan: its facts, and what is doubtful about them.
pub fn describe(source: &Source, body: &Body, plan: &Plan) -> (Facts, Vec<Finding>) {
    let view = View::new(body, plan);
    let mut facts = found(&view, plan);
    let mut findings = given::apply(source, plan, &mut facts);
    findings.extend(doubts::doubts(&facts, plan));
    (facts, findings)
}

/// What the text itself says.
fn found(view: &View, plan: &Plan) -> Facts {
    let title = title::title(view);
    let kind = kind::kind(view, title.as_ref());
    Facts {
        period: period::period(view, title.as_ref()),
        label_period: period::label(view, plan),
        kind,
        script: view.script,
        title,
        ..Facts::default()
    }
}
