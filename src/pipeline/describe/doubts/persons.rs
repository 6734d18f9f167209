//! Personal data of private persons: names with a role, numbers, and small counts of poor pupils. Heads of state and names
//! of funds are none.

mod names;

use std::sync::LazyLock;

use regex::Regex;

use super::super::title::regex;
use super::super::view::{Line, View};
use super::once_a_line;
use crate::document::{Finding, Severity};

static MOBILE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|[^0-9])1[3-9][0-9]{9}(?:[^0-9]|$)"));
/// 18 digits with a date of birth (GB 11643-1999), or an account number.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[^0-9])(?:[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9xX]|[3-6][0-9]{15,18})(?:[^0-9]|$)",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:家庭|现)?住址[ ]?:[ ]?\p{Han}"));
/// Fewer than twenty pupils of a group that nobody wants to be known to belong to.
static FEW: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:贫困|困难|建档立卡|低保|孤儿|残疾|脱贫|特困)[^。;]{0,24}?(?:[^0-9.]|^)(?:[1-9]|1[0-9])(?:名|人)(?P<next>.?)",
    )
});
/// The same with the number first: `12名家庭困难学生`.
static FEW_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:[^0-9.]|^)(?:[1-9]|1[0-9])(?:名|个|位)(?:家庭)?(?:贫困|困难|建档立卡|低保|孤儿|残疾|特困|留守)(?:家庭)?(?:学生|儿童|幼儿|孩子|生)?",
    )
});
static PUPILS: LazyLock<Regex> = LazyLock::new(|| regex(r"生|儿|孩子|家庭"));

/// One finding for each kind of personal data in a line.
pub(super) fn persons(view: &View) -> Vec<Finding> {
    let mut found = Vec::new();
    for line in &view.lines {
        let numbers = [&MOBILE, &NUMBER, &ADDRESS].into_iter().filter_map(|pattern| pattern.find(&line.key));
        found.extend(numbers.map(|hit| hidden("personal-number", line, hit.start())));
    }
    let mut all = once_a_line(found);
    all.extend(once_a_line(view.lines.iter().flat_map(few).collect()));
    all.extend(once_a_line(names::named(view)));
    all
}

fn few(line: &Line) -> Vec<Finding> {
    let hits = FEW.captures_iter(&line.key).filter_map(|found| {
        let whole = found.get(0)?;
        let of_teachers = matches!(&found["next"], "教" | "干" | "村" | "老" | "志");
        (!of_teachers && PUPILS.is_match(whole.as_str())).then(|| hidden("small-count", line, whole.start()))
    });
    let first = FEW_FIRST.find_iter(&line.key).filter(|found| PUPILS.is_match(found.as_str()));
    hits.chain(first.map(|found| hidden("small-count", line, found.start()))).collect()
}

/// A finding that does not repeat what it is about.
fn hidden(rule: &'static str, line: &Line, offset: usize) -> Finding {
    Finding { rule, severity: Severity::Warning, line: line.at(offset), args: Vec::new() }
}
