//! Letter-spaced text: scans and converters leave a blank after every character, so that no word is whole.

use super::rows::Row;
use crate::edits::Cut;
use crate::text::chars::{columns, is_han};

/// Least number of parted neighbours that show by themselves that a line is letter-spaced.
const LEAST: usize = 8;
/// Least number of such lines in a file where shorter ones are letter-spaced too.
const LEAST_LINES: usize = 3;
/// Neighbours that are not parted, to so many that are, at most one.
const PARTED: usize = 4;

/// Adds the cuts that take the blanks away. Gaps of more than one blank part words, and stay.
pub fn edit(rows: &[Row], cuts: &mut Vec<Cut>) {
    let is_certain =
        |row: &&Row| row.is_prose() && row.text.contains(is_blank) && is_spaced(row.text, LEAST, are_words);
    let certain: Vec<&Row> = rows.iter().filter(is_certain).collect();
    if certain.len() < LEAST_LINES {
        certain.into_iter().for_each(|row| take_blanks(row, cuts));
        return;
    }
    let in_file = |row: &&Row| row.is_prose() && is_spaced(row.text, 1, |a, b| is_han(a) || is_han(b));
    rows.iter().filter(in_file).for_each(|row| take_blanks(row, cuts));
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}')
}

/// Two characters of running text; numbers in cells stand apart in any text.
fn are_words(a: char, b: char) -> bool {
    let is_word = |c: char| is_han(c) && !"〇一二三四五六七八九十".contains(c);
    is_word(a) && is_word(b)
}

/// Is one blank between nearly all neighbours that `counts` tells to look at, and at least between so many?
fn is_spaced(text: &str, least: usize, counts: impl Fn(char, char) -> bool) -> bool {
    let (mut tight, mut parted) = (0, 0);
    let (mut last, mut blanks) = (None, 0);
    for c in text.chars() {
        if is_blank(c) {
            blanks += 1;
            continue;
        }
        let counted = usize::from(last.is_some_and(|last| counts(last, c)));
        match blanks {
            0 => tight += counted,
            1 => parted += counted,
            _ => {}
        }
        (last, blanks) = (Some(c), 0);
    }
    parted >= least && tight * PARTED <= parted
}

/// Cuts single blanks between characters; words of letters and numbers keep theirs.
fn take_blanks(row: &Row, cuts: &mut Vec<Cut>) {
    for (at, blank) in row.text.match_indices(is_blank) {
        let (mut before, mut after) = (row.text[..at].chars().rev(), row.text[at + blank.len()..].chars());
        let (Some(a), Some(b)) = (before.next(), after.next()) else { continue };
        let is_alone = |c: char, next: Option<char>| columns(c) == 2 || next.is_none_or(char::is_whitespace);
        let is_word = a.is_ascii_alphabetic() && b.is_ascii_alphabetic();
        let is_gap = a.is_whitespace() || b.is_whitespace();
        if !is_gap && !is_word && is_alone(a, before.next()) && is_alone(b, after.next()) {
            let start = row.start + at;
            cuts.push(Cut::remove(start..start + blank.len(), "letter-spacing"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits;
    use crate::pipeline::clean::rows;
    use crate::text::lines;

    fn edited(text: &str) -> String {
        let lines = lines::lines(text);
        let mut cuts = Vec::new();
        edit(&rows::survey(text, &lines), &mut cuts);
        edits::body(text, &lines, &cuts, &[]).text
    }

    #[test]
    fn blanks_between_characters_go() {
        assert_eq!(
            edited("松 坪 县 实 验 小 学 2 0 2 2 年 工 作 计 划  （ 草 案 ）"),
            "松坪县实验小学2022年工作计划  （草案）"
        );
        assert_eq!(edited("第 一 条 使 用 A P P 2.1 版 管 理 学 生 考 勤"), "第一条使用A P P 2.1 版管理学生考勤");
    }

    #[test]
    fn short_lines_go_with_the_file() {
        let line = "各 校 要 建 立 台 账 ， 逐 项 整 改 。\n";
        let short = "一 、 措 施\n2 0 2 2 年 3 月 2 日\n3 5 8\n";
        assert_eq!(edited(short), short);
        assert!(edited(&format!("{}{short}", line.repeat(3))).ends_with("改。\n一、措施\n2022年3月2日\n3 5 8\n"));
    }

    #[test]
    fn cells_and_titles_that_are_set_wide_stay() {
        for text in [
            "工 作 计 划",
            "节次 一 二 三 四 五 六 七 八 九 十",
            "张老师 语文 李老师 数学 王老师 英语 赵老师 音乐 钱老师 体育",
            "第一 周 开 学 典礼，检查教室、操场 和 食堂",
        ] {
            assert_eq!(edited(text), text);
        }
    }
}
