//! What the stages that look at one file are told to do.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{clean, outline, split};
use crate::config::Site;
use crate::folders::Folders;
use crate::overrides::{Overrides, OverridesError};
use crate::rules::{RuleData, RulesError};

/// The rules of an archive.
#[derive(Clone)]
pub struct Rules {
    /// How texts are cleaned, split and outlined.
    pub text: Arc<TextRules>,
    /// What people have corrected by hand.
    pub overrides: Overrides,
    /// Which folders are closed.
    pub folders: Folders,
    /// Whether plans for staff are treated as public: in a preview for staff.
    pub shows_staff: bool,
}

/// How texts are cleaned, split and outlined.
pub struct TextRules {
    /// What is not the author's text.
    pub cleaning: clean::Rules,
    /// Words by which documents are told apart.
    pub splitting: split::Words,
    /// Headings that plans have everywhere.
    pub headings: outline::Headings,
    /// The archive's own file, empty without one: what was made with other rules is not to be used again.
    pub own: String,
}

/// Why the rules of an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesFault {
    /// The corrections by hand are broken.
    #[error(transparent)]
    Overrides(#[from] OverridesError),
    /// `rules.toml` cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// `rules.toml` is not of the form of the built-in rules.
    #[error("{0}:{1}")]
    Broken(PathBuf, RulesError),
}

impl Rules {
    /// The built-in rules.
    pub fn builtin() -> Rules {
        let (overrides, folders) = (Overrides::default(), Folders::default());
        Rules { text: TextRules::builtin(), overrides, folders, shows_staff: false }
    }

    /// The rules of an archive.
    ///
    /// # Errors
    /// When its `overrides.toml` or `rules.toml` is there and cannot be used.
    pub fn of(site: &Site) -> Result<Rules, RulesFault> {
        let (text, overrides) = (TextRules::read(&site.rules())?, Overrides::read(&site.overrides())?);
        Ok(Rules { text, overrides, folders: site.folders.clone(), shows_staff: site.shows_staff })
    }
}

impl TextRules {
    fn builtin() -> Arc<TextRules> {
        static RULES: OnceLock<Arc<TextRules>> = OnceLock::new();
        let compiled = || Self::compile(RuleData::builtin(), String::new());
        // The embedded data is part of the program and is compiled by a test.
        RULES.get_or_init(|| Arc::new(compiled().expect("data/*.toml are valid"))).clone()
    }

    /// The built-in rules with those of the file at `path`, if there is one.
    fn read(path: &Path) -> Result<Arc<TextRules>, RulesFault> {
        let own = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::builtin()),
            Err(error) => return Err(RulesFault::Unreadable(path.to_owned(), error)),
        };
        let rules = RuleData::extended(&own).and_then(|data| Self::compile(&data, own));
        rules.map(Arc::new).map_err(|error| RulesFault::Broken(path.to_owned(), error))
    }

    fn compile(data: &RuleData, own: String) -> Result<TextRules, RulesError> {
        let cleaning = clean::Rules::compile(data)?;
        Ok(TextRules { cleaning, splitting: split::Words::of(data), headings: outline::Headings::of(data), own })
    }
}
