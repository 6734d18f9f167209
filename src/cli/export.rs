//! `planarium export`: targets, calendars and plans as tables, and everything as a bundle for the archive room.

mod bundle;
mod due;
mod ics;
mod rows;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use finder::query::{Facet, Filter};

use super::filter::{self, Condition};
use super::progress::Bars;
use super::table::BYTE_ORDER_MARK;
use super::{Common, Exit};
use crate::archive::{Archive, Entry};
use crate::config::Overrides;
use crate::document::{Facts, Visibility};
use crate::messages;
use crate::pipeline::{self, Rules};
use due::Due;

/// Options of `export`.
#[derive(Args)]
pub struct Options {
    #[arg(value_enum)]
    what: What,
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    #[arg(long, value_name = "WHEN", value_parser = Due::parse)]
    due: Option<Due>,
    #[arg(long, value_name = "KEY=VALUE", value_parser = filter::parse)]
    filter: Vec<Condition>,
    #[arg(long)]
    public: bool,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Targets,
    Calendar,
    Plans,
    Bundle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Csv,
    Json,
    Ics,
}

/// Runs `export`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let site = common.open(&Overrides { plans: options.plans.clone(), ..Overrides::default() })?;
    let (archive, _, _) = pipeline::examine(&site, &Rules::of(&site)?, &Bars::default())?;
    let wanted = |entry: &&Entry| {
        let facts = &archive.plan(entry).facts;
        is_open(facts, options.public) && options.filter.iter().all(|condition| holds(&condition.filter, facts))
    };
    let entries: Vec<&Entry> = archive.entries.iter().filter(wanted).collect();
    say_unknown(&archive, &options.filter);
    if options.what == What::Bundle {
        let out = options.out.as_ref().ok_or_else(|| anyhow::anyhow!(messages::text("error.no-out", &[])))?;
        bundle::write(&archive, &entries, &site.plans, out)?;
        return Ok(Exit::Done);
    }
    let text = render(&archive, &entries, options)?;
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn is_open(facts: &Facts, public: bool) -> bool {
    match facts.visibility {
        Visibility::Public => true,
        Visibility::Staff => !public,
        Visibility::Withheld => false,
    }
}

fn render(archive: &Archive, entries: &[&Entry], options: &Options) -> anyhow::Result<String> {
    let due = options.due.as_ref();
    let table = match options.what {
        What::Targets => rows::targets(archive, entries, due),
        What::Calendar => rows::calendar(archive, entries, due),
        _ => rows::plans(archive, entries),
    };
    match options.format {
        Format::Csv => Ok(format!("{BYTE_ORDER_MARK}{}", table.csv())),
        Format::Json => Ok(table.json()),
        Format::Ics if options.what != What::Plans => Ok(ics::render(&table)),
        Format::Ics => {
            let args = [("what", "plans".to_owned()), ("format", "ics".to_owned())];
            anyhow::bail!(messages::text("error.bad-export", &args))
        }
    }
}

/// Whether a plan satisfies a condition.
fn holds(filter: &Filter, facts: &Facts) -> bool {
    match (filter.facet, facts.period.as_ref()) {
        (Facet::Year, period) => {
            let (from, to) = period.map_or((None, None), |period| (period.value.from, period.value.to));
            filter.accepts_years(from, to)
        }
        (facet, _) => values(facet, facts).iter().any(|value| filter.accepts(value)),
    }
}

/// The values that a plan has of a facet; an empty one where it is unknown.
fn values(facet: Facet, facts: &Facts) -> Vec<String> {
    let period = facts.period.as_ref();
    let mut values: Vec<String> = match facet {
        Facet::Topic => facts.topics.iter().map(|topic| topic.value.clone()).collect(),
        Facet::Year => {
            let years = period.into_iter().flat_map(|period| [period.value.from, period.value.to]);
            years.flatten().map(|year| year.to_string()).collect()
        }
        Facet::Kind => facts.kind.iter().map(|kind| rows::word(&kind.value)).collect(),
        Facet::Issuer => facts.issuer.iter().map(|fact| fact.value.clone()).collect(),
        Facet::Level => facts.level.iter().map(|fact| fact.value.clone()).collect(),
        Facet::Region => facts.region.iter().map(|fact| fact.value.clone()).collect(),
    };
    if values.is_empty() {
        values.push(String::new());
    }
    values
}

/// Says which conditions no plan satisfies.
fn say_unknown(archive: &Archive, filters: &[Condition]) {
    let facts: Vec<&Facts> = archive.entries.iter().map(|entry| &archive.plan(entry).facts).collect();
    for Condition { filter, .. } in filters {
        if !facts.iter().any(|facts| holds(filter, facts)) {
            let known: BTreeSet<String> = facts.iter().flat_map(|facts| values(filter.facet, facts)).collect();
            let known: Vec<String> = known.into_iter().filter(|value| !value.is_empty()).collect();
            filter::say_unknown(filter, &known);
        }
    }
}
