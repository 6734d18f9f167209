//! HTML tags in running text: which ones are taken away, and what a line says about itself with them.

/// Tags that only shape text; what is between them stays. All others (scripts, forms) are text like any other and are shown
/// as such.
const SHAPING: [&str; 35] = [
    "a",
    "article",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "label",
    "li",
    "main",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "o:p",
];
/// Those among them that stand inside a line of text; all others begin and end lines of their own.
const INLINE: [&str; 14] =
    ["a", "b", "big", "em", "font", "i", "label", "small", "span", "strong", "sub", "sup", "u", "o:p"];
/// Longest tag, in bytes.
const LONGEST: usize = 600;

/// Length of the tag that `text` begins with, and its name in lower case; `None` when it is no shaping tag.
pub fn at_start(text: &str) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let name_at = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let rest = bytes.get(name_at..)?;
    let length = rest.iter().take(12).take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
    let name = &rest[..length];
    let known = SHAPING.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name))?;
    let end = bytes.iter().take(LONGEST).position(|&b| b == b'>')?;
    let after = rest.get(length)?;
    (after.is_ascii_whitespace() || matches!(after, b'>' | b'/')).then_some((end + 1, *known))
}

/// Does the tag of this name part the text before it from the text after it, as lines are parted?
pub fn parts(name: &str) -> bool {
    !INLINE.contains(&name)
}

/// Does `text` consist of shaping tags and white space?
pub fn is_bare(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some((length, _)) = at_start(rest) {
        rest = rest[length..].trim_start();
    }
    rest.is_empty()
}

/// `text` without shaping tags, link targets and no-break spaces, as the rules for whole lines see it.
pub fn stripped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = match c {
            '<' => at_start(rest).map(|tag| tag.0),
            ']' if rest.starts_with("](") => rest.find(')').map(|end| end + 1),
            '[' if rest.contains("](") => Some(1),
            '&' if rest.starts_with("&nbsp;") => {
                plain.push(' ');
                Some("&nbsp;".len())
            }
            _ => None,
        };
        if skip.is_none() {
            plain.push(c);
        }
        rest = &rest[skip.unwrap_or(c.len_utf8())..];
    }
    plain.trim().to_owned()
}

/// Level of the heading that a line of HTML is: 1 to 6 for `<h1>` to `<h6>`, 7 for a paragraph in bold, else 0.
pub fn heading(text: &str) -> u8 {
    let Some((length, name)) = at_start(text) else { return 0 };
    if let [b'h', level @ b'1'..=b'6'] = name.as_bytes() {
        return level - b'0';
    }
    let inner = if matches!(name, "p" | "div") { &text[length..] } else { text };
    let bold = at_start(inner).is_some_and(|(_, name)| matches!(name, "b" | "strong"));
    let ends = ["</b></p>", "</strong></p>", "</b></div>", "</strong></div>", "</b>", "</strong>"];
    let one = inner.matches("<b>").count() + inner.matches("<strong>").count() == 1;
    if bold && one && ends.iter().any(|end| text.ends_with(end)) { 7 } else { 0 }
}

/// The class of the element that a line is, if it begins and ends on the line.
pub fn class(text: &str) -> Option<&str> {
    let (length, name) = at_start(text)?;
    let tag = &text[..length];
    let value = tag.split_once("class=")?.1.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', '>'])?;
    let close = text.strip_suffix('>')?.trim_end().strip_suffix(name)?;
    close.ends_with("</").then_some(&value[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shaping_tags_are_tags() {
        assert_eq!(at_start("<p class=\"x\">甲"), Some((13, "p")));
        assert_eq!(at_start("</STRONG>甲"), Some((9, "strong")));
        for text in ["<script>alert(1)</script>", "<pre>", "<5人", "<", "<p", "<br"] {
            assert_eq!(at_start(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_html() {
        assert_eq!(heading("<h2>第二篇</h2>"), 2);
        assert_eq!(heading("<p><strong>一、目标</strong></p>"), 7);
        assert_eq!(heading("<p>一、目标</p>"), 0);
        assert_eq!(class("<div class=\"ad\">广告</div>"), Some("ad"));
        assert!(is_bare("</b></p> <br/>") && is_bare("") && !is_bare("</p>甲"));
        assert_eq!(stripped("[返回顶部](#top) | <b>打印</b>&nbsp;"), "返回顶部 | 打印");
    }
}
