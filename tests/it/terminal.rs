//! What reaches a terminal: no code of a document, and one language.

use crate::archive::TestArchive;

/// Exit code, stdout and stderr of a command on an archive, in a language.
fn told(archive: &TestArchive, language: &str, args: &[&str]) -> (i32, String, String) {
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["--root", root]).args(args).env("LC_ALL", language).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Whether a terminal would obey something in it, or write it in another direction.
fn is_obeyed(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn codes_in_documents_are_not_obeyed() {
    let archive = TestArchive::new();
    let codes = "\u{1b}]0;PWNED\u{7}\u{9b}31m\u{202e}\u{2066}\u{7f}";
    let title = format!("甲县2023年{codes}教师工作计划");
    let text = format!("# {title}\n\n一、落实{codes}责任\n\n落实{codes}责任，××{codes}县落实。[^{codes}]\n");
    // Enough besides them for a text.
    let text = text + &"各校要加强教师队伍建设，提高保教质量，健全工作机制。\n\n".repeat(40);
    let file = "甲\u{1b}[31m\u{202e}.md";
    archive.plan(file, text);
    let path = archive.root().join("plans").join(file);
    let commands = [
        vec!["index"],
        vec!["check"],
        vec!["check", "--format", "github"],
        vec!["search", "落实"],
        vec!["search", "落实", "--sections"],
        vec!["search", "落实", "--format", "markdown"],
        vec!["search", "落实", "--sections", "--format", "markdown"],
        vec!["inspect", path.to_str().unwrap()],
    ];
    for args in commands {
        let (code, out, said) = told(&archive, "en", &args);
        assert_eq!(code, 0, "{args:?}: {said}");
        let obeyed: String = (out.clone() + &said).chars().filter(|&c| is_obeyed(c)).collect();
        assert!(obeyed.is_empty(), "{args:?}: {obeyed:?} in {out:?} {said:?}");
        assert!(args[0] != "search" || out.contains("落实"), "{args:?}: {out}");
    }
    let out = told(&archive, "en", &["search", "落实", "--format", "json"]).1;
    assert!(
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["hits"][0]["title"]
            .as_str()
            .unwrap()
            .contains("PWNED")
    );
}

#[test]
fn chinese_speaks_chinese() {
    let archive = TestArchive::new();
    archive.plan("甲.md", "# 关于做好2023年教师工作的通知\n\n一、要求\n\n（略）××落实××责任。\n");
    let zh = |args: &[&str]| told(&archive, "zh_CN.UTF-8", args);
    let latin = regex::Regex::new(
        r"(?i)\b(usage|options|commands|arguments|print|default|possible|error|hint|note|warning|tip|for more)\b:?",
    )
    .unwrap();
    for args in [&["--help"][..], &["search", "--help"], &["add", "--help"], &["help", "export"], &["help"]] {
        let (code, out, _) = zh(args);
        // The values that an option takes are written as they are typed.
        let texts = out.lines().map(|line| line.replace("（note、warning、error）", ""));
        let english: Vec<String> = texts.filter(|line| latin.is_match(line)).collect();
        assert!(code == 0 && out.contains("用法：") && out.contains("选项"), "{out}");
        assert_eq!(english, [""; 0], "{args:?}");
    }
    let cases = [
        (vec!["serch"], 2, "没有命令 serch"),
        (vec!["search"], 2, "缺少：<QUERY>..."),
        (vec!["search", "x", "--formt", "csv"], 2, "没有参数 --formt"),
        (vec!["search", "x", "--format", "xml"], 2, "可用：text, json"),
        (vec!["search", "x", "--limit", "many"], 2, "应为整数"),
        (vec!["search", "x", "--filter", "foo=bar"], 2, "没有这样的筛选条件"),
        (vec!["check", "--external", "--public"], 2, "不能与"),
        (vec!["--lang", "fr", "check"], 2, "没有 fr"),
        (vec!["search", "x"], 1, "检索索引"),
    ];
    for (args, code, expected) in cases {
        let (is, _, said) = zh(&args);
        assert!(is == code && said.starts_with("错误：") && said.contains(expected), "{args:?}: {said}");
        assert!(!latin.is_match(&said.replace("--", "")), "{args:?}: {said}");
    }
    let (_, out, _) = zh(&["check"]);
    assert!(out.contains("：") && out.contains("  提示：") && !latin.is_match(&out), "{out}");
    assert!(out.contains("发文机关、地区"), "{out}");
}

#[test]
fn both_languages_have_the_same_messages() {
    let keys = |name: &str| {
        let text = std::fs::read_to_string(format!("{}/locales/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let locale: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let mut found = Vec::new();
        collect("", &locale, &mut found);
        found
    };
    for name in ["cli", "reasons"] {
        assert_eq!(keys(&format!("{name}.en.yml")), keys(&format!("{name}.zh-CN.yml")));
    }
}

fn collect(above: &str, value: &serde_json::Value, found: &mut Vec<String>) {
    match value.as_object() {
        Some(object) => object.iter().for_each(|(key, value)| collect(&format!("{above}.{key}"), value, found)),
        None => found.push(above.to_owned()),
    }
}
