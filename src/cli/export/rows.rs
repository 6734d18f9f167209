//! Tables of targets, activities and plans.

use serde::Serialize;

use super::due::Due;
use crate::archive::{Archive, Entry};
use crate::cli::table::Table;
use crate::document::{Fact, Facts};

const PLAN: [&str; 6] = ["plan", "title", "issuer", "region", "file", "line"];

/// Targets, with the plan they stand in; only those that fall due then, where asked.
pub fn targets(archive: &Archive, entries: &[&Entry], due: Option<&Due>) -> Table {
    let mut rows = Vec::new();
    for entry in entries {
        for target in &archive.plan(entry).facts.targets {
            let by = target.deadline.clone().unwrap_or_default();
            if due.is_none_or(|due| due.holds(&by)) {
                let own =
                    [by, target.value.clone(), target.unit.clone(), target.direction.clone(), target.text.clone()];
                rows.push(own.into_iter().chain(plan(archive, entry, target.line)).collect());
            }
        }
    }
    Table { columns: ["deadline", "value", "unit", "direction", "text"].into_iter().chain(PLAN).collect(), rows }
}

/// Activities of calendars. `date` is the month, where the plan's period tells the year.
pub fn calendar(archive: &Archive, entries: &[&Entry], due: Option<&Due>) -> Table {
    let mut rows = Vec::new();
    for entry in entries {
        let facts = &archive.plan(entry).facts;
        for activity in &facts.calendar {
            let date = month(&activity.when, facts).unwrap_or_default();
            if due.is_none_or(|due| due.holds(&date)) {
                let own = [date, activity.when.clone(), activity.text.clone()];
                rows.push(own.into_iter().chain(plan(archive, entry, activity.line)).collect());
            }
        }
    }
    Table { columns: ["date", "when", "text"].into_iter().chain(PLAN).collect(), rows }
}

/// One row a plan.
pub fn plans(archive: &Archive, entries: &[&Entry]) -> Table {
    let columns = vec![
        "plan",
        "number",
        "title",
        "kind",
        "from",
        "to",
        "period_basis",
        "issuer",
        "region",
        "level",
        "doc_number",
        "date",
        "topics",
        "visibility",
        "file",
        "start_line",
        "end_line",
    ];
    Table { columns, rows: entries.iter().map(|entry| row(archive, entry)).collect() }
}

fn row(archive: &Archive, entry: &Entry) -> Vec<String> {
    let (document, plan) = (archive.document(entry), archive.plan(entry));
    let facts = &plan.facts;
    let period = facts.period.as_ref();
    let year = |year: Option<u16>| year.map(|year| year.to_string()).unwrap_or_default();
    let topics: Vec<&str> = facts.topics.iter().map(|topic| topic.value.as_str()).collect();
    vec![
        entry.id.clone(),
        entry.number.to_string(),
        archive.title(entry).to_owned(),
        facts.kind.as_ref().map(|kind| word(&kind.value)).unwrap_or_default(),
        year(period.and_then(|period| period.value.from)),
        year(period.and_then(|period| period.value.to)),
        period.map(|period| word(&period.basis)).unwrap_or_default(),
        text(&facts.issuer),
        text(&facts.region),
        text(&facts.level),
        text(&facts.doc_number),
        text(&facts.date),
        topics.join("、"),
        word(&facts.visibility),
        document.source.file.clone(),
        plan.start_line.to_string(),
        plan.end_line.to_string(),
    ]
}

fn plan(archive: &Archive, entry: &Entry, line: u32) -> [String; 6] {
    let facts = &archive.plan(entry).facts;
    let file = archive.document(entry).source.file.clone();
    let title = archive.title(entry).to_owned();
    [entry.id.clone(), title, text(&facts.issuer), text(&facts.region), file, line.to_string()]
}

fn text(fact: &Option<Fact<String>>) -> String {
    fact.as_ref().map(|fact| fact.value.clone()).unwrap_or_default()
}

/// The word that stands for a value in JSON.
pub fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// `YYYY-MM` of `九月份 上旬`, where the plan covers one year, or a school year that runs from September.
fn month(when: &str, facts: &Facts) -> Option<String> {
    let period = facts.period.as_ref()?.value;
    let (from, to) = (period.from?, period.to?);
    let words: String =
        when.split('月').next()?.chars().rev().take_while(|char| !matches!(char, '年' | '-' | '—')).collect();
    let name: String = words.chars().rev().collect();
    const NAMES: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let by_name = NAMES.iter().position(|other| *other == name.trim()).map(|place| place as u16 + 1);
    let month = by_name.or_else(|| name.trim().parse().ok().filter(|month| (1..=12).contains(month)))?;
    let year = match to - from {
        0 => from,
        1 if month >= 8 => from,
        1 => to,
        _ => return None,
    };
    Some(format!("{year}-{month:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Basis, Period};

    #[test]
    fn months_of_a_school_year() {
        let value = Period { from: Some(2023), to: Some(2024) };
        let facts = Facts { period: Some(Fact { value, basis: Basis::Stated, line: 1 }), ..Facts::default() };
        assert_eq!(month("九月份 上旬", &facts).as_deref(), Some("2023-09"));
        assert_eq!(month("2024年一月份", &facts).as_deref(), Some("2024-01"));
        assert_eq!(month("11-12月份", &facts).as_deref(), Some("2023-12"));
        assert_eq!(month("第三周", &facts), None);
    }
}
