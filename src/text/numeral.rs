//! Chinese and Arabic numerals.

use super::chars::narrow;

/// Value of a Chinese digit, both scripts, 〇 and 零 included; for financial forms see [`financial`].
pub fn han_digit(c: char) -> Option<u32> {
    Some(match narrow(c) {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' | '兩' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn han_unit(c: char) -> Option<u32> {
    Some(match narrow(c) {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// The Chinese numeral at the start of `text`: value up to 9,999 and length in bytes. `十二`, `二十`, `一百零三`; also digits
/// in a row (`一二` = 12) as careless authors write them.
pub fn han(text: &str) -> Option<(u32, usize)> {
    read(text, han_digit, han_unit)
}

/// The same in financial forms, with which Taiwan numbers the parts of a plan: `壹`, `拾貳`.
pub fn financial(text: &str) -> Option<(u32, usize)> {
    let digit = |c: char| {
        let forms = ["壹", "貳贰弍", "參叁叄参", "肆", "伍", "陸陆", "柒", "捌", "玖"];
        forms.iter().position(|forms| forms.contains(c)).map(|at| at as u32 + 1)
    };
    read(text, digit, |c| (c == '拾').then_some(10))
}

/// The place among the ten heavenly stems of the character that `text` begins with: 甲, 乙.
pub fn stem(text: &str) -> Option<(u32, usize)> {
    let first = text.chars().next()?;
    let at = "甲乙丙丁戊己庚辛壬癸".chars().position(|stem| stem == first)?;
    Some((at as u32 + 1, first.len_utf8()))
}

fn read(
    text: &str,
    digit_of: impl Fn(char) -> Option<u32>,
    unit_of: impl Fn(char) -> Option<u32>,
) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut len, mut rows) = (0u32, None::<u32>, 0, 0);
    for c in text.chars() {
        if let Some(value) = digit_of(c) {
            rows += 1;
            if rows > 4 {
                return None;
            }
            digit = Some(digit.unwrap_or(0) * 10 + value);
        } else if let Some(unit) = unit_of(c) {
            total += digit.unwrap_or(1) * unit;
            digit = None;
            rows = 0;
        } else {
            break;
        }
        len += c.len_utf8();
        if len > 24 {
            return None;
        }
    }
    (len > 0).then(|| (total + digit.unwrap_or(0), len))
}

/// The Arabic numeral of one to four digits, either width, at the start of `text`: value and length in bytes.
pub fn arabic(text: &str) -> Option<(u32, usize)> {
    let (mut value, mut len, mut digits) = (0u32, 0, 0);
    for c in text.chars() {
        let Some(digit) = narrow(c).to_digit(10) else { break };
        digits += 1;
        if digits > 4 {
            return None;
        }
        value = value * 10 + digit;
        len += c.len_utf8();
    }
    (len > 0).then_some((value, len))
}

/// Either numeral at the start of `text`.
pub fn any(text: &str) -> Option<(u32, usize)> {
    arabic(text).or_else(|| han(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_chinese_numerals() {
        for (text, value) in [
            ("一", 1),
            ("十", 10),
            ("十二、", 12),
            ("二十", 20),
            ("三十五", 35),
            ("一百零三", 103),
            ("百", 100),
            ("一二", 12),
        ] {
            assert_eq!(han(text).map(|found| found.0), Some(value), "{text}");
        }
        assert_eq!(han("甲"), None);
        assert_eq!(han("一二三四五"), None);
    }

    #[test]
    fn reads_financial_forms_and_stems() {
        for (text, value) in [("壹、", 1), ("參", 3), ("陆、", 6), ("拾", 10), ("拾貳", 12), ("壹拾叁", 13)]
        {
            assert_eq!(financial(text).map(|found| found.0), Some(value), "{text}");
        }
        assert_eq!((financial("一"), han("壹"), any("壹")), (None, None, None));
        assert_eq!((stem("丙、"), stem("子")), (Some((3, 3)), None));
    }

    #[test]
    fn reads_both_widths() {
        assert_eq!(arabic("１２、"), Some((12, 6)));
        assert_eq!(arabic("20230"), None);
        assert_eq!(any("八篇"), Some((8, 3)));
    }
}
