//! Families of the seeds, and of documents made for it.

use planarium::archive::{Archive, Tie};
use planarium::pipeline::identify::{Lock, identify};
use planarium::pipeline::{Rules, document, families};

use crate::shared::shared_or_skip;

fn archive(files: &[(String, Vec<u8>)]) -> Archive {
    let documents: Vec<_> = files.iter().map(|(name, bytes)| document(name, bytes, &Rules::builtin())).collect();
    let (entries, _, _) = identify(&documents, &Lock::default());
    let mut archive = Archive { documents, entries, ..Archive::default() };
    archive.relations = families::families(&archive);
    archive
}

#[test]
fn the_seeds_have_one_family() {
    let Some(shared) = shared_or_skip("the_seeds_have_one_family") else { return };
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(shared.join("seeds"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    let archive = archive(&files);
    let place = |id: &str| {
        let entry = archive.entries.iter().find(|entry| entry.id == id).unwrap();
        (archive.document(entry).source.file[..3].to_owned(), archive.plan(entry).ordinal)
    };
    let found: Vec<_> = archive
        .relations
        .iter()
        .map(|relation| {
            let mut pair = [place(&relation.one), place(&relation.other)];
            pair.sort();
            (pair, relation.tie)
        })
        .collect();
    let truth = [("003".to_owned(), 1), ("003".to_owned(), 7)];
    assert_eq!(found, [(truth, Tie::Duplicate)]);
    let (jaccard, containment) = (archive.relations[0].jaccard, archive.relations[0].containment);
    // Counted independently on the raw lines: .69 and .95; cleaning and leaving punctuation out move them a little.
    assert!((640..=780).contains(&jaccard) && (900..=990).contains(&containment), "{jaccard} {containment}");
    assert_eq!(families::findings(&archive).len(), 2, "one finding at each");
}

#[test]
fn the_next_years_version_is_known() {
    let plan = |year: u16, words: &str| {
        let text =
            format!("# 云岫县教育局{year}年工作要点\n\n一、总体要求\n\n{words}\n\n云岫县教育局\n\n{year}年3月1日\n");
        (format!("{year}.md"), text.into_bytes())
    };
    let archive = archive(&[
        plan(2023, "全面推进义务教育优质均衡发展,新建学校两所,改造校舍五处,培训教师三百人次。"),
        plan(2024, "持续深化课程改革,加强校园安全和心理健康教育,办好人民满意的教育,完成督导评估。"),
    ]);
    assert_eq!(archive.relations.len(), 1, "{:?}", archive.relations);
    let relation = &archive.relations[0];
    let year = |id: &str| {
        archive.entries.iter().find(|entry| entry.id == id).map(|entry| archive.document(entry).source.file.clone())
    };
    assert_eq!(
        (relation.tie, year(&relation.one), year(&relation.other)),
        (Tie::Version, Some("2023.md".into()), Some("2024.md".into()))
    );
}
