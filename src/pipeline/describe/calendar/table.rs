//! Calendars set as tables: `| 周次 | 日期 | 工作内容 |`.

use std::sync::LazyLock;

use regex::Regex;

use super::super::tables::{Cell, Row, Table};
use super::super::title::regex;
use super::super::view::View;
use super::MONTHS;
use crate::document::Activity;

/// Name of a column of times; 完成时限 and its kin name what is due, no calendar.
static TIME: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:周次?|星期|月份?|日期|(?:活动|工作|起止|具体)?时间|时间段|起止日期)$"));
/// Name of the column that says what is done.
static CONTENT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:(?:主要|重要|重点|活动|工作|教研|教学|德育|具体|周|月)*(?:内容|安排|要点|重点|事项|活动|工作|主题|项目)|行事|行事历)$",
    )
});
/// What stands in a column of times.
static WHEN: LazyLock<Regex> = LazyLock::new(|| regex(r"[0-9一二三四五六七八九十元]"));
/// Longest time, in characters.
const LONGEST_TIME: usize = 20;

/// Columns of a table: times, the outermost first, and what is done then.
struct Columns {
    times: Vec<usize>,
    content: usize,
}

/// The rows of all tables with a column of times and one that says what is done.
pub(super) fn activities(view: &View) -> Vec<Activity> {
    let of_table = |rows: &Table| {
        let (head, rows) = rows.split_first()?;
        let columns = Columns::of(view, head)?;
        Some(rows.iter().filter_map(|row| columns.activity(view, row)).collect::<Vec<_>>())
    };
    let found: Vec<Activity> = view.tables.iter().filter_map(of_table).flatten().collect();
    if found.len() >= MONTHS { found } else { Vec::new() }
}

impl Columns {
    fn of(view: &View, head: &Row) -> Option<Self> {
        let names: Vec<String> = head.iter().map(|cell| cell.key(view).replace([' ', '*'], "")).collect();
        let times: Vec<usize> = (0..names.len()).filter(|&at| TIME.is_match(&names[at])).collect();
        let content = names.iter().position(|name| CONTENT.is_match(name))?;
        (!times.is_empty()).then_some(Self { times, content })
    }

    fn activity(&self, view: &View, row: &Row) -> Option<Activity> {
        let times = self.times.iter().filter_map(|&at| row.get(at)).filter(|cell| is_time(cell.key(view)));
        let when: Vec<_> = times.map(|cell| cell.words(view)).collect();
        let cell: &Cell = row.get(self.content).filter(|cell| !when.is_empty() && !cell.range.is_empty())?;
        Some(Activity { when: when.join(" "), line: cell.at(view), text: cell.words(view).into_owned() })
    }
}

fn is_time(cell: &str) -> bool {
    cell.chars().count() <= LONGEST_TIME && WHEN.is_match(cell)
}

#[cfg(test)]
mod tests {
    use super::super::super::view::tests::with_view;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        with_view(text, |view| activities(view).into_iter().map(|one| (one.when, one.text)).collect())
    }

    #[test]
    fn rows_with_times() {
        let text = "| 周次 | 日期 | 工作内容 | 负责人 |\n| --- | --- | --- | --- |\n| 第一周 | 2.26-3.1 | 开学典礼 | 教务处 |\n\
            | 第二周 |  | 检查备课 \\| 听课 | 教研组 |\n| 备注 | 无 | 各组自查 | |";
        let wanted = [("第一周 2.26-3.1", "开学典礼"), ("第二周", "检查备课 \\| 听课")];
        assert_eq!(found(text), wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
        let html = "<table><tr><th>月份</th><th>工作内容</th></tr>\n<tr><td rowspan=2>九月</td><td>开学典礼<br>军训</td></tr>\n\
            <tr><td>家长会</td></tr></table>";
        let wanted = [("九月", "开学典礼 军训"), ("九月", "家长会")];
        assert_eq!(found(html), wanted.map(|(when, text)| (when.to_owned(), text.to_owned())));
    }

    #[test]
    fn other_tables_are_no_calendars() {
        let rows = "\n|---|---|\n| 建园 | 2023年8月 |\n| 招聘 | 2023年9月 |";
        for head in ["| 任务 | 完成时限 |", "| 指标 | 2023年 |", "| 时间 | 负责人 |"] {
            assert_eq!(found(&format!("{head}{rows}")), [], "{head}");
        }
        assert_eq!(found("| 月份 | 活动 |\n|---|---|\n| 九月 | 开学典礼 |"), [], "one row");
    }
}
