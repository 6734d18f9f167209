//! The stages, in the order they run. Each takes and returns plain types of [`crate::document`] and [`crate::archive`]; no
//! stage imports another, prints, or sees the command line.

pub mod read;
pub mod clean;
pub mod split;
pub mod refer;
pub mod outline;
pub mod describe;
pub mod identify;
pub mod families;
pub mod index;
pub mod pages;
pub mod exchange;
pub mod search_data;
pub mod zola;
pub mod assemble;
pub mod check;
pub mod leaks;
pub mod limits;
pub mod publish;

mod absent;
mod batches;
mod build;
mod corrections;
mod document;
mod documents;
mod faults;
mod guard;
mod hold;
mod relate;
mod report;
mod rules;
mod run;
mod watch;
mod write;

pub use build::build;
pub use document::document;
pub use report::{FileFinding, Report};
pub use rules::{Rules, RulesFault, TextRules};
pub use watch::{Silent, Stage, Watch};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::archive::{Archive, Entry};
use crate::cache::Cache;
use crate::config::Site;
use crate::files;
use crate::init;
use crate::text::convert;
use crate::tree::Tree;
use documents::Reader;
use identify::Lock;
use run::Run;

/// Gives new plans their ids, and writes nothing but the lock file.
pub fn register(site: &Site, rules: &Rules, watch: &dyn Watch) -> Result<Report, Error> {
    let mut run = Run::new(watch);
    let cache = cache(site);
    archive(site, &reader(site, rules, Some(&cache)), &mut run)?;
    Ok(run.finish())
}

/// Runs every stage up to what Zola needs: afterwards a plain `zola build` makes the site.
pub fn index(site: &Site, rules: &Rules, watch: &dyn Watch) -> Result<Report, Error> {
    let _alone = hold::alone(site)?;
    let mut run = Run::new(watch);
    let cache = cache(site);
    let reader = reader(site, rules, Some(&cache));
    let archive = archive(site, &reader, &mut run)?;
    write_inputs(site, archive, &reader, &cache, &mut run, |_| ())?;
    run.report().ignored = cache.ignored();
    Ok(run.finish())
}

/// Looks at every file of the published site for text that is not public. `masked` keeps such text out of the findings too.
pub fn leaks(site: &Site, rules: &Rules, watch: &dyn Watch, masked: bool) -> Result<Vec<FileFinding>, Error> {
    hold::finished(site)?;
    let reader = reader(site, rules, None);
    let (mut archive, _) = read_archive(site, &reader, &mut Run::new(watch))?;
    let guard = guard::guard(&mut archive, &reader, &open_texts(site), site.converted.then_some(&reading_view))?;
    let tree = Tree::read(&site.out, &Tree::default(), |_| true)?;
    let scan = guard.look_through(&site.out, &tree, None)?;
    let mut found = faults::as_findings(scan, |text| if masked { guard.mask(text) } else { text.to_owned() });
    found.extend(faults::beyond_limits(site, &tree));
    Ok(found)
}

/// Every address of other sites that the published site links to, with the first page and line that do.
pub fn outward(site: &Site) -> Result<BTreeMap<String, (String, u32)>, Error> {
    hold::finished(site)?;
    let tree = Tree::read(&site.out, &Tree::default(), |_| true)?;
    Ok(check::outward(&site.out, &tree, &site.base_url)?)
}

/// What everybody may read: the words of this program's interface, and those that the archive's keeper says.
fn open_texts(site: &Site) -> Vec<&str> {
    let mut texts: Vec<&str> = init::texts().collect();
    texts.extend(site.public_words.iter().map(String::as_str));
    texts
}

/// Characters of plans whose documents are there in full at a time.
const ROOM: u64 = 40_000_000;

fn reader<'a>(site: &'a Site, rules: &'a Rules, cache: Option<&'a Cache>) -> Reader<'a> {
    Reader { folder: &site.plans, rules, cache, public: false, room: ROOM }
}

/// What is remembered from run to run.
fn cache(site: &Site) -> Cache {
    Cache::new(site.root.join(".planarium/cache"))
}

/// The words that a public plan is shown with in the other script.
fn reading_view(archive: &Archive, entry: &Entry) -> String {
    let (plan, body) = (archive.plan(entry), &archive.document(entry).body);
    let text: String = plan.all_lines().filter_map(|line| Some(body.text_of(body.lines.get(line)?))).collect();
    convert::text(&format!("{}\n{text}", archive.title(entry)), plan.facts.script.other())
}

/// What each run writes anew for Zola.
const GENERATED: [&str; 8] = [
    "content/plans/",
    "content/browse/",
    "static/find/",
    "static/data/",
    "static/plans/",
    "static/llms.txt",
    "static/robots.txt",
    "static/sitemap",
];

/// Whether a file, by its path below the archive, is one that each run writes anew.
pub fn is_generated(path: &str) -> bool {
    GENERATED.iter().any(|start| path.starts_with(start))
}

/// What was written for Zola and for readers.
struct Inputs<T> {
    /// What must not be published.
    guard: leaks::Guard,
    /// The files that were generated.
    known: Tree,
    /// What was begun with the pages meanwhile.
    pages: T,
}

/// From plans to the tantivy index, Zola's pages and the browser's search data. `begin` begins something with the pages as soon
/// as they are there.
fn write_inputs<T: Send>(
    site: &Site,
    mut archive: Archive,
    reader: &Reader,
    cache: &Cache,
    run: &mut Run,
    begin: impl FnOnce(Tree) -> T + Send,
) -> Result<Inputs<T>, Error> {
    let guard = guard::guard(&mut archive, reader, &open_texts(site), site.converted.then_some(&reading_view))?;
    write::for_staff(site, &mut archive, reader, cache, run)?;
    let (mut public, reader) = (archive.into_public(), Reader { public: true, ..*reader });
    let unsearched = write::Unsearched::of(site, &mut public, &reader, cache)?;
    let begun = Instant::now();
    let (written, searched) = rayon::join(
        || write::for_public(site, &mut public, &reader, cache, run, begin),
        || unsearched.update(site).map(|is_done| is_done.then(|| begun.elapsed())),
    );
    let (mut known, pages) = written?;
    match searched? {
        Some(time) => run.report().stages.push((Stage::SearchData, time)),
        None => run.stage(Stage::SearchData, None, |_| unsearched.write(site, &mut public, &reader))?,
    }
    // Nobody needs it any more, and letting go of it takes a while.
    rayon::spawn(move || drop(public));
    let searched = unsearched.keep(site, cache)?;
    run.report().index_bytes = size(&site.index()) + searched.files.values().map(|stamp| stamp.size).sum::<u64>();
    known.extend(&searched);
    Ok(Inputs { guard, known, pages })
}

/// From plan files to plans with lasting ids, kept in the lock file.
fn archive(site: &Site, reader: &Reader, run: &mut Run) -> Result<Archive, Error> {
    hold::unoccupied(site)?;
    let (archive, lock) = read_archive(site, reader, run)?;
    lock.write(&site.lock())?;
    Ok(archive)
}

/// Reads, identifies and compares all plans, and writes nothing: the archive, the lock file as it must be, the findings.
pub fn examine(site: &Site, rules: &Rules, watch: &dyn Watch) -> Result<(Archive, Lock, Report), Error> {
    let mut run = Run::new(watch);
    let (archive, lock) = read_archive(site, &reader(site, rules, None), &mut run)?;
    Ok((archive, lock, run.finish()))
}

/// From plan files to the archive with all its identities and relations, with its documents as the reader gives them.
fn read_archive(site: &Site, reader: &Reader, run: &mut Run) -> Result<(Archive, Lock), Error> {
    let lock = Lock::read(&site.lock(), site.is_published())?;
    let files = files::list(&site.plans).map_err(|error| Error::NoPlans(site.plans.clone(), error))?;
    let documents = run.stage(Stage::Documents, Some(files.len()), |watch| reader.all(&files, watch))?;
    absent::hold(&documents, &lock, &site.plans)?;
    corrections::hold_guards(&reader.rules.overrides, &documents)?;
    run.report().findings.extend(corrections::gone(&reader.rules.overrides, &documents));
    let (entries, lock, findings) = run.stage(Stage::Identify, None, |_| identify::identify(&documents, &lock));
    let in_lock = |finding| FileFinding::open("plans.lock".into(), finding);
    run.report().findings.extend(findings.into_iter().map(in_lock));
    let mut archive = Archive { documents, entries, former: identify::former(&lock), ..Archive::default() };
    archive.relations = run.stage(Stage::Families, None, |_| relate::relations(&mut archive, reader))?;
    for (document, finding) in families::findings(&archive) {
        archive.documents[document].findings.push(finding);
    }
    archive.documents.iter_mut().for_each(|document| document.findings.sort_by_key(|finding| finding.line));
    run.count(&archive.documents);
    Ok((archive, lock))
}

fn size(folder: &Path) -> u64 {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).filter(|data| data.is_file()).map(|data| data.len()).sum()
}

/// Why a run of the pipeline failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lock file is damaged or cannot be read or written.
    #[error(transparent)]
    Lock(#[from] identify::LockError),
    /// The index cannot be written.
    #[error(transparent)]
    Index(#[from] tantivy::TantivyError),
    /// A file cannot be made or written.
    #[error("{}: {_1}", _0.display())]
    File(PathBuf, std::io::Error),
    /// A file stands where this program writes, in an archive that it never built.
    #[error("{}", rust_i18n::t!("error.occupied", path = _0.display()))]
    Occupied(PathBuf),
    /// Pages or search data cannot be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Zola is missing or failed.
    #[error(transparent)]
    Zola(#[from] zola::ZolaError),
    /// An override that says who may see a plan names a line at which no plan begins.
    #[error("{}", rust_i18n::t!("error.lost-guard", file = file, line = line))]
    LostGuard {
        /// File of the plan.
        file: String,
        /// Line at which it was.
        line: u32,
    },
    /// The folder of plans cannot be read.
    #[error("{}", rust_i18n::t!("error.no-plans", path = _0.display(), error = _1))]
    NoPlans(PathBuf, std::io::Error),
    /// Plans that have pages stood in files that are there and cannot be read, or all at once are gone.
    #[error(transparent)]
    Absent(#[from] absent::AbsentError),
    /// There is no finished site to look at.
    #[error("{}", rust_i18n::t!("error.no-site", path = _0.display()))]
    NoSite(PathBuf),
    /// Another process is at work on the archive.
    #[error("{}", rust_i18n::t!("error.busy", root = _0.display()))]
    Busy(PathBuf),
    /// The site cannot be published.
    #[error(transparent)]
    Publish(#[from] publish::PublishError),
}
