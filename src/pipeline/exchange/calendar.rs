//! Deadlines of targets as a calendar (RFC 5545).

use super::About;
use crate::archive::{Archive, Entry};
use crate::document::Target;

/// What stands before the events.
pub(super) fn head(about: &About) -> String {
    let name = folded(&format!("X-WR-CALNAME:{}", text(&about.title)));
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Planarium//deadlines//ZH\r\n{name}")
}

/// What stands behind them.
pub(super) const TAIL: &str = "END:VCALENDAR\r\n";

/// All-day events on the last day of each deadline of a plan: a year ends on 31 December, a month on its last day.
pub(super) fn deadlines(archive: &Archive, entry: &Entry, about: &About) -> Vec<u8> {
    let targets = archive.plan(entry).facts.targets.iter().enumerate();
    let events = targets.filter_map(|(index, target)| event(archive, entry, index, target, about));
    events.flatten().map(|line| folded(&line)).collect::<String>().into()
}

fn event(archive: &Archive, entry: &Entry, index: usize, target: &Target, about: &About) -> Option<Vec<String>> {
    let day = last_day(target.deadline.as_deref()?)?;
    Some(vec![
        "BEGIN:VEVENT".into(),
        format!("UID:{}-{}-{index}@planarium", entry.id, target.line),
        // The moment of building would make every build another.
        "DTSTAMP:19700101T000000Z".into(),
        format!("DTSTART;VALUE=DATE:{day}"),
        format!("SUMMARY:{}", text(&target.text)),
        format!("DESCRIPTION:{}", text(archive.title(entry))),
        format!("URL:{}", about.url(&entry.url())),
        "END:VEVENT".into(),
    ])
}

/// The last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as `YYYYMMDD`.
fn last_day(deadline: &str) -> Option<String> {
    let mut parts = deadline.split('-');
    let year: u16 = parts.next()?.parse().ok()?;
    let month: u8 = parts.next().map_or(Some(12), |month| month.parse().ok())?;
    let day: u8 = parts.next().map_or(Some(days(year, month)), |day| day.parse().ok())?;
    let real = (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
    real.then(|| format!("{year:04}{month:02}{day:02}"))
}

fn days(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        _ => 31,
    }
}

/// A TEXT value (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    value.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// A content line, folded at 75 octets (RFC 5545, 3.1).
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            folded.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        folded.push(c);
    }
    folded + "\r\n"
}
