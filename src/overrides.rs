//! Corrections by hand that every run respects: `overrides.toml` beside the plans folder.
//!
//! ```toml
//! ["合辑/三篇.md"]          # a file, by its path below plans/
//! plan_at = [40]            # a plan begins at these lines
//! no_plan_at = [33]         # no plan begins at these lines
//!
//! ["合辑/三篇.md".12]       # facts of the plan that begins at line 12: the keys of front matter
//! visibility = "staff"
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::document::FrontEntry;

/// All corrections of an archive, by file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    files: BTreeMap<String, FileOverrides>,
}

/// The corrections of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileOverrides {
    /// Lines at which a plan begins.
    pub plan_at: Vec<u32>,
    /// Lines at which no plan begins.
    pub no_plan_at: Vec<u32>,
    /// What is given for the plan that begins at a line, as if it were its front matter.
    pub facts: BTreeMap<u32, Vec<FrontEntry>>,
}

/// Why the file cannot be used. It stops a build: it may be what keeps a plan from the public.
#[derive(Debug, thiserror::Error)]
pub enum OverridesError {
    /// It cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// It is no TOML, or not of the form above.
    #[error("{0}: {1}")]
    Broken(PathBuf, toml::de::Error),
    /// A table that is named by no line number.
    #[error("{path}: [{file:?}.{key}] is not the number of a line")]
    NoLine {
        /// The overrides file.
        path: PathBuf,
        /// The file it speaks of.
        file: String,
        /// What stands in place of the line.
        key: String,
    },
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    plan_at: Vec<u32>,
    #[serde(default)]
    no_plan_at: Vec<u32>,
    #[serde(flatten)]
    facts: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

impl Overrides {
    /// Reads `path`; none where there is no such file.
    pub fn read(path: &Path) -> Result<Overrides, OverridesError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Overrides::parse(path, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Overrides::default()),
            Err(error) => Err(OverridesError::Unreadable(path.to_owned(), error)),
        }
    }

    /// Reads the text of an overrides file; `path` is for errors.
    pub fn parse(path: &Path, text: &str) -> Result<Overrides, OverridesError> {
        let written: BTreeMap<String, Written> =
            toml::from_str(text).map_err(|error| OverridesError::Broken(path.to_owned(), error))?;
        let mut files = BTreeMap::new();
        for (file, written) in written {
            let mut overrides =
                FileOverrides { plan_at: written.plan_at, no_plan_at: written.no_plan_at, ..Default::default() };
            for (key, entries) in written.facts {
                let no_line =
                    |_| OverridesError::NoLine { path: path.to_owned(), file: file.clone(), key: key.clone() };
                let line = key.parse().map_err(no_line)?;
                overrides
                    .facts
                    .insert(line, entries.into_iter().map(|(key, value)| entry(line, key, &value)).collect());
            }
            files.insert(file, overrides);
        }
        Ok(Overrides { files })
    }

    /// The corrections of a file.
    pub fn of(&self, file: &str) -> Option<&FileOverrides> {
        self.files.get(file)
    }

    /// The files that are corrected.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// File and line of every plan whose visibility is given.
    pub fn guards(&self) -> impl Iterator<Item = (&str, u32)> {
        self.files.iter().flat_map(|(file, own)| {
            let guards = own.facts.iter().filter(|(_, entries)| entries.iter().any(|entry| entry.key == "visibility"));
            guards.map(|(line, _)| (file.as_str(), *line))
        })
    }
}

fn entry(line: u32, key: String, value: &toml::Value) -> FrontEntry {
    FrontEntry { key: key.to_lowercase(), value: text(value), line }
}

/// A value as front matter would have it: lists are joined by `、`.
fn text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Overrides, OverridesError> {
        Overrides::parse(Path::new("overrides.toml"), text)
    }

    #[test]
    fn two_lines_correct_a_split() {
        let overrides = parse("[\"合辑/三篇.md\"]\nno_plan_at = [33]\n").unwrap();
        assert_eq!(overrides.of("合辑/三篇.md").unwrap().no_plan_at, [33]);
        assert_eq!(overrides.of("other.md"), None);
    }

    #[test]
    fn facts_are_given_by_line() {
        let overrides =
            parse("[\"a.md\".12]\nvisibility = \"staff\"\ntopics = [\"安全\", \"经费\"]\nperiod = 2024\n").unwrap();
        let given: Vec<_> =
            overrides.of("a.md").unwrap().facts[&12].iter().map(|e| (e.key.as_str(), e.value.as_str())).collect();
        assert_eq!(given, [("period", "2024"), ("topics", "安全、经费"), ("visibility", "staff")]);
    }

    #[test]
    fn errors_say_where() {
        assert!(parse("[\"a.md\"]\nplan_at = 3\n").unwrap_err().to_string().contains("line 2"));
        assert!(parse("[\"a.md\".front]\nkind = \"plan\"\n").unwrap_err().to_string().contains("front"));
        assert!(parse("[\"a.md\"]\nplans_at = [3]\n").is_err());
    }
}
