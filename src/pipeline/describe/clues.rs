//! Years that follow from a clue by a complete general table (`data/clues.toml`), for plans that state none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::numerals::number;
use super::period::five_years;
use super::title::regex;
use super::view::View;
use crate::document::{Basis, Fact, Period};

#[derive(Deserialize)]
struct Table {
    anniversary: Vec<Anniversary>,
    five_year: Vec<FiveYear>,
    congress: Congress,
}

#[derive(Deserialize)]
struct Anniversary {
    words: String,
    base: u16,
}

#[derive(Deserialize)]
struct FiveYear {
    words: String,
    place: String,
}

#[derive(Deserialize)]
struct Congress {
    words: String,
    years: Vec<u16>,
}

/// How a clue's number becomes a year.
enum Rule {
    Anniversary(u16),
    FirstOfFive,
    LastOfFive,
    Congress(Vec<u16>),
}

static CLUES: LazyLock<Vec<(Regex, Rule)>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../../data/clues.toml")).expect("the embedded table is tested");
    let anniversaries = table.anniversary.into_iter().map(|one| (regex(&one.words), Rule::Anniversary(one.base)));
    let plans = table
        .five_year
        .into_iter()
        .map(|one| (regex(&one.words), if one.place == "first" { Rule::FirstOfFive } else { Rule::LastOfFive }));
    let congress = (regex(&table.congress.words), Rule::Congress(table.congress.years));
    anniversaries.chain(plans).chain([congress]).collect()
});

/// Words without which no clue is there: a quick look before the patterns.
const SIGNS: [&str; 5] = ["教师节", "周年", "今年是", "年是", "迎"];

impl Rule {
    fn year(&self, number: u16) -> Option<u16> {
        match self {
            Rule::Anniversary(base) => Some(base + number),
            Rule::FirstOfFive => Some(five_years(number)?.0),
            Rule::LastOfFive => Some(five_years(number)?.1),
            Rule::Congress(years) => years.get(usize::from(number).checked_sub(1)?).copied(),
        }
    }
}

/// The one year that all clues of the text agree on.
pub(super) fn period(view: &View) -> Option<Fact<Period>> {
    let mut years: BTreeMap<u16, u32> = BTreeMap::new();
    for line in view.lines.iter().filter(|line| SIGNS.iter().any(|sign| line.key.contains(sign))) {
        for (words, rule) in CLUES.iter() {
            for found in words.captures_iter(&line.key) {
                let start = found.get(0).map_or(0, |found| found.start());
                let year = found.name("n").and_then(|n| rule.year(number(n.as_str())? as u16));
                year.map(|year| years.entry(year).or_insert_with(|| line.at(start)));
            }
        }
    }
    let (year, line) = years.pop_first()?;
    let value = Period { from: Some(year), to: Some(year) };
    years.is_empty().then_some(Fact { value, basis: Basis::Inferred, line })
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    #[test]
    fn clues_that_name_one_year() {
        let cases = [
            ("庆祝第三十个教师节。", Some(2014)),
            ("喜迎党的二十大胜利召开。", Some(2022)),
            ("今年是“十四五”规划的开局之年。", Some(2021)),
            ("今年是“十三五”收官之年。", Some(2020)),
            ("纪念建党100周年。", Some(2021)),
            ("学习党的十八大精神。", None),
            ("喜迎党的十九大,庆祝建党100周年。", None),
        ];
        for (text, year) in cases {
            assert_eq!(with_view(text, period).and_then(|fact| fact.value.from), year, "{text}");
        }
    }
}
