//! `planarium search`: the staff's search, from the tantivy index.

use std::io::{IsTerminal, Write};

use anyhow::anyhow;
use clap::Args;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};

use super::{Common, Exit, Format};
use crate::messages::text;
use crate::staff::search::{Answer, Hit, Request, SearchError, SectionHit, Sort, search};

/// Options of `search`.
#[derive(Args)]
pub struct Options {
    query: String,
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[arg(long, value_name = "KEY=VALUE")]
    filter: Vec<String>,
    #[arg(long, value_enum, default_value = "relevance")]
    sort: Sort,
    #[arg(long)]
    public: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Runs `search`.
pub fn run(common: &Common, options: &Options) -> anyhow::Result<Exit> {
    let request = Request {
        query: options.query.clone(),
        limit: options.limit,
        filters: options.filter.iter().map(|filter| pair(filter)).collect::<anyhow::Result<_>>()?,
        sort: options.sort,
        public: options.public,
    };
    let answer = search(&common.root.join("index/tantivy"), &request).map_err(explain)?;
    let mut out = std::io::stdout().lock();
    match options.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            writeln!(out)?;
        }
        Format::Text => write(&mut out, &answer)?,
    }
    Ok(Exit::Done)
}

fn pair(filter: &str) -> anyhow::Result<(String, String)> {
    let pair = filter.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    pair.ok_or_else(|| anyhow!(text("error.bad-filter", &[("filter", filter.to_owned())])))
}

fn explain(error: SearchError) -> anyhow::Error {
    match error {
        SearchError::Missing(path) => anyhow!(text("error.no-index", &[("path", path.display().to_string())])),
        SearchError::Version(path) => anyhow!(text("error.old-index", &[("path", path.display().to_string())])),
        SearchError::Broken(path, reason) => {
            anyhow!(text("error.broken-index", &[("path", path.display().to_string()), ("reason", reason)]))
        }
        SearchError::Query(reason) => anyhow!(text("error.bad-query", &[("reason", reason)])),
    }
}

fn write(out: &mut impl Write, answer: &Answer) -> anyhow::Result<()> {
    if answer.hits.is_empty() {
        eprintln!("{}", text("search.none", &[]));
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["title", "where", "text"].map(|column| text(&format!("search.columns.{column}"), &[])));
    answer.hits.iter().for_each(|hit| {
        table.add_row(row(hit));
    });
    writeln!(out, "{table}")?;
    eprintln!("{}", text("search.total", &[("total", answer.total.to_string())]));
    Ok(())
}

fn row(hit: &Hit) -> [Cell; 3] {
    let staff = if hit.visibility == "public" { String::new() } else { format!(" [{}]", text("search.staff", &[])) };
    let best = hit.sections.first();
    let line = best.map_or(hit.start_line, |section| section.line);
    [
        Cell::new(format!("{}{staff}", hit.title)).add_attribute(Attribute::Bold),
        Cell::new(format!("{}:{line}", hit.file)).fg(Color::Cyan),
        Cell::new(best.map_or_else(String::new, marked)),
    ]
}

/// The snippet with its marks: in colour on a terminal, in brackets elsewhere, so that colour is never the only sign.
fn marked(section: &SectionHit) -> String {
    let (open, close) = if std::io::stdout().is_terminal() { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("【", "】") };
    let mut shown = String::new();
    for (index, character) in section.snippet.chars().enumerate() {
        let at = |place: usize| section.marks.iter().any(|mark| mark[place] as usize == index);
        if at(1) {
            shown.push_str(close);
        }
        if at(0) {
            shown.push_str(open);
        }
        shown.push(character);
    }
    let end = section.snippet.chars().count();
    if section.marks.iter().any(|mark| mark[1] as usize == end) {
        shown.push_str(close);
    }
    shown
}
