//! Masks: what somebody has put in the place of a name or a number (XX县, 20__年, ○○國小).

use crate::document::LineForm;
use crate::text::chars::{is_han, narrow};

/// Characters that masks are made of.
pub const MASKS: [&str; 12] = ["x", "X", "×", "_", "╳", "ｘ", "Ｘ", "＿", "○○", "〇〇", "◯◯", "□□"];

/// The first mask of a line: its place and text.
pub fn mask(text: &str, form: LineForm) -> Option<(usize, String)> {
    if form == LineForm::TableRemnant && matches!(text, "X" | "x" | "×") {
        return Some((0, text.to_owned()));
    }
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip || !is_mask(c) {
            continue;
        }
        let run = run_at(&text[at..]);
        skip = at + run;
        if masks(&text[..at], &text[at..skip], &text[skip..]) {
            let before: String = text[..at].chars().rev().take(2).filter(char::is_ascii_digit).collect();
            let after: String = text[skip..].chars().take(3).collect();
            return Some((at, before.chars().rev().collect::<String>() + &text[at..skip] + &after));
        }
    }
    None
}

fn is_mask(c: char) -> bool {
    matches!(narrow(c), 'x' | 'X' | '×' | '_' | '╳') || is_round(c)
}

fn run_at(text: &str) -> usize {
    text.chars().take_while(|&c| is_mask(c)).map(char::len_utf8).sum()
}

/// A mask that is also a zero, or the box of a form.
fn is_round(c: char) -> bool {
    matches!(c, '○' | '〇' | '◯' | '□')
}

/// Is the run a mask? Blanks of a form are longer or stand after a colon or at the end; `XXL` and `xxgk` are words; `28×15` is
/// a product.
fn masks(before: &str, run: &str, after: &str) -> bool {
    let length = run.chars().count();
    let next = after.chars().next().map(narrow);
    let last = before.chars().next_back().map(narrow);
    let year = ["19", "20"].iter().any(|century| before.ends_with(century))
        && length <= 2
        && next.is_some_and(|c| {
            matches!(c, '年' | '学' | '學' | '-' | '—' | '~' | '届' | '级' | '度' | '“' | ')') || is_han(c)
        });
    if year && !before[..before.len() - 2].ends_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    if run.starts_with(['_', '＿']) {
        let blank = length >= 4 || last == Some(':') || next.is_none_or(|c| c == ' ' || c == '_');
        return !blank && next.is_some_and(|c| is_han(c) || c == '、' || c == '-');
    }
    if run.starts_with(is_round) {
        // 二〇〇九年, 一〇〇所: zeros.
        let counts = |c: Option<char>| c.is_some_and(|c| "一二三四五六七八九十百千万零".contains(c));
        return length >= 2 && !counts(last) && !counts(next) && next.is_some_and(is_han);
    }
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if word(last) || word(next) || last.is_some_and(|c| c.is_ascii_digit() || c == '+') {
        return false;
    }
    let unit = next.is_some_and(|c| "省市县縣区區乡鄉镇鎮村校局年月日班届屆州旗厅".contains(c));
    let quoted = last.is_some_and(|c| matches!(c, '“' | '"')) && next.is_some_and(|c| matches!(c, '”' | '"'));
    if quoted {
        return false;
    }
    unit || (length >= 2 && next.is_some_and(|c| is_han(c) || c.is_ascii_digit() || matches!(c, '、' | '》')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_and_what_only_looks_like_one() {
        for text in [
            "XX县20xx年教育工作计划",
            "20__年12月",
            "20_年完成",
            "投入__万元",
            "招聘教师XX名",
            "×镇中心校",
            "党的xx大",
            "xx2中分校",
            "加强xx、安保",
            "建于19xx年",
            "○○國民小學閱讀計畫",
            "由□□镇负责",
            "〇〇小学",
        ] {
            assert!(mask(text, LineForm::Prose).is_some(), "{text}");
        }
        for text in [
            "XXL码校服",
            "以“×”表示错误",
            "28米×15米",
            "域名由xxgk改为jyxx",
            "联系人：________",
            "____年____月____日",
            "1+X证书",
            "3×5",
            "max的",
            "二〇〇九年",
            "一○○所学校",
            "□是 □否",
        ] {
            assert_eq!(mask(text, LineForm::Prose), None, "{text}");
        }
    }
}
