//! The titles of other pages that a site lists under a line of recommendation (`相关文章：`).

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::rows::Row;
use crate::text::chars::{ends_sentence, is_comma, narrowed};

/// Reason of the line that opens such a list, and of the list.
const REASON: &str = "recommended-reading";
/// Longest label without a colon (`热门文章`), in characters.
const LONGEST_LABEL: usize = 8;
/// Longest title of a page, in characters.
const LONGEST: usize = 60;
/// Longest title with its address, in characters.
const LONGEST_LINK: usize = 300;
/// Most titles at the end of a file that nothing else marks as links.
const MOST_UNMARKED: usize = 30;

/// A title followed by the day it was published (`07-15`, `2023-07-15`), or a Markdown link and nothing else.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    // A constant pattern, compiled by the tests.
    Regex::new(
        r"[^\d\-/.](?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}[)\]]?$|^(?:[-*+] +|\d{1,2}\\?[.、] *)?\[[^\]]*\]\([^)]*\)$",
    )
    .expect("valid")
});

/// Marks the titles under each line of recommendation that names none itself: those that are links, and, where nothing but
/// titles follows until the file ends, all of them.
///
/// From the last line to the first, so that each list ends where the next begins and no row is looked at for two lists.
pub fn mark(rows: &mut [Row]) {
    let (mut end, mut ends_file) = (rows.len(), true);
    for opening in (0..rows.len()).rev() {
        if !opens(&rows[opening]) {
            continue;
        }
        let titles: Vec<usize> = (opening + 1..end)
            .filter(|&index| rows[index].stays())
            .take_while(|&index| is_link(rows[index].text) || rows[index].is_prose() && is_title(rows[index].text))
            .collect();
        let last = titles.last().map_or(opening, |&last| last);
        let stays = |rows: &[Row]| rows.iter().any(Row::stays);
        let all = ends_file && titles.len() <= MOST_UNMARKED && !stays(&rows[last + 1..end]);
        for index in titles {
            if !all && !is_link(rows[index].text) {
                break;
            }
            rows[index].gone = Some(Cow::Borrowed(REASON));
        }
        ends_file &= !stays(&rows[opening + 1..end]);
        end = opening;
    }
}

/// A line of recommendation with nothing after its label.
fn opens(row: &Row) -> bool {
    let is_bare = row.text.ends_with([':', '：', '】', ']']) || row.text.chars().count() <= LONGEST_LABEL;
    row.gone.as_deref() == Some(REASON) && is_bare
}

fn is_link(text: &str) -> bool {
    text.len() <= 4 * LONGEST_LINK && LINK.is_match(&narrowed(text))
}

/// Short, and no sentence.
fn is_title(text: &str) -> bool {
    let has_sentence = text.chars().any(|c| ends_sentence(c) || is_comma(c));
    !has_sentence && text.chars().take(LONGEST + 1).count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::clean::rows;
    use crate::text::lines;

    /// Lines that go, by number, where the first line opens the list.
    fn gone(text: &str) -> Vec<usize> {
        let lines = lines::lines(text);
        let mut rows = rows::survey(text, &lines);
        rows[0].gone = Some(REASON.into());
        mark(&mut rows);
        (1..rows.len()).filter(|&index| rows[index].gone.is_some()).map(|index| index + 1).collect()
    }

    #[test]
    fn titles_until_the_file_ends() {
        assert_eq!(gone("相关文章：\n\n某校工作计划\n\n某校工作总结\n"), [3, 5]);
    }

    #[test]
    fn links_before_another_document() {
        assert_eq!(
            gone("相关文章：\n某校计划07-15\n[某校总结](/a.html)\n某校工作计划2\n一、为了孩子，抓好安全。\n"),
            [2, 3]
        );
    }

    #[test]
    fn a_document_that_follows_stays() {
        assert_eq!(gone("相关文章：\n某校工作计划2\n一、为了孩子，抓好安全。\n"), Vec::<usize>::new());
    }

    #[test]
    fn lists_after_lists() {
        let text = "相关文章：\n某校计划07-15\n一、为了孩子，抓好安全。\n".repeat(200_000);
        let lines = lines::lines(&text);
        let mut rows = rows::survey(&text, &lines);
        rows.iter_mut().step_by(3).for_each(|row| row.gone = Some(REASON.into()));
        mark(&mut rows);
        assert!(rows.chunks(3).all(|list| list[1].gone.is_some() && list[2].gone.is_none()));
    }

    #[test]
    fn a_line_that_names_its_pages_opens_no_list() {
        assert_eq!(gone("相关文章：某校工作计划\n附件：名单\n"), Vec::<usize>::new());
    }
}
