//! Ways of writing text and bytes in letters and digits: percent signs, backslashes, base64, hexadecimal digits.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use regex::{Captures, Regex, bytes};

/// The texts that a text becomes when one kind of escape is resolved.
pub fn of(text: &str) -> impl Iterator<Item = String> {
    let escaped = text.contains('\\').then(|| [unicode(text), style_sheet(text), rich_text(text)]);
    let script = text.contains("%u").then(|| unicode(&text.replace("%u", "\\u")));
    escaped.into_iter().flatten().chain(script)
}

/// The bytes that a text becomes when escapes of single bytes are resolved: `%E5`, `=E5`, `\xE5`, `\'e5`.
pub fn bytes_of(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let percent = text.contains('%').then(|| percent_decode_str(text).collect());
    let quoted = QUOTED.is_match(text).then(|| {
        let joined = text.replace("=\r\n", "").replace("=\n", "");
        percent_decode_str(&joined.replace('%', "%25").replace('=', "%")).collect()
    });
    let hex = [r"\x", r"\'"].into_iter().filter(|mark| text.contains(mark));
    let hex = hex.map(|mark| percent_decode_str(&text.replace('%', "%25").replace(mark, "%")).collect());
    percent.into_iter().chain(quoted).chain(hex)
}

/// Three bytes of quoted-printable in a row: a Han character in UTF-8, or one and a half in another encoding.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern("(=[0-9A-F]{2}){3}"));
/// `\u5b57`, `\u{5b57}`, `\U00005b57`, and the letters of `\n`, `\t` and the like.
static UNICODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\[a-zA-Z]"));
/// `\5b57 ` of style sheets.
static STYLE_SHEET: LazyLock<Regex> = LazyLock::new(|| pattern(r"\\([0-9a-fA-F]{4,6})\s?"));
/// `\u23383?` of RTF, negative above 32767, and its other control words.
static RICH_TEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\\u(-?[0-9]{1,5}) ?\??|\\[a-z]+-?[0-9]* ?"));
/// A run of base64, in lines or in one, in either alphabet.
static BASE64: LazyLock<bytes::Regex> = LazyLock::new(|| run(r"(?-u)[A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]+)*"));
/// A run of hexadecimal digits, in lines or in one.
static DIGITS: LazyLock<bytes::Regex> = LazyLock::new(|| run(r"(?-u)[0-9a-fA-F]{32,}(?:\r?\n[0-9a-fA-F]+)*"));

/// The patterns are constants; a test compiles them all.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

fn run(text: &str) -> bytes::Regex {
    bytes::Regex::new(text).expect("a constant pattern")
}

fn unicode(text: &str) -> String {
    // Characters beyond the first plane come as two escapes, which only UTF-16 puts together.
    let mut units = Vec::new();
    let mut at = 0;
    for found in UNICODE.captures_iter(text) {
        units.extend(text[at..found.get_match().start()].encode_utf16());
        at = found.get_match().end();
        let digits = (1..=3).find_map(|group| found.get(group));
        let code = digits.and_then(|digits| u32::from_str_radix(digits.as_str(), 16).ok());
        match code.map(|code| (u16::try_from(code), char::from_u32(code))) {
            Some((Ok(unit), _)) => units.push(unit),
            Some((_, Some(character))) => units.extend(character.encode_utf16(&mut [0; 2]).iter()),
            _ => {}
        }
    }
    units.extend(text[at..].encode_utf16());
    String::from_utf16_lossy(&units)
}

fn style_sheet(text: &str) -> String {
    let code = |found: &Captures| u32::from_str_radix(&found[1], 16).ok().and_then(char::from_u32);
    STYLE_SHEET.replace_all(text, |found: &Captures| code(found).map(String::from).unwrap_or_default()).into_owned()
}

fn rich_text(text: &str) -> String {
    let code = |found: &Captures| {
        let number: i32 = found.get(1)?.as_str().parse().ok()?;
        char::from_u32(u32::try_from(number.rem_euclid(1 << 16)).ok()?)
    };
    RICH_TEXT.replace_all(text, |found: &Captures| code(found).map(String::from).unwrap_or_default()).into_owned()
}

/// What runs of base64 and of hexadecimal digits stand for. A run may have begun earlier, with letters of its
/// surroundings, so base64 is read from each of its first four places.
pub fn binary(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let base64 = BASE64.find_iter(bytes).flat_map(|run| {
        let letters = without_line_ends(run.as_bytes());
        (0..4).filter_map(move |from| from_base64(&letters[from..]))
    });
    let digits = DIGITS.find_iter(bytes).map(|run| {
        let digits = without_line_ends(run.as_bytes());
        digits.as_chunks::<2>().0.iter().map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
    });
    base64.chain(digits)
}

fn without_line_ends(run: &[u8]) -> Vec<u8> {
    let letters = run.iter().filter(|byte| !byte.is_ascii_whitespace());
    letters
        .map(|byte| [(b'-', b'+'), (b'_', b'/')].iter().find(|pair| pair.0 == *byte).map_or(*byte, |pair| pair.1))
        .collect()
}

fn from_base64(letters: &[u8]) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    // A last letter of its own stands for nothing.
    let used = letters.len() - usize::from(letters.len() % 4 == 1);
    LENIENT.decode(&letters[..used]).ok()
}

fn value(digit: u8) -> u8 {
    char::from(digit).to_digit(16).map_or(0, |value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_writing_is_read() {
        let texts = |text: &str| of(text).collect::<Vec<_>>();
        for text in [
            r"\u7ecf\u8d39",
            r"\u{7ecf}\u{8d39}",
            r"\U00007ecf\U00008d39",
            r"\7ecf \8d39",
            r"\u32463?\u-29383?",
            "%u7ECF%u8D39",
        ] {
            assert!(texts(text).contains(&"经费".to_string()), "{text}: {:?}", texts(text));
        }
        assert!(texts(r"\ud842\udfb7").contains(&"𠮷".to_string()));
        let bytes = |text: &str| bytes_of(text).collect::<Vec<_>>();
        for text in ["%E7%BB%8F", "=E7=BB=8F", r"\xE7\xBB\x8F", r"\'e7\'bb\'8f", "=E7=\n=BB=8F=E8=B4=B9"] {
            assert!(bytes(text).iter().any(|bytes| bytes.starts_with("经".as_bytes())), "{text}");
        }
    }

    #[test]
    fn base64_and_digits_are_found_among_other_letters() {
        let secret = "经费分配方案共三百二十万元";
        let encoded = base64::engine::general_purpose::STANDARD.encode(secret);
        let lines = encoded.as_bytes().chunks(28).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>();
        let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        for text in
            [encoded.clone(), format!("data:x;base64,{encoded}=="), format!("abc{encoded}"), lines.join("\r\n"), digits]
        {
            let found = binary(text.as_bytes()).any(|bytes| String::from_utf8_lossy(&bytes).contains("分配方案共三"));
            assert!(found, "{text}");
        }
    }
}
