//! The data as it is before an update, read from its files.

use super::{
    columns, directories,
    kept::{Kept, Row},
    texts::Texts,
    update::{Source, UpdateError},
};
use crate::{
    format::{ENTRY, Error, Kind, block, entry::Entry, inflate, open},
    plan::Plan,
};
use std::collections::HashMap;

/// The data as it is.
pub struct Old<'a, 's> {
    read: &'a mut Source<'s>,
    rows: Vec<Row>,
    /// Its entry file.
    pub entry: Entry,
    /// How its text is laid out.
    pub texts: Texts,
    plans: HashMap<u32, Plan>,
}

impl<'a, 's> Old<'a, 's> {
    /// Opens the data that was made of what was kept.
    pub fn open(read: &'a mut Source<'s>, kept: &Kept) -> Result<Self, UpdateError> {
        let payload = payload(read, ENTRY, Kind::Entry)?;
        if crate::format::hash(&payload) != kept.entry {
            return Err(UpdateError::Lost(ENTRY.to_owned()));
        }
        let entry = Entry::decode(&payload)?;
        let texts = Texts { group: entry.group, passages: entry.passages, run: entry.run, hashes: entry.runs.clone() };
        Ok(Self { read, rows: kept.rows.clone(), entry, texts, plans: HashMap::new() })
    }

    /// The names of all files.
    pub fn names(&self, kept: &Kept) -> Vec<String> {
        let columns = self.entry.columns.iter().map(columns::file);
        let others = kept.files.names().chain(self.texts.names(&self.rows)).chain(columns);
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
            let payload = payload(self.read, &name, Kind::Text)?;
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
        Ok(())
    }
}

fn payload(read: &mut Source, name: &str, kind: Kind) -> Result<Vec<u8>, UpdateError> {
    let lost = || UpdateError::Lost(name.to_owned());
    let inflated = inflate(&read(name).ok_or_else(lost)?).map_err(|_| lost())?;
    let (payload, _) = open(kind, &inflated).map_err(|_| lost())?;
    Ok(payload.to_vec())
}
