//! Who 我局 or 我校 is, where no signature and no title say it but the text does elsewhere.
//!
//! An office is the one that the text names for the plan's own place (云岫县 and 教育局各股室: 云岫县教育局); a school is
//! the only one that the text names in full. Where two could be meant nothing is said.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::bodies::is_masked;
use super::title::regex;
use super::view::View;
use super::voice::Voice;
use crate::document::{Basis, Fact};

/// How an office speaks of itself.
static OFFICE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"我[局厅委]|[^各]局(?:党组|党委|机关|领导班子)|局[各属内]?(?:有关)?[股科]室|[全本]局"));
/// An office for education, with what stands before it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<before>.?)(?P<unit>[省市县区州旗])?(?P<body>教育体育局|教育和体育局|教育局|教体局|教育厅|教育委员会|教委)",
    )
});
static SCHOOL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[,。、;:(“《 ])(?P<name>\p{Han}{1,4}?(?:省|市|县|区|乡|镇|村)\p{Han}{1,10}?(?:小学|中学|学校|幼儿园|中心校|学院))(?:[,。、;:)”》 ]|[的是位于现创座始]|$)",
    )
});
/// Words that make no name.
static NO_SCHOOL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[全我本各该某每所]|[中城]小学$|与|和|及|以|为|对|把|在|乡镇|农村|城区|兄弟|对口|帮扶"));
/// Lines at either end in which one mention is enough.
const EDGE: usize = 6;

/// The body that speaks, with the line in which it does so. Always inferred.
pub(super) fn speaker(view: &View, region: Option<&Fact<String>>, voice: Option<Voice>) -> Option<Fact<String>> {
    if voice.is_some_and(|voice| voice.unit == '校') {
        return school(view);
    }
    office(view, region.filter(|region| region.basis != Basis::Masked)?)
}

fn office(view: &View, region: &Fact<String>) -> Option<Fact<String>> {
    let place = super::view::fold_text(region.value.rsplit('/').next()?);
    let spoken = view.lines.iter().find_map(|line| Some(line.at(OFFICE.find(&line.key)?.start())))?;
    let own_unit = place.chars().next_back()?;
    let mut bodies = BTreeSet::new();
    for line in &view.lines {
        for found in NAMED.captures_iter(&line.key) {
            let (Some(whole), Some(body)) = (found.get(0), found.name("body")) else { continue };
            let before = &line.key[..body.start()];
            let unit = found.name("unit").and_then(|unit| unit.as_str().chars().next());
            let own = before.ends_with(&place) || unit.is_none_or(|unit| unit == own_unit);
            let other_place = !before.ends_with(&place) && super::divisions::ends_with_a_place(before);
            if own && !other_place && !whole.as_str().starts_with('各') {
                bodies.insert(line.words(body.range()));
            }
        }
    }
    let body = bodies.pop_first().filter(|_| bodies.is_empty())?;
    let fits = body.ends_with(['厅', '廳']) == (own_unit == '省');
    let place = region.value.rsplit('/').next()?;
    fits.then(|| Fact { value: format!("{place}{body}"), basis: Basis::Inferred, line: spoken })
}

fn school(view: &View) -> Option<Fact<String>> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut lines = Vec::new();
    for (place, line) in view.lines.iter().enumerate() {
        for name in SCHOOL.captures_iter(&line.key).filter_map(|found| found.name("name")) {
            if !NO_SCHOOL.is_match(name.as_str()) {
                names.insert(line.words(name.range()));
                lines.push((place, line.at(name.start())));
            }
        }
    }
    let name = names.pop_first().filter(|name| names.is_empty() && !is_masked(name))?;
    let edge = |place: usize| place < EDGE || place + EDGE >= view.lines.len();
    let sure = lines.len() > 1 || lines.iter().any(|(place, _)| edge(*place));
    sure.then(|| Fact { value: name.to_owned(), basis: Basis::Inferred, line: lines[0].1 })
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    fn said(text: &str, region: &str) -> Option<String> {
        let region = Fact { value: region.to_owned(), basis: Basis::Stated, line: 1 };
        with_view(text, |view| {
            let voice = super::super::voice::voice(view, None);
            speaker(view, Some(&region), voice).map(|fact| fact.value)
        })
    }

    #[test]
    fn an_office_is_the_one_of_the_plans_place() {
        let cases = [
            ("我县概况\n成员:教育局各股室负责人。", Some("云岭县教育局")),
            ("我局将加大投入,县教体局牵头,市教育局指导。", Some("云岭县教体局")),
            ("我县的教育局要配合。", None),
            ("我局与教育局、教体局会商。", None),
            ("我厅负责落实。", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(said(text, "某省/某市/云岭县").as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_school_is_the_only_one_named() {
        let cases = [
            ("我校概况\n云岭县第二中学始建于1956年,我校有学生900人。", Some("云岭县第二中学")),
            ("我校与云岭县第二中学、云岭县实验小学结对。我校努力。", None),
            ("我校努力学习兄弟学校经验,我校要发展。", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(said(text, "云岭县").as_deref(), wanted, "{text}");
        }
    }
}
