//! Markdown's reference links: `[text][label]` here, and `[label]: address "title"` elsewhere.

/// A line that says where links of a label lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition<'t> {
    /// As written between the brackets.
    pub label: &'t str,
    /// As written, without angle brackets.
    pub address: &'t str,
    /// Empty where it has none.
    pub title: &'t str,
}

/// Longest label, in bytes (CommonMark: 999 characters).
const LONGEST: usize = 1000;

/// The definition that a line is. What follows the colon must look like an address: `[1]: 参考文献` is text.
pub fn definition(line: &str) -> Option<Definition<'_>> {
    let rest = line.strip_prefix('[')?;
    let end = rest.bytes().take(LONGEST).position(|byte| matches!(byte, b'[' | b']'))?;
    let (label, rest) = (&rest[..end], rest[end..].strip_prefix("]:")?.trim());
    let is_label = !label.starts_with('^') && !label.trim().is_empty();
    let (address, rest) = match rest.strip_prefix('<') {
        Some(inner) => inner.split_once('>')?,
        None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    let title = title(rest)?;
    (is_label && is_address(address)).then_some(Definition { label, address, title })
}

/// The title behind an address; `None` where something else stands there.
fn title(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    if rest.is_empty() {
        return Some("");
    }
    let pairs = [('"', '"'), ('\'', '\''), ('(', ')')];
    pairs.iter().find_map(|(open, close)| rest.strip_prefix(*open)?.strip_suffix(*close))
}

/// Whether this leads into the web or to a file, or into a page.
fn is_address(text: &str) -> bool {
    let is_path = text.starts_with(['#', '/']) || text.starts_with("./") || text.starts_with("../");
    let is_web = text.contains("://") || text.starts_with("mailto:");
    let is_ending = |end: &str| end.len() <= 5 && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_ending = text.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty() && is_ending(end) && end.bytes().any(|byte| byte.is_ascii_alphabetic())
    });
    is_path || is_web || has_ending
}

/// A label as labels are compared: without regard to case and white space.
pub fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Labels that a text may refer to, and where: `[text][label]`, `[label][]`, `[label]`.
pub fn mentions(text: &str) -> Vec<(usize, &str)> {
    let (mut found, mut open, mut is_escaped) = (Vec::new(), None, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => open = Some(at),
            b']' => {
                let Some(start) = open.take() else { continue };
                let (label, next) = (&text[start + 1..at], &text[at + 1..]);
                let is_text = next.starts_with('(') || next.starts_with('[') && !next.starts_with("[]");
                if !is_text && !label.starts_with('^') && !label.trim().is_empty() && label.len() <= LONGEST {
                    found.push((start, label));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_leads_somewhere() {
        let found = |line| definition(line).map(|found| (found.label, found.address, found.title));
        assert_eq!(found("[图 1]: media/图.png \"布局\""), Some(("图 1", "media/图.png", "布局")));
        assert_eq!(found("[a]:<media/a b.png>"), Some(("a", "media/a b.png", "")));
        assert_eq!(found("[1]: https://example.org/x (题)"), Some(("1", "https://example.org/x", "题")));
        for text in [
            "[1]: 参考文献",
            "[1]: a.png 见上图",
            "[^1]: a.png",
            "[ ]: a.png",
            "[1]：a.png",
            "[1] a.png",
            "[1]: 3.5",
            "[1]:",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn labels_in_a_text() {
        let labels = |text| mentions(text).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels("见[全文][A]，![][图 1]、[b][]和[c]。"), ["A", "图 1", "b", "c"]);
        assert_eq!(labels("[甲](a.png)[^1]\\[乙][] []"), Vec::<&str>::new());
        assert_eq!(labels("[![图](a.png)][r]"), ["r"]);
        assert_eq!(key(" 图  A\n1"), "图 a 1");
    }
}
