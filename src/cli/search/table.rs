//! An answer as a table for spreadsheets, or as Markdown for reports.

use super::terminal::{pieces, place, source, title};
use crate::cli::table::Table;
use crate::messages::text;
use crate::staff::search::{Answer, Hit, SectionHit};

/// Columns of the table: the names of the JSON, `line` that of the section.
const COLUMNS: [&str; 14] = [
    "id",
    "title",
    "kind",
    "from",
    "to",
    "issuer",
    "region",
    "date",
    "visibility",
    "file",
    "line",
    "section",
    "text",
    "url",
];

/// One row a section; of a plan without sections, one row.
pub fn of(answer: &Answer) -> Table {
    let rows = answer.hits.iter().flat_map(|hit| match hit.sections.as_slice() {
        [] => vec![row(hit, None)],
        sections => sections.iter().map(|section| row(hit, Some(section))).collect(),
    });
    Table { columns: COLUMNS.to_vec(), rows: rows.collect() }
}

fn row(hit: &Hit, section: Option<&SectionHit>) -> Vec<String> {
    let known = |fact: &Option<String>| fact.clone().unwrap_or_default();
    let year = |year: Option<u16>| year.map(|year| year.to_string()).unwrap_or_default();
    let period = hit.period.as_ref();
    let anchor = section.filter(|section| !section.anchor.is_empty()).map(|section| format!("#{}", section.anchor));
    vec![
        hit.id.clone(),
        hit.title.clone(),
        known(&hit.kind),
        year(period.and_then(|period| period.from)),
        year(period.and_then(|period| period.to)),
        known(&hit.issuer),
        known(&hit.region),
        known(&hit.date),
        hit.visibility.clone(),
        hit.file.clone(),
        section.map_or(hit.start_line, |section| section.line).to_string(),
        section.map_or_else(String::new, |section| section.title.clone()),
        section.map_or_else(String::new, |section| section.snippet.clone()),
        hit.url.as_ref().map_or_else(String::new, |url| format!("{url}{}", anchor.unwrap_or_default())),
    ]
}

/// A Markdown table, one row a plan, with marks in bold.
pub fn markdown(answer: &Answer) -> String {
    let head = ["title", "where", "text"].map(|column| text(&format!("search.columns.{column}"), &[]));
    let mut lines = vec![format!("| {} |", head.join(" | ")), "|---|---|---|".to_owned()];
    lines.extend(answer.hits.iter().map(|hit| {
        let best = hit.best_section();
        let cells = [escaped(&title(hit)), escaped(&place(hit, best)), best.map_or_else(String::new, bold)];
        format!("| {} |", cells.join(" | "))
    }));
    lines.join("\n") + "\n"
}

/// Whole sections as quotations, each with its source.
pub fn quotations(answer: &Answer) -> String {
    let sections = answer.hits.iter().flat_map(|hit| hit.sections.iter().map(move |section| (hit, section)));
    let quotation = |(hit, section): (&Hit, &SectionHit)| {
        let lines = section.snippet.lines().map(|line| format!("> {}", escaped(line.trim())).trim_end().to_owned());
        format!("{}\n\n— {}\n", lines.collect::<Vec<_>>().join("\n>\n"), escaped(&source(hit, section)))
    };
    sections.map(quotation).collect::<Vec<_>>().join("\n")
}

/// A snippet with its marks in bold.
fn bold(section: &SectionHit) -> String {
    let shown = |(text, is_marked): (String, bool)| match is_marked {
        true => format!("**{}**", escaped(&text)),
        false => escaped(&text),
    };
    pieces(section).into_iter().map(shown).collect()
}

/// Text that Markdown shows as it is, on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | '/' | '%' | '?' | ';' | '"' | '\'') => {
                escaped.extend(['\\', c]);
            }
            c => escaped.push(c),
        }
    }
    escaped
}
