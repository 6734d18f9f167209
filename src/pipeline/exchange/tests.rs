use super::*;
use crate::archive::Entry;
use crate::document::{Basis, Body, BodyLine, Document, Fact, LineForm, Plan, Source, Target};
use crate::ways::ways;

fn about() -> About {
    About {
        base_url: "https://host.example/x/".into(),
        title: "文库".into(),
        description: "说明".into(),
        language: "zh-Hans".into(),
    }
}

/// One plan whose texts hold what the formats give a meaning to.
fn archive() -> Archive {
    let text = "<b>&\u{1}“引”,;=1+1";
    let line = BodyLine { range: 0..text.len(), pieces: vec![(0, 1)], form: LineForm::Prose, heading: 0 };
    let mut plan = Plan { ordinal: 1, start_line: 1, end_line: 1, lines: 0..1, ..Plan::default() };
    let fact = |value: &str| Some(Fact { value: value.to_owned(), basis: Basis::Stated, line: 1 });
    plan.facts.title = fact("=1+1 <计划> & \"其他\"");
    plan.facts.date = fact("2022-03");
    plan.facts.issuer = fact("某局");
    plan.facts.region = fact("甲省/乙县");
    plan.facts.targets.push(Target {
        text: "到2024年2月达到95%，其中甲、乙；丙,丁;戊".into(),
        value: "95".into(),
        unit: "%".into(),
        direction: "reach".into(),
        deadline: Some("2024-02".into()),
        line: 1,
    });
    let document = Document {
        source: Source { file: "甲.md".into(), ..Source::default() },
        body: Body { text: text.into(), lines: vec![line], ..Body::default() },
        plans: vec![plan],
        ..Document::default()
    };
    Archive {
        former: Vec::new(),
        documents: vec![document],
        entries: vec![Entry { id: "p1".into(), number: 0, document: 0, plan: 0 }],
        relations: Vec::new(),
    }
}

fn write(archive: &Archive, root: &Path, about: &About, ledger: &mut Ledger) -> io::Result<Summary> {
    super::write(&files(archive, &ways(archive), &traces(archive, about), about), root, ledger)
}

fn written() -> (tempfile::TempDir, impl Fn(&str) -> String) {
    let root = tempfile::tempdir().unwrap();
    write(&archive(), root.path(), &about(), &mut Ledger::default()).unwrap();
    let folder = root.path().join("static");
    (root, move |path: &str| std::fs::read_to_string(folder.join(path)).unwrap())
}

#[test]
fn every_file_is_in_the_checksums() {
    let (root, read) = written();
    let sums = read("data/SHA256SUMS");
    let files = walkdir::WalkDir::new(root.path().join("static")).into_iter().flatten();
    for file in files.filter(|file| file.file_type().is_file()) {
        let path = file.path().strip_prefix(root.path().join("static")).unwrap().to_str().unwrap();
        assert!(path == "data/SHA256SUMS" || sums.contains(&format!("  {path}\n")), "{path}");
    }
}

#[test]
fn what_has_a_meaning_to_a_format_is_escaped() {
    let (_root, read) = written();
    let atom = read("data/feed.xml");
    assert!(atom.contains("<title>=1+1 &lt;计划&gt; &amp; &quot;其他&quot;</title>"), "{atom}");
    assert!(!atom.contains('\u{1}') && atom.contains("<published>2022-03-01T00:00:00Z</published>"));
    let table = read("data/plans.csv");
    assert!(table.starts_with('\u{FEFF}') && table.contains("\"'=1+1 <计划> & \"\"其他\"\"\""), "{table}");
    let calendar = read("data/deadlines.ics");
    assert!(calendar.contains("DTSTART;VALUE=DATE:20240229\r\n"), "{calendar}");
    assert!(calendar.lines().all(|line| line.len() <= 75));
    assert!(calendar.replace("\r\n ", "").contains("丙\\,丁\\;戊"));
}

#[test]
fn a_feed_gives_no_plan_a_date_it_does_not_have() {
    let mut archive = archive();
    archive.documents[0].plans[0].facts.date = None;
    let root = tempfile::tempdir().unwrap();
    write(&archive, root.path(), &about(), &mut Ledger::default()).unwrap();
    let read = |path: &str| std::fs::read_to_string(root.path().join("static").join(path)).unwrap();
    assert!(!read("data/feed.xml").contains("<published>"));
    // The record's own date, which Atom insists on, is not before there were archives of this kind.
    assert_eq!(read("data/feed.xml").matches("<updated>2026-11-01T00:00:00Z</updated>").count(), 2);
    assert!(!read("data/feed.json").contains("date_"));
}

#[test]
fn addresses_are_absolute_under_a_sub_path() {
    let (_root, read) = written();
    assert!(read("sitemap.xml").contains("<loc>https://host.example/x/plans/p1/</loc>"));
    assert!(read("robots.txt").contains("Sitemap: https://host.example/x/sitemap.xml"));
    assert!(read("data/opensearch.xml").contains("https://host.example/x/search/?q={searchTerms}"));
    assert!(read("data/plans.jsonl").contains("\"url\":\"https://host.example/x/plans/p1/\""));
}

#[test]
fn writing_twice_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    write(&archive(), root.path(), &about(), &mut Ledger::default()).unwrap();
    let again = write(&archive(), root.path(), &about(), &mut Ledger::default()).unwrap();
    assert_eq!((again.written, again.removed), (0, 0));
}

#[test]
fn every_list_has_a_feed_that_names_it_in_the_language_of_the_site() {
    let root = tempfile::tempdir().unwrap();
    let mut archive = archive();
    let kind = Fact { value: crate::document::Kind::Notice, basis: Basis::Stated, line: 1 };
    archive.documents[0].plans[0].facts.kind = Some(kind);
    write(&archive, root.path(), &about(), &mut Ledger::default()).unwrap();
    let read = |path: &str| std::fs::read_to_string(root.path().join("static/data/feeds").join(path)).unwrap();
    assert!(read("kind/notice.xml").contains("<title>通知 · 文库</title>"));
    assert!(read("year/unknown.xml").contains("<title>未注明年份 · 文库</title>"));
    for way in &ways(&archive) {
        way.groups.iter().for_each(|group| drop(read(&format!("{}/{}.json", way.key, group.slug))));
    }
}
