//! The same plans give the same bytes, whatever the machine is like: threads, language, time zone, order of folders, home,
//! and the place where the archive lies. The files of tantivy are its own; they must answer alike.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::archive::{files, write, zola};

/// What the sample archive became in one surrounding.
struct Made {
    /// Every file that planarium writes for readers, and the lock.
    files: Vec<(String, Vec<u8>)>,
    /// Answers of the tantivy index.
    answers: Vec<Value>,
}

/// Queries that meet many plans, one plan, both scripts, a filter, and nothing.
const QUERIES: [&str; 6] = ["教育", "控辍保学", "國小 OR 小学", "县 -幼儿园", "year:2024 安全", "无此一词"];

/// The planarium of these tests in some surrounding.
fn planarium(around: &[(&str, &str)], args: &[&str]) -> Vec<u8> {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("planarium"));
    command.args(args).env("PLANARIUM_ZOLA", zola()).envs(around.iter().copied());
    let output = command.output().expect("planarium runs");
    assert!(output.status.success(), "{around:?} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Makes an archive of the sample plans in `root`; `order` is that in which its files are written.
fn make(root: &Path, around: &[(&str, &str)], order: fn(&mut Vec<(String, Vec<u8>)>)) -> Made {
    let place = root.to_str().expect("UTF-8");
    planarium(around, &["init", "--no-sample", place]);
    let mut plans = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("plans"));
    assert!(plans.len() > 10 && plans.iter().any(|plan| plan.0.starts_with("内部/")), "the sample with its staff plan");
    order(&mut plans);
    plans.iter().for_each(|(file, bytes)| write(&root.join("plans").join(file), bytes));
    planarium(around, &["build", "--root", place]);
    let mut made: Vec<_> = ["public", "content", "static"]
        .into_iter()
        .flat_map(|folder| {
            files(&root.join(folder)).into_iter().map(move |file| (format!("{folder}/{}", file.0), file.1))
        })
        .collect();
    made.push(("plans.lock".into(), std::fs::read(root.join("plans.lock")).expect("a lock")));
    let answers = QUERIES.map(|query| {
        let json = planarium(around, &["search", query, "--limit", "100", "--format", "json", "--root", place]);
        let mut answer: Value = serde_json::from_slice(&json).expect("JSON");
        answer["took_ms"] = Value::Null;
        answer
    });
    Made { files: made, answers: answers.into() }
}

fn assert_same(what: &str, one: &Made, other: &Made) {
    let names = |made: &Made| made.files.iter().map(|file| file.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{what}");
    for (one, other) in one.files.iter().zip(&other.files) {
        assert!(one.1 == other.1, "{what}: {} differs", one.0);
    }
    assert_eq!(one.answers, other.answers, "{what}");
}

/// The library that turns the order of folders round, compiled now.
fn turned_round(folder: &Path) -> PathBuf {
    let library = folder.join("readdir.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/readdir.c");
    let mut cc = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    let done =
        cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).args(["-ldl", "-lpthread"]).status();
    assert!(done.expect("a C compiler, which Rust links with").success());
    library
}

#[test]
fn the_same_bytes_wherever_it_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let plain = |_: &mut Vec<_>| {};
    let first =
        make(&folder.path().join("a"), &[("RAYON_NUM_THREADS", "4"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")], plain);
    assert!(first.files.len() > 100 && first.answers[0]["total"].as_u64() > Some(5), "there is something to compare");
    assert_eq!(first.answers[5]["total"], 0);

    let one_thread =
        make(&folder.path().join("b"), &[("RAYON_NUM_THREADS", "1"), ("TOKIO_WORKER_THREADS", "1")], plain);
    assert_same("one thread", &first, &one_thread);

    // Turkish has its own idea of i and I; Chinese is the other language of the messages.
    let abroad = [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")];
    assert_same("abroad", &first, &make(&folder.path().join("c"), &abroad, plain));
    let at_home = [("LC_ALL", "zh_CN.GB18030"), ("LANG", "zh_CN.GB18030"), ("TZ", "America/St_Johns")];
    let elsewhere = folder.path().join("计划 文库 (甲)/a b");
    assert_same(
        "in Chinese, elsewhere, in another order",
        &first,
        &make(&elsewhere, &at_home, |plans| plans.reverse()),
    );

    let nowhere = folder.path().join("nowhere").display().to_string();
    let homeless = [("HOME", nowhere.as_str()), ("CARGO_HOME", nowhere.as_str()), ("XDG_CACHE_HOME", nowhere.as_str())];
    assert_same("without a home", &first, &make(&folder.path().join("d"), &homeless, plain));

    let library = turned_round(folder.path()).display().to_string();
    let turned = make(&folder.path().join("e"), &[("LD_PRELOAD", library.as_str())], plain);
    assert_same("folders listed in the opposite order", &first, &turned);
}

/// The test above is worth something only if the library does what it says.
#[test]
fn folders_can_be_listed_in_the_opposite_order() {
    let folder = tempfile::tempdir().unwrap();
    (0..9).for_each(|number| write(&folder.path().join(format!("list/{number}")), b""));
    let list = |library: Option<&Path>| {
        let mut command = Command::new("ls");
        command.args(["-U", "list"]).current_dir(folder.path()).envs(library.map(|path| ("LD_PRELOAD", path)));
        let output = command.output().unwrap().stdout;
        String::from_utf8(output).unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let (mut usual, turned) = (list(None), list(Some(&turned_round(folder.path()))));
    assert_eq!(usual.len(), 9);
    usual.reverse();
    assert_eq!(usual, turned);
}
