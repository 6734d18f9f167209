//! What a new archive begins with: configuration, hand-written pages, theme, and a plan to look at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/planarium");

/// Hand-written files of this repository that every archive begins with. Listed one by one, because generated pages stand
/// beside them.
const FILES: [(&str, &str); 15] = [
    ("config.toml", include_str!("../config.toml")),
    ("content/_index.md", include_str!("../content/_index.md")),
    ("content/about.md", include_str!("../content/about.md")),
    ("content/about-en.md", include_str!("../content/about-en.md")),
    ("content/about-zh-Hant.md", include_str!("../content/about-zh-Hant.md")),
    ("content/accessibility.md", include_str!("../content/accessibility.md")),
    ("content/accessibility-en.md", include_str!("../content/accessibility-en.md")),
    ("content/accessibility-zh-Hant.md", include_str!("../content/accessibility-zh-Hant.md")),
    ("content/compare.md", include_str!("../content/compare.md")),
    ("content/help.md", include_str!("../content/help.md")),
    ("content/help-en.md", include_str!("../content/help-en.md")),
    ("content/help-zh-Hant.md", include_str!("../content/help-zh-Hant.md")),
    ("content/search.md", include_str!("../content/search.md")),
    (
        ".gitignore",
        "/.planarium/\n/public/\n/.public.*\n/index/tantivy/\n/static/find/\n/static/data/\n/static/plans/\n/static/llms.txt\n/static/robots.txt\n/static/sitemap*.xml\n/content/plans/\n/content/browse/\n",
    ),
    // Plans are bytes, whatever git thinks of their line ends; of the lock file both sides' lines stay in a merge.
    (".gitattributes", "plans/** -text\nplans.lock merge=union\n"),
];

/// A plan of the sample archive, to begin with.
const SAMPLE: (&str, &str) =
    ("plans/云岫县2024年教育工作要点.md", include_str!("../plans/县市/云岫县2024年教育工作要点.md"));

/// Who builds the archive on each commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ci {
    /// GitHub Actions.
    Github,
    /// GitLab CI/CD.
    Gitlab,
}

/// The file that tells it how.
fn workflow(ci: Ci) -> (&'static str, &'static str) {
    match ci {
        Ci::Github => (".github/workflows/site.yml", include_str!("ci/github.yml")),
        Ci::Gitlab => (".gitlab-ci.yml", include_str!("ci/gitlab.yml")),
    }
}

/// The files of the theme that are not those of this version, relative to `root`; changed on purpose or outdated.
pub fn outdated(root: &Path) -> Vec<String> {
    fn below(dir: &Dir, root: &Path, found: &mut Vec<String>) {
        for file in dir.files() {
            let path = Path::new("themes/planarium").join(file.path());
            if fs::read(root.join(&path)).is_ok_and(|own| own != file.contents()) {
                found.push(path.display().to_string());
            }
        }
        dir.dirs().for_each(|dir| below(dir, root, found));
    }
    let mut found = Vec::new();
    below(&THEME, root, &mut found);
    found
}

/// The texts that every archive begins with: the pages and the theme.
pub fn texts() -> impl Iterator<Item = &'static str> {
    fn below(dir: &'static Dir<'static>, found: &mut Vec<&'static str>) {
        found.extend(dir.files().filter_map(|file| file.contents_utf8()));
        dir.dirs().for_each(|dir| below(dir, found));
    }
    let mut found = FILES.map(|(_, text)| text).to_vec();
    below(&THEME, &mut found);
    found.into_iter()
}

/// Writes a new archive into `root`, with a sample plan and a workflow when these are wanted. In an archive that is there already, files are
/// left as they are, except the theme's, which are brought up to date, and no sample is added. Returns the paths written,
/// relative to `root`.
pub fn init(root: &Path, sample: bool, ci: Option<Ci>) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    let sample = sample && !root.join("config.toml").exists();
    let wanted = FILES.iter().chain(sample.then_some(&SAMPLE)).copied().chain(ci.map(workflow));
    for (path, text) in wanted {
        if !root.join(path).exists() {
            write(&root.join(path), text.as_bytes())?;
            written.push(path.into());
        }
    }
    fs::create_dir_all(root.join("plans"))?;
    write_theme(&THEME, root, &mut written)?;
    Ok(written)
}

fn write_theme(dir: &Dir, root: &Path, written: &mut Vec<PathBuf>) -> io::Result<()> {
    for file in dir.files() {
        let path = Path::new("themes/planarium").join(file.path());
        if fs::read(root.join(&path)).is_ok_and(|old| old == file.contents()) {
            continue;
        }
        write(&root.join(&path), file.contents())?;
        written.push(path);
    }
    dir.dirs().try_for_each(|dir| write_theme(dir, root, written))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page written by hand is a page that new archives need too.
    #[test]
    fn every_handwritten_page_is_listed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let pages = fs::read_dir(root.join("content")).unwrap().map(|entry| entry.unwrap());
        let pages = pages.filter(|entry| entry.file_type().unwrap().is_file());
        for page in pages.map(|entry| format!("content/{}", entry.file_name().to_string_lossy())) {
            assert!(FILES.iter().any(|(path, _)| *path == page), "{page}");
        }
    }

    #[test]
    fn what_exists_is_kept() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("config.toml"), "mine").unwrap();
        let written = init(root.path(), true, None).unwrap();
        assert!(!written.contains(&"config.toml".into()) && !written.contains(&SAMPLE.0.into()));
        assert_eq!(fs::read_to_string(root.path().join("config.toml")).unwrap(), "mine");
        assert!(root.path().join("themes/planarium/theme.toml").is_file());
        assert!(init(root.path(), true, None).unwrap().is_empty());
    }

    #[test]
    fn a_new_archive_has_something_to_look_at() {
        let root = tempfile::tempdir().unwrap();
        assert!(init(root.path(), true, None).unwrap().contains(&SAMPLE.0.into()));
    }
}
