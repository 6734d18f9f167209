//! Asterisks that stand for something an author or a web site has hidden: `20**年`, `**市**区`.

/// What stands behind a mask: parts of dates, of places and of other names.
const MASKED: &str =
    "年月日时時分号號届屆次省市县縣区區州盟旗乡鄉镇鎮村街路校局厅廳部院所站园園科班级級人名元万萬亿億个個";

/// Whether a run of `length` asterisks between `before` and `after` is a mask, and no Markdown.
pub fn is_mask(before: Option<char>, length: usize, after: &str) -> bool {
    before.is_some_and(|c| c.is_ascii_digit()) || masks_a_name(length, after)
}

/// Bold type holds more than the one character.
fn masks_a_name(length: usize, after: &str) -> bool {
    let mut rest = after.chars();
    let Some(unit) = rest.next() else { return false };
    let next = rest.next();
    length >= 2 && MASKED.contains(unit) && (next == Some('*') || !after.contains('*'))
}
