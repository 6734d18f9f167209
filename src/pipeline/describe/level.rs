//! The level of the body that speaks.

use std::sync::LazyLock;

use regex::Regex;

use super::divisions::Divisions;
use super::region::Known;
use super::title::regex;
use crate::document::{Basis, Fact};

/// The level of the body that issued the plan.
pub(super) fn level(known: &Known, region: Option<&Fact<String>>) -> Option<Fact<String>> {
    // Of several bodies the first one leads.
    if let Some(issuer) = known.issuer
        && let Some(level) = issuer.value.split(' ').next().and_then(of_name).or_else(|| of_name(&issuer.value))
    {
        let basis = if issuer.basis == Basis::Inferred { Basis::Inferred } else { Basis::Stated };
        return Some(Fact { value: level.to_owned(), basis, line: issuer.line });
    }
    let Some(voice) = known.voice else { return of_title(known.title?, region) };
    // A county-level city also says 我市.
    let county_city = voice.unit == '市' && region.is_some_and(|region| region.value.matches('/').count() == 2);
    let level = if county_city { "县" } else { voice.level() };
    Some(Fact { value: level.to_owned(), basis: Basis::Stated, line: voice.line })
}

/// The level of the place that the title names.
fn of_title(title: &Fact<String>, region: Option<&Fact<String>>) -> Option<Fact<String>> {
    let fact = |level: &str| Some(Fact { value: level.to_owned(), basis: Basis::Stated, line: title.line });
    if title.value.starts_with("全国") || title.value.starts_with("全國") {
        return fact("国家");
    }
    let region = region.filter(|region| region.line == title.line && region.basis == Basis::Stated)?;
    fact(of_place(&region.value)?)
}

/// The level of a place by the end of its path.
fn of_place(path: &str) -> Option<&'static str> {
    let last = super::view::fold_text(path.rsplit('/').next()?);
    let table = Divisions::get();
    if let Some(known) = table.find(&last).first().filter(|known| known.range == (0..last.len())) {
        return Some(table.level(known.divisions[0]));
    }
    match last.chars().next_back()? {
        '省' => Some("省"),
        '市' | '州' | '盟' => Some("市"),
        '县' | '区' | '旗' => Some("县"),
        '镇' | '乡' => Some("乡镇"),
        _ => None,
    }
}

static LEVELS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let school =
        r"学校|小学|中学|高中|幼儿园|幼稚园|[学书]院|大学|中心校|国小|国中|[一二三四五六七八九十]中$|职教中心$";
    let table = [
        (school, "学校"),
        (r"^(?:中华人民共和国)?(?:教育部|国务院|财政部|国家)", "国家"),
        (r"(?:乡|镇|街道)(?:人民政府|政府|中心学区|党委|委员会|教育)", "乡镇"),
        (
            r"^(?:[^省]{2,8}省|(?:北京|天津|上海|重庆)市|[^区]{2,8}自治区|省)(?:教育|人民政府|政府|委|[^市县区]{0,8}厅)",
            "省",
        ),
        (r"(?:县|区|旗)[^市]{0,10}(?:局|委|政府|办公室|室|中心)", "县"),
        (r"市[^县区]{0,10}(?:局|委|政府|办公室|室|中心)", "市"),
    ];
    table.into_iter().map(|(pattern, level)| (regex(pattern), level)).collect()
});

/// The level of a body by its name.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    let key = super::view::fold_text(name);
    let by_words =
        |patterns: &[(Regex, &'static str)]| patterns.iter().find(|one| one.0.is_match(&key)).map(|one| one.1);
    let table = Divisions::get();
    // Schools, national bodies and townships lie below or above what the table tells.
    by_words(&LEVELS[..3])
        .or_else(|| table.find(&key).into_iter().rfind(|named| !named.short).map(|last| table.level(last.divisions[0])))
        .or_else(|| by_words(&LEVELS[3..]))
}
