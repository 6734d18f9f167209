//! How HTML sets text: in the middle or to the right. The policy of the site allows no styles, so that a class says it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::document::Body;

/// Most lines that one element sets: what goes on longer was not closed where it ended.
const MOST_LINES: u32 = 50;
/// Most elements inside each other.
const DEEPEST: usize = 32;

// The patterns are fixed and tested.
static SET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)^<(?:center\b|[a-z]{1,10}\s(?:[^<>]*[\s"';])?(?:align\s*=\s*["']?|text-align\s*:\s*)(center|right)\b)"#,
    )
    .expect("the pattern is fixed")
});
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<(/?)(p|div|center|section|td|th)\b[^<>]*>").expect("the pattern is fixed"));

/// The class that stands for what a tag says.
fn class(tag: &str) -> Option<&'static str> {
    let found = SET.captures(tag)?;
    let is_right = found.get(1).is_some_and(|word| word.as_str().eq_ignore_ascii_case("right"));
    Some(if is_right { "right" } else { "center" })
}

/// Raw HTML with a class in each tag that says how its text is set.
pub(super) fn as_classes(html: &str) -> Cow<'_, str> {
    TAG.replace_all(html, |tag: &Captures| {
        let (whole, name) = (&tag[0], tag[2].to_ascii_lowercase());
        let closes = &tag[1] == "/";
        let shown = if name == "center" { "div" } else { &name };
        match class(whole).filter(|_| !closes) {
            // The first of two attributes of one name counts.
            Some(class) if name == "center" => format!("<div class=\"{class}\">"),
            Some(class) => format!("<{shown} class=\"{class}\"{}", &whole[1 + name.len()..]),
            None if name == "center" => "</div>".to_owned(),
            None => whole.to_owned(),
        }
    })
}

/// The class of each source line of running text that stood in an element that sets it. Cleaning has taken the tags away, and
/// recorded them.
pub(super) fn of_lines(body: &Body) -> HashMap<u32, &'static str> {
    let mut found = HashMap::new();
    let mut open: Vec<(String, Option<&'static str>, u32)> = Vec::new();
    for edit in body.edits.iter().filter(|edit| edit.reason == "html-tag") {
        for tag in TAG.captures_iter(&edit.removed) {
            let name = tag[2].to_ascii_lowercase();
            if tag[1].is_empty() {
                open.push((name, class(&tag[0]), edit.line));
                let surplus = open.len().saturating_sub(DEEPEST);
                open.drain(..surplus);
                continue;
            }
            let Some(at) = open.iter().rposition(|(other, ..)| *other == name) else { continue };
            let (_, class, from) = open.swap_remove(at);
            open.truncate(at);
            for line in class.iter().flat_map(|_| from..=edit.line).take(MOST_LINES as usize) {
                // What is inside comes first, and counts.
                found.entry(line).or_insert(class.unwrap_or_default());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Edit;

    #[test]
    fn classes_say_what_attributes_said() {
        for (html, expected) in [
            ("<td align=center>甲</td>", "<td class=\"center\" align=center>甲</td>"),
            ("<TH class='x' ALIGN=\"Right\">", "<th class=\"right\" class='x' ALIGN=\"Right\">"),
            (
                "<p style=\"color:red;text-align: center\">",
                "<p class=\"center\" style=\"color:red;text-align: center\">",
            ),
            ("<center>甲</center>", "<div class=\"center\">甲</div>"),
            ("<div align=\"left\">", "<div align=\"left\">"),
            ("<td valign=center title=\"align\">", "<td valign=center title=\"align\">"),
            ("<pre align=right>", "<pre align=right>"),
        ] {
            assert_eq!(as_classes(html), expected);
        }
    }

    #[test]
    fn lines_stand_where_the_tags_around_them_said() {
        let edit = |line, removed: &str| Edit {
            line,
            start: 0,
            end: removed.len() as u32,
            removed: removed.into(),
            inserted: String::new(),
            reason: "html-tag".into(),
        };
        let edits = vec![
            edit(1, "<div align=\"center\">"),
            edit(3, "<p align=right>"),
            edit(3, "</p>"),
            edit(5, "</div>"),
            edit(7, "<div align=center>"),
        ];
        let found = of_lines(&Body { edits, ..Body::default() });
        let mut lines: Vec<_> = found.into_iter().collect();
        lines.sort_unstable();
        assert_eq!(lines, [(1, "center"), (2, "center"), (3, "right"), (4, "center"), (5, "center")]);
    }
}
