//! How a line ends, and how the next begins: whether a sentence goes on.

use super::LEAST;
use crate::text::chars::{closing, ends_line, ends_sentence, is_closing, is_comma, is_dash, is_han, narrow};
use crate::text::marker;

/// Least length of a line whose last clause waits for its end, in characters.
const LEAST_CLAUSE: usize = 12;
/// Longest rest of a sentence without punctuation, in characters.
const LONGEST_REST: usize = 30;
/// Longest heading at the end of a paragraph, in characters.
const LONGEST_HEADING: usize = 30;
/// Characters at the end of a line that are searched for open brackets.
const WINDOW: usize = 400;
/// Characters that end no sentence and no name.
const UNFINISHED: [char; 4] = ['不', '把', '被', '或'];
/// Longest label before a colon, in characters.
const LONGEST_LABEL: usize = 8;

/// The end of a line.
pub struct End<'t> {
    /// Its last character.
    pub last: Option<char>,
    /// What stands after the last end of a sentence.
    tail: &'t str,
    /// Brackets and quotation marks that are still open.
    pub open: Vec<char>,
    /// Length of the line in characters, counted to a thousand.
    length: usize,
}

impl<'t> End<'t> {
    /// The end of `text`.
    pub fn of(text: &'t str) -> Self {
        let window = text.char_indices().rev().nth(WINDOW).map_or(text, |(at, _)| &text[at..]);
        let sentence = |c: char| ends_sentence(c) || matches!(c, ';' | '；');
        let tail = window.rfind(sentence).map_or(window, |at| window[at..].trim_start_matches(sentence));
        let length = text.chars().take(1000).count();
        Self { last: text.chars().next_back(), tail, open: open_at_end(tail), length }
    }

    /// Is the line the beginning of a sentence that the next line ends?
    pub fn goes_on(&self, text: &str, least: usize) -> bool {
        let Some(last) = self.last else { return false };
        if is_comma(last) || UNFINISHED.contains(&last) && self.tail.contains(is_comma) {
            return true;
        }
        if self.length < least || is_label(text) && !text.contains([',', '，', '。']) {
            return false;
        }
        let commas = self.tail.chars().filter(|&c| is_comma(c)).count();
        let whole = self.tail.len() == text.len();
        if marker::at_start(self.tail.trim_start()).is_some() {
            let length = self.tail.chars().count();
            return if whole { length > 60 && commas > 0 } else { length > LONGEST_HEADING && commas > 0 };
        }
        if is_closing(last) {
            return commas > 0;
        }
        !whole || commas > 0
    }

    /// A comma at the end of a clause: whatever comes next goes on with it.
    pub fn waits(&self) -> bool {
        self.last.is_some_and(is_comma) && self.length >= LEAST_CLAUSE
    }

    /// A single character after the last comma: 接受教育，培
    pub fn ends_in_stub(&self) -> bool {
        let mut tail = self.tail.chars().rev();
        tail.next().is_some_and(is_han) && tail.next().is_some_and(|c| matches!(c, ',' | '，'))
    }

    /// A verb or an adjective that waits for its noun after the last comma (`…，促进`, `…，参加县级`), or 以…为 without the
    /// rest.
    pub fn hangs(&self) -> bool {
        const VERBS: [&str; 14] = [
            "促进", "推动", "确保", "提高", "加强", "实现", "培养", "形成", "完善", "增强", "务求", "力求", "力争",
            "做到",
        ];
        const MEASURES: [&str; 8] = ["县级", "市级", "省级", "国家级", "不低于", "不少于", "不超过", "不高于"];
        let mut clauses = self.tail.rsplit([',', '，']);
        let last = clauses.next().unwrap_or_default();
        let waits = VERBS.contains(&last) || MEASURES.iter().any(|word| last.ends_with(word));
        waits && clauses.next().is_some() || last.starts_with('以') && last.ends_with('为') && last.chars().count() >= 5
    }

    /// Does the line stop in the middle of a sentence, although the next line begins something new?
    pub fn breaks_off(&self, text: &str, before_item: bool) -> bool {
        let Some(last) = self.last else { return false };
        let dash = is_dash(last) && !text.chars().all(|c| is_dash(c) || c.is_whitespace());
        let enumerates = is_comma(last) && self.length >= 8;
        let stub = self.ends_in_stub() || self.hangs();
        let commas = self.tail.chars().filter(|c| matches!(c, ',' | '，')).count();
        let glued =
            before_item && marker::at_start(text).is_some() && self.length >= LEAST && commas >= 2 && !is_closing(last);
        dash || enumerates || stub || glued
    }
}

/// The brackets that `tail` opens and does not close. A straight quotation mark closes a curly one.
fn open_at_end(tail: &str) -> Vec<char> {
    let mut open = Vec::new();
    for c in tail.chars() {
        if let Some(close) = closing(c) {
            open.push((c, close));
        } else if open.last().is_some_and(|(_, close)| narrow(*close) == narrow(c) || (*close == '”' && c == '"')) {
            open.pop();
        }
    }
    open.into_iter().map(|(open, _)| open).collect()
}

/// Does `text` close `open` before it opens it again?
pub fn closes(text: &str, open: char) -> bool {
    let Some(close) = closing(open) else { return false };
    let found = text.chars().take(120).find(|&c| narrow(c) == narrow(open) || narrow(c) == narrow(close));
    found.is_some_and(|c| narrow(c) == narrow(close))
}

/// Begins something of its own: a numbered item, a bullet, a label, a series marker.
pub fn begins_anew(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    let bullet = first.is_some_and(|c| matches!(c, '●' | '■' | '◆' | '•' | '★' | '※' | '▲' | '►' | '○' | '□' | '【'));
    let dashes = first.is_some_and(is_dash) && chars.next().is_some_and(is_dash);
    let numbered = marker::at_start(text).is_some_and(|found| !continues_number(text, found.len));
    bullet || dashes || numbered || marker::month(text).is_some() || is_label(text) || is_series(text)
}

/// `1.5` broken after its first digit and the like never look like markers; `10、` does not occur inside a sentence.
fn continues_number(text: &str, len: usize) -> bool {
    text[len..].starts_with(|c: char| c.is_ascii_digit()) && !text.starts_with(['(', '（'])
}

/// `主要工作：…`: a short label and a colon.
pub fn is_label(text: &str) -> bool {
    let mut start = text.chars().take(LONGEST_LABEL + 1);
    let colon = start.position(|c| !is_han(c) && !c.is_alphanumeric());
    colon.is_some_and(|at| at > 0) && text.chars().nth(colon.unwrap_or(0)).is_some_and(|c| matches!(c, ':' | '：'))
}

/// `篇二`, `第二篇`: the separators of compilations.
fn is_series(text: &str) -> bool {
    let rest = text.trim_start_matches(['第', '【', '[', '［']);
    let rest = rest.strip_prefix('篇').unwrap_or(rest);
    rest.len() < text.len()
        && crate::text::numeral::any(rest).is_some()
        && text.contains('篇')
        && text.chars().count() <= 60
}

/// Last words of titles, headings and names of bodies.
const NAMES: [&str; 44] = [
    "计划",
    "計劃",
    "規劃",
    "规划",
    "方案",
    "总结",
    "總結",
    "意见",
    "意見",
    "通知",
    "要点",
    "要點",
    "安排",
    "心得",
    "体会",
    "報告",
    "报告",
    "办法",
    "辦法",
    "制度",
    "细则",
    "預案",
    "预案",
    "措施",
    "目标",
    "目標",
    "任务",
    "任務",
    "要求",
    "保障",
    "思想",
    "学校",
    "學校",
    "中学",
    "中學",
    "小学",
    "小學",
    "园",
    "局",
    "委员会",
    "委員會",
    "办公室",
    "政府",
    "校",
];

/// The rest of a sentence: it has punctuation, as titles and names have not.
pub fn goes_on_from(text: &str) -> bool {
    text.chars().any(|c| ends_line(c) || matches!(c, ',' | '，') || is_closing(c) || c == '、')
}

/// The end of a sentence that has lost its full stop: some words without any punctuation, and no title, place of signature or
/// date, which stand on lines of their own.
pub fn is_rest(text: &str) -> bool {
    let words = text.chars().take(LONGEST_REST + 1).count();
    let is_date = text.ends_with('日') && text.contains('年') || text.ends_with(['年', '月']);
    (2..=LONGEST_REST).contains(&words)
        && text.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric())
        && text.chars().any(is_han)
        && !is_date
        && !ends_as_name(text)
}

fn ends_as_name(text: &str) -> bool {
    NAMES.iter().any(|name| text.ends_with(name))
}

/// A title or the name of a body: no punctuation, and its last word.
pub fn is_name(text: &str) -> bool {
    ends_as_name(text) && !goes_on_from(text)
}

/// Begins as texts do under their title: 为了…, 根据…, or to whom it is addressed.
pub fn opens_text(text: &str) -> bool {
    ["为", "為", "根据", "根據", "按照", "依据", "依據", "各"].iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_brackets() {
        assert_eq!(open_at_end("落实《办法》（试行"), ['（']);
        assert_eq!(open_at_end("落实《办法》（“试行\"）"), Vec::<char>::new());
        assert!(closes("日）", '（') && !closes("（日）", '（'));
    }

    #[test]
    fn rests_of_sentences() {
        assert!(is_rest("促进全面发展") && is_rest("确保按时完成80个"));
        for text in
            ["学校工作计划", "某某县教育局", "2024年3月1日", "二〇二四年三月", "指导思想", "是，对的", "好", "3 5"]
        {
            assert!(!is_rest(text), "{text}");
        }
    }

    #[test]
    fn titles_over_texts() {
        assert!(is_name("某某县教育局关于做好春季防火工作的通知") && opens_text("为做好春季防火工作，现通知如下"));
        assert!(!is_name("要落实职责，做好工作计划") && !opens_text("的要求，做好工作"));
    }

    #[test]
    fn labels_and_series() {
        assert!(
            is_label("主要工作：打造")
                && !is_label("各校、各班：打造")
                && is_series("篇二:某某计划")
                && !is_series("篇目默写")
        );
    }
}
