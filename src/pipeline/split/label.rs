//! Lines that may begin a document of a series: `篇一：…`, `…篇3`, `范文二`, `（四）…计划`.

use super::words::Words;
use crate::text::chars::is_dash;
use crate::text::marker::Scheme;
use crate::text::numeral;

/// Longest label, in characters.
pub const LONGEST: usize = 80;

/// Strength of a title that comes again and again with another number.
const SAME_TITLE: u8 = 45;

/// A line read as member of a series. One line may be read in several ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What all members of the series share.
    pub family: String,
    /// Place in the series.
    pub number: u32,
    /// How likely such a line begins a document, 0 to 100.
    pub strength: u8,
    /// The words that decided.
    pub evidence: String,
    /// What is left of the line.
    pub title: String,
    /// Scheme of its number, where headings are numbered the same way.
    pub scheme: Option<Scheme>,
}

/// All ways to read `line`, which has half-width punctuation.
pub fn read(line: &str, words: &Words) -> Vec<Label> {
    let line = line.trim();
    let sentence = ['。', '！', '？', '；'];
    if line.ends_with(sentence) || line.chars().take(LONGEST + 1).count() > LONGEST || line.contains(sentence) {
        return glued(line, words).into_iter().collect();
    }
    let line = bare(line);
    let ways = [
        ordinal(line),
        leading(line, words),
        trailing(line, words),
        middle(line, words),
        of_total(line),
        third(line),
        alone(line),
        numbered(line, words),
    ];
    ways.into_iter().flatten().collect()
}

/// The label that a paragraph begins with when a converter has glued both together: `篇一：某某计划　为了…`. Only wordings that
/// no sentence begins with are read so.
fn glued(text: &str, words: &Words) -> Option<Label> {
    let head = &text[..text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at)];
    let found = ordinal(head).or_else(|| leading(head, words)).filter(|found| found.strength >= 40)?;
    let end = head.find([' ', '\u{3000}']).unwrap_or(head.len());
    let set_off = head[..end].contains([':', '】']) || end < head.len();
    set_off.then(|| label(found.family, found.number, found.strength, &head[..end], ""))
}

/// `line` without what adorns it, and without the ending of a file name.
pub fn bare(line: &str) -> &str {
    let line = line.trim().trim_matches(is_ornament);
    let name = [".docx", ".doc", ".wps", ".pdf", ".txt", ".md"].iter().find_map(|ending| line.strip_suffix(ending));
    name.unwrap_or(line).trim_end()
}

/// Marks that only adorn a label.
fn is_ornament(c: char) -> bool {
    let mark =
        matches!(c, '*' | '#' | '=' | '~' | ' ' | '★' | '☆' | '◆' | '◇' | '●' | '■' | '□' | '▲' | '△' | '※' | '◎');
    // Dashes, arrows and other symbols, pictures and what modifies them.
    mark || is_dash(c)
        || matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

/// （1/4）某某计划, 1/4 某某计划: a number and the total.
fn of_total(line: &str) -> Option<Label> {
    let inner = open(line);
    let (number, len) = numeral::arabic(inner)?;
    let rest = inner[len..].trim_start().strip_prefix('/')?.trim_start();
    let (total, len) = numeral::arabic(rest)?;
    let title = title_after(&rest[len..]).filter(|title| !title.is_empty())?;
    (number <= total && (2..=200).contains(&total)).then(|| label(format!("N/{total}"), number, 45, line, &title))
}

/// 第一篇 …, 【第2篇】…, 第三份
fn ordinal(line: &str) -> Option<Label> {
    let inner = open(line);
    let rest = inner.strip_prefix('第')?.trim_start();
    let (number, len) = numeral::any(rest)?;
    let rest = rest[len..].trim_start();
    let unit = ["篇", "份", "则", "則", "例"].into_iter().find(|unit| rest.starts_with(unit))?;
    let title = title_after(&rest[unit.len()..])?;
    let strength = if unit == "篇" { 40 } else { 25 };
    Some(label(format!("第N{unit}"), number, strength, line, &title))
}

/// 篇一：…, 【篇1】…, 范文二, 计划3：…
fn leading(line: &str, words: &Words) -> Option<Label> {
    let inner = open(line);
    let (word, strength) = words.series.iter().find(|(word, _)| inner.starts_with(word.as_str()))?;
    let rest = inner[word.len()..].trim_start();
    let (number, len) = numeral::any(rest)?;
    let title = title_after(&rest[len..])?;
    Some(label(format!("{word}N"), number, *strength, line, &title))
}

/// … 篇一, …(篇2), …第三篇, …范文4, …(5), …计划6
fn trailing(line: &str, words: &Words) -> Option<Label> {
    let inner = line.trim_end_matches([')', ']', '】', '〉', '》', ' ', ':']);
    let unit = inner.strip_suffix('篇').filter(|_| inner.contains('第'));
    let counted = unit.unwrap_or(inner).trim_end();
    let (head, number) = split_number(counted)?;
    let head = head.trim_end();
    if unit.is_some() {
        let title = head.strip_suffix('第')?;
        return Some(label("…第N篇".into(), number, 45, line, close(title)));
    }
    if let Some((word, strength)) = words.series.iter().find(|(word, _)| head.ends_with(word.as_str())) {
        let named = is_document(word, words);
        let title = if named { head } else { &head[..head.len() - word.len()] };
        let family = if named { format!("…{head}N") } else { format!("…{word}N") };
        let known = named || !close(title).is_empty();
        let strength = if named && head != word { SAME_TITLE } else { *strength };
        return known.then(|| label(family, number, strength, line, close(title)));
    }
    let title = head.strip_suffix(['(', '[', '【'])?;
    let title = close(title);
    is_title(title, words).then(|| label(format!("{title}(N)"), number, SAME_TITLE, line, title))
}

/// …计划之二：防汛, …工作计划篇三：某某
fn middle(line: &str, words: &Words) -> Option<Label> {
    let (before, after) = line.split_once(':')?;
    if after.trim().is_empty() {
        return None;
    }
    let mut found = trailing(before, words)?;
    found.family.push(':');
    found.evidence = line.to_owned();
    Some(found)
}

/// …（上篇）, …·下篇: two halves of one text as often as not.
fn third(line: &str) -> Option<Label> {
    let inner = line.trim_end_matches([')', ']', '】', '〉', '》']);
    let (word, number) = [("上篇", 1), ("中篇", 2), ("下篇", 3)].into_iter().find(|(word, _)| inner.ends_with(word))?;
    let title = close(open(&inner[..inner.len() - word.len()]));
    (title.chars().count() >= 4).then(|| label(format!("{title}上篇"), number, 12, line, title))
}

/// 【一】, （二）, 三: a number and nothing else on its line.
fn alone(line: &str) -> Option<Label> {
    let inner = open(line).trim_end_matches([')', ']', '】', '〉', '》', ' ']);
    let (number, len) = numeral::any(inner)?;
    let fenced = inner.len() < line.len() || inner.chars().all(|c| !c.is_ascii_digit());
    (len == inner.len() && fenced && (1..=99).contains(&number)).then(|| label("【N】".into(), number, 20, line, ""))
}

/// （四）某某工作计划, 三、某某工作方案: weak, because headings look the same.
fn numbered(line: &str, words: &Words) -> Option<Label> {
    let Some(found) = crate::text::marker::at_start(line) else { return leading_digits(line, words) };
    let number = found.number?;
    let title = line[found.len..].trim_matches([' ', ':']);
    let family = format!("{:?}", found.scheme);
    let scheme = Some(found.scheme);
    is_title(title, words).then(|| Label { scheme, ..label(family, number, 10, line, title) })
}

/// 01某某计划, 2 某某计划: as files in a folder are numbered.
fn leading_digits(line: &str, words: &Words) -> Option<Label> {
    let (number, len) = numeral::arabic(line).filter(|found| found.1 <= 2)?;
    let title = line[len..].trim_start_matches([' ', '-', '_']);
    let titled = title.starts_with(crate::text::chars::is_han) && is_title(title, words);
    titled.then(|| label("N".into(), number, 15, line, title))
}

fn label(family: String, number: u32, strength: u8, line: &str, title: &str) -> Label {
    Label { family, number, strength, evidence: line.to_owned(), title: title.to_owned(), scheme: None }
}

fn open(line: &str) -> &str {
    line.trim_start_matches(['【', '[', '(', '〈', '《', ' ', '★', '◆', '●', '■'])
}

fn close(title: &str) -> &str {
    title.trim_end_matches(['(', '[', '【', '〈', '《', ' ', ':', '-', '—', '_', '·', ','])
}

/// The title after a series number: nothing, or something set off by punctuation or a space. `篇2000字` is no label.
fn title_after(rest: &str) -> Option<String> {
    let set_off =
        rest.is_empty() || rest.starts_with([' ', ':', '、', '.', ',', ')', ']', '】', '〉', '》', '—', '-', '·', '|']);
    set_off.then(|| {
        rest.trim_matches([' ', ':', '、', '.', ',', ')', ']', '】', '〉', '》', '—', '-', '·', '|']).to_owned()
    })
}

/// A numeral at the end and what stands before it.
fn split_number(text: &str) -> Option<(&str, u32)> {
    let arabic = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let start = if arabic.len() < text.len() {
        arabic.len()
    } else {
        text.trim_end_matches(|c| numeral::han_digit(c).is_some() || matches!(c, '十' | '百')).len()
    };
    let (number, len) = numeral::any(&text[start..])?;
    (start + len == text.len() && (1..=200).contains(&number)).then_some((&text[..start], number))
}

/// Does the word end titles?
pub fn is_document(word: &str, words: &Words) -> bool {
    let ending =
        |last| words.document.get(&last).is_some_and(|all| all.iter().any(|known| word.ends_with(known.as_str())));
    word.chars().next_back().is_some_and(ending)
}

/// A title: short, without the punctuation of sentences, and it ends with a word for documents; what stands in brackets
/// at its end (`（2019—2021年）`, `（试行）`) does not matter.
pub fn is_title(line: &str, words: &Words) -> bool {
    let length = line.chars().take(61).count();
    let titled = (4..=60).contains(&length)
        && !line.ends_with(['。', ';', ':', ',', '、'])
        && is_document(without_bracket(line), words);
    titled && !line.contains(['。', ';', '?', '!'])
}

/// `line` without brackets at its end.
pub fn without_bracket(line: &str) -> &str {
    let line = line.trim_end();
    let Some(inner) = line.strip_suffix([')', ']', '】']) else { return line };
    let Some(start) = inner.rfind(['(', '[', '【']) else { return line };
    if start == 0 { line } else { line[..start].trim_end() }
}

/// Begins an annex.
pub fn is_annex(line: &str, words: &Words) -> bool {
    words.annex.iter().any(|word| line.starts_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(line: &str) -> Vec<(String, u32)> {
        read(&crate::text::chars::narrowed(line), Words::builtin())
            .into_iter()
            .map(|label| (label.family, label.number))
            .collect()
    }

    #[test]
    fn every_wording_of_a_series() {
        for (line, family, number) in [
            ("篇一：某某行动计划", "篇N", 1),
            ("【篇2】某某计划", "篇N", 2),
            ("第三篇 某某计划", "第N篇", 3),
            ("某某局工作计划范文 篇四", "…篇N", 4),
            ("2023年某某局工作計劃篇5", "…篇N", 5),
            ("范文六：某某", "范文N", 6),
            ("计划7", "计划N", 7),
            ("某校工作计划（八）", "某校工作计划(N)", 8),
            ("某校工作计划第九篇", "…第N篇", 9),
            ("（四）某乡工作计划", "HanBracket", 4),
            ("某校工作计划3", "…某校工作计划N", 3),
        ] {
            assert!(numbers(line).contains(&(family.to_owned(), number)), "{line}: {:?}", numbers(line));
        }
    }

    #[test]
    fn prose_and_totals_are_no_labels() {
        for line in
            ["写一篇2000字左右的读后心得", "某某三年行动计划9篇", "上交5篇", "语文背诵篇目默写", "精选8篇", "篇目一览"]
        {
            assert_eq!(numbers(line), [], "{line}");
        }
    }

    #[test]
    fn titles() {
        for line in ["某省三年行动计划(2019—2021年)", "关于做好某事的实施方案", "工作计划"] {
            assert!(is_title(line, Words::builtin()), "{line}");
        }
        for line in ["下面是工作计划:", "某县某乡某学校", "计划"] {
            assert!(!is_title(line, Words::builtin()), "{line}");
        }
    }
}
