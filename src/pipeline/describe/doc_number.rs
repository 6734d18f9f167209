//! 发文字号: the document's own number, and those it cites. Form: GB/T 9704-2012, 7.2.5.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::fields::{self, Field};
use super::title::regex;
use super::view::{Line, View};
use crate::document::{Basis, Fact};

/// Lines at the head of a document among which its own number stands.
const HEAD: usize = 6;

static MAINLAND: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"([\p{Han}xX*_]{0,16})[ ]?[〔\[(【〈][ ]?((?:19|20)[0-9]{2})[ ]?[〕\])】〉][ ]?(?:第)?[ ]?([0-9]{1,5})[ ]?号",
    )
});
/// Taiwan: `府教學字第1120012345號`.
static TAIWAN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(\p{Han}{2,14}(?:[(][一二三四五六七八九十][)])?字)[ ]?第[ ]?([0-9]{6,12}[A-Z]?)[ ]?号"));

/// Words before an agency's code that do not belong to it.
const BEFORE: [&str; 28] = [
    "根据",
    "按照",
    "依据",
    "依照",
    "遵照",
    "贯彻",
    "落实",
    "执行",
    "转发",
    "印发",
    "下发",
    "参照",
    "结合",
    "以及",
    "文件",
    "通知",
    "关于",
    "文号",
    "字号",
    "编号",
    "教育部",
    "国教署",
    "及",
    "与",
    "见",
    "的",
    "和",
    "按",
];

/// Words right before the number of another document.
const BASED: [&str; 7] = ["根据", "按照", "依据", "依照", "遵照", "参照", "转发"];

/// The document's own number: in a labelled field, or on a line of its own at the head, which may also hold the agency's
/// name; in brackets right under the title.
pub(super) fn own(view: &View, title: Option<&Fact<String>>) -> Option<Fact<String>> {
    let head: Vec<&Line> = view.lines.iter().filter(|line| !fields::is_field(line)).take(HEAD).collect();
    let on_its_line = |(place, line): (usize, &&Line)| {
        if after_title(line).is_some() {
            return numbers(line).pop().map(|found| found.fact);
        }
        let found = numbers(line).into_iter().next()?;
        let rest = line.key.len() - found.length;
        let bracketed = line.key[..found.start].ends_with('(');
        let alone = found.code == 1 && rest == 2 && line.key.ends_with(')');
        let based = BASED.iter().any(|word| line.key[..found.code].trim_end().ends_with(word));
        let cited = based
            || line.key.contains(['《', '。', '"'])
            || bracketed && !(alone && under_title(&head[..place], title));
        (rest <= 36 && !cited && found.has_code).then_some(found.fact)
    };
    labelled(view).or_else(|| head.iter().enumerate().find_map(on_its_line))
}

/// `发文字号：…`.
fn labelled(view: &View) -> Option<Fact<String>> {
    let (line, value) = fields::find(view, Field::Number)?;
    let own = |found: &Number| found.has_code && value.contains(&found.code);
    numbers(line).into_iter().find(own).map(|found| found.fact)
}

/// Whether between the title and what follows these lines nothing stands but other lines of the head.
fn under_title(before: &[&Line], title: Option<&Fact<String>>) -> bool {
    let Some(title) = title else { return false };
    let mut below = before.iter().skip_while(|line| line.at(0) < title.line).peekable();
    below.peek().is_some() && below.all(|line| !line.key.ends_with(['。', ':', ';']))
}

/// Where the number begins in a line in which it follows the title without a break: `…的通知云教发〔2021〕7号`.
pub(super) fn after_title(line: &Line) -> Option<usize> {
    let last = numbers(line).pop()?;
    let ends = last.has_code && line.key[last.start + last.length..].trim().is_empty();
    (ends && super::kind::ending(line.key[..last.code].trim_end()).is_some()).then_some(last.code)
}

/// The numbers of other documents, each once.
pub(super) fn cited(view: &View, own: Option<&Fact<String>>) -> Vec<Fact<String>> {
    let mut cited: Vec<Fact<String>> = Vec::new();
    for found in view.lines.iter().flat_map(numbers) {
        let known = cited.iter().chain(own).any(|fact| fact.value == found.fact.value);
        if !known {
            cited.push(found.fact);
        }
    }
    cited
}

struct Number {
    fact: Fact<String>,
    /// Whether the agency's code is there.
    has_code: bool,
    /// Where the code begins; `start` is where the run of characters before it does.
    code: usize,
    start: usize,
    length: usize,
}

fn numbers(line: &Line) -> Vec<Number> {
    if !line.key.contains('号') {
        return Vec::new();
    }
    let mainland = MAINLAND.captures_iter(&line.key).filter_map(|found| mainland(line, &found));
    mainland.chain(TAIWAN.captures_iter(&line.key).filter_map(|found| taiwan(line, &found))).collect()
}

fn mainland(line: &Line, found: &Captures) -> Option<Number> {
    let whole = found.get(0)?;
    let code = found.get(1)?;
    let skip = beginning(&line.key[..code.start()], code.as_str());
    let code = code.start() + skip..code.end();
    let serial = found[3].trim_start_matches('0');
    let value = format!("{}〔{}〕{}号", line.words(code.clone()).trim(), &found[2], serial);
    let fact = Fact { value, basis: Basis::Stated, line: line.at(whole.start()) };
    // Two Han characters: the shortest codes name a place and a body.
    let has_code = code.len() >= 6;
    let number = Number { fact, has_code, code: code.start, start: whole.start(), length: whole.len() };
    (!serial.is_empty()).then_some(number)
}

fn taiwan(line: &Line, found: &Captures) -> Option<Number> {
    let whole = found.get(0)?;
    let code = whole.start() + beginning(&line.key[..whole.start()], &found[1]);
    let fact = Fact { value: line.words(code..whole.end()).to_owned(), basis: Basis::Stated, line: line.at(code) };
    Some(Number { fact, has_code: true, code, start: whole.start(), length: whole.len() })
}

/// Where the agency's code begins in a run of Han characters: after the last word that cannot be part of one. The 日 of a
/// date before it is none of the code's, though 日 is 日照's own.
fn beginning(before: &str, run: &str) -> usize {
    if before.trim_end().ends_with(|char: char| char.is_ascii_digit()) && run.starts_with('日') {
        return '日'.len_utf8();
    }
    let ends = BEFORE.iter().filter_map(|word| run.rfind(word).map(|start| start + word.len()));
    ends.filter(|end| *end < run.len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::with_view;
    use super::*;

    fn values(text: &str) -> (Option<String>, Vec<String>) {
        with_view(text, |view| {
            let own = own(view, super::super::title::title(view).as_ref());
            let cited = cited(view, own.as_ref());
            (own.map(|fact| fact.value), cited.into_iter().map(|fact| fact.value).collect())
        })
    }

    #[test]
    fn every_bracket_and_width_becomes_the_standard_form() {
        for text in ["云教发［2021］007号", "云教发〔２０２１〕7 号", "云教发(2021)7号", "文号:云教发【2021】第7号"]
        {
            assert_eq!(values(text).0.as_deref(), Some("云教发〔2021〕7号"), "{text}");
        }
    }

    #[test]
    fn numbers_in_sentences_are_cited() {
        let (own, cited) = values("根据云教发〔2021〕7号和《通知》(云政办(2020)12号)精神,见([2022]3号)。");
        assert_eq!(own, None);
        assert_eq!(cited, ["云教发〔2021〕7号", "云政办〔2020〕12号", "〔2022〕3号"]);
    }

    #[test]
    fn a_number_may_follow_the_title_without_a_break() {
        let (own, cited) = values("关于印发《安全方案》的通知云教发〔2021〕7 号\n各校:");
        assert_eq!((own.as_deref(), cited.len()), (Some("云教发〔2021〕7号"), 0));
    }

    #[test]
    fn the_day_before_a_number_is_none_of_its_code() {
        assert_eq!(values("依據本縣113年12月20日雲府教國字第1130298765號函辦理。").1, ["雲府教國字第1130298765號"]);
        assert_eq!(values("根据日教发〔2021〕3号。").1, ["日教发〔2021〕3号"]);
    }

    #[test]
    fn taiwan_numbers_its_letters() {
        assert_eq!(values("發文字號:府教學字第1120012345號").0.as_deref(), Some("府教學字第1120012345號"));
    }

    #[test]
    fn a_number_that_a_document_rests_on_is_not_its_own() {
        for number in ["府教學字第1120012345號", "云教发〔2021〕7号"] {
            assert_eq!(values(&format!("安全計畫\n依據{number}\n一、目標")), (None, vec![number.to_owned()]));
        }
    }

    #[test]
    fn numbers_of_taiwan_in_every_form() {
        for (text, number) in [
            ("依教育部臺教國署國字第1130012345號函。", "臺教國署國字第1130012345號"),
            ("依教育部臺教學（五）字第1130067890號函。", "臺教學（五）字第1130067890號"),
            ("教育部103年11月28日臺教授國部字第1030135678A號令發布。", "臺教授國部字第1030135678A號"),
            ("依據教育部113年1月2日臺教學字第 1130001111 號函。", "臺教學字第 1130001111 號"),
        ] {
            assert_eq!(values(text).1, [number], "{text}");
        }
    }

    #[test]
    fn in_brackets_it_is_the_documents_own_only_under_the_title() {
        for text in ["某校安全计划\n(云教发〔2021〕7号)\n各班:", "某校安全计划\n云岭县教育局\n（云教发〔2021〕7号）\n"]
        {
            assert_eq!(values(text).0.as_deref(), Some("云教发〔2021〕7号"), "{text}");
        }
        for text in [
            "(云教发〔2021〕7号)\n某校安全计划\n",
            "某校安全计划\n废止下列文件:\n(云教发〔2021〕7号)\n",
            "某校安全计划\n(见云教发〔2021〕7号)\n",
        ] {
            assert_eq!(values(text).0, None, "{text}");
        }
    }
}
