//! When something falls due: a year, a quarter or a month.

use crate::messages;

/// A stretch of months of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    year: u16,
    /// First and last month.
    months: (u8, u8),
}

impl Due {
    /// `2026`, `2026-Q4`, `2026-10`.
    pub fn parse(text: &str) -> Result<Due, String> {
        parse(text).ok_or_else(|| messages::text("error.bad-due", &[("value", text.to_owned())]))
    }

    /// Whether a deadline falls into it. A year alone ends in December.
    pub fn holds(&self, deadline: &str) -> bool {
        let mut parts = deadline.split('-');
        let year = parts.next().and_then(|year| year.parse::<u16>().ok());
        let month = parts.next().map_or(Some(12), |month| month.parse::<u8>().ok());
        year == Some(self.year) && month.is_some_and(|month| (self.months.0..=self.months.1).contains(&month))
    }
}

fn parse(text: &str) -> Option<Due> {
    let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    let months = match rest {
        None => (1, 12),
        Some(rest) => match rest.strip_prefix(['Q', 'q']) {
            Some(quarter) => {
                let quarter: u8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                (quarter * 3 - 2, quarter * 3)
            }
            None => {
                let month = rest.parse().ok().filter(|month| (1..=12).contains(month))?;
                (month, month)
            }
        },
    };
    Some(Due { year, months })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_falls_into_a_quarter() {
        let due = parse("2026-Q4").unwrap();
        assert!(due.holds("2026") && due.holds("2026-10") && due.holds("2026-12-31"));
        assert!(!due.holds("2026-09") && !due.holds("2025"));
        assert!(parse("2026-03").unwrap().holds("2026-03-15"));
        for wrong in ["26", "2026-Q5", "2026-13", "soon", ""] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
