//! Horizontal rules between documents.

/// A line of three or more equal marks.
pub fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next().filter(|c| matches!(c, '-' | '*' | '_' | '=' | '—' | '─' | '~')) else {
        return false;
    };
    marks.clone().all(|c| c == first) && marks.count() >= 2
}
