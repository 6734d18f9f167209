//! What becomes of a plan's address when the plan is merged, closed or removed; two branches that both add plans; a lock
//! file that is lost or damaged. With the real command, and real git.

use std::path::Path;
use std::process::Command;

use crate::archive::{TestArchive, files};

fn plan(title: &str, words: &str) -> String {
    format!("# {title}\n\n一、总体要求\n\n{words}\n\n云岫县教育局\n\n2024年3月1日\n")
}

const KEPT: &str = "全面推进义务教育优质均衡发展，新建学校两所，改造校舍五处，培训教师三百人次，完成督导评估各项任务。";
const TAKEN: &str = "湖心小学撤并后的校舍改作山区教师周转宿舍，首批安置支教队员十八户，设独立厨房与取暖锅炉一套。";
const OTHER: &str = "持续深化课程改革，加强校园安全和心理健康教育，完善家校协同机制，办好人民满意的教育事业。";

/// Ids by file.
fn ids(archive: &TestArchive) -> Vec<(String, String)> {
    let lock = std::fs::read_to_string(archive.root().join("plans.lock")).unwrap();
    let fields = lock.lines().skip(1).map(|line| line.splitn(6, ' ').collect::<Vec<_>>());
    fields.map(|fields| (fields[5].to_owned(), fields[0].to_owned())).collect()
}

fn page(archive: &TestArchive, id: &str) -> String {
    std::fs::read_to_string(archive.root().join("public/plans").join(id).join("index.html")).unwrap()
}

fn id_of(archive: &TestArchive, file: &str) -> String {
    ids(archive).into_iter().find(|(name, _)| name == file).unwrap().1
}

/// No file of the site or of its sources for Zola says what the plan said, or what it was called.
fn assert_forgotten(archive: &TestArchive) {
    for folder in ["public", "content", "static"] {
        for (file, bytes) in files(&archive.root().join(folder)) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("山区教师周转宿舍") && !text.contains("校舍改用方案"), "{folder}/{file}");
        }
    }
}

#[test]
fn a_plan_taken_down_leaves_a_tombstone_and_nothing_else() {
    for by_closing in [false, true] {
        let archive = TestArchive::new();
        archive.plan("a.md", plan("云岫县2024年教育工作要点", KEPT));
        archive.plan("b.md", plan("云岫县校舍改用方案", TAKEN));
        archive.build();
        let id = id_of(&archive, "b.md");
        assert!(page(&archive, &id).contains("山区教师周转宿舍"));
        match by_closing {
            true => archive.plan("b.md", format!("---\nvisibility: staff\n---\n{}", plan("云岫县校舍改用方案", TAKEN))),
            false => std::fs::remove_file(archive.root().join("plans/b.md")).unwrap(),
        }
        archive.build();
        let stone = page(&archive, &id);
        assert!(stone.contains("此计划已撤下") && stone.contains("noindex"), "{stone}");
        assert_forgotten(&archive);
        for (file, bytes) in files(&archive.root().join("public")) {
            let elsewhere = file != format!("plans/{id}/index.html");
            assert!(!elsewhere || !String::from_utf8_lossy(&bytes).contains(&id), "{file} leads to the tombstone");
        }
        archive.plan("b.md", plan("云岫县校舍改用方案", TAKEN));
        archive.build();
        assert!(page(&archive, &id).contains("山区教师周转宿舍"), "what returns has its address again");
    }
}

#[test]
fn a_plan_that_was_never_public_leaves_nothing() {
    let archive = TestArchive::new();
    archive.plan("a.md", plan("云岫县2024年教育工作要点", KEPT));
    archive.plan("b.md", format!("---\nvisibility: staff\n---\n{}", plan("云岫县校舍改用方案", TAKEN)));
    archive.build();
    let id = id_of(&archive, "b.md");
    std::fs::remove_file(archive.root().join("plans/b.md")).unwrap();
    archive.build();
    assert!(!archive.root().join("public/plans").join(&id).exists());
    assert_forgotten(&archive);
}

#[test]
fn a_plan_merged_into_another_leads_there() {
    let archive = TestArchive::new();
    let long = [KEPT, OTHER].join("\n\n");
    archive.plan("a.md", plan("云岫县2024年教育工作要点", &long));
    archive.plan("b.md", plan("云岫县校舍改用方案", TAKEN));
    archive.build();
    let (a, b) = (id_of(&archive, "a.md"), id_of(&archive, "b.md"));
    std::fs::remove_file(archive.root().join("plans/b.md")).unwrap();
    let both = plan("云岫县2024年教育工作要点", &format!("{long}\n\n{}", plan("", TAKEN).replace("# ", "")));
    archive.plan("a.md", both);
    archive.build();
    let redirect = page(&archive, &b);
    assert!(redirect.contains("http-equiv=\"refresh\"") && redirect.contains(&format!("plans/{a}/")), "{redirect}");
}

#[test]
fn a_lost_or_damaged_lock_file_says_the_way_out() {
    let archive = TestArchive::new();
    archive.plan("a.md", plan("云岫县2024年教育工作要点", KEPT));
    archive.build();
    let root = archive.root().to_str().unwrap().to_owned();
    let lock = archive.root().join("plans.lock");
    let good = std::fs::read(&lock).unwrap();
    let fails = |words: &[&str]| {
        let output = archive.command(&["build", "--root", &root]).assert().code(1).get_output().clone();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    };
    std::fs::remove_file(&lock).unwrap();
    fails(&["plans.lock", "missing", "hint:", "version control"]);
    assert!(!lock.exists(), "and nothing is made up");
    std::fs::write(&lock, &good[..good.len() / 2]).unwrap();
    fails(&["plans.lock:2", "damaged", "hint:"]);
    std::fs::write(&lock, [b"<<<<<<< ours\n".as_slice(), &good].concat()).unwrap();
    fails(&["plans.lock:1", "unfinished merge", "hint:"]);
    std::fs::write(&lock, good).unwrap();
    archive.command(&["check", "--locked", "--root", &root]).assert().code(0);
    archive.plan("b.md", plan("云岫县校舍改用方案", TAKEN));
    archive.command(&["check", "--locked", "--root", &root]).assert().code(1);
}

/// Git in a folder, as somebody with a name.
fn git(root: &Path, args: &[&str]) {
    let names = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").current_dir(root).args(names).args(args).output().expect("git is installed");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn two_branches_that_both_add_plans_merge_by_git_alone() {
    let archive = TestArchive::new();
    let root = archive.root().to_str().unwrap().to_owned();
    let index = || archive.command(&["index", "--root", &root]).assert().success();
    archive.plan("a.md", plan("云岫县2024年教育工作要点", KEPT));
    index();
    git(archive.root(), &["init", "-q"]);
    git(archive.root(), &["add", "-A"]);
    git(archive.root(), &["commit", "-qm", "first"]);
    for (branch, file, words) in [("one", "b.md", TAKEN), ("two", "c.md", OTHER)] {
        git(archive.root(), &["checkout", "-qb", branch, "main"]);
        archive.plan(file, plan("云岫县专项方案", words));
        index();
        git(archive.root(), &["add", "-A"]);
        git(archive.root(), &["commit", "-qm", branch]);
    }
    let of_two = id_of(&archive, "c.md");
    git(archive.root(), &["checkout", "-q", "one"]);
    let of_one = id_of(&archive, "b.md");
    git(archive.root(), &["merge", "-q", "--no-edit", "two"]);
    index();
    assert_eq!((id_of(&archive, "b.md"), id_of(&archive, "c.md")), (of_one.clone(), of_two.clone()), "ids stay");
    let lock = std::fs::read_to_string(archive.root().join("plans.lock")).unwrap();
    let number =
        |id: &str| lock.lines().find(|line| line.starts_with(id)).unwrap().split(' ').nth(1).unwrap().to_owned();
    // Both branches gave number 1: the id that sorts first keeps it.
    let (first, second) = (of_one.clone().min(of_two.clone()), of_one.max(of_two));
    assert_eq!((number(&first).as_str(), number(&second).as_str()), ("1", "2"));
    index();
    assert_eq!(std::fs::read_to_string(archive.root().join("plans.lock")).unwrap(), lock, "settled once");
}
