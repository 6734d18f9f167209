//! An archive of its own for looking at: the same sources, its own address, and nothing of it in the archive's own pages,
//! data and site. It lives in `.planarium/preview/`, which Git ignores and nothing publishes.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::{ConfigError, Overrides, Site};
use crate::pipeline::is_generated;

/// What of an archive a site is made from, beside its plans.
const SOURCES: [&str; 8] =
    ["config.toml", "overrides.toml", "rules.toml", "content", "static", "templates", "themes", "sass"];

/// Whose eyes a preview is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: what the site will show.
    Public,
    /// Staff: plans that are for staff only stand beside the others, and every page says so.
    Staff,
}

/// Why a preview cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The archive cannot be opened.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its sources cannot be copied.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Brings the preview of an archive up to date with its sources, and opens it. `base_url` is the address it is looked at.
pub fn open(archive: &Site, audience: Audience, base_url: &str) -> Result<Site, PreviewError> {
    let name = if audience == Audience::Staff { "staff" } else { "public" };
    let root = archive.root.join(".planarium/preview").join(name);
    fs::create_dir_all(&root)?;
    copy_sources(&archive.root, &root)?;
    copy_lock(&archive.lock(), &root)?;
    if audience == Audience::Staff {
        mark(&root.join("config.toml"))?;
    }
    let overrides =
        Overrides { plans: Some(archive.plans.clone()), base_url: Some(base_url.to_owned()), ..Overrides::default() };
    let site = Site::open(&root, &overrides)?;
    Ok(Site { tools: archive.tools.clone(), shows_staff: audience == Audience::Staff, ..site })
}

/// Says in the configuration that templates must mark every page.
fn mark(config: &Path) -> io::Result<()> {
    let broken = |error: toml::de::Error| io::Error::other(error.to_string());
    let mut table: toml::Table = fs::read_to_string(config)?.parse().map_err(broken)?;
    let inner = |table: &mut toml::Table, key: &str| match table.entry(key).or_insert_with(|| toml::Table::new().into())
    {
        toml::Value::Table(inner) => std::mem::take(inner),
        _ => toml::Table::new(),
    };
    let mut extra = inner(&mut table, "extra");
    let mut own = inner(&mut extra, "planarium");
    own.insert("staff_preview".into(), true.into());
    extra.insert("planarium".into(), own.into());
    table.insert("extra".into(), extra.into());
    fs::write(config, table.to_string())
}

/// Makes the sources in `to` those in `from`; files that are generated are left alone in both.
fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    let wanted = sources(from)?;
    for path in sources(to)?.difference(&wanted) {
        fs::remove_file(to.join(path))?;
    }
    wanted.iter().try_for_each(|path| copy(&from.join(path), &to.join(path)))
}

/// Takes over the archive's lock when it has changed. In between the preview keeps its own, so that a new plan has one
/// address while it is being written.
fn copy_lock(lock: &Path, root: &Path) -> io::Result<()> {
    let Ok(text) = fs::read(lock) else { return Ok(()) };
    let taken = root.join("plans.lock.taken");
    if fs::read(&taken).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::write(root.join("plans.lock"), &text)?;
    fs::write(taken, text)
}

fn sources(root: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut sources = BTreeSet::new();
    for start in SOURCES.iter().map(|name| root.join(name)).filter(|path| path.exists()) {
        for entry in walkdir::WalkDir::new(start).follow_links(true) {
            let entry = entry?;
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let is_ours = path.to_str().is_some_and(is_generated);
            if entry.file_type().is_file() && !is_ours {
                sources.insert(path.to_owned());
            }
        }
    }
    Ok(sources)
}

/// Copies a file unless it is there already.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let same_size = fs::metadata(to).is_ok_and(|there| fs::metadata(from).is_ok_and(|here| here.len() == there.len()));
    if same_size && fs::read(from)? == fs::read(to)? {
        return Ok(());
    }
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::copy(from, to).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_has_the_sources_and_nothing_that_is_generated() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("config.toml", "base_url = \"https://example.org\"\n[extra.planarium]\nlanguage = \"en\"\n");
        write("content/about.md", "a");
        write("content/plans/p.md", "generated");
        write("static/find/entry.bin", "generated");
        write("static/logo.svg", "b");
        let archive = Site::open(folder.path(), &Overrides::default()).unwrap();
        let preview = open(&archive, Audience::Staff, "http://127.0.0.1:1/").unwrap();
        let has = |path: &str| preview.root.join(path).exists();
        assert!(has("content/about.md") && has("static/logo.svg") && !has("content/plans") && !has("static/find"));
        assert!(preview.root.starts_with(folder.path().join(".planarium/preview/staff")));
        assert!(fs::read_to_string(preview.root.join("config.toml")).unwrap().contains("staff_preview = true"));
        assert_eq!((preview.language.as_str(), preview.plans == archive.plans), ("en", true));
        fs::remove_file(folder.path().join("static/logo.svg")).unwrap();
        write("content/about.md", "c");
        let public = open(&archive, Audience::Public, "/").unwrap();
        open(&archive, Audience::Staff, "/").unwrap();
        assert!(!has("static/logo.svg"));
        assert_eq!(fs::read(preview.root.join("content/about.md")).unwrap(), b"c");
        assert!(!fs::read_to_string(public.root.join("config.toml")).unwrap().contains("staff_preview"));
    }
}
