//! The data as it is before an update, read from its files.

use super::{
    columns, directories,
    kept::{Kept, Row},
    stored::read,
    texts::Texts,
    update::{Source, UpdateError},
};
use crate::{
    format::{ENTRY, Error, Kind, block, entry::Entry},
    plan::Plan,
};
use std::collections::HashMap;

/// The data as it is.
pub struct Old<'a> {
    source: &'a Source<'a>,
    rows: &'a [Row],
    /// Its entry file.
    pub entry: Entry,
    /// How its text is laid out.
    pub texts: Texts,
    plans: HashMap<u32, Plan>,
}

impl<'a> Old<'a> {
    /// Opens the data that was made of what was kept.
    pub fn open(source: &'a Source<'a>, kept: &'a Kept) -> Result<Self, UpdateError> {
        let payload = read(source, ENTRY, Kind::Entry, Some(kept.entry))?;
        let entry = Entry::decode(&payload)?;
        let texts = Texts { group: entry.group, passages: entry.passages, run: entry.run, hashes: entry.runs.clone() };
        Ok(Self { source, rows: &kept.rows, entry, texts, plans: HashMap::new() })
    }

    /// The names of all files.
    pub fn names(&self, kept: &Kept) -> Vec<String> {
        let columns = self.entry.columns.iter().map(columns::file);
        let others = kept.files.names().chain(self.texts.names(self.rows)).chain(columns);
        others.chain(self.entry.directories.iter().map(directories::file)).chain([ENTRY.to_owned()]).collect()
    }

    /// A plan, but for its topics.
    pub fn plan(&mut self, number: u32) -> Result<&Plan, UpdateError> {
        if !self.plans.contains_key(&number) {
            self.load(number / self.texts.group)?;
        }
        self.plans.get(&number).ok_or(UpdateError::Damaged(Error::Damaged))
    }

    /// Reads the text files of a group.
    fn load(&mut self, group: u32) -> Result<(), UpdateError> {
        let same = |row: &&Row| row.number / self.texts.group == group;
        let start = self.rows.partition_point(|row| row.number / self.texts.group < group);
        let rows: Vec<Row> = self.rows[start..].iter().take_while(same).cloned().collect();
        for name in self.texts.names(&rows) {
            let payload = read(self.source, &name, Kind::Text, None)?;
            for part in block::decode(&payload)? {
                let plan = self.plans.entry(part.plan.number).or_insert_with(|| Plan {
                    paragraphs: Vec::new(),
                    sections: Vec::new(),
                    ..part.plan.clone()
                });
                plan.paragraphs.extend(part.plan.paragraphs);
                let first = part.first_paragraph;
                plan.sections.extend(part.plan.sections.into_iter().filter(|section| section.paragraph >= first));
            }
        }
        for row in rows {
            self.plans.entry(row.number).and_modify(|plan| plan.length = row.length);
        }
        Ok(())
    }
}
