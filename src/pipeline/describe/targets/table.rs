//! Tables of indicators: `| 指标 | 单位 | 2020年 | 2025年 |`.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::super::tables::Row;
use super::super::title::regex;
use super::super::view::View;
use crate::document::Target;

/// A unit as it stands alone.
const MEASURE: &str = r"[%‰]|\p{Han}{1,4}(?:/\p{Han}{1,3})?";
/// Name of the column that says what is measured.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?:[一二三]级|主要|具体|规划|发展|核心|重点|绩效|监测|评价|事业|教育|目标)*指标(?:名称|内容|体系)?$")
});
static UNIT: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:计量)?单位$"));
/// Name of a column of values to be reached; one of 实际 or 基期 values has another.
static GOAL: LazyLock<Regex> = LazyLock::new(|| {
    let goal = "(?:规划|预期|绩效|年度|发展|工作)*(?:目标值?|指标值|规划值|预期值)";
    regex(&format!(
        r"^(?:(?:到)?(?P<year>20[0-9]{{2}})(?:年(?:底|末)?)?(?:{goal}|[(]{goal}[)])?|{goal})(?:[(](?P<unit>%|\p{{Han}}{{1,4}})[)])?$"
    ))
});
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\[?(?:(?P<least>≥|>=?|不低于|不少于|大于)|(?P<most>≤|<=?|不高于|不超过|控制在|小于))?(?:达到)?[ ]*(?P<value>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)[ ]*(?P<unit>[%‰]|\p{Han}{1,4}?)?(?P<more>以上|以内|以下|左右)?\]?$",
    )
});
/// `专任教师数(万人)`.
static IN_NAME: LazyLock<Regex> = LazyLock::new(|| regex(&format!("[(](?P<unit>{MEASURE})[)]$")));
static IS_UNIT: LazyLock<Regex> = LazyLock::new(|| regex(&format!("^(?:{MEASURE})$")));

/// What tables of indicators say.
#[derive(Default)]
pub(super) struct Indicators {
    /// Lines that such tables take up: indices into [`View::lines`].
    pub lines: HashSet<usize>,
    /// Their targets, by the line of the value.
    pub targets: BTreeMap<usize, Vec<Target>>,
}

/// The indicators of all tables of a plan whose first year is `first`. Where that is not known, the first of several years
/// is where they come from.
pub(super) fn indicators(view: &View, first: Option<&str>) -> Indicators {
    let mut found = Indicators::default();
    for rows in &view.tables {
        let Some((head, rows)) = rows.split_first() else { continue };
        let Some(columns) = Columns::of(view, head, first) else { continue };
        for row in rows {
            found.lines.extend(row.iter().filter(|cell| !cell.range.is_empty()).map(|cell| cell.line));
            for (line, target) in columns.targets(view, row) {
                found.targets.entry(line).or_default().push(target);
            }
        }
    }
    found
}

/// The columns of a table.
struct Columns {
    name: usize,
    unit: Option<usize>,
    goals: Vec<Goal>,
}

/// A column of values.
struct Goal {
    at: usize,
    year: Option<String>,
    unit: Option<String>,
}

impl Columns {
    fn of(view: &View, head: &Row, first: Option<&str>) -> Option<Self> {
        let names: Vec<String> = head.iter().map(|cell| cell.key(view).replace([' ', '*'], "")).collect();
        let goal = |(at, name): (usize, &String)| {
            let found = GOAL.captures(name)?;
            let text = |group: &str| found.name(group).map(|text| text.as_str().to_owned());
            Some(Goal { at, year: text("year"), unit: text("unit") })
        };
        let mut goals: Vec<Goal> = names.iter().enumerate().filter_map(goal).collect();
        let begin = goals.iter().filter_map(|goal| goal.year.clone()).min();
        goals.retain(|goal| match (&goal.year, first) {
            (Some(year), Some(first)) => year.as_str() >= first,
            (Some(_), None) => goal.year != begin,
            (None, _) => true,
        });
        let last = goals.first()?.at;
        let name = names[..last].iter().rposition(|name| NAME.is_match(name))?;
        Some(Self { name, unit: names.iter().position(|name| UNIT.is_match(name)), goals })
    }

    /// The targets of a row, each with the line of its value.
    fn targets(&self, view: &View, row: &Row) -> Vec<(usize, Target)> {
        let Some(name) = row.get(self.name).filter(|name| !name.range.is_empty()) else { return Vec::new() };
        let unit =
            self.unit.and_then(|at| row.get(at)).map(|cell| cell.key(view)).filter(|unit| IS_UNIT.is_match(unit));
        let in_name = IN_NAME.captures(name.key(view)).map(|found| found["unit"].to_owned());
        let target = |goal: &Goal| {
            let cell = row.get(goal.at)?;
            let found = VALUE.captures(cell.key(view))?;
            let own = found.name("unit").map(|unit| unit.as_str().to_owned());
            let unit = own.or(unit.map(str::to_owned)).or(goal.unit.clone()).or(in_name.clone())?;
            let more = found.name("more").map_or("", |more| more.as_str());
            let direction = match more {
                _ if found.name("least").is_some() => "above",
                _ if found.name("most").is_some() => "below",
                "以上" => "above",
                "以内" | "以下" => "below",
                _ => "reach",
            };
            let target = Target {
                text: name.words(view).into_owned(),
                value: found["value"].replace(',', ""),
                unit,
                direction: direction.to_owned(),
                deadline: goal.year.clone(),
                line: cell.at(view),
            };
            Some((cell.line, target))
        };
        self.goals.iter().filter_map(target).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::view::tests::with_view;
    use super::*;

    fn found(text: &str, first: Option<&str>) -> Vec<String> {
        let shown = |target: &Target| {
            let Target { text, value, unit, direction, deadline, .. } = target;
            format!("{text} {direction} {value}{unit} {}", deadline.as_deref().unwrap_or("-"))
        };
        with_view(text, |view| indicators(view, first).targets.values().flatten().map(shown).collect())
    }

    #[test]
    fn what_is_to_be_reached_stands_under_a_year_or_a_goal() {
        let plain = "| 类别 | 指标 | 单位 | 2020年 | 2025年 | 属性 |\n|---|---|---|---|---|---|\n\
            | 普及 | 学前三年毛入园率 | % | 90.1 | ≥95 | 预期性 |\n| 师资 | 专任教师数 | 万人 | 1.2 | 1.5 | 预期性 |\n| | 合计 | | 3 | 4 | |";
        let wanted = ["学前三年毛入园率 above 95% 2025", "专任教师数 reach 1.5万人 2025"];
        assert_eq!(found(plain, Some("2021")), wanted);
        assert_eq!(found(plain, None), wanted, "the first year is where it comes from");
        let goals = "| 一级指标 | 二级指标 | 目标值 |\n|---|---|---|\n| 产出 | 培训教师（人次） | 1,200 |\n| 效益 | 满意率 | 90%以上 |\n| 效益 | 影响 | 长期 |";
        assert_eq!(found(goals, None), ["培训教师（人次） reach 1200人次 -", "满意率 above 90% -"]);
        let html = "<table><tr><td>指标</td><td>2023年</td><td>2025年（%）</td></tr><tr><td>巩固率</td><td>97</td><td>99</td></tr></table>";
        assert_eq!(found(html, Some("2024")), ["巩固率 reach 99% 2025"]);
    }

    #[test]
    fn other_figures_are_no_targets() {
        for text in [
            "| 指标 | 2024年 |\n|---|---|\n| 在校生（人） | 1200 |",
            "| 指标 | 2020年 | 2021年实际 |\n|---|---|---|\n| 巩固率 | 97% | 98% |",
            "| 学校 | 2024年 | 2025年 |\n|---|---|---|\n| 甲校 | 3人 | 4人 |",
            "| 指标 | 分值 |\n|---|---|\n| 制度建设 | 20分 |",
        ] {
            assert_eq!(found(text, None), [""; 0], "{text}");
        }
    }
}
