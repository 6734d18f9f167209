//! `planarium search`: the staff's search, from the tantivy index.

mod open;
mod stale;
mod table;
mod terminal;
mod words;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;

use super::filter::{self, Condition};
use super::table::BYTE_ORDER_MARK;
use super::{Common, Exit};
use crate::messages::text;
use crate::staff::search::{Answer, Request, SearchError, Sort, search};
pub use words::{GUARD, guarded};

/// Hits that are shown where no other number is asked for.
const LIMIT: usize = 20;

/// Options of `search`.
#[derive(Args)]
pub struct Options {
    #[arg(required = true, value_parser = words::word)]
    query: Vec<String>,
    #[arg(long)]
    limit: Option<usize>,
    #[arg(long, value_name = "KEY=VALUE", value_parser = filter::parse)]
    filter: Vec<Condition>,
    #[arg(long, value_enum)]
    sort: Option<Sort>,
    #[arg(long)]
    public: bool,
    #[arg(long)]
    sections: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    open: Option<usize>,
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
}

/// Form of what goes to stdout.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Jsonl,
    Csv,
    Markdown,
}

/// Runs `search`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let answer = sought(&common.root.join("index/tantivy"), &request(common, options))
        .map_err(|error| explain(&common.root, error))?;
    let plans = options.plans.clone().unwrap_or_else(|| common.root.join("plans"));
    stale::say_changed(&common.root, &plans, &answer);
    if let Some(number) = options.open {
        open::open(common, options.plans.clone(), &answer, number)?;
        return Ok(Exit::Done);
    }
    let mut out = std::io::stdout().lock();
    write(&mut out, &answer, options)?;
    terminal::summary(&answer);
    Ok(Exit::Done)
}

/// Searches; where reading a damaged index panics, that is said like any other damage.
fn sought(folder: &Path, request: &Request) -> Result<Answer, SearchError> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let answer = std::panic::catch_unwind(|| search(folder, request));
    std::panic::set_hook(hook);
    answer.unwrap_or_else(|panic| {
        let reason = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(SearchError::Broken(folder.to_owned(), reason.unwrap_or_default().to_owned()))
    })
}

fn request(common: &Common, options: &Options) -> Request {
    // All sections on a topic are all that there are.
    let (limit, sort) = if options.sections { (usize::MAX, Sort::Newest) } else { (LIMIT, Sort::Relevance) };
    Request {
        query: options.query.join(" "),
        limit: options.limit.unwrap_or(limit),
        filters: options.filter.iter().map(|condition| condition.typed.clone()).collect(),
        sort: options.sort.unwrap_or(sort),
        public: options.public,
        find: Some(common.root.join("static/find")),
        facets: options.format == Format::Json,
        whole_sections: options.sections,
    }
}

fn write(out: &mut impl Write, answer: &Answer, options: &Options) -> anyhow::Result<()> {
    match options.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, answer)?;
            writeln!(out)?;
        }
        Format::Jsonl => {
            for hit in &answer.hits {
                serde_json::to_writer(&mut *out, hit)?;
                writeln!(out)?;
            }
        }
        Format::Csv => write!(out, "{BYTE_ORDER_MARK}{}", table::of(answer).csv())?,
        Format::Markdown | Format::Text => write_for_people(out, &terminal::visible(answer), options)?,
    }
    Ok(())
}

fn write_for_people(out: &mut impl Write, answer: &Answer, options: &Options) -> anyhow::Result<()> {
    match options.format {
        Format::Markdown if options.sections => out.write_all(table::quotations(answer).as_bytes())?,
        Format::Markdown => out.write_all(table::markdown(answer).as_bytes())?,
        _ if options.sections => terminal::sections(out, answer)?,
        _ => terminal::table(out, answer)?,
    }
    Ok(())
}

fn explain(root: &Path, error: SearchError) -> anyhow::Error {
    let path = |path: PathBuf| ("path", path.display().to_string());
    match error {
        SearchError::Missing(_) if !root.is_dir() => super::no_root(root),
        SearchError::Missing(folder) => anyhow!(text("error.no-index", &[path(folder)])),
        SearchError::Version(folder) => anyhow!(text("error.old-index", &[path(folder)])),
        SearchError::Broken(folder, reason) => {
            anyhow!(text("error.broken-index", &[path(folder), ("reason", reason)]))
        }
        SearchError::Filter(filter) => anyhow!(text("error.no-such-filter", &[("filter", filter)])),
    }
}
