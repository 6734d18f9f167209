//! What betrays a place whose name was masked: the numbers of its own documents, the names of its townships.

use std::sync::LazyLock;

use regex::Regex;

use super::super::title::regex;
use super::super::view::View;
use super::{finding, once_a_line};
use crate::document::{Basis, Facts, Finding, Severity};

/// First characters of the codes of national bodies, which betray nothing.
const NATIONAL: [&str; 14] =
    ["国", "教", "财", "人社", "中", "发改", "民", "卫", "体", "团", "工信", "住建", "公", "司"];

static TOWNSHIP: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:^|[、,。;:()和在])(?P<name>\p{Han}{2}(?:镇|乡))(?:[、,由]|中心|初级|小学|中学|党委|政府)")
});
/// Words that end like a township's name and are none.
static COMMON: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"乡镇|城镇|集镇|村镇|城乡|家乡|下乡|返乡|[各全本每该某我x×*_两三一二]|所在|中心|重点|建制|边远|贫困|农村")
});

/// Places in the text that tell which masked place is meant.
pub(super) fn betrayed(view: &View, facts: &Facts) -> Vec<Finding> {
    let masked =
        |fact: &Option<crate::document::Fact<String>>| fact.as_ref().is_some_and(|fact| fact.basis == Basis::Masked);
    if !masked(&facts.region) && !masked(&facts.issuer) {
        return Vec::new();
    }
    let mut found: Vec<Finding> = facts.cites.iter().filter(|cite| is_local(&cite.value)).map(number).collect();
    for line in &view.lines {
        let names = TOWNSHIP.captures_iter(&line.key).filter_map(|found| found.name("name"));
        let names = names.filter(|name| !COMMON.is_match(name.as_str()));
        found.extend(names.map(|name| finding("reidentification", Severity::Warning, line, name.range())));
    }
    once_a_line(found)
}

fn number(cite: &crate::document::Fact<String>) -> Finding {
    let args = vec![("text", cite.value.clone())];
    Finding { rule: "reidentification", severity: Severity::Warning, line: cite.line, args }
}

/// Whether a document number begins with the code of a place.
fn is_local(number: &str) -> bool {
    let code = number.split('〔').next().unwrap_or_default();
    let masked = code.contains(['x', 'X', '×', '*', '_']);
    code.chars().count() >= 3 && !masked && !NATIONAL.iter().any(|national| code.starts_with(national))
}
