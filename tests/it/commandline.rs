//! What may be typed at the command line, and what is said of what may not.

use std::process::Stdio;

use serde_json::Value;

use crate::archive::{TestArchive, write};

/// An archive of plans in each of which 师德 stands, one of them for staff only, indexed.
fn indexed() -> TestArchive {
    let archive = TestArchive::new();
    let apart = "一、学前\n\n学前班扩容。\n\n二、师德\n\n抓好师德。\n\n三、综合\n\n学前教育教师的师德考核。\n";
    archive.plan("甲.md", format!("# 甲县2023年教师工作计划\n\n{apart}"));
    archive.plan("乙.md", "# 乙县2024年民办教育工作计划\n\n一、队伍\n\n民办学校师德师风建设。\n");
    archive.plan("内.md", "---\nvisibility: staff\n---\n# 丙县2025年内部通报计划\n\n一、情况\n\n师德师风通报。\n");
    archive.json(&["index"]);
    archive
}

/// Exit code, stdout and stderr of a command on an archive.
fn told(archive: &TestArchive, args: &[&str]) -> (i32, String, String) {
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["--root", root]).args(args).write_stdin("").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn total(archive: &TestArchive, args: &[&str]) -> Value {
    let out = told(archive, &[&["search", "--format", "json"], args].concat()).1;
    serde_json::from_str::<Value>(&out).unwrap_or_else(|error| panic!("{error}: {out}"))["total"].clone()
}

#[cfg(unix)]
#[test]
fn names_may_have_any_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let gbk = OsStr::from_bytes(b"\xbc\xc6\xbb\xae.md");
    let folder = tempfile::tempdir().unwrap();
    let (root, paper) = (folder.path().join(OsStr::from_bytes(b"\xb5\xb5\xb0\xb8")), folder.path().join(gbk));
    write(&paper, "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n推进均衡发展。\n".as_bytes());
    let runs = |args: &[&OsStr]| {
        let mut command = TestArchive::new().command(&[]);
        let output = command.args(args).arg("--root").arg(&root).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let words = |line: &'static str| line.split(' ').map(OsStr::new).collect::<Vec<_>>();
    assert_eq!(runs(&words("init --no-sample")).0, 0);
    assert_eq!(runs(&[OsStr::new("inspect"), paper.as_os_str()]).0, 0);
    let (code, said) = runs(&[OsStr::new("add"), OsStr::new("--yes"), paper.as_os_str()]);
    assert!(code == 0 && root.join("plans/计划.md").is_file(), "{said}");
    for line in ["index --format json", "search 均衡", "check"] {
        let (code, said) = runs(&words(line));
        assert!(code == 0, "{line}: {said}");
    }
    // Zola takes no such path.
    for line in ["build --format json", "doctor --format json"] {
        let (code, said) = runs(&words(line));
        assert!(code == 1 && !said.contains("panicked"), "{line}: {said}");
    }
    let (code, said) = runs(&[OsStr::new("search"), OsStr::from_bytes(b"\xff")]);
    assert!(code == 2 && said.contains("not UTF-8") && !said.contains("panicked"), "{said}");
}

#[test]
fn documents_are_added_without_a_folder() {
    let archive = TestArchive::new();
    let paper = archive.root().join("inbox/x.md");
    write(&paper, "# 青禾县2024年教育工作计划\n\n一、要求\n\n均衡。\n".as_bytes());
    let (code, _, said) = told(&archive, &["add", "--yes", paper.to_str().unwrap()]);
    assert!(code == 0 && archive.root().join("plans/x.md").is_file(), "{said}");
}

#[test]
fn a_new_archive_is_made_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (other, here) = (folder.path().join("我的 档案 (1)"), folder.path().join("here"));
    std::fs::create_dir(&here).unwrap();
    let init = |args: &[&str]| {
        let output = TestArchive::new().command(&["init"]).args(args).current_dir(&here).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = init(&["--root", other.to_str().unwrap()]);
    assert!(code == 0 && other.join("config.toml").is_file(), "{said}");
    assert_eq!(std::fs::read_dir(&here).unwrap().count(), 0);
    assert!(said.contains(&format!("planarium build --root '{}'`", other.display())), "{said}");
    assert_eq!(init(&["--root", "a", "b"]).0, 2, "two names for one folder");
}

#[test]
fn a_query_is_as_many_words_as_are_typed() {
    let archive = indexed();
    assert_eq!(total(&archive, &["师德", "师风"]), 2);
    assert_eq!(total(&archive, &["师德 师风"]), 2);
    assert_eq!(total(&archive, &["师德", "-民办"]), 2);
    assert_eq!(total(&archive, &["-民办", "--public"]), 1);
    assert_eq!(total(&archive, &["师德", "-title:民办", "师风"]), 1);
    assert_eq!(total(&archive, &["师德", "--", "-民办"]), 2);
    assert_eq!(told(&archive, &["search", "师德", "--nonsense"]).0, 2);
    for nothing in ["", "   ", "-"] {
        let (code, out, said) = told(&archive, &["search", nothing]);
        assert!(code == 0 && out.is_empty() && said.starts_with("Nothing was asked"), "{nothing}: {said}");
    }
}

#[test]
fn what_is_cut_is_said_in_every_form() {
    let archive = indexed();
    for form in ["text", "json", "jsonl", "csv", "markdown"] {
        let (_, _, said) = told(&archive, &["search", "师德", "--limit", "1", "--format", form]);
        assert!(said.contains("1 of 3 plans; --limit 3 "), "{form}: {said}");
        let (_, _, said) = told(&archive, &["search", "师德师疯", "--format", form]);
        assert!(said.contains("No plan") && said.contains("师德师风"), "{form}: {said}");
    }
    assert_eq!(told(&archive, &["search", "扩容"]).2, "1 plan\n");
}

#[test]
fn the_section_that_is_shown_is_the_best() {
    let archive = indexed();
    let table = told(&archive, &["search", "学前 师德"]).1;
    assert!(table.contains("甲.md:11") && table.contains("【学前】教育教师的【师德】考核"), "{table}");
    let markdown = told(&archive, &["search", "学前 师德", "--format", "markdown"]).1;
    assert!(markdown.contains("甲.md:11"), "{markdown}");
    let root = archive.root().to_str().unwrap();
    let mut open = archive.command(&["search", "学前 师德", "--open", "--root", root]);
    let out = open.env_remove("PLANARIUM_OPEN").env_remove("VISUAL").env("EDITOR", "echo").output().unwrap().stdout;
    assert!(out.starts_with(b"+11 "), "{}", String::from_utf8_lossy(&out));
}

#[test]
fn conditions_that_nothing_satisfies_are_named() {
    let archive = indexed();
    for (filter, code) in [("foo=bar", 2), ("year=abc", 2), ("kind=foo", 0), ("year=1999", 0)] {
        for command in [["search", "师德"], ["export", "plans"]] {
            let (is, _, said) = told(&archive, &[&command[..], &["--filter", filter]].concat());
            assert!(is == code && said.contains(filter), "{command:?} {filter}: {said}");
        }
    }
    let said = told(&archive, &["search", "师德", "--filter", "kind=foo"]).2;
    assert!(said.contains("no plan has kind=foo; there are: plan"), "{said}");
    let said = told(&archive, &["search", "没有这样的话", "--filter", "kind=plan"]).2;
    assert!(!said.contains("there are:"), "{said}");
}

#[test]
fn a_folder_that_is_not_there_is_not_to_be_indexed() {
    let archive = TestArchive::new();
    let nowhere = archive.root().join("nowhere");
    for args in [vec!["search", "师德"], vec!["check"], vec!["build"]] {
        let output = archive.command(&args).arg("--root").arg(&nowhere).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains("there is no folder"), "{args:?}: {said}");
    }
}

#[test]
fn what_has_no_page_has_no_address() {
    let archive = indexed();
    let hits = archive.json(&["search", "通报"])["hits"].clone();
    assert_eq!((&hits[0]["visibility"], &hits[0]["url"]), (&"staff".into(), &Value::Null));
    let table = told(&archive, &["search", "通报", "--format", "csv"]).1;
    assert!(table.trim_end().ends_with(','), "{table}");
    let root = archive.root().to_str().unwrap();
    let opened = |query: &str, variables: [(&str, &str); 1]| {
        let mut command = archive.command(&["search", query, "--open", "--root", root]);
        command.env_remove("PLANARIUM_OPEN").env_remove("VISUAL").env_remove("EDITOR");
        String::from_utf8(command.envs(variables).output().unwrap().stdout).unwrap()
    };
    assert!(opened("通报", [("PLANARIUM_OPEN", "echo {url}")]).ends_with("plans/内.md\n"));
    assert!(opened("扩容", [("PLANARIUM_OPEN", "echo {url}")]).starts_with("http"));
}

#[cfg(unix)]
#[test]
fn editors_are_told_the_line_in_their_way() {
    let archive = indexed();
    let root = archive.root().to_str().unwrap();
    let tools = tempfile::tempdir().unwrap();
    for name in ["code", "codium", "subl", "vim"] {
        std::os::unix::fs::symlink("/bin/echo", tools.path().join(name)).unwrap();
    }
    let file = archive.root().join("plans/甲.md").display().to_string();
    let cases = [
        ("code -g", format!("-g {file}:3\n")),
        ("code --wait", format!("--wait --goto {file}:3\n")),
        ("codium", format!("--goto {file}:3\n")),
        ("subl -w", format!("-w {file}:3\n")),
        ("vim", format!("+3 {file}\n")),
    ];
    for (editor, expected) in cases {
        let mut command = archive.command(&["search", "扩容", "--open", "--root", root]);
        command.env_remove("PLANARIUM_OPEN").env("VISUAL", editor).env("PATH", tools.path());
        assert_eq!(String::from_utf8(command.output().unwrap().stdout).unwrap(), expected, "{editor}");
    }
}

#[test]
fn an_index_older_than_its_plans_is_named() {
    let archive = indexed();
    let said = |args: &[&str]| told(&archive, args).2;
    assert!(!said(&["search", "师德"]).contains("changed"));
    std::thread::sleep(std::time::Duration::from_millis(50));
    archive.plan("乙.md", "# 乙县2024年教育工作计划\n\n一、队伍\n\n改了。\n");
    assert!(said(&["search", "师德", "--format", "csv"]).contains("1 changed after the index was made"));
    assert!(!said(&["search", "扩容"]).contains("changed"), "another file");
    archive.json(&["index"]);
    assert!(!said(&["search", "师德"]).contains("changed"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let archive = indexed();
    let paper = archive.root().join("plans/甲.md");
    let (root, paper) = (archive.root().to_str().unwrap(), paper.to_str().unwrap());
    let lines = [
        vec!["search", "师德", "--format", "json"],
        vec!["search", "师德", "--format", "csv"],
        vec!["search", "师德", "--limit", "1"],
        vec!["inspect", paper, "--format", "json"],
        vec!["inspect", paper],
        vec!["check", "--format", "json"],
        vec!["export", "plans"],
        vec!["doctor"],
    ];
    for args in lines {
        for also_stderr in [false, true] {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_planarium"));
            command.args(&args).args(["--root", root]).env("PLANARIUM_ZOLA", crate::archive::zola());
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            if also_stderr {
                drop(child.stderr.take());
            }
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
            assert!(!said.contains("pipe") && !said.contains("panicked"), "{args:?}: {said}");
        }
    }
}
