//! Tables that a converter has flattened cell by cell.

use super::rows::Row;
use crate::document::LineForm;
use crate::text::marker;

/// Least number of cells that make a table.
const LEAST_CELLS: usize = 10;
/// Lines of running text that a table may hold in a row (remarks under it).
const MOST_PROSE: usize = 2;
/// Longest line that counts as a cell, in characters; a row of fused cells is longer.
const LONGEST_CELL: usize = 24;

/// Marks regions in which nearly every line is a cell. Headings with a number and what reads as a title keep their form.
pub fn mark(rows: &mut [Row]) {
    let filled: Vec<usize> = (0..rows.len()).filter(|&index| rows[index].is_prose()).collect();
    let cells: Vec<bool> = filled.iter().map(|&index| is_cell(rows[index].text)).collect();
    let mut from = 0;
    while from < filled.len() {
        if !cells[from] {
            from += 1;
            continue;
        }
        let to = region(&cells, from);
        if is_table(rows, &filled[from..to]) {
            filled[from..to]
                .iter()
                .filter(|&&index| !is_heading(rows[index].text))
                .copied()
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|index| rows[index].form = LineForm::TableRemnant);
        }
        from = to;
    }
}

/// End of the region that begins at `from`: it goes on over a few lines of prose.
fn region(cells: &[bool], from: usize) -> usize {
    let (mut end, mut prose) = (from + 1, 0);
    for (index, &cell) in cells.iter().enumerate().skip(from + 1) {
        prose = if cell { 0 } else { prose + 1 };
        if prose > MOST_PROSE {
            break;
        }
        if cell {
            end = index + 1;
        }
    }
    end
}

/// Many cells, and at least a third of the lines such as only tables have: bare values, single characters, units.
fn is_table(rows: &[Row], region: &[usize]) -> bool {
    if region.len() < LEAST_CELLS {
        return false;
    }
    let telling = region.iter().filter(|&&index| is_telling(rows[index].text)).count();
    let cells = region.iter().filter(|&&index| is_cell(rows[index].text)).count();
    telling * 3 >= region.len() && cells * 4 >= region.len() * 3
}

fn is_heading(text: &str) -> bool {
    marker::at_start(text).is_some() && text.chars().count() <= 60
}

/// A short line without punctuation of running text, or a row of fused cells.
fn is_cell(text: &str) -> bool {
    // Most lines of running text end so; looking there first saves reading them.
    const SENTENCE: [char; 5] = ['。', '；', ';', '！', '？'];
    if text.ends_with(SENTENCE) || text.contains(SENTENCE) {
        return false;
    }
    let length = text.chars().take(400).count();
    length <= LONGEST_CELL || is_fused(text, length)
}

/// Many digits, or many brackets for how long it is.
fn is_fused(text: &str, length: usize) -> bool {
    let digits = text.chars().take(400).filter(char::is_ascii_digit).count();
    let brackets = text.matches([')', '）']).count();
    let commas = text.matches([',', '，']).count();
    digits * 2 >= length || (brackets >= 2 && brackets * 30 >= length) || (commas == 0 && length >= 60)
}

/// A line that hardly occurs outside tables.
fn is_telling(text: &str) -> bool {
    let length = text.chars().take(100).count();
    let numeric =
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ':' | '-' | '－' | '/' | '+' | ' '));
    let unit = (text.ends_with(')') || text.ends_with('）')) && text.contains(['(', '（']) && length <= 40;
    let year = length <= 6 && text.ends_with('年');
    length <= 4 || numeric || unit || year
}
