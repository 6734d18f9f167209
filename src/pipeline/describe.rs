//! Says what each plan is, with the evidence.
//!
//! Every fact is found by its own file from the plan's own words; the years of a scraper's title are kept apart as the
//! label. Front matter wins over everything.

mod bodies;
mod calendar;
mod clues;
mod date;
mod divisions;
mod doc_number;
mod doubts;
mod fields;
mod given;
mod issuer;
mod kind;
mod level;
mod numerals;
mod period;
mod region;
mod script;
mod signature;
mod speaker;
mod tables;
mod targets;
mod title;
mod topics;
mod view;
mod voice;

pub use script::script;

use crate::document::{Body, Fact, Facts, Finding, Kind, Period, Plan, Source, Target};
use view::View;

/// Describes one plan: its facts, and what is doubtful about them.
pub fn describe(source: &Source, body: &Body, plan: &Plan) -> (Facts, Vec<Finding>) {
    let view = View::new(body, plan);
    let mut facts = found(&view, plan, given::title(source, plan));
    let mut findings = given::apply(source, plan, &mut facts);
    findings.extend(doubts::doubts(&view, &facts, plan));
    (facts, findings)
}

/// What the text itself says, and the words of a title that was given.
fn found(view: &View, plan: &Plan, given: Option<Fact<String>>) -> Facts {
    let title = title::title(view);
    let named = given.as_ref().or(title.as_ref());
    let kind = kind::kind(view, named);
    let issuer = issuer::issuer(view, title.as_ref());
    let voice = voice::voice(view, title.as_ref());
    let doc_number = doc_number::own(view, title.as_ref());
    let known = region::Known { title: title.as_ref(), issuer: issuer.as_ref(), voice };
    let region = region::region(view, &known);
    let level = level::level(&known, region.as_ref());
    let issuer = issuer.or_else(|| speaker::speaker(view, region.as_ref(), voice));
    let period = period::period(view, title.as_ref());
    let date = date::date(view);
    let (topics, topic_words) = topics::topics(view, named).into_iter().unzip();
    Facts {
        topics,
        topic_words,
        targets: promised(
            targets::targets(view, title.as_ref(), period.as_ref(), date.as_ref()),
            kind.as_ref(),
            period.as_ref(),
        ),
        calendar: calendar::calendar(view),
        cites: doc_number::cited(view, doc_number.as_ref()),
        doc_number,
        date,
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

/// The targets that a document of this kind promises: figures and reflections tell of what was, and so does a report but
/// for what it dates after its own period.
fn promised(mut targets: Vec<Target>, kind: Option<&Fact<Kind>>, period: Option<&Fact<Period>>) -> Vec<Target> {
    match kind.map(|kind| kind.value) {
        Some(Kind::Statistics | Kind::Reflection) => targets.clear(),
        Some(Kind::Report) => {
            let last = period.and_then(|period| period.value.to).unwrap_or(u16::MAX);
            let year = |target: &Target| target.deadline.as_ref().and_then(|by| by.get(..4)?.parse::<u16>().ok());
            targets.retain(|target| year(target).is_some_and(|year| year > last));
        }
        _ => {}
    }
    targets
}
