//! How many documents a compilation says it holds.

use super::context::Seen;
use super::words::Words;
use crate::text::numeral;

/// Lines at the top that are searched.
const TOP: usize = 12;

/// `…（精选8篇）`, `…9篇`, `…五篇` at the end of a short line near the top.
pub fn stated(seen: &[Seen]) -> Option<u32> {
    seen.iter().take(TOP).filter(|line| line.is_short()).find_map(|line| in_title(line.head.trim()))
}

fn in_title(line: &str) -> Option<u32> {
    let inner = line.trim_end_matches([')', ']', '】', ' ', '★', '☆']);
    let inner = ["范文", "範文", "模板", "文"].iter().find_map(|word| inner.strip_suffix(word)).unwrap_or(inner);
    let counted = ["篇", "则", "則"].iter().find_map(|unit| inner.strip_suffix(unit))?.trim_end();
    let digits = counted.trim_end_matches(|c: char| c.is_ascii_digit());
    let start = if digits.len() < counted.len() {
        digits.len()
    } else {
        counted.trim_end_matches(|c| numeral::han_digit(c).is_some() || c == '十').len()
    };
    let (number, len) = numeral::any(&counted[start..])?;
    let before = counted[..start].trim_end();
    let ordinal = before.ends_with('第') || before.ends_with('篇');
    (start + len == counted.len() && (2..=200).contains(&number) && !ordinal && before.chars().count() >= 4)
        .then_some(number)
}

/// A line that is the title of a compilation: it states a total, or ends with 多篇, 合集 …
pub fn is_compilation(line: &str, words: &Words) -> bool {
    let inner = line.trim().trim_end_matches([')', ']', '】', ' ', '★', '☆']);
    in_title(line.trim()).is_some() || words.compilation.iter().any(|word| inner.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_in_both_numerals() {
        assert_eq!(in_title("2024年某某局工作计划(5篇)"), Some(5));
        assert_eq!(in_title("某某工作计划(精选十二篇)"), Some(12));
        assert_eq!(in_title("某某三年行动计划9篇"), Some(9));
        assert_eq!(in_title("某某工作计划第九篇"), None);
        assert_eq!(in_title("上交5篇"), None);
        assert!(is_compilation("2023年某某工作計劃多篇", Words::builtin()));
    }
}
