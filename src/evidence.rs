//! Where the page of a plan shows a source line.

use crate::document::{Body, Plan};

/// Where a source line is shown on the plan's page (`#L<mark>`; 0 where it is part of the title only), and its words.
pub fn evidence<'a>(body: &'a Body, plan: &Plan, line: u32) -> Option<(u32, &'a str)> {
    let lines = body.lines.get(plan.lines.clone())?;
    let index = lines.iter().position(|shown| (shown.first_line()..=shown.last_line()).contains(&line))?;
    let shown = &lines[index];
    let at = shown.pieces.partition_point(|piece| piece.1 < line);
    let start = shown.pieces.get(at)?.0;
    let end = shown.pieces.get(at + 1).map_or(shown.range.len(), |next| next.0);
    let text = body.text_of(shown).get(start..end)?.trim();
    let is_label = index < plan.head_lines && !plan.outline.iter().any(|s| s.body_line == plan.lines.start + index);
    Some((if is_label { 0 } else { shown.first_line() }, text))
}
