//! `planarium export`: targets, calendars and plans as tables, and everything as a bundle for the archive room.

mod bundle;
mod due;
mod ics;
mod rows;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

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
    #[arg(long, value_name = "KEY=VALUE", value_parser = Filter::parse)]
    filter: Vec<Filter>,
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
        is_open(facts, options.public) && options.filter.iter().all(|filter| filter.holds(facts))
    };
    let entries: Vec<&Entry> = archive.entries.iter().filter(wanted).collect();
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

/// `region=江苏省`: only plans whose fact holds this value.
#[derive(Clone)]
struct Filter {
    key: String,
    value: String,
}

impl Filter {
    fn parse(text: &str) -> Result<Filter, String> {
        let known = ["region", "issuer", "kind", "year", "topic", "level"];
        match text.split_once(['=', ':']) {
            Some((key, value)) if known.contains(&key) => Ok(Filter { key: key.to_owned(), value: value.to_owned() }),
            _ => Err(messages::text("error.bad-filter", &[("filter", text.to_owned())])),
        }
    }

    fn holds(&self, facts: &Facts) -> bool {
        let wanted = self.value.as_str();
        let has = |fact: &Option<crate::document::Fact<String>>| {
            fact.as_ref().is_some_and(|fact| fact.value.contains(wanted))
        };
        match self.key.as_str() {
            "region" => has(&facts.region),
            "issuer" => has(&facts.issuer),
            "level" => has(&facts.level),
            "kind" => facts.kind.as_ref().is_some_and(|kind| rows::word(&kind.value) == wanted),
            "topic" => facts.topics.iter().any(|topic| topic.value == wanted),
            _ => facts.period.as_ref().zip(wanted.parse().ok()).is_some_and(|(period, year): (_, u16)| {
                period.value.from.is_some_and(|from| from <= year) && period.value.to.is_some_and(|to| year <= to)
            }),
        }
    }
}
