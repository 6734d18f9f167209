//! Rows of Markdown tables.

use std::ops::Range;

/// Where the cells of a row are, without the blanks around them: bars that are not escaped divide it, those at its ends do not.
pub fn cells(row: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let text = row.trim_end();
    let end = text.len() - usize::from(ends_with_bar(text));
    let indent = row.len() - row.trim_start().len();
    let mut start = indent + usize::from(row[indent..].starts_with('|'));
    std::iter::from_fn(move || {
        let rest = row.get(start..end)?;
        let bar = rest.match_indices('|').map(|(at, _)| at).find(|&at| !rest[..at].ends_with('\\'));
        let cell = &rest[..bar.unwrap_or(rest.len())];
        let from = start + cell.len() - cell.trim_start().len();
        start += cell.len() + 1;
        Some(from..from + cell.trim().len())
    })
}

/// Whether a row ends with a bar that is not escaped.
pub fn ends_with_bar(row: &str) -> bool {
    row.ends_with('|') && !row.ends_with("\\|")
}

/// Whether a line may be the rule under the head of a table; it may stand in a quotation.
pub fn is_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| " \t|:->".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_and_without_bars_at_the_ends() {
        let found = |row: &'static str| cells(row).map(|cell| &row[cell]).collect::<Vec<_>>();
        for row in ["| 甲 | 乙 |", "甲 | 乙", "  |甲|乙", "甲|乙|  "] {
            assert_eq!(found(row), ["甲", "乙"], "{row}");
        }
        assert_eq!(found("| 甲 \\| 乙 | | 丙 \\|"), ["甲 \\| 乙", "", "丙 \\|"]);
        assert!(found("").len() <= 1 && found("|").is_empty());
    }
}
