//! What a web page has under the last text: comments, counts, names of its makers. No rule knows these lines; where they stand
//! among lines that are known tells what they are.

use std::borrow::Cow;

use super::rows::Row;
use crate::text::chars::{ends_sentence, is_han};
use crate::text::marker;

/// Reasons of lines that a site puts under a text.
const UNDER: [&str; 5] = ["copyright", "menu", "previous-next", "recommended-reading", "share-bar"];
/// Most lines between two of them.
const MOST: usize = 6;
/// Longest such line, in characters.
const LONGEST: usize = 40;
/// What a document itself ends with.
const CLOSING: [&str; 6] = ["附", "抄", "主送", "主题词", "主題詞", "印发"];
/// Last characters of the names of bodies that sign.
const BODIES: &str = "局校园園学學院委会會府室处處科部厅廳组組心";

/// Marks short lines between two lines of chrome, from the end of the file up to the last line that may be a document's.
pub fn mark(rows: &mut [Row]) {
    let (mut taken, mut between): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut chrome_below = false;
    let mut text = rows.len();
    while let Some(index) = rows[..text].iter().rposition(|row| !row.text.is_empty()) {
        match rows[index].gone.as_deref() {
            Some(reason) if UNDER.contains(&reason) => {
                taken.extend(between.drain(..).filter(|_| chrome_below));
                chrome_below = true;
            }
            Some(_) => {}
            None if between.len() < MOST && is_loose(&rows[index]) => between.push(index),
            None => break,
        }
        text = index;
    }
    // Where no sentence stands above, the short lines may be all the text there is.
    let has_text = rows[..text].iter().any(|row| row.stays() && row.text.ends_with(ends_sentence));
    for index in taken.into_iter().filter(|_| has_text) {
        rows[index].gone = Some(Cow::Borrowed("outside"));
    }
}

/// Short, and neither a sentence nor a heading, an item, a signature, a date or a note under one.
fn is_loose(row: &Row) -> bool {
    let text = row.text;
    let is_short = text.chars().take(LONGEST + 1).count() <= LONGEST;
    let is_body = text.chars().all(is_han) && text.ends_with(|c| BODIES.contains(c));
    let is_date = text.contains('年') && text.ends_with(['年', '月', '日']);
    let is_closing = CLOSING.iter().any(|word| text.trim_start_matches(['（', '(']).starts_with(word));
    let is_item = marker::at_start(text).is_some() || marker::month(text).is_some();
    let is_sentence = text.contains(['。', '；']);
    row.is_prose() && row.heading == 0 && is_short && !(is_body || is_date || is_closing || is_item || is_sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::clean::rows;
    use crate::text::lines;

    /// Lines that go of those between the lines named `chrome`.
    fn gone(text: &str) -> Vec<String> {
        let lines = lines::lines(text);
        let mut rows = rows::survey(text, &lines);
        rows.iter_mut().filter(|row| row.text == "chrome").for_each(|row| row.gone = Some("share-bar".into()));
        mark(&mut rows);
        rows.iter().filter(|row| row.gone.as_deref() == Some("outside")).map(|row| row.text.to_owned()).collect()
    }

    #[test]
    fn short_lines_between_chrome_go() {
        let text = "抓好落实。\n\nchrome\n\n阅读原文\n\n游客：写得真好！\n\nchrome\n某某市信息中心承建\nchrome\n";
        assert_eq!(gone(text), ["阅读原文", "游客：写得真好！", "某某市信息中心承建"]);
    }

    #[test]
    fn what_may_be_the_documents_stays() {
        for text in [
            "抓好落实。\n阅读原文\nchrome\n",
            "抓好落实。\nchrome\n松坪县教育局\nchrome\n",
            "抓好落实。\nchrome\n松坪县教育局\n2022年3月2日\nchrome\n",
            "抓好落实。\nchrome\n附件：任务表\nchrome\n",
            "抓好落实。\nchrome\n2.抓好安全\nchrome\n",
            "工作安排\nchrome\n开学典礼\n消防演练\nchrome\n",
            "抓好落实。\nchrome\n甲\n乙\n丙\n丁\n戊\n己\n庚\nchrome\n",
        ] {
            assert_eq!(gone(text), Vec::<String>::new(), "{text}");
        }
    }
}
