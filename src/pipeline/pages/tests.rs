use super::*;
use crate::archive::Entry;
use crate::document::{Basis, Body, BodyLine, Document, Fact, LineForm, Period, Plan, Source};
use crate::ways::ways;
use proptest::prelude::*;

/// An archive of plans with one line each, one plan a file.
fn archive(texts: &[&str]) -> Archive {
    let mut archive = Archive::default();
    for (index, text) in texts.iter().enumerate() {
        let line = BodyLine { range: 0..text.len(), pieces: vec![(0, 1)], form: LineForm::Prose, heading: 0 };
        let mut plan = Plan { ordinal: 1, start_line: 1, end_line: 1, lines: 0..1, ..Plan::default() };
        plan.facts.title = Some(Fact { value: (*text).into(), basis: Basis::Stated, line: 1 });
        plan.facts.period =
            Some(Fact { value: Period { from: Some(2019), to: Some(2021) }, basis: Basis::Stated, line: 1 });
        archive.documents.push(Document {
            source: Source { file: format!("{index}.md"), ..Source::default() },
            body: Body { text: (*text).into(), lines: vec![line], ..Body::default() },
            plans: vec![plan],
            ..Document::default()
        });
        archive.entries.push(Entry::new(&archive.documents, (index, 0), format!("p{index:03}"), index as u32, 0));
    }
    archive
}

fn write(archive: &Archive, root: &Path, converted: bool, ledger: &mut Ledger) -> io::Result<Summary> {
    super::write(archive, &ways(archive), &texts(archive, converted), root, ledger)
}

fn front_matter(text: &str) -> toml::Table {
    let inner = text.strip_prefix("+++\n").and_then(|text| text.strip_suffix("+++\n"));
    inner.unwrap_or_default().parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

proptest! {
    /// Zola reads back the very words, whatever they are, and nothing closes the front matter early.
    #[test]
    fn front_matter_holds_any_text(text in "(?s).{0,80}|[+\n\"\\\\]{0,20}") {
        let archive = archive(&[&text]);
        let page = plan::page(&archive, &archive.entries[0], &links::Links::of(&archive), "").to_file();
        prop_assert_eq!(page.matches("+++").count(), 2);
        let front = front_matter(&page);
        prop_assert_eq!(front["title"].as_str(), Some(text.as_str()));
    }
}

#[test]
fn only_what_changed_is_written_and_what_went_is_removed() -> io::Result<()> {
    let root = tempfile::tempdir()?;
    let first = write(&archive(&["甲", "乙"]), root.path(), false, &mut Ledger::default())?;
    assert_eq!((first.files, first.written, first.removed), (first.files, first.files, 0));
    assert_eq!(write(&archive(&["甲", "乙"]), root.path(), false, &mut Ledger::default())?.written, 0);

    let page = root.path().join("content/plans/p000.md");
    let before = std::fs::metadata(&page)?.modified()?;
    let second = write(&archive(&["甲", "丙"]), root.path(), false, &mut Ledger::default())?;
    assert!(second.written > 0 && second.written < second.files);
    assert_eq!(std::fs::metadata(&page)?.modified()?, before);

    let third = write(&archive(&["甲"]), root.path(), false, &mut Ledger::default())?;
    assert_eq!(third.removed, 1);
    assert!(!root.path().join("content/plans/p001.md").exists());
    Ok(())
}

#[test]
fn a_new_plan_changes_no_full_page_of_a_list() -> io::Result<()> {
    let root = tempfile::tempdir()?;
    let names: Vec<String> = (0..120).map(|n| format!("计划{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    write(&archive(&names[..119]), root.path(), false, &mut Ledger::default())?;
    let oldest = root.path().join("content/browse/lists/all/1.md");
    let rows = |path| -> io::Result<usize> {
        let front = front_matter(&std::fs::read_to_string(path)?);
        Ok(front["extra"]["rows"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(rows(oldest.clone())?, 50);
    assert_eq!(rows(root.path().join("content/browse/lists/all.md"))?, 69);
    let before = std::fs::metadata(&oldest)?.modified()?;
    write(&archive(&names), root.path(), false, &mut Ledger::default())?;
    assert_eq!(std::fs::metadata(&oldest)?.modified()?, before);
    Ok(())
}

#[test]
fn plans_that_say_the_same_lead_to_each_other() {
    use crate::archive::{Relation, Tie};
    let mut archive = archive(&["甲", "乙", "丙"]);
    let relation = |one: &str, other: &str, jaccard| Relation {
        one: one.into(),
        other: other.into(),
        tie: Tie::Version,
        jaccard,
        containment: jaccard,
        shared: Vec::new(),
    };
    archive.relations =
        vec![relation("p000", "p001", 400), relation("p002", "p000", 700), relation("p000", "gone", 900)];
    let links = links::Links::of(&archive);
    let titles: Vec<_> = links.related(&archive.entries[0]).iter().map(|row| row["title"].clone()).collect();
    assert_eq!(titles, ["丙", "乙"]);
    assert_eq!(links.related(&archive.entries[1])[0]["common"]["percent"], 40);
}

#[test]
fn a_period_is_listed_under_each_of_its_years() -> io::Result<()> {
    let root = tempfile::tempdir()?;
    write(&archive(&["三年行动计划"]), root.path(), false, &mut Ledger::default())?;
    for year in 2019..=2021 {
        assert!(root.path().join(format!("content/browse/lists/year/{year}.md")).exists());
    }
    Ok(())
}
