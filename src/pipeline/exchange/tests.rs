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
    let documents = vec![document];
    Archive { entries: vec![Entry::new(&documents, (0, 0), "p1".into(), 0, 0)], documents, ..Archive::default() }
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

/// Plans with these numbers.
fn numbered(numbers: &[u32]) -> Archive {
    let mut archive = archive();
    let id = |number: &u32| format!("{}{number}", ["p", "q"][*number as usize % 2]);
    let entry = |number: &u32| Entry::new(&archive.documents, (0, 0), id(number), *number, 0);
    archive.entries = numbers.iter().map(entry).collect();
    archive.entries.sort_by(|one, other| one.id.cmp(&other.id));
    archive
}

/// Writes the tables below `static/`, cut as for an archive of hundreds of thousands.
fn write_cut(archive: &Archive, root: &Path, ledger: &mut Ledger) -> Summary {
    let (about, mut files) = (about(), Files::default());
    let traces = traces(archive, &about);
    let cut = parts::Cut { whole: 3, part: 2 };
    tables::TABLES.iter().for_each(|table| table.add(&mut files, archive, &traces, &about, cut));
    files.sync(root, "static", &FOLDERS, ledger).unwrap()
}

#[test]
fn a_large_table_is_cut_into_parts_that_an_edit_leaves_alone() {
    let root = tempfile::tempdir().unwrap();
    let read = |path: &str| std::fs::read_to_string(root.path().join("static/data").join(path)).unwrap();
    let rows = |path: &str| read(path).lines().map(str::to_owned).collect::<Vec<_>>();
    let ids = |table: &str| {
        let id =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
        rows(table).iter().map(|line| id(line)).collect::<Vec<_>>()
    };
    let archive = numbered(&[0, 1, 2, 9]);
    let mut ledger = Ledger::default();
    write_cut(&archive, root.path(), &mut ledger);
    assert_eq!(
        [ids("plans/0000.jsonl"), ids("plans/0001.jsonl"), ids("plans/0004.jsonl")].concat(),
        ["p0", "q1", "p2", "q9"]
    );
    assert_eq!(
        rows("plans.csv"),
        [
            "\u{FEFF}part,plans",
            "https://host.example/x/data/plans/0000.csv,2",
            "https://host.example/x/data/plans/0001.csv,1",
            "https://host.example/x/data/plans/0004.csv,1",
        ]
    );
    assert!(rows("targets/0004.csv")[0].starts_with("\u{FEFF}plan,title") && rows("targets/0004.csv").len() == 2);
    let found = published(&root.path().join("static"), &about().base_url);
    assert_eq!(found.iter().map(|plan| plan["id"].as_str().unwrap()).collect::<Vec<_>>(), ["p0", "q1", "p2", "q9"]);

    // One plan more: its part is made, the others are not touched.
    let mut ledger = Ledger::after(ledger.left(), root.path());
    let more = write_cut(&numbered(&[0, 1, 2, 3, 9]), root.path(), &mut ledger);
    assert_eq!((more.written, more.removed), (6, 0), "the part and the list of each table");

    // Few plans: whole tables, and the parts are gone.
    let mut ledger = Ledger::after(ledger.left(), root.path());
    let few = write_cut(&numbered(&[0, 9]), root.path(), &mut ledger);
    assert_eq!((few.files, few.removed), (3, 9));
    assert_eq!(ids("plans.jsonl"), ["p0", "q9"]);
    assert_eq!(published(&root.path().join("static"), &about().base_url).len(), 2);
}

#[test]
fn checksums_of_many_plans_stand_in_lists() {
    let (archive, about) = (numbered(&[0, 1, 2]), about());
    let traces = traces(&archive, &about);
    let sums_of = |most: usize| {
        let (root, mut ledger) = (tempfile::tempdir().unwrap(), Ledger::default());
        files(&archive, &ways(&archive), &traces, &about).write(root.path(), "static", &mut ledger).unwrap();
        sums::write(root.path(), &mut ledger, most).unwrap();
        let read = |path: &str| std::fs::read_to_string(root.path().join("static").join(path)).unwrap_or_default();
        let texts = ["data/SHA256SUMS", "data/sums/p.txt", "data/sums/q.txt"].map(read);
        for line in texts.iter().flat_map(|text| text.lines()) {
            let (sum, path) = line.split_once("  ").unwrap();
            let own = <sha2::Sha256 as sha2::Digest>::digest(read(path));
            assert_eq!(own.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), sum, "{path}");
        }
        texts
    };
    let ([whole, p, _], [all, own_p, own_q]) = (sums_of(6), sums_of(5));
    assert!(p.is_empty() && own_p.lines().count() == 4 && own_q.lines().count() == 2);
    let mut lines: Vec<&str> = [&all, &own_p, &own_q].into_iter().flat_map(|text| text.lines()).collect();
    assert_eq!(lines.iter().filter(|line| line.contains("  data/sums/")).count(), 2);
    lines.retain(|line| !line.contains("  data/sums/"));
    lines.sort_unstable();
    let mut before: Vec<&str> = whole.lines().collect();
    before.sort_unstable();
    assert_eq!(lines, before);
}
