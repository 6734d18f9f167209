//! Rows of tables that a converter has flattened cell by cell, one a line.

use super::marker;

/// Most lines from one row to the next that are looked at.
const LONGEST_ROW: usize = 6;
/// Most lines from the names of the columns to the first month.
const FARTHEST: usize = 8;
/// Longest name of a column, in characters.
const LONGEST_NAME: usize = 8;

/// Lines of the months that are the last cell of a row, and so say when the cells before them are due, not those after
/// them: the rows are numbered, and it is not a month that their number stands before; or a column of times to be done by
/// is named above. In order.
pub fn months_that_end(lines: &[&str]) -> Vec<usize> {
    let months: Vec<usize> = (0..lines.len()).filter(|&at| marker::month(lines[at]).is_some()).collect();
    let Some(&first) = months.first() else { return months };
    let is_due = lines[..first].iter().rev().take(FARTHEST).any(|line| names_due(line));
    months.into_iter().filter(|&at| is_due || ends_numbered(lines, at)).collect()
}

/// Whether a numbered row ends with the month on line `at`.
fn ends_numbered(lines: &[&str], at: usize) -> bool {
    let row = lines[..at].iter().rev().take(LONGEST_ROW).take_while(|line| marker::month(line).is_none());
    let cells = row.take_while(|line| !is_number(line)).count();
    let numbered = at.checked_sub(cells + 1).is_some_and(|number| is_number(lines[number]));
    lines.get(at + 1).is_some_and(|next| is_number(next)) || numbered && cells > 0
}

/// A number that is a cell of its own.
pub fn is_number(line: &str) -> bool {
    (1..=3).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// 完成时限, 时间节点, 办结日期: the time by which something is to be done.
fn names_due(line: &str) -> bool {
    let ends = ["时限", "時限", "时间节点", "時間節點"];
    let begins = ["完成时间", "完成時間", "完成日期", "截止", "办结", "辦結"];
    let is_name = line.chars().take(LONGEST_NAME + 1).count() <= LONGEST_NAME;
    is_name && (ends.iter().any(|end| line.ends_with(end)) || begins.iter().any(|begin| line.starts_with(begin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &str) -> Vec<usize> {
        months_that_end(&lines.split('|').collect::<Vec<_>>())
    }

    #[test]
    fn months_that_end_rows() {
        assert_eq!(found("序号|任务|时间|1|建园|2023年8月|2|招聘|2023年9月"), [5, 8]);
        assert_eq!(found("任务|完成时限|建园|8月|招聘|9月"), [3, 5]);
    }

    #[test]
    fn months_that_head_items() {
        assert!(found("九月|开学典礼|十月|1、家访|十一月|2.听课").is_empty());
        assert!(found("序号|时间|内容|1|九月|开学典礼").is_empty());
    }
}
