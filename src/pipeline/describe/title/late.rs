//! A title that stands under a few other words: of a site, or of whoever passed the text on.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{NUMBERED, OPENING, bare, fitting, is_top, kind, regex, two_lines};
use crate::document::Fact;
use crate::pipeline::describe::view::{Line, View};

/// Lines among which it is looked for, when nothing else is found, under words of a site, or of whoever passed the text on.
pub(super) const LINES: usize = 12;
/// Most characters of sentences, and of one numbered line, over such a title: of more it is text that stands there.
const MOST_SAID: usize = 120;
const LONGEST_ENTRY: usize = 12;

/// The number of a first heading.
static FIRST: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:[(]?[一壹1][)、.]|第[一1][章节条部])"));

/// A title that a few words of a site stand over, or of whoever passed the text on: it ends like one, and is a heading of
/// the first level or the text begins right under it. Of several, none is the title of all.
pub(super) fn late(view: &View, lines: &[&Line]) -> Option<Fact<String>> {
    let mut said = 0;
    for (place, line) in lines.iter().enumerate() {
        let length = line.key.chars().count();
        if NUMBERED.is_match(bare(&line.key)) {
            // A menu may be a numbered list.
            if length > LONGEST_ENTRY || !line.key.starts_with(|char: char| char.is_ascii_digit()) {
                return None;
            }
            continue;
        }
        if let Some(range) = over_text(line, &lines[place + 1..]) {
            let own = view.lines.iter().skip_while(|other| other.at(0) <= line.at(0));
            let own: Vec<&Line> = own.take_while(|line| !line.key.starts_with('附')).collect();
            let rival = (0..own.len()).any(|at| over_text(own[at], &own[at + 1..]).is_some());
            return (!rival).then(|| two_lines(lines, place, range))?;
        }
        said += if line.key.ends_with(['。', '!', '?', ';']) { length } else { 0 };
        if said > MOST_SAID || line.key.ends_with(':') {
            return None;
        }
    }
    None
}

/// The words of a line that ends like a title and that a text stands under.
fn over_text(line: &Line, below: &[&Line]) -> Option<Range<usize>> {
    let range = fitting(line).filter(|range| kind::ending(&line.key[range.clone()]).is_some())?;
    let opens = || below.iter().take(2).any(|next| opens_text(&next.key));
    (!NUMBERED.is_match(bare(&line.key)) && (is_top(line) || opens())).then_some(range)
}

/// Whether a document's text begins with this line: whom it addresses, why it was made, or the first heading.
fn opens_text(key: &str) -> bool {
    key.ends_with(':') || FIRST.is_match(bare(key)) || OPENING.find(key).is_some_and(|found| found.start() == 0)
}

#[cfg(test)]
mod tests {
    use super::super::title;
    use crate::pipeline::describe::view::tests::with_view;

    #[test]
    fn a_few_words_may_stand_over_the_title() {
        let found = |text: &str| with_view(text, title).map(|found| found.value);
        for text in [
            "各位老师，请认真学习。\n某校安全计划\n一、目标\n",
            "1. 首页\n2. 新闻\n某校安全计划\n各班级：\n附件\n检查表\n一、门卫\n",
            "欢迎光临本站。\n# 某校安全计划\n某某小学\n全年零事故。\n",
            "请下载后打印。\n某校安全计划\n(2023年)\n为做好安全工作，制定本计划。\n",
        ] {
            assert_eq!(found(text).as_deref(), Some("某校安全计划"), "{text}");
        }
        for text in [
            "各学校：\n现将计划印发给你们。\n某校安全计划\n一、目标\n",
            "一、目标\n某校安全计划\n一、措施\n",
            "1. 加强领导，明确分工，落实责任到人\n某校安全计划\n一、措施\n",
            "去年零事故。\n某校安全计划\n去年演练八次。\n",
            "# 欢迎\n请下载后打印。\n# 附件\n一、目标\n",
            "仅供参考。\n某校安全计划\n一、目标\n某校安全总结\n一、成绩\n",
        ] {
            assert_ne!(found(text).as_deref(), Some("某校安全计划"), "{text}");
        }
    }
}
