//! Where an archive is and how it is built: `config.toml`, with what the command line overrides.

use std::path::{Path, PathBuf};

use rust_i18n::t;

use crate::folders::{FolderError, Folders};
use crate::pipeline::limits::Limits;

/// An archive on disk.
#[derive(Clone, Debug)]
pub struct Site {
    /// The archive's folder, absolute.
    pub root: PathBuf,
    /// The folder of plan documents, absolute.
    pub plans: PathBuf,
    /// Where the finished site goes, absolute.
    pub out: PathBuf,
    /// Address the site will have, ending with `/`.
    pub base_url: String,
    /// Name of the site.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Words that may be published although plans that may not hold them: its name and description, and what its keeper says.
    pub public_words: Vec<String>,
    /// Language of its interface (BCP 47).
    pub language: String,
    /// Who may see what lies in a folder of plans.
    pub folders: Folders,
    /// What the host takes, and what readers should wait for.
    pub limits: Limits,
    /// The folder beside which Zola is looked for: the archive, for its previews too.
    pub tools: PathBuf,
    /// Whether this is a preview for staff, which shows plans that are for staff only.
    pub shows_staff: bool,
    /// Whether plans have a reading view in the other script.
    pub converted: bool,
    /// About how many files its search data may have; `None` leaves it to the number of plans.
    pub max_files: Option<usize>,
}

/// Why an archive cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No `config.toml`: this folder is no archive.
    #[error("{0}")]
    Missing(PathBuf),
    /// It cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// It is no TOML.
    #[error("{0}: {1}")]
    Broken(PathBuf, toml::de::Error),
    /// A setting that closes folders stands where nobody reads it.
    #[error("{}", t!("error.misplaced", path = _0.display(), key = _1))]
    Misplaced(PathBuf, String),
    /// What the site's address is said to be is none.
    #[error("{}", t!("error.bad-address", address = _0))]
    Address(String),
    /// The site would be made inside what it is made from.
    #[error("{}", t!("error.bad-out", path = _0.display()))]
    Output(PathBuf),
    /// A folder that is to be closed and cannot be, so that its plans might be published by mistake.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// What the command line may override.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Folder of plans, relative to the working folder.
    pub plans: Option<PathBuf>,
    /// Output folder, relative to the working folder.
    pub out: Option<PathBuf>,
    /// Address of the site.
    pub base_url: Option<String>,
}

#[derive(serde::Deserialize)]
struct File {
    #[serde(default)]
    base_url: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    extra: Extra,
}

#[derive(Default, serde::Deserialize)]
struct Extra {
    #[serde(default)]
    planarium: Options,
}

/// A misspelt setting is refused: it may be the one that keeps plans from the public.
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    language: Option<String>,
    #[serde(default)]
    staff: Vec<String>,
    #[serde(default)]
    withheld: Vec<String>,
    converted: Option<bool>,
    #[serde(default)]
    limits: Limits,
    max_files: Option<usize>,
    #[serde(default)]
    public_words: Vec<String>,
    /// Read by templates.
    #[serde(rename = "report")]
    _report: Option<serde::de::IgnoredAny>,
    /// Written into previews, and read by templates.
    #[serde(rename = "staff_preview")]
    _staff_preview: Option<serde::de::IgnoredAny>,
}

/// Settings that close folders, in the one table where they are read.
const CLOSING: [&str; 2] = ["staff", "withheld"];

/// The place of a setting that closes folders and stands elsewhere.
fn misplaced(table: &toml::Table, place: &str) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let path = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        let is_here = CLOSING.contains(&key.as_str()) && place != "extra.planarium";
        let below = || misplaced(value.as_table()?, &path);
        if is_here { Some(path.clone()) } else { below() }
    })
}

/// What a site is made from, below its archive.
const SOURCES: [&str; 6] = ["content", "static", "templates", "themes", "sass", "index"];

impl Site {
    /// Opens the archive in `root`.
    pub fn open(root: &Path, overrides: &Overrides) -> Result<Site, ConfigError> {
        let root = std::path::absolute(root).map_err(|error| ConfigError::Unreadable(root.into(), error))?;
        let path = root.join("config.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ConfigError::Missing(root.clone()),
            _ => ConfigError::Unreadable(path.clone(), error),
        })?;
        let file: File = toml::from_str(&text).map_err(|error| ConfigError::Broken(path.clone(), error))?;
        let table: toml::Table = toml::from_str(&text).map_err(|error| ConfigError::Broken(path.clone(), error))?;
        if let Some(key) = misplaced(&table, "") {
            return Err(ConfigError::Misplaced(path, key));
        }
        let given = |path: &Option<PathBuf>, default: &str| match path {
            Some(path) => std::path::absolute(path).unwrap_or_else(|_| path.clone()),
            None => root.join(default),
        };
        let plans = given(&overrides.plans, "plans");
        let out = real(given(&overrides.out, "public"));
        if SOURCES.iter().any(|part| out.starts_with(root.join(part)))
            || out.starts_with(&plans)
            || plans.starts_with(&out)
        {
            return Err(ConfigError::Output(out));
        }
        let base_url = with_slash(overrides.base_url.clone().unwrap_or(file.base_url));
        if !is_address(&base_url) {
            return Err(ConfigError::Address(base_url));
        }
        let own = file.extra.planarium;
        Ok(Site {
            limits: own.limits,
            tools: root.clone(),
            shows_staff: false,
            folders: Folders::new(&plans, &own.staff, &own.withheld)?,
            plans,
            out,
            base_url,
            public_words: [vec![file.title.clone(), file.description.clone()], own.public_words].concat(),
            title: file.title,
            description: file.description,
            language: own.language.unwrap_or_else(|| "zh-Hans".into()),
            converted: own.converted.unwrap_or(true),
            max_files: own.max_files,
            root,
        })
    }

    /// The lock file of plan identities.
    pub fn lock(&self) -> PathBuf {
        self.root.join("plans.lock")
    }

    /// Whether plans have been published, as far as the folder of the finished site shows; one of a preview does not.
    pub fn is_published(&self) -> bool {
        self.out.join("plans").is_dir() && !self.out.starts_with(self.root.join(".planarium"))
    }

    /// The corrections made by hand.
    pub fn overrides(&self) -> PathBuf {
        self.root.join("overrides.toml")
    }

    /// The archive's own rules of cleaning, splitting and outlining.
    pub fn rules(&self) -> PathBuf {
        self.root.join("rules.toml")
    }

    /// The folder of the tantivy indexes.
    pub fn index(&self) -> PathBuf {
        self.root.join("index/tantivy")
    }
}

/// The folder that a link leads to: the next site is made beside it, and takes its place, not that of the link.
fn real(folder: PathBuf) -> PathBuf {
    if folder.is_symlink() { folder.canonicalize().unwrap_or(folder) } else { folder }
}

/// Whether it is an address of the web, or a path on a host.
fn is_address(base_url: &str) -> bool {
    let of_web = |url: url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    base_url.starts_with('/') || url::Url::parse(base_url).is_ok_and(of_web)
}

fn with_slash(mut url: String) -> String {
    if !url.ends_with('/') {
        url.push('/');
    }
    url
}

#[cfg(test)]
mod tests;
