//! The tables: lines of JSON, and rows for spreadsheets (RFC 4180, UTF-8 with a byte order mark, which Excel needs for Chinese).

use super::parts::{Part, Table};
use super::{About, record};
use crate::archive::{Archive, Entry};
use crate::document::Fact;
use csv::WriterBuilder;
use serde_json::json;

/// Columns of the table of plans: one row a plan.
const PLANS: &str = "\u{FEFF}id,url,title,kind,from,to,period_basis,issuer,region,level,doc_number,date,topics,\
    file,start_line,end_line\r\n";

/// Columns of the table of targets: one row a quantified target.
const TARGETS: &str = "\u{FEFF}plan,title,issuer,region,value,unit,direction,deadline,text,line,url\r\n";

/// Columns of the list of parts.
const PARTS: &str = "\u{FEFF}part,plans\r\n";

/// All tables.
pub(super) const TABLES: [Table; 3] = [
    Table { name: "plans", ending: "jsonl", head: "", row: record::line, list: lines_of_json },
    Table { name: "plans", ending: "csv", head: PLANS, row: plan, list: rows_of_csv },
    Table { name: "targets", ending: "csv", head: TARGETS, row: targets, list: rows_of_csv },
];

/// Parts of a table as lines of JSON. No plan has such a line.
fn lines_of_json(parts: &[Part]) -> Vec<u8> {
    let lines = parts.iter().map(|part| format!("{}\n", json!({"part": part.url, "plans": part.plans})));
    lines.collect::<String>().into()
}

/// Parts of a table as rows.
fn rows_of_csv(parts: &[Part]) -> Vec<u8> {
    let rows = rows(parts.iter().map(|part| [part.url.clone(), part.plans.to_string()]));
    [PARTS.as_bytes(), &rows].concat()
}

/// The row of a plan.
fn plan(archive: &Archive, entry: &Entry, about: &About) -> Vec<u8> {
    rows([plan_row(archive, entry, about)])
}

fn plan_row(archive: &Archive, entry: &Entry, about: &About) -> [String; 16] {
    let plan = archive.plan(entry);
    let facts = &plan.facts;
    let text = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| fact.value.clone()).unwrap_or_default();
    let year = |year: Option<u16>| year.map(|year| year.to_string()).unwrap_or_default();
    let period = facts.period.as_ref();
    [
        entry.id.clone(),
        about.url(&entry.url()),
        archive.title(entry).to_owned(),
        facts.kind.as_ref().map(|kind| kind.value.key().to_owned()).unwrap_or_default(),
        year(period.and_then(|period| period.value.from)),
        year(period.and_then(|period| period.value.to)),
        period.map(|period| period.basis.key().to_owned()).unwrap_or_default(),
        text(&facts.issuer),
        text(&facts.region),
        text(&facts.level),
        text(&facts.doc_number),
        text(&facts.date),
        facts.topics.iter().map(|topic| topic.value.as_str()).collect::<Vec<_>>().join("、"),
        archive.document(entry).source.file.clone(),
        plan.start_line.to_string(),
        plan.end_line.to_string(),
    ]
}

/// The rows of a plan's targets.
fn targets(archive: &Archive, entry: &Entry, about: &About) -> Vec<u8> {
    rows(target_rows(archive, entry, about))
}

fn target_rows(archive: &Archive, entry: &Entry, about: &About) -> Vec<[String; 11]> {
    let facts = &archive.plan(entry).facts;
    let text = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| fact.value.clone()).unwrap_or_default();
    let row = |target: &crate::document::Target| {
        [
            entry.id.clone(),
            archive.title(entry).to_owned(),
            text(&facts.issuer),
            text(&facts.region),
            target.value.clone(),
            target.unit.clone(),
            target.direction.clone(),
            target.deadline.clone().unwrap_or_default(),
            target.text.clone(),
            target.line.to_string(),
            about.url(&entry.url()),
        ]
    };
    facts.targets.iter().map(row).collect()
}

fn rows<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer =
        WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(1 << 10).from_writer(Vec::new());
    for row in rows {
        // Rows of one length do not fail, and writing to memory does not either.
        let _ = writer.write_record(row.map(harmless));
    }
    writer.into_inner().unwrap_or_default()
}

/// A spreadsheet would run a cell that begins like a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
