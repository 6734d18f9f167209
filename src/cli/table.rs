//! Tables as files for spreadsheets and scripts.

use serde_json::{Map, Value};

/// What tells spreadsheets that a file is UTF-8: without it they read Chinese in the system's old encoding. It stands before
/// tables that people open, not in bundles.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a cell begins with that a spreadsheet would run as a formula; some take the wide forms for the narrow ones.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// A table: names of columns, and rows of as many cells.
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Cells as text; empty where unknown.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// RFC 4180, without a byte order mark. A cell that a spreadsheet would run gets an apostrophe before it.
    pub fn csv(&self) -> String {
        let head = self.columns.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let lines = std::iter::once(&head).chain(&self.rows);
        lines.map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n").collect()
    }

    /// A list of objects.
    pub fn json(&self) -> String {
        let object = |row: &Vec<String>| {
            let cells = self.columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), value(cell)));
            Value::Object(cells.collect::<Map<_, _>>())
        };
        format!("{:#}\n", Value::Array(self.rows.iter().map(object).collect()))
    }

    /// Place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == name)
    }
}

fn value(cell: &str) -> Value {
    if cell.is_empty() { Value::Null } else { Value::String(cell.to_owned()) }
}

fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_cannot_break_out_nor_run() {
        let table = Table { columns: vec!["a", "b"], rows: vec![vec!["=1+1".into(), "x\"y,\nz".into()]] };
        assert_eq!(table.csv(), "a,b\r\n'=1+1,\"x\"\"y,\nz\"\r\n");
        let wide = Table { columns: vec!["a"], rows: vec![vec!["＝HYPERLINK(1)".into()]] };
        assert_eq!(wide.csv(), "a\r\n'＝HYPERLINK(1)\r\n");
    }

    proptest! {
        #[test]
        fn another_reader_reads_the_cells(cell in "[a教=+\\-@,\"\n\r\t' ]{0,9}") {
            let table = Table { columns: vec!["a", "b"], rows: vec![vec![cell.clone(), "x".into()]] };
            let csv = table.csv();
            let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record[0].trim_start_matches('\'') , cell.trim_start_matches('\''));
            prop_assert!(!record[0].starts_with(FORMULA));
            prop_assert_eq!(&record[1], "x");
        }
    }
}
