//! The guide says what there is: every command, option, finding and configuration key has its entry in both languages, and
//! every link between the texts leads somewhere. `PLANARIUM_UPDATE=1` writes the pages of findings anew.

use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folder of the guide and ending of the locales of each language.
const LANGUAGES: [(&str, &str); 2] = [("docs/guide", "en.yml"), ("docs/guide/zh", "zh-CN.yml")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn help(arguments: &[&str]) -> String {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_planarium"));
    let output = command.args(["--lang", "en"]).args(arguments).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn commands() -> Vec<String> {
    let help = help(&[]);
    let list = help.split("Commands:").nth(1).expect("a list of commands").split("\n\n").next().unwrap();
    let name = Regex::new(r"(?m)^  ([a-z]+)").unwrap();
    name.captures_iter(list).map(|found| found[1].to_owned()).filter(|name| name != "help").collect()
}

#[test]
fn every_command_and_option_has_its_entry() {
    let option = Regex::new(r"--[a-z][a-z-]*").unwrap();
    for (folder, _) in LANGUAGES {
        let reference = text(format!("{folder}/reference.md"));
        for command in commands() {
            let heading = format!("### planarium {command}");
            let section = reference.split(&heading).nth(1).unwrap_or_else(|| panic!("{folder}: no «{heading}»"));
            let section = section.split("\n### ").next().unwrap();
            let common = reference.split("###").next().unwrap();
            for found in option.find_iter(&help(&[&command])).map(|found| found.as_str()) {
                let known =
                    section.contains(found) || common.contains(found) || ["--help", "--version"].contains(&found);
                assert!(known, "{folder}/reference.md: {command} has an option {found}");
            }
        }
    }
}

#[test]
fn every_configuration_key_has_its_entry() {
    let key = Regex::new(r"(?m)^(?:# )?([a-z_]+) = ").unwrap();
    let config = text("config.toml");
    let ours = config.split("\n[extra.planarium]\n").nth(1).expect("our part of the configuration");
    for (folder, _) in LANGUAGES {
        let reference = text(format!("{folder}/reference.md"));
        for found in key.captures_iter(ours) {
            let name = format!("`extra.planarium.{}`", &found[1]);
            assert!(reference.contains(&name), "{folder}/reference.md lacks {name}");
        }
    }
}

#[test]
fn every_template_has_its_entry() {
    let templates = std::fs::read_dir(root().join("themes/planarium/templates")).unwrap();
    let names: Vec<_> = templates.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    for (folder, _) in LANGUAGES {
        let theming = text(format!("{folder}/theming.md"));
        for name in &names {
            assert!(theming.contains(&format!("`{name}`")), "{folder}/theming.md lacks {name}");
        }
    }
}

/// Message and suggestion of every rule.
fn findings(ending: &str) -> BTreeMap<String, (String, String)> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("locales")).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_str().unwrap().ends_with(ending) {
            continue;
        }
        let locale: Value = serde_saphyr::from_str(&text(&path)).unwrap();
        for (rule, wording) in locale["finding"].as_object().into_iter().flatten() {
            let part = |name: &str| wording[name].as_str().unwrap_or_default().trim().to_owned();
            all.insert(rule.clone(), (part("message"), part("suggestion")));
        }
    }
    all
}

fn page(folder: &str, ending: &str) -> String {
    let path = format!("{folder}/findings.md");
    let head = text(&path);
    let mut page = head.split("\n## ").next().unwrap().trim_end().to_owned();
    let placeholder = Regex::new(r"%\{([a-z_]+)\}").unwrap();
    for (rule, (message, suggestion)) in findings(ending) {
        let plain = |text: &str| placeholder.replace_all(text, "‹$1›").replace('<', "&lt;");
        page += &format!("\n\n## {rule}\n\n{}\n\n→ {}", plain(&message), plain(&suggestion));
    }
    page + "\n"
}

#[test]
fn every_finding_has_its_entry() {
    for (folder, ending) in LANGUAGES {
        let path = format!("{folder}/findings.md");
        let wanted = page(folder, ending);
        if std::env::var_os("PLANARIUM_UPDATE").is_some() {
            std::fs::write(root().join(&path), &wanted).unwrap();
        }
        assert!(text(&path) == wanted, "{path} is not of today: PLANARIUM_UPDATE=1 cargo test --test it guide");
    }
}

#[test]
fn both_languages_word_the_same_findings() {
    let rules = |ending| findings(ending).into_keys().collect::<BTreeSet<_>>();
    assert_eq!(rules("en.yml"), rules("zh-CN.yml"));
}

/// The texts that people read in the repository.
fn texts() -> Vec<PathBuf> {
    let pages = walkdir::WalkDir::new(root().join("docs")).into_iter().map(|entry| entry.unwrap().into_path());
    let top =
        ["README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "tests/cases/README.md", "index/FORMAT.md"];
    let top = top.iter().map(|name| root().join(name)).filter(|path| path.is_file());
    pages.filter(|path| path.extension().is_some_and(|ending| ending == "md")).chain(top).collect()
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    for path in texts() {
        for found in link.captures_iter(&text(&path)) {
            let target = found[1].split('#').next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let there = path.parent().unwrap().join(target);
            assert!(there.exists(), "{} links to {target}", path.display());
        }
    }
}

#[test]
fn both_languages_show_the_same_commands() {
    let block = Regex::new(r"(?s)```(sh|yaml|nginx)\n(.*?)```").unwrap();
    let words = |path: &str| -> Vec<usize> {
        block.captures_iter(&text(path)).map(|found| found[2].lines().filter(|line| !line.is_empty()).count()).collect()
    };
    for entry in std::fs::read_dir(root().join("docs/guide")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            let [ours, theirs] = LANGUAGES.map(|(folder, _)| words(&format!("{folder}/{name}")));
            assert_eq!(ours, theirs, "{name}");
        }
    }
    assert_eq!(words("README.md"), words("README.zh.md"));
}
