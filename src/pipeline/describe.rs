//! Says what each plan is, with the evidence.
//!
//! Every fact is found by its own file from the plan's own words; the years of a scraper's title are kept apart as the
//! label. Front matter wins over everything.

mod calendar;
mod clues;
mod date;
mod divisions;
mod doc_number;
mod doubts;
mod given;
mod issuer;
mod kind;
mod numerals;
mod period;
mod region;
mod script;
mod targets;
mod title;
mod topics;
mod view;
mod voice;

pub use script::script;

use crate::document::{Body, Fact, Facts, Finding, Kind, Plan, Source};
use view::View;

/// Describes one plan: its facts, and what is doubtful about them.
pub fn describe(source: &Source, body: &Body, plan: &Plan) -> (Facts, Vec<Finding>) {
    let view = View::new(body, plan);
    let mut facts = found(&view, plan);
    let mut findings = given::apply(source, plan, &mut facts);
    findings.extend(doubts::doubts(&view, &facts, plan));
    (facts, findings)
}

/// What the text itself says.
fn found(view: &View, plan: &Plan) -> Facts {
    let title = title::title(view);
    let kind = kind::kind(view, title.as_ref());
    let issuer = issuer::issuer(view, title.as_ref());
    let doc_number = doc_number::own(view);
    let known =
        region::Known { title: title.as_ref(), issuer: issuer.as_ref(), voice: voice::voice(view, title.as_ref()) };
    let region = region::region(view, &known);
    let level = region::level(&known, region.as_ref());
    let period = period::period(view, title.as_ref());
    let (topics, topic_words) = topics::topics(view, title.as_ref()).into_iter().unzip();
    Facts {
        topics,
        topic_words,
        targets: if reports(kind.as_ref()) { Vec::new() } else { targets::targets(view, period.as_ref()) },
        calendar: calendar::calendar(view),
        cites: doc_number::cited(view, doc_number.as_ref()),
        doc_number,
        date: date::date(view),
        region,
        level,
        issuer,
        period,
        label_period: period::label(view, plan),
        kind,
        script: view.script,
        title,
        ..Facts::default()
    }
}

/// Whether a document tells of what was, and promises nothing.
fn reports(kind: Option<&Fact<Kind>>) -> bool {
    kind.is_some_and(|kind| matches!(kind.value, Kind::Statistics | Kind::Reflection))
}
