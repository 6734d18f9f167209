//! Numbers and years in Chinese numerals.

/// Value of one digit: `7`, `七`, `〇`.
fn digit(char: char) -> Option<u32> {
    match char {
        '0'..='9' => char.to_digit(10),
        '〇' | '○' | '零' | 'O' => Some(0),
        '两' => Some(2),
        _ => "一二三四五六七八九".chars().position(|other| other == char).map(|place| place as u32 + 1),
    }
}

/// Value of digits written one after the other: `2024`, `二〇二四`.
pub(super) fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 8 {
        return None;
    }
    text.chars().try_fold(0, |value, char| Some(value * 10 + digit(char)?))
}

/// Value of a number up to 9,999 in either form: `12`, `十二`, `二十`, `一百零八`, `二〇二四`.
pub(super) fn number(text: &str) -> Option<u32> {
    if !text.contains(['十', '百', '千']) {
        return digits(text);
    }
    let (mut total, mut last) = (0, None);
    for char in text.chars() {
        let unit = match char {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                last = Some(digit(char)?);
                continue;
            }
        };
        total += last.take().unwrap_or(1).max(1) * unit;
        if total > 9_999 {
            return None;
        }
    }
    Some(total + last.unwrap_or(0))
}

/// Calendar year of a year of the Republic of China, which counts from 1912.
pub(super) fn republic_year(year: u32) -> Option<u16> {
    (1..=200).contains(&year).then(|| year as u16 + 1911)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_both_forms() {
        let cases =
            [("12", 12), ("十二", 12), ("二十", 20), ("二十一", 21), ("一百零八", 108), ("二〇二四", 2024), ("三", 3)];
        for (text, value) in cases {
            assert_eq!(number(text), Some(value), "{text}");
        }
        assert_eq!(number("十二月"), None);
        assert_eq!(number("九千九百千千"), None);
        assert_eq!(republic_year(112), Some(2023));
    }
}
