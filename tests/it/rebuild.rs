//! Whatever happened to an archive between builds, a rebuild gives what a build from nothing gives: every file that is
//! published or handed to Zola, byte for byte, the same findings, and the same answers to staff's searches.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::archive::{TestArchive, files, write};

/// Random numbers that are the same in every run (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const PLACES: [&str; 4] = ["青禾县", "白石市", "松岭镇", "柏溪县"];
const SUBJECTS: [&str; 4] = ["教育工作", "校园安全工作", "教师培训", "学前教育发展"];
const CLAUSES: [&str; 12] = [
    "全面推进义务教育优质均衡发展",
    "到2027年学前教育毛入园率达到95%",
    "加强学校安全管理,落实主体责任",
    "新建改建公办幼儿园12所",
    "完善教师培训体系,提升教书育人能力",
    "九月份开展校园安全大检查",
    "健全家校社协同育人机制",
    "推進國小教師專業發展與課程研究",
    "深化教育评价改革,减轻学生过重作业负担",
    "改善乡村学校办学条件,保障经费投入",
    "组织开展劳动教育实践活动",
    "严格控制义务教育阶段学生辍学",
];
const SECRET: &str = "鲸落灯塔预算细目共三百二十万元";

/// One of few long paragraphs, so that plans come to share some, and some become common to many.
fn shared(number: usize) -> String {
    (0..16).map(|at| format!("{},", CLAUSES[(number * 5 + at * (number + 1)) % 12])).collect::<String>() + "全面落实。"
}

fn paragraph(chance: &mut Chance) -> String {
    match chance.below(3) {
        0 => shared(chance.below(3)),
        _ => (0..1 + chance.below(4)).map(|_| *chance.pick(&CLAUSES)).collect::<Vec<_>>().join(",") + "。",
    }
}

fn plan(chance: &mut Chance) -> String {
    let (place, subject) = (*chance.pick(&PLACES), *chance.pick(&SUBJECTS));
    let year = 2021 + chance.below(4);
    let parts = ["总体要求", "主要任务", "保障措施"].iter().zip(["一", "二", "三"]);
    let parts: Vec<String> =
        parts.map(|(name, number)| format!("{number}、{name}\n\n{}\n", paragraph(chance))).collect();
    let picture = ["", "", "![示意图](图.png)\n\n"][chance.below(3)];
    format!(
        "# {place}{year}年{subject}计划\n\n{place}教育局〔{year}〕7号\n\n{}\n{picture}{year}年3月1日\n",
        parts.join("\n")
    )
}

fn document(chance: &mut Chance) -> String {
    if chance.below(4) > 0 {
        return plan(chance);
    }
    let plans = (1..=3).map(|number| format!("学校工作计划 篇{}\n\n{}", ["一", "二", "三"][number - 1], plan(chance)));
    format!("学校工作计划三篇\n\n{}", plans.collect::<Vec<_>>().join("\n"))
}

/// An archive and what has been done to it.
struct History {
    archive: TestArchive,
    chance: Chance,
    next: usize,
}

impl History {
    fn new(seed: u64) -> History {
        let mut history = History { archive: TestArchive::new(), chance: Chance(seed), next: 0 };
        (0..9).for_each(|_| drop(history.add()));
        history
    }

    fn path(&self, path: &str) -> PathBuf {
        self.archive.root().join(path)
    }

    fn plans(&self) -> Vec<PathBuf> {
        let files = files(&self.path("plans")).into_iter().filter(|(file, _)| file.ends_with(".md"));
        files.map(|(file, _)| self.path("plans").join(file)).collect()
    }

    /// A picture that some plans refer to appears, changes or goes.
    fn picture(&mut self) -> String {
        let folder = *self.chance.pick(&["", "县/", "2024/"]);
        let path = self.path(&format!("plans/{folder}图.png"));
        match self.chance.below(3) {
            0 => drop(fs::remove_file(&path)),
            _ => write(&path, format!("PNG {}", self.chance.below(100)).as_bytes()),
        }
        format!("picture {}", path.display())
    }

    fn any_plan(&mut self) -> PathBuf {
        let plans = self.plans();
        if plans.is_empty() { self.add() } else { self.chance.pick(&plans).clone() }
    }

    fn fresh_path(&mut self) -> PathBuf {
        self.next += 1;
        let folder = *self.chance.pick(&["", "县/", "2024/"]);
        self.path(&format!("plans/{folder}文{}.md", self.next))
    }

    fn add(&mut self) -> PathBuf {
        let path = self.fresh_path();
        let text = document(&mut self.chance);
        write(&path, text.as_bytes());
        path
    }

    /// Changes something; what, for the message of a failure.
    fn change(&mut self) -> String {
        let what = self.chance.below(20);
        match what {
            0..=3 => self.edit(),
            4..=5 => format!("add {}", self.add().display()),
            6 => {
                let plan = self.any_plan();
                fs::remove_file(&plan).unwrap();
                format!("delete {}", plan.display())
            }
            7..=8 => {
                let (from, to) = (self.any_plan(), self.fresh_path());
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::rename(&from, &to).unwrap();
                format!("move {} to {}", from.display(), to.display())
            }
            9..=10 => self.close_or_open(),
            11 => self.correct(),
            12 => self.configure(),
            13 => {
                let page = format!("+++\ntitle = \"x\"\npath = \"x\"\n+++\n第{}版\n", self.chance.below(100));
                write(&self.path("content/x.md"), page.as_bytes());
                "a page by hand".into()
            }
            14 => {
                let path = self.path("themes/planarium/static/own.css");
                write(&path, format!("/* {} */", self.chance.below(100)).as_bytes());
                "theme".into()
            }
            15..=16 => self.damage(),
            17..=18 => self.picture(),
            _ => self.lose(),
        }
    }

    fn edit(&mut self) -> String {
        let path = self.any_plan();
        let text = fs::read_to_string(&path).unwrap();
        let text = match self.chance.below(4) {
            0 => format!("{text}\n补充说明:{}\n", paragraph(&mut self.chance)),
            1 => text.replacen("计划", "工作要点", 1),
            2 => text.replacen("总体要求", "总的要求", 1),
            _ => text.replacen("年3月", "年4月", 1),
        };
        fs::write(&path, text).unwrap();
        format!("edit {}", path.display())
    }

    fn close_or_open(&mut self) -> String {
        let path = self.any_plan();
        let text = fs::read_to_string(&path).unwrap();
        let text = match text.strip_prefix("---\nvisibility: staff\n---\n") {
            Some(open) => open.replace(SECRET, ""),
            None => format!("---\nvisibility: staff\n---\n{text}\n{SECRET}\n"),
        };
        fs::write(&path, text).unwrap();
        format!("close or open {}", path.display())
    }

    fn correct(&mut self) -> String {
        if self.chance.below(3) == 0 {
            let rule = format!("[[line]]\nreason = \"banner\"\nwords = [\"{}。\"]\n", self.chance.pick(&CLAUSES));
            fs::write(self.path("rules.toml"), &rule).unwrap();
            return format!("rules {rule}");
        }
        let plans = self.plans();
        let file = plans.first().map(|plan| plan.strip_prefix(self.path("plans")).unwrap().display().to_string());
        let text = match (self.chance.below(3), file) {
            (0, _) | (_, None) => String::new(),
            (kind, Some(file)) => format!("[\"{file}\".1]\nissuer = \"柏溪县教育局{kind}\"\n"),
        };
        fs::write(self.path("overrides.toml"), &text).unwrap();
        format!("overrides {text}")
    }

    fn configure(&mut self) -> String {
        let config = fs::read_to_string(self.path("config.toml")).unwrap();
        let number = self.chance.below(100);
        let line = |line: &str| match line.starts_with("description") {
            true => format!("description = \"第{number}次\""),
            false => line.to_string(),
        };
        fs::write(self.path("config.toml"), config.lines().map(line).collect::<Vec<_>>().join("\n")).unwrap();
        "config".into()
    }

    /// Damages a file of the cache, or one that was generated.
    fn damage(&mut self) -> String {
        let below =
            *self.chance.pick(&[".planarium/cache", ".planarium/cache", "index/tantivy", "content/plans", "static"]);
        let found = files(&self.path(below));
        if found.is_empty() {
            return format!("nothing in {below}");
        }
        let (file, mut bytes) = self.chance.pick(&found).clone();
        match self.chance.below(4) {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes.extend(b"more"),
            2 => bytes = b"foreign".to_vec(),
            _ if bytes.is_empty() => {}
            _ => {
                let at = self.chance.below(bytes.len());
                bytes[at] ^= 1 << self.chance.below(8);
            }
        }
        fs::write(self.path(below).join(&file), bytes).unwrap();
        format!("damage {below}/{file}")
    }

    fn lose(&mut self) -> String {
        let lost =
            *self.chance.pick(&[".planarium/cache", ".public.next", "index/tantivy", "content/plans", "static/find"]);
        let _ = fs::remove_dir_all(self.path(lost));
        format!("lose {lost}")
    }

    /// Builds, and builds the same sources in a folder of their own.
    fn compare(&self, story: &[String]) {
        let fresh = TestArchive::new();
        for part in ["config.toml", "overrides.toml", "rules.toml", "plans.lock", "plans", "content", "themes"] {
            copy(&self.path(part), &fresh.root().join(part));
        }
        for generated in ["content/plans", "content/browse"] {
            let _ = fs::remove_dir_all(fresh.root().join(generated));
        }
        let ((code, own), (wanted_code, wanted)) = (build(&self.archive), build(&fresh));
        assert_eq!(code, wanted_code, "{story:#?}");
        // A site that is not fit to be published leaves the old one, which the other archive never had.
        let folders = if code == Some(0) { &["public", "content", "static"][..] } else { &["content", "static"] };
        for folder in folders.iter().copied() {
            let difference = difference(&self.archive.files(folder), &fresh.files(folder));
            assert!(difference.is_empty(), "{folder} differs in {difference:?} after {story:#?}");
        }
        let lock = |archive: &TestArchive| fs::read_to_string(archive.root().join("plans.lock")).unwrap();
        assert_eq!(lock(&self.archive), lock(&fresh), "{story:#?}");
        for key in ["findings", "plans", "files", "removed_lines", "pages", "published"] {
            assert_eq!(own[key], wanted[key], "{key} after {story:#?}");
        }
        for query in ["教育", "学校安全", "国小", "title:计划 NOT 学前", "灯塔预算"] {
            assert_eq!(answer(&self.archive, query), answer(&fresh, query), "{query} after {story:#?}");
        }
        assert_eq!(public_leak(&self.archive), 0, "{story:#?}");
    }
}

/// Exit code and report of a build.
fn build(archive: &TestArchive) -> (Option<i32>, Value) {
    let root = archive.root().to_str().unwrap();
    let output = archive.command(&["build", "--root", root, "--format", "json"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no report: {said}")))
}

fn answer(archive: &TestArchive, query: &str) -> Value {
    let mut answer = archive.json(&["search", query, "--limit", "50"]);
    answer["took_ms"] = Value::Null;
    answer
}

/// How many files for the public hold the secret, those that wait to be published included.
fn public_leak(archive: &TestArchive) -> usize {
    let all = ["public", ".public.next", "content", "static"].map(|folder| archive.files(folder)).concat();
    all.iter().filter(|file| String::from_utf8_lossy(&file.1).contains(SECRET)).count()
}

/// Names of the files that only one of two folders has, or that differ.
fn difference(own: &[(String, Vec<u8>)], wanted: &[(String, Vec<u8>)]) -> BTreeSet<String> {
    let set = |files: &[(String, Vec<u8>)]| files.iter().cloned().collect::<BTreeSet<_>>();
    set(own).symmetric_difference(&set(wanted)).map(|file| file.0.clone()).collect()
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        write(to, &fs::read(from).unwrap());
    } else if from.is_dir() {
        let _ = fs::remove_dir_all(to);
        files(from).iter().for_each(|(file, bytes)| write(&to.join(file), bytes));
    }
}

/// How many histories: a few in every run, many where time is given (`make soak`).
fn histories() -> u64 {
    std::env::var("PLANARIUM_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(2)
}

#[test]
fn any_history_of_edits_gives_what_a_build_from_nothing_gives() {
    for seed in 0..histories() {
        let mut history = History::new(seed);
        let mut story = vec![format!("history {seed}")];
        history.compare(&story);
        for _ in 0..5 {
            for _ in 0..1 + history.chance.below(3) {
                story.push(history.change());
            }
            history.compare(&story);
        }
    }
}

#[test]
fn the_same_number_of_bytes_and_the_same_time_hide_no_edit() {
    let archive = TestArchive::new();
    archive.plan("计划.md", "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n甲乙丙丁。\n");
    archive.build();
    let path = archive.root().join("plans/计划.md");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "# 青禾县2024年教育工作计划\n\n一、总体要求\n\n戊己庚辛。\n").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    archive.build();
    let holds = |text: &str| archive.files("public").iter().any(|file| String::from_utf8_lossy(&file.1).contains(text));
    assert!(holds("戊己庚辛") && !holds("甲乙丙丁"));
}

#[test]
fn whatever_is_damaged_in_the_cache_is_noted_and_made_anew() {
    let archive = TestArchive::new();
    archive.plan("a.md", "# 青禾县2024年教育工作计划\n\n一、全面推进义务教育优质均衡发展。\n");
    archive.build();
    let (before, cache) = (archive.files("public"), archive.root().join(".planarium/cache"));
    let mut damaged = Vec::new();
    // Where links lead is on pages that are looked for only where their list is sound.
    let is_looked_for = |path: &str| !path.starts_with("links/") || path == "links/state";
    for (path, mut bytes) in files(&cache).into_iter().filter(|file| is_looked_for(&file.0)) {
        bytes.last_mut().into_iter().for_each(|byte| *byte ^= 1);
        write(&cache.join(&path), &bytes);
        damaged.push(Value::from(path));
    }
    assert!(damaged.len() > 5, "{damaged:?}");
    assert_eq!(archive.build()["ignored_caches"], Value::from(damaged));
    assert!(archive.files("public") == before);
}
