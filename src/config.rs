//! Where an archive is and how it is built: `config.toml`, with what the command line overrides.

use std::path::{Path, PathBuf};

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

#[derive(Default, serde::Deserialize)]
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
}

impl Site {
    /// Opens the archive in `root`.
    pub fn open(root: &Path, overrides: &Overrides) -> Result<Site, ConfigError> {
        let root = std::path::absolute(root).map_err(|error| ConfigError::Unreadable(root.into(), error))?;
        let path = root.join("config.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ConfigError::Missing(root.clone()),
            _ => ConfigError::Unreadable(path.clone(), error),
        })?;
        let file: File = toml::from_str(&text).map_err(|error| ConfigError::Broken(path, error))?;
        let given = |path: &Option<PathBuf>, default: &str| match path {
            Some(path) => std::path::absolute(path).unwrap_or_else(|_| path.clone()),
            None => root.join(default),
        };
        let plans = given(&overrides.plans, "plans");
        let own = file.extra.planarium;
        Ok(Site {
            limits: own.limits,
            tools: root.clone(),
            shows_staff: false,
            folders: Folders::new(&plans, &own.staff, &own.withheld)?,
            plans,
            out: given(&overrides.out, "public"),
            base_url: with_slash(overrides.base_url.clone().unwrap_or(file.base_url)),
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

fn with_slash(mut url: String) -> String {
    if !url.ends_with('/') {
        url.push('/');
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_win_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Site::open(folder.path(), &Overrides::default()), Err(ConfigError::Missing(_))));
        let config = "base_url = \"https://a.example/b\"\n[extra.planarium]\nmax_files = 900\n";
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        let site = Site::open(folder.path(), &Overrides::default()).unwrap();
        assert_eq!(site.base_url, "https://a.example/b/");
        assert_eq!(site.max_files, Some(900));
        assert_eq!(site.plans, site.root.join("plans"));
        let overrides = Overrides { base_url: Some("/x/".into()), plans: Some("/p".into()), out: None };
        let site = Site::open(folder.path(), &overrides).unwrap();
        assert_eq!((site.base_url.as_str(), site.plans.as_path()), ("/x/", Path::new("/p")));
    }

    #[test]
    fn broken_toml_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), "base_url = \n").unwrap();
        let error = Site::open(folder.path(), &Overrides::default()).unwrap_err();
        assert!(error.to_string().contains("config.toml"), "{error}");
    }
}
