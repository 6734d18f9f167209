//! Ready-made citations: GB/T 7714-2015, plain text, BibTeX and RIS. `@URL@` stands for the page's address, which Zola knows, and
//! `@TODAY@` for the day of citation, which the reader's browser fills in.

use crate::archive::{Archive, Entry};
use crate::document::Fact;
use serde_json::{Value, json};

/// The parts of a citation that are known; nothing is made up for the others.
struct Work<'a> {
    id: &'a str,
    title: &'a str,
    issuer: Option<&'a str>,
    number: Option<&'a str>,
    date: Option<&'a str>,
    language: &'static str,
}

/// All forms of citation of an entry.
pub(super) fn forms(archive: &Archive, entry: &Entry) -> Value {
    let facts = &archive.plan(entry).facts;
    let work = Work {
        id: &entry.id,
        title: archive.title(entry),
        issuer: facts.issuer.as_ref().map(|fact| fact.value.as_str()),
        number: facts.doc_number.as_ref().map(|fact| fact.value.as_str()),
        date: facts.date.as_ref().map(|fact| fact.value.as_str()),
        language: facts.script.tag(),
    };
    json!({"gb": work.gb(), "text": work.text(), "bibtex": work.bibtex(), "ris": work.ris()})
}

/// What the page's head tells of the plan: values for Dublin Core, citation and OpenGraph tags, and JSON-LD.
pub(super) fn meta(archive: &Archive, entry: &Entry, topics: &[&str]) -> Value {
    let facts = &archive.plan(entry).facts;
    let value = |fact: &Option<Fact<String>>| fact.as_ref().map(|fact| fact.value.clone());
    json!({
        "issuer": value(&facts.issuer),
        "date": value(&facts.date),
        "number": value(&facts.doc_number),
        "topics": topics,
        "jsonld": json_ld(archive, entry, topics),
    })
}

/// schema.org data. `<` is escaped, so that no text closes the script element.
fn json_ld(archive: &Archive, entry: &Entry, topics: &[&str]) -> String {
    let facts = &archive.plan(entry).facts;
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "@id": "@URL@",
        "url": "@URL@",
        "name": archive.title(entry),
        "identifier": entry.id,
        "inLanguage": facts.script.tag(),
        "isAccessibleForFree": true,
    });
    if !topics.is_empty() {
        data["keywords"] = json!(topics);
    }
    if let Some(issuer) = &facts.issuer {
        data["publisher"] = json!({"@type": "Organization", "name": issuer.value});
    }
    if let Some(date) = &facts.date {
        data["datePublished"] = json!(date.value);
    }
    if let Some(region) = &facts.region {
        data["spatialCoverage"] = json!(region.value.replace('/', " "));
    }
    if let Some((from, to)) = facts.period.as_ref().and_then(|period| period.value.from.zip(period.value.to)) {
        data["temporalCoverage"] = json!(format!("{from}/{to}"));
    }
    data.to_string().replace('<', "\\u003c")
}

impl Work<'_> {
    /// GB/T 7714-2015, 8.5 and 4.2: 责任者. 题名:文号[A/OL]. (发布日期)[引用日期]. 网址.
    fn gb(&self) -> String {
        let issuer = self.issuer.map(|issuer| format!("{issuer}. ")).unwrap_or_default();
        let number = self.number.map(|number| format!(":{number}")).unwrap_or_default();
        let date = self.date.map(|date| format!("({date})")).unwrap_or_default();
        format!("{issuer}{}{number}[A/OL]. {date}[@TODAY@]. @URL@.", self.title)
    }

    /// For a letter or a message: title, who, number, day, and the address on a line of its own.
    fn text(&self) -> String {
        let known = [self.issuer, self.number, self.date].into_iter().flatten().collect::<Vec<_>>().join("，");
        let known = if known.is_empty() { known } else { format!("（{known}）") };
        format!("《{}》{known}\n@URL@\n", one_line(self.title))
    }

    fn bibtex(&self) -> String {
        let mut fields = vec![("title", format!("{{{}}}", bibtex_text(self.title)))];
        fields.extend(self.issuer.map(|issuer| ("author", format!("{{{}}}", bibtex_text(issuer)))));
        fields.extend(self.number.map(|number| ("number", bibtex_text(number))));
        fields.extend(self.date.and_then(|date| date.get(..4)).map(|year| ("year", year.to_owned())));
        fields.extend(self.date.map(|date| ("date", date.to_owned())));
        fields.push(("langid", self.language.to_owned()));
        fields.push(("url", "@URL@".to_owned()));
        let lines: String = fields.iter().map(|(key, value)| format!("  {key} = {{{value}}},\n")).collect();
        format!("@misc{{{},\n{lines}}}\n", self.id)
    }

    /// RIS: two letters, two spaces, a hyphen and a space in front of each value.
    fn ris(&self) -> String {
        let mut fields = vec![("TY", "GOVDOC".to_owned()), ("ID", self.id.to_owned()), ("TI", one_line(self.title))];
        fields.extend(self.issuer.map(|issuer| ("AU", one_line(issuer))));
        fields.extend(self.number.map(|number| ("M1", one_line(number))));
        fields.extend(self.date.and_then(|date| date.get(..4)).map(|year| ("PY", year.to_owned())));
        fields.extend(self.date.map(|date| ("DA", date.replace('-', "/"))));
        fields.extend([("LA", self.language.to_owned()), ("UR", "@URL@".to_owned()), ("ER", String::new())]);
        fields.iter().map(|(tag, value)| format!("{tag}  - {value}\n")).collect()
    }
}

/// Text without what BibTeX reads as commands. Braces would have to balance, so they go.
fn bibtex_text(text: &str) -> String {
    let mut escaped = String::new();
    for c in one_line(text).chars() {
        match c {
            '{' | '}' | '\\' => escaped.push(' '),
            '%' | '&' | '#' | '$' | '_' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: Work = Work {
        id: "p1",
        title: "关于“三年行动”的通知 {100%}",
        issuer: Some("某县教育局"),
        number: Some("某教发〔2022〕51号"),
        date: Some("2022-03-01"),
        language: "zh-Hans",
    };

    #[test]
    fn citations_follow_their_standards() {
        assert_eq!(
            WORK.gb(),
            "某县教育局. 关于“三年行动”的通知 {100%}:某教发〔2022〕51号[A/OL]. (2022-03-01)[@TODAY@]. @URL@."
        );
        assert_eq!(
            WORK.text(),
            "《关于“三年行动”的通知 {100%}》（某县教育局，某教发〔2022〕51号，2022-03-01）\n@URL@\n"
        );
        let bibtex = WORK.bibtex();
        assert!(bibtex.starts_with("@misc{p1,\n  title = {{关于“三年行动”的通知  100\\% }},\n"), "{bibtex}");
        assert_eq!(bibtex.matches('{').count(), bibtex.matches('}').count());
        assert!(WORK.ris().starts_with("TY  - GOVDOC\n") && WORK.ris().ends_with("ER  - \n"));
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let work = Work { issuer: None, number: None, date: None, title: "计划", ..WORK };
        assert_eq!(work.gb(), "计划[A/OL]. [@TODAY@]. @URL@.");
        assert_eq!(work.text(), "《计划》\n@URL@\n");
        assert!(!work.bibtex().contains("author") && !work.ris().contains("PY"));
    }
}
