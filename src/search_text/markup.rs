//! What a line of Markdown says without its marks, with the places that were left out.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Links and pictures, whose text is shown and whose address is not; code; what is struck through; marks of footnotes. All others
/// are letters to a reader: `[2024]3号`, `20__年`.
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    let link = r#"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)"#;
    Regex::new(&format!(r"{link}|`([^`]+)`|~~([^~]+)~~|\[\^[^\]\s]+\]")).expect("a constant pattern")
});

/// A line as its reader sees it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shown<'a> {
    /// What is shown.
    pub text: Cow<'a, str>,
    /// What is not, as places in the line, in order.
    gaps: Vec<Range<usize>>,
}

impl<'a> Shown<'a> {
    /// A line of a plan's body.
    pub fn of(line: &'a str) -> Shown<'a> {
        let has_marks = ["](", "`", "~~", "[^"].iter().any(|mark| line.contains(mark));
        if !has_marks {
            return Shown { text: Cow::Borrowed(line), gaps: Vec::new() };
        }
        let mut gaps = Vec::new();
        for found in MARKS.captures_iter(line) {
            let whole = found.get_match().range();
            match (1..=3).find_map(|group| found.get(group)) {
                Some(inner) => gaps.extend([whole.start..inner.start(), inner.end()..whole.end]),
                None => gaps.push(whole),
            }
        }
        let (mut text, mut at) = (String::new(), 0);
        for gap in &gaps {
            text.push_str(&line[at..gap.start]);
            at = gap.end;
        }
        text.push_str(&line[at..]);
        Shown { text: Cow::Owned(text), gaps }
    }

    /// Where a place in the line (bytes) is in what is shown.
    pub fn place(&self, at: usize) -> usize {
        let before = self.gaps.iter().take_while(|gap| gap.start < at);
        at - before.map(|gap| gap.end.min(at) - gap.start).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out_and_all_else_stays() {
        for (line, text) in [
            ("参见[附件一：任务分工表](a.pdf)执行", "参见附件一：任务分工表执行"),
            ("见![校门](x/y.png \"图\")图", "见校门图"),
            ("`学籍`系统管理", "学籍系统管理"),
            ("按~~旧文~~新文", "按旧文新文"),
            ("脚注[^1]这里", "脚注这里"),
            ("教发[2024]3号（20__年）", "教发[2024]3号（20__年）"),
            ("a`b", "a`b"),
        ] {
            assert_eq!(Shown::of(line).text, text);
        }
    }

    #[test]
    fn places_move_with_the_text() {
        let line = "见[附件](a.pdf)。二、安全";
        let shown = Shown::of(line);
        let at = line.find('二').unwrap();
        assert_eq!(shown.text[shown.place(at)..].chars().next(), Some('二'));
        assert_eq!(shown.place(line.find("a.pdf").unwrap()), shown.text.find('。').unwrap());
        assert_eq!(shown.place(line.len()), shown.text.len());
    }
}
