//! Bar charts as SVG: drawn once, without script. The numbers stand in a list or table beside every chart.

/// Room for a bar with the gap to the next, and for the drawing above the labels, in units of the drawing.
const STEP: usize = 48;
const HEIGHT: usize = 140;
/// Room for the count above a bar and the label below it.
const HEAD: usize = 18;
const FOOT: usize = 22;

/// More empty years than this between two bars are one step.
const GAP: usize = 10;

/// Bars of years, the earliest first. Years without any are steps without a bar, so that distances in time are to be seen.
pub(super) fn bars(years: &[(u16, usize)]) -> Option<String> {
    let most = years.iter().map(|year| year.1).max().filter(|&most| most > 0 && years.len() > 1)?;
    let steps = steps(years);
    let width = steps.len() * STEP;
    let bars: String = steps.iter().enumerate().map(|(index, step)| bar(index, step, most)).collect();
    Some(format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {}\" width=\"{width}\" aria-hidden=\"true\" focusable=\"false\">{bars}</svg>",
        HEAD + HEIGHT + FOOT
    ))
}

/// Label and count of each step.
fn steps(years: &[(u16, usize)]) -> Vec<(String, usize)> {
    let mut steps = Vec::new();
    let mut next = None;
    for &(year, count) in years {
        let empty = next.unwrap_or(year)..year;
        match empty.len() {
            0..=GAP => steps.extend(empty.map(|year| (year.to_string(), 0))),
            _ => steps.push(("…".to_owned(), 0)),
        }
        steps.push((year.to_string(), count));
        next = Some(year.saturating_add(1));
    }
    steps
}

fn bar(index: usize, (label, count): &(String, usize), most: usize) -> String {
    let (x, foot) = (index * STEP, HEAD + HEIGHT + FOOT - 6);
    let middle = x + STEP / 2;
    let label = format!("<text x=\"{middle}\" y=\"{foot}\">{label}</text>");
    if *count == 0 {
        return label;
    }
    // A bar that stands for something is at least visible.
    let height = (count * HEIGHT / most).max(2);
    let top = HEAD + HEIGHT - height;
    let (left, width) = (x + 6, STEP - 12);
    format!(
        "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\
         <text x=\"{middle}\" y=\"{}\">{count}</text>{label}",
        top - 5
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_stand_as_far_apart_as_they_are() {
        let svg = bars(&[(2003, 1), (2006, 2), (2030, 1)]).unwrap();
        let texts = svg.split("</text>").filter_map(|part| part.rsplit('>').next()).filter(|text| !text.is_empty());
        assert_eq!(texts.collect::<Vec<_>>(), ["1", "2003", "2004", "2005", "2", "2006", "…", "1", "2030"]);
        assert_eq!(svg.matches("<rect").count(), 3);
    }

    #[test]
    fn one_year_is_no_chart() {
        assert_eq!(bars(&[(2003, 1)]), None);
    }
}
