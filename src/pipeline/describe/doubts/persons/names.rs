//! Names, by a family name and a role word beside it; what is found once is known in the whole plan.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::super::super::title::regex;
use super::super::super::view::{Line, View};
use super::hidden;
use crate::document::Finding;

#[derive(Deserialize)]
struct Table {
    surnames: String,
    common_words: String,
    bodies: String,
    compound: Vec<String>,
    not_names: Vec<String>,
    public: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../../data/persons.toml")).expect("the embedded table is tested")
});

/// Offices and roles that a name may follow or precede.
const OFFICE: &str = "局长|校长|书记|主任|省长|市长|县长|区长|乡长|镇长|部长|处长|科长|股长|园长|委员|主席|会长|班主任|教师|老师|导师|学生";
/// Pupils whom a word says more about than others need know.
const PUPIL: &str =
    "贫困生|困难生|特困生|学困生|后进生|辍学生|(?:贫困|困难|特困|留守|残疾|单亲)(?:学生|儿童|幼儿|家庭)|孤儿";
/// What a person does right after being named.
const DOES: &str =
    "同志|同学|负责|要求|指出|强调|主持|出席|讲话|做|作|说|表示|介绍|带领|带队|分管|牵头|任|担任|结对|宣读|上任|到任";
/// What is done by the one whom 由 names.
const BY: &str = "负责|主持|担任|带领|带队|分管|牵头|主讲|承担|帮扶|帮教|结对|联系|包保";

struct Patterns {
    /// Each names the person in its group `name`, or the list of persons in `list`.
    all: Vec<Regex>,
    list: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compound = TABLE.compound.join("|");
    let family = format!("(?:{compound}|[{}])", TABLE.surnames);
    let any_family = format!("(?:{compound}|[{}{}])", TABLE.surnames, TABLE.common_words);
    let name = format!(r"(?P<name>{family}\p{{Han}}{{1,2}}?)");
    // 古丽·买买提. Themes are written so too, so that a role must stand beside it.
    let dotted = r"\p{Han}{2,6}[·•・‧]\p{Han}{2,6}?";
    let all = [
        format!(r"(?:{OFFICE}){name}(?:{DOES}|[,。(])"),
        format!(r"(?:^|[,。、;: ]){name}(?:{OFFICE})?同志(?:任|为|担任|负责|主持|做|作|在)"),
        format!(r"(?:^|[,。、;: ]){name}(?:书记|省长|市长|县长|局长|校长|主任)(?:在|{DOES})"),
        format!(r"(?:^|[,。、;: ])(?P<name>{family})(?:局长|校长|书记|主任|省长|市长|县长)(?:在会|{DOES})"),
        format!(r"(?:村民?|组){name}家"),
        format!(r"(?:^|[,。、;:]){name}[(][0-9]{{1,2}}岁"),
        format!(r"(?:{PUPIL}|学生){name}(?:家庭|家里|家长|家境|由|因|身患|患)"),
        format!(r"(?:{PUPIL}){name}[,。、;:(]"),
        format!(r"由{name}(?:{OFFICE})?(?:{BY})"),
        format!(r"由(?P<name>{dotted})(?:[、(]|等)"),
        format!(r"(?P<name>{dotted})(?:(?:局长|校长|书记|主任|老师)?(?:{BY})|同志|同学)"),
    ];
    let list = format!(
        r"(?:组长|组员|成员|主任|负责人|联系人|责任人|总指挥|指挥长|局长|校长|园长|书记|班主任|导师|指导教师|指导老师|帮扶人|帮扶教师|帮扶对象|结对学生|姓名|秘书|会计|执笔|{PUPIL})[ ]?:[ ]?(?P<list>(?:{any_family}\p{{Han}}{{1,2}}|{dotted})(?:[、,。; (]|$).*)"
    );
    Patterns { all: all.iter().map(|pattern| regex(pattern)).collect(), list: regex(&list) }
});

/// A finding for each line that names a private person.
pub(super) fn named(view: &View) -> Vec<Finding> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for line in &view.lines {
        for (offset, name) in in_line(line) {
            found.push(hidden("personal-name", line, offset));
            // A family name alone would be found everywhere.
            if name.chars().count() >= 3 {
                names.insert(name);
            }
        }
    }
    for line in view.lines.iter().filter(|_| !names.is_empty()) {
        let again = names.iter().filter_map(|name| line.key.find(name));
        found.extend(again.map(|offset| hidden("personal-name", line, offset)));
    }
    found
}

fn in_line<'a>(line: &'a Line) -> Vec<(usize, &'a str)> {
    let one =
        PATTERNS.all.iter().flat_map(|pattern| pattern.captures_iter(&line.key)).filter_map(|found| found.name("name"));
    let listed = PATTERNS.list.captures_iter(&line.key).filter_map(|found| found.name("list"));
    // The first of a list is a name by the pattern itself; only whether it is private is asked.
    let listed = listed.filter_map(|list| {
        let first = list.as_str().split(['、', ',', '。', ';', ' ', '(']).next()?;
        Some((list.start(), first))
    });
    one.map(|name| (name.start(), name.as_str())).chain(listed).filter(|(_, name)| is_private(name)).collect()
}

fn is_private(name: &str) -> bool {
    let known = |list: &[String]| list.iter().any(|word| name.starts_with(word.as_str()) || word == name);
    let is_body = name.ends_with(|char| TABLE.bodies.contains(char));
    !is_body && !known(&TABLE.not_names) && !known(&TABLE.public)
}
