//! From bytes to text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::document::{Finding, Severity};
use crate::text::lines::lines;

/// Bytes the detector looks at: a megabyte decides as well as fifty, and keeps reading linear with a small factor.
const SAMPLE: usize = 1 << 20;

/// A decoded file.
pub struct Decoded {
    /// Name of the encoding.
    pub encoding: String,
    /// The text without a byte order mark.
    pub text: String,
    /// Invalid bytes, or no text at all.
    pub findings: Vec<Finding>,
}

/// Decodes `bytes`; what cannot be decoded becomes U+FFFD and is counted.
pub fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (detect(bytes), bytes),
    };
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    // A file may also hold the traces of an earlier conversion.
    let mut findings = if malformed || text.contains('\u{FFFD}') { replaced(&text) } else { Vec::new() };
    if is_noise(&text) {
        findings.push(Finding { rule: "not-text", severity: Severity::Error, line: 0, args: Vec::new() });
    }
    Decoded { encoding: encoding.name().to_owned(), text: text.into_owned(), findings }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) {
        return UTF_8;
    }
    legacy(bytes)
}

/// A Chinese legacy encoding. The detector knows more encodings than plans are written in; what it guesses outside them is
/// a Chinese file with a few broken bytes, and the one that decodes with fewer errors is taken.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == GBK || guess == GB18030 {
        return GB18030;
    }
    if guess == BIG5 {
        return BIG5;
    }
    let errors = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling(sample).0.chars().filter(|&c| c == '\u{FFFD}').count()
    };
    if errors(BIG5) < errors(GB18030) { BIG5 } else { GB18030 }
}

/// UTF-8 with some damage: of the bytes outside ASCII at least nine in ten belong to well-formed sequences.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut good, mut bad) = (0, 0);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good > 0 && bad * 9 <= good
}

/// UTF-16 without a byte order mark: some zero bytes (beside line ends, digits and spaces; in 一, which is U+4E00), and
/// nine characters in ten such as Chinese texts have.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = sample.iter().filter(|&&byte| byte == 0).count();
    if sample.len() < 16 || zeros * 100 < sample.len() {
        return None;
    }
    let readable = |encoding: &&'static Encoding| {
        let text = encoding.decode_without_bom_handling(sample).0;
        let usual = text.chars().filter(|&c| is_usual(c)).count();
        usual * 10 >= text.chars().count() * 9
    };
    [UTF_16LE, UTF_16BE].into_iter().find(readable)
}

/// Han, printable ASCII, white space, and the punctuation of both.
fn is_usual(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | ' '..='~' | '\n' | '\r' | '\t' | '\u{2010}'..='\u{2040}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}

/// Most lines with invalid bytes that are reported one by one.
const MOST_LINES: usize = 50;

/// One finding for each line with replacement characters.
fn replaced(text: &str) -> Vec<Finding> {
    let found = lines(text).into_iter().enumerate().filter_map(|(index, line)| {
        let count = line.of(text).matches('\u{FFFD}').count();
        let args = vec![("count", count.to_string())];
        (count > 0).then(|| Finding {
            rule: "invalid-bytes",
            severity: Severity::Warning,
            line: index as u32 + 1,
            args,
        })
    });
    found.take(MOST_LINES).collect()
}

/// More than one character in ten is a control character or could not be decoded.
fn is_noise(text: &str) -> bool {
    let (mut all, mut bad) = (0usize, 0usize);
    for c in text.chars().take(SAMPLE) {
        all += 1;
        bad += usize::from(c == '\u{FFFD}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}')));
    }
    all > 0 && bad * 10 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "教育局工作计划\n一、加强师资培训。2023年,全县教师1200名。\n二、推进教育信息化建设\n";

    #[test]
    fn every_chinese_encoding_is_detected() {
        let big5 = "教育局工作計劃\n一、加強師資培訓。全縣教師1200名。\n二、推進教育資訊化建設,提高教學品質\n";
        for (encoding, text) in [(UTF_8, TEXT), (GB18030, TEXT), (BIG5, big5)] {
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy);
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding.as_str(), decoded.text.as_str()), (encoding.name(), text));
            assert!(decoded.findings.is_empty());
        }
    }

    #[test]
    fn utf16_with_and_without_mark() {
        for (mark, name) in [(true, "UTF-16LE"), (false, "UTF-16LE")] {
            let mut bytes: Vec<u8> = if mark { vec![0xFF, 0xFE] } else { Vec::new() };
            bytes.extend(TEXT.encode_utf16().flat_map(u16::to_le_bytes));
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding.as_str(), decoded.text.as_str()), (name, TEXT));
        }
        let bytes: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&bytes).encoding, "UTF-16BE");
    }

    #[test]
    fn damage_is_counted_and_noise_is_named() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert("教育局工作计划\n".len(), 0xFF);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.findings[0].rule, "invalid-bytes");
        assert_eq!(decoded.findings[0].line, 2);
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let noise: Vec<u8> = (0..4000).map(|_| next()).collect();
        assert!(decode(&noise).findings.iter().any(|finding| finding.rule == "not-text"));
        assert!(decode(b"").findings.is_empty());
    }
}
