//! What front matter and overrides give wins over everything found in the text.

use crate::document::{Basis, Fact, Facts, Finding, FrontEntry, Kind, Period, Plan, Severity, Source, Visibility};

/// Applies the front matter's entries and then the override's, and reports those that cannot be used on their line.
pub(super) fn apply(source: &Source, plan: &Plan, facts: &mut Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    facts.visibility = plan.folder;
    for entry in &source.front.entries {
        // An entry concerns the file; it is reported once, with the first plan.
        let report = plan.ordinal <= 1;
        let closed = facts.visibility;
        if let Err(rule) = set(entry, plan.compilation_title.is_none() && report, facts)
            && report
        {
            findings.push(finding(rule, entry));
        }
        if facts.visibility < closed {
            facts.visibility = closed;
            findings.push(finding(STAYS_CLOSED, entry));
        }
    }
    for entry in &plan.given {
        if let Err(rule) = set(entry, true, facts) {
            findings.push(finding(rule, entry));
        }
    }
    findings
}

/// The title that is given, in which the plan's kind and topics may be named. Its years are no period: it may be a scraper's.
pub(super) fn title(source: &Source, plan: &Plan) -> Option<Fact<String>> {
    let own = source.front.entries.iter().filter(|_| plan.compilation_title.is_none());
    let last = own.chain(&plan.given).rfind(|entry| entry.key == "title")?;
    filled(given(last, last.value.trim().to_owned())).ok()
}

fn finding(rule: &'static str, entry: &FrontEntry) -> Finding {
    let args = vec![("key", entry.key.clone()), ("value", entry.value.clone())];
    Finding { rule, severity: Severity::Warning, line: entry.line, args }
}

const UNKNOWN: &str = "front-unknown-key";
const IMPOSSIBLE: &str = "front-impossible-value";
/// The front matter says less than what already closes the plan: its folder, or another line.
const STAYS_CLOSED: &str = "stays-closed";

/// Sets one fact. `own` says whether a title is the plan's own: a file's is only where the file is one plan.
fn set(entry: &FrontEntry, own: bool, facts: &mut Facts) -> Result<(), &'static str> {
    let text = || given(entry, entry.value.trim().to_owned());
    match entry.key.as_str() {
        "title" if own => facts.title = Some(filled(text())?),
        // Where the file comes from is for whoever keeps the archive; a compilation's title is no plan's.
        "title" | "source" => {}
        "kind" => facts.kind = Some(given(entry, named::<Kind>(&entry.value)?)),
        "period" | "year" => facts.period = Some(given(entry, period(&entry.value).ok_or(IMPOSSIBLE)?)),
        "issuer" => facts.issuer = Some(filled(text())?),
        "region" => facts.region = Some(filled(text())?),
        "level" => facts.level = Some(filled(text())?),
        "doc_number" => facts.doc_number = Some(filled(text())?),
        "date" => facts.date = Some(given(entry, date(&entry.value).ok_or(IMPOSSIBLE)?)),
        "topics" => {
            facts.topics = entry.value.split(['、', ',', '，']).filter_map(|topic| topics(entry, topic)).collect()
        }
        "visibility" => facts.visibility = visibility(&entry.value, facts)?,
        key if may_mean_visibility(key) => {
            if !OPEN.contains(&entry.value.trim()) {
                facts.visibility = Visibility::Withheld;
            }
            return Err(UNKNOWN);
        }
        _ => return Err(UNKNOWN),
    }
    Ok(())
}

fn given<T>(entry: &FrontEntry, value: T) -> Fact<T> {
    Fact { value, basis: Basis::Given, line: entry.line }
}

fn filled(fact: Fact<String>) -> Result<Fact<String>, &'static str> {
    if fact.value.is_empty() { Err(IMPOSSIBLE) } else { Ok(fact) }
}

fn topics(entry: &FrontEntry, topic: &str) -> Option<Fact<String>> {
    let topic = topic.trim();
    (!topic.is_empty()).then(|| given(entry, topic.to_owned()))
}

/// A value by its lower-case name.
fn named<T: serde::de::DeserializeOwned>(value: &str) -> Result<T, &'static str> {
    serde_json::from_value(serde_json::Value::String(value.trim().to_ascii_lowercase())).map_err(|_| IMPOSSIBLE)
}

/// Values that say in Chinese that everybody may read it.
const OPEN: [&str; 5] = ["公开", "主动公开", "全文公开", "公開", "主動公開"];

/// Whether a key is a misspelt `visibility`, or says in Chinese who may read it. Such a plan is closed, like one whose visibility
/// cannot be read.
fn may_mean_visibility(key: &str) -> bool {
    let words = ["公开", "公開", "可见", "可見", "密级", "密級", "保密"];
    words.iter().any(|word| key.contains(word)) || strsim::osa_distance(key, "visibility") <= 2
}

/// A visibility that cannot be read closes the plan: a slip of the pen must never publish it.
fn visibility(value: &str, facts: &mut Facts) -> Result<Visibility, &'static str> {
    named(value).inspect_err(|_| facts.visibility = Visibility::Withheld)
}

/// `2024`, `2023-2025`, `2023—2025`.
fn period(value: &str) -> Option<Period> {
    let parts: Vec<&str> =
        value.trim().trim_end_matches('年').split(['-', '–', '—', '~', '至']).map(str::trim).collect();
    let year = |text: &str| text.trim_end_matches('年').parse().ok().filter(|year| (1900..=2200).contains(year));
    let (from, to) = match parts.as_slice() {
        [one] => (year(one)?, year(one)?),
        [from, to] => (year(from)?, year(to)?),
        _ => return None,
    };
    (from <= to).then_some(Period { from: Some(from), to: Some(to) })
}

/// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, with days that exist.
fn date(value: &str) -> Option<String> {
    let value = value.trim();
    let mut parts = value.split('-').map(|part| part.parse::<u16>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    let shape = matches!(value.len(), 4 | 7 | 10) && parts.next().is_none();
    (shape && (1900..=2200).contains(&year) && exists(year, month, day)).then(|| value.to_owned())
}

/// Whether a day exists in the Gregorian calendar.
pub(super) fn exists(year: u16, month: u16, day: u16) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Front;

    fn facts(entries: &[(&str, &str)]) -> (Facts, Vec<Finding>) {
        let entry = |(place, (key, value)): (usize, &(&str, &str))| FrontEntry {
            key: (*key).into(),
            value: (*value).into(),
            line: place as u32 + 2,
        };
        let entries = entries.iter().enumerate().map(entry).collect();
        let source = Source { front: Front { lines: None, entries }, ..Source::default() };
        let mut facts = Facts::default();
        let findings = apply(&source, &Plan { ordinal: 1, ..Plan::default() }, &mut facts);
        (facts, findings)
    }

    #[test]
    fn what_is_given_is_taken_with_its_line() {
        let (facts, findings) = facts(&[("visibility", "staff"), ("period", "2023—2025"), ("date", "2024-02-29")]);
        assert_eq!(findings, []);
        assert_eq!(facts.visibility, Visibility::Staff);
        let period = facts.period.unwrap();
        assert_eq!((period.value.from, period.value.to, period.line), (Some(2023), Some(2025), 3));
        assert_eq!(facts.date.unwrap().basis, Basis::Given);
    }

    #[test]
    fn front_matter_closes_a_plan_further_and_opens_none() {
        let said = |folder, values: &[&str], given: Option<&str>| {
            let entry = |value: &&str| FrontEntry { key: "visibility".into(), value: (*value).into(), line: 2 };
            let front = Front { lines: None, entries: values.iter().map(entry).collect() };
            let given = given.iter().map(entry).collect();
            let mut facts = Facts::default();
            let plan = Plan { ordinal: 1, folder, given, ..Plan::default() };
            let findings = apply(&Source { front, ..Source::default() }, &plan, &mut facts);
            (facts.visibility, findings.len())
        };
        assert_eq!(said(Visibility::Staff, &[], None), (Visibility::Staff, 0));
        assert_eq!(said(Visibility::Staff, &["public"], None), (Visibility::Staff, 1));
        assert_eq!(said(Visibility::Staff, &["withheld"], None), (Visibility::Withheld, 0));
        assert_eq!(said(Visibility::Public, &["staff", "public"], None), (Visibility::Staff, 1));
        assert_eq!(said(Visibility::Staff, &["staff"], Some("public")), (Visibility::Public, 0));
    }

    #[test]
    fn a_slip_in_the_name_closes_too() {
        for (key, value) in [
            ("visiblity", "staff"),
            ("visibilty", "public"),
            ("visability", "staff"),
            ("公开属性", "不予公开"),
            ("密级", "内部"),
        ] {
            let (facts, findings) = facts(&[(key, value)]);
            assert_eq!((facts.visibility, findings.len()), (Visibility::Withheld, 1), "{key}");
        }
        for (key, value) in [("公开方式", "主动公开"), ("version", "2"), ("volatility", "x"), ("title", "甲")]
        {
            assert_eq!(facts(&[(key, value)]).0.visibility, Visibility::Public, "{key}");
        }
    }

    #[test]
    fn what_cannot_be_is_a_finding_on_its_line() {
        let (facts, findings) =
            facts(&[("dtae", "x"), ("date", "2023-02-29"), ("kind", "poem"), ("visibility", "stuff")]);
        let rules: Vec<_> = findings.iter().map(|finding| (finding.rule, finding.line)).collect();
        assert_eq!(rules, [(UNKNOWN, 2), (IMPOSSIBLE, 3), (IMPOSSIBLE, 4), (IMPOSSIBLE, 5)]);
        assert_eq!(facts.visibility, Visibility::Withheld, "a slip must not publish");
        assert!(facts.date.is_none() && facts.kind.is_none());
    }
}
