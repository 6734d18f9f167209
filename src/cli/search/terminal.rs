//! An answer for people at a terminal: data on stdout, remarks on stderr. Marks are in colour on a terminal and in brackets
//! elsewhere, so that colour is never the only sign.

use std::io::{IsTerminal, Write};

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};

use crate::cli::filter::say_unknown;
use crate::cli::visible::{self, say};
use crate::messages::text;
use crate::staff::search::{Answer, Hit, SectionHit};

/// The answer with its texts as a terminal may have them.
pub fn visible(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    for hit in &mut answer.hits {
        let facts = [&mut hit.issuer, &mut hit.date].into_iter().flatten();
        let sections = hit.sections.iter_mut().flat_map(|section| [&mut section.title, &mut section.snippet]);
        let texts = [&mut hit.title, &mut hit.file].into_iter().chain(facts).chain(sections);
        texts.for_each(|text| *text = visible::visible(text));
    }
    answer
}

/// One row a plan: title, file and line, words around what was found.
pub fn table(out: &mut impl Write, answer: &Answer) -> anyhow::Result<()> {
    if answer.hits.is_empty() {
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["title", "where", "text"].map(|column| text(&format!("search.columns.{column}"), &[])));
    answer.hits.iter().for_each(|hit| {
        table.add_row(row(hit));
    });
    writeln!(out, "{table}")?;
    Ok(())
}

fn row(hit: &Hit) -> [Cell; 3] {
    let best = hit.best_section();
    [
        Cell::new(title(hit)).add_attribute(Attribute::Bold),
        Cell::new(place(hit, best)).fg(Color::Cyan),
        Cell::new(best.map_or_else(String::new, marked)),
    ]
}

/// Whole sections, each under a line that says where it is from.
pub fn sections(out: &mut impl Write, answer: &Answer) -> anyhow::Result<()> {
    for hit in &answer.hits {
        for section in &hit.sections {
            writeln!(out, "{}\n\n{}\n", source(hit, section), marked(section))?;
        }
    }
    Ok(())
}

/// How many there are, or what may be asked instead.
pub fn summary(answer: &Answer) {
    let shown = ("shown", answer.hits.len().to_string());
    let total = ("total", answer.total.to_string());
    match answer.total {
        0 => none(answer),
        all if all > answer.hits.len() => say(text("search.first", &[shown, total])),
        1 => say(text("search.one", &[])),
        _ => say(text("search.total", &[total])),
    }
}

fn none(answer: &Answer) {
    say(text(if answer.asked { "search.none" } else { "search.nothing" }, &[]));
    answer.unknown.iter().for_each(|(filter, values)| say_unknown(filter, values));
    if let (Some(query), Some(reason)) = (&answer.suggestion, answer.suggestion_reason) {
        say(text(&format!("search.suggest.{reason}"), &[("query", query.clone())]));
    }
}

/// Title of a plan, staff-only ones marked as such.
pub fn title(hit: &Hit) -> String {
    match hit.visibility.as_str() {
        "public" => hit.title.clone(),
        _ => format!("{} [{}]", hit.title, text("search.staff", &[])),
    }
}

/// `file:line` of a section, or of the plan.
pub fn place(hit: &Hit, section: Option<&SectionHit>) -> String {
    format!("{}:{}", hit.file, section.map_or(hit.start_line, |section| section.line))
}

/// Title, issuing body, date or years, file and line.
pub fn source(hit: &Hit, section: &SectionHit) -> String {
    let facts = [Some(title(hit)), hit.issuer.clone(), when(hit), Some(place(hit, Some(section)))];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Date of issue, or else the years that are covered.
fn when(hit: &Hit) -> Option<String> {
    let years = hit.period.as_ref().and_then(|period| match (period.from, period.to) {
        (Some(from), Some(to)) if from != to => Some(format!("{from}-{to}")),
        (from, to) => from.or(to).map(|year| year.to_string()),
    });
    hit.date.clone().or(years)
}

fn marked(section: &SectionHit) -> String {
    let (open, close) = if std::io::stdout().is_terminal() { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("【", "】") };
    let shown = |(text, is_marked)| if is_marked { format!("{open}{text}{close}") } else { text };
    pieces(section).into_iter().map(shown).collect()
}

/// The text of a section cut at its marks: each piece, and whether it is a mark.
pub fn pieces(section: &SectionHit) -> Vec<(String, bool)> {
    let mut scalars = section.snippet.chars();
    let mut take = |count: u32| scalars.by_ref().take(count as usize).collect::<String>();
    let mut pieces = Vec::new();
    let mut at = 0;
    for &[start, end] in &section.marks {
        pieces.extend([(take(start - at), false), (take(end - start), true)]);
        at = end;
    }
    pieces.push((take(u32::MAX), false));
    pieces
}
