//! How a text speaks of itself: 我县, 全市, 我校.

use std::sync::LazyLock;

use regex::Regex;

use super::title::regex;
use super::view::View;
use crate::document::Fact;

/// The unit that speaks: its last word (`县`), and the line it does so first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voice {
    /// `省`, `市`, `县`, `区`, `州`, `旗`, `乡`, `镇`, or `校` for any school.
    pub unit: char,
    /// Source line.
    pub line: u32,
}

/// 安全校园 says nothing of 全校: words that end in 全 go first.
static SPEAKS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"[安健完齐保周]全|(?P<own>我)(?P<unit>[省市县区州旗乡镇校园院])|[全本](?P<all>[省市县区州旗乡镇校])")
});

/// Units from the largest to the smallest.
const UNITS: [char; 9] = ['省', '市', '县', '区', '州', '旗', '乡', '镇', '校'];

/// The unit that speaks. 我县 counts three times as much as 全县, which is also said of what lies above; for the same reason
/// the smallest unit wins that is not much rarer than the commonest. Once is enough in the title.
pub(super) fn voice(view: &View, title: Option<&Fact<String>>) -> Option<Voice> {
    let mut counts = [(0_u32, 0_u32); UNITS.len()];
    for line in &view.lines {
        for found in SPEAKS.captures_iter(&line.key) {
            let own = found.name("own").is_some();
            let unit = found.name("unit").or_else(|| found.name("all"));
            let unit = unit.and_then(|unit| unit.as_str().chars().next()).map(school);
            let Some(place) = unit.and_then(|unit| UNITS.iter().position(|other| *other == unit)) else { continue };
            let first = found.get(0).map_or(0, |found| line.at(found.start()));
            let (count, at) = &mut counts[place];
            *at = if *count == 0 { first } else { *at };
            let in_title = title.is_some_and(|title| title.line == first);
            *count += if own { 3 } else { 1 + u32::from(in_title) };
        }
    }
    let most = counts.iter().map(|count| count.0).max()?;
    let place = counts.iter().rposition(|count| count.0 > 0 && count.0 * 4 >= most)?;
    (most >= 2).then_some(Voice { unit: UNITS[place], line: counts[place].1 })
}

fn school(unit: char) -> char {
    if matches!(unit, '园' | '院') { '校' } else { unit }
}

impl Voice {
    /// Level of the unit's bodies. 市 may be a city of either rank, and is taken for the upper one.
    pub fn level(self) -> &'static str {
        match self.unit {
            '省' => "省",
            '市' | '州' => "市",
            '县' | '区' | '旗' => "县",
            '校' => "学校",
            _ => "乡镇",
        }
    }
}
