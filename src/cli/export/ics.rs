//! Dates as an iCalendar file (RFC 5545): all-day events on the last day of a deadline's month or year.

use std::collections::BTreeMap;

use crate::cli::table::Table;

/// The rows that have a date. Without a clock the time stamp is a fixed one: the same archive gives the same file.
pub fn render(table: &Table) -> String {
    let mut lines = vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".into(), "PRODID:-//planarium//export//EN".into()];
    let mut seen = BTreeMap::new();
    for row in &table.rows {
        lines.extend(event(table, row, &mut seen));
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

/// What identifies an event counts within its line of the source only: events added elsewhere leave it as it is.
fn event<'a>(table: &Table, row: &'a [String], seen: &mut BTreeMap<(&'a str, &'a str), u32>) -> Vec<String> {
    let cell = |name: &str| -> &'a str { table.column(name).and_then(|at| row.get(at)).map_or("", String::as_str) };
    let date = if cell("deadline").is_empty() { cell("date") } else { cell("deadline") };
    let Some(day) = last_day(date) else { return Vec::new() };
    let count = seen.entry((cell("plan"), cell("line"))).or_default();
    *count += 1;
    vec![
        "BEGIN:VEVENT".into(),
        format!("UID:{}-{}-{count}@planarium", cell("plan"), cell("line")),
        "DTSTAMP:19700101T000000Z".into(),
        format!("DTSTART;VALUE=DATE:{day}"),
        format!("SUMMARY:{}", escaped(cell("text"))),
        format!("DESCRIPTION:{}", escaped(&format!("{} ({}:{})", cell("title"), cell("file"), cell("line")))),
        "TRANSP:TRANSPARENT".into(),
        "END:VEVENT".into(),
    ]
}

/// `20261231` of `2026`, `20260228` of `2026-02`.
fn last_day(date: &str) -> Option<String> {
    let mut parts = date.split('-').map(|part| part.parse::<u16>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(12))?;
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day = parts.next().unwrap_or(Some(last))?;
    Some(format!("{year:04}{month:02}{day:02}"))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n").replace('\r', "")
}

/// Lines of at most 75 octets, never cut inside a character.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for char in line.chars() {
        if length + char.len_utf8() > 74 {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(char);
        length += char.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_whole_and_short_lined() {
        let columns = vec!["deadline", "text", "plan", "title", "file", "line"];
        let row = |deadline: &str| {
            vec![deadline.into(), "达到,90%;".repeat(20), "p1".into(), "计划".into(), "a.md".into(), "7".into()]
        };
        let text = render(&Table { columns, rows: vec![row("2024-02"), row("")] });
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "no date, no event");
        assert!(text.contains("DTSTART;VALUE=DATE:20240229\r\n") && text.contains("UID:p1-7-1@planarium\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.replace("\r\n ", "").contains("达到\\,90%\\;达到"));
    }
}
