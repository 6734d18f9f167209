//! Bar charts as SVG: drawn once, without script. The numbers stand in a list or table beside every chart.

/// Room for a bar with the gap to the next, and for the drawing above the labels, in units of the drawing.
const STEP: usize = 48;
const HEIGHT: usize = 140;
/// Room for the count above a bar and the label below it.
const HEAD: usize = 18;
const FOOT: usize = 22;

/// Bars from left to right. Labels are ASCII words of ours (years), never text of a document.
pub(super) fn bars(values: &[(String, usize)]) -> Option<String> {
    let most = values.iter().map(|value| value.1).max().filter(|&most| most > 0 && values.len() > 1)?;
    let width = values.len() * STEP;
    let bars: String = values.iter().enumerate().map(|(index, value)| bar(index, value, most)).collect();
    Some(format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {}\" width=\"{width}\" aria-hidden=\"true\" focusable=\"false\">{bars}</svg>",
        HEAD + HEIGHT + FOOT
    ))
}

fn bar(index: usize, (label, count): &(String, usize), most: usize) -> String {
    // A bar that stands for something is at least visible.
    let height = (count * HEIGHT / most).max(usize::from(*count > 0) * 2);
    let (x, top) = (index * STEP, HEAD + HEIGHT - height);
    let middle = x + STEP / 2;
    format!(
        "<rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{height}\"/><text x=\"{middle}\" y=\"{}\">{count}</text>\
         <text x=\"{middle}\" y=\"{}\">{label}</text>",
        x + 6,
        STEP - 12,
        top - 5,
        HEAD + HEIGHT + FOOT - 6,
    )
}
