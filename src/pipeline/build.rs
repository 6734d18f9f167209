//! From plans to the published site.

use std::fs::File;
use std::io;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use super::assemble::{self, Before};
use super::documents::Reader;
use super::{Error, GENERATED, Inputs, Report, Rules, Run, Stage, Watch, archive, cache, reader, write_inputs};
use super::{check, faults, hold, leaks, publish, zola};
use crate::archive::Archive;
use crate::cache::Cache;
use crate::config::Site;
use crate::document::Severity;
use crate::tree::Tree;

/// Bytes of pages that Zola is given at a time: it takes about three times as much memory, beside 90 MB of its own.
const ZOLA_BATCH: u64 = 64_000_000;

/// Runs every stage and publishes the site, unless the check finds something broken, or text that is not public.
pub fn build(site: &Site, rules: &Rules, watch: &dyn Watch) -> Result<Report, Error> {
    let alone = hold::alone(site)?;
    let next = publish::beside(&site.out)?;
    let mut run = Run::new(watch);
    let cache = cache(site);
    let reader = reader(site, rules, Some(&cache));
    // What stands there is wanted when Zola begins.
    let (made, guard) = std::thread::scope(|scope| {
        let looking = scope.spawn(|| Before::look(&cache, &site.out, &next));
        let find = || zola::find(&zola::Places::of(&site.tools));
        let (zola, archive) = rayon::join(find, || archive(site, &reader, &mut run));
        let tools = Tools { cache: &cache, zola: &zola?, next: &next, alone: &alone };
        make(site, archive?, looking, &reader, tools, &mut run)
    })?;
    let is_new = !made.changed.is_empty();
    let at = if is_new { &next } else { &site.out };
    let (checked, published) =
        (check::Site { folder: at, tree: &made.tree }, check::Site { folder: &site.out, tree: &made.live });
    let check = || run.stage(Stage::Check, None, |_| faults::faults(site, checked, published, &guard, &cache));
    let (found, kept) = rayon::join(check, || made.keep(&cache, &next, &site.out));
    let (found, ()) = (found?, kept?);
    let faults::Faults { all: faults, leaking, links } = found;
    let is_sound = faults.iter().all(|fault| fault.finding.severity < Severity::Error);
    if is_new && is_sound {
        run.stage(Stage::Publish, None, |_| {
            publish_site(site, &next, &made, &guard)?;
            if made.full {
                // The new site is there. Where this fails, the next build does it, and says why if it cannot.
                let _ = made.follow(&cache, &site.out, &next);
            }
            Ok::<_, Error>(())
        })?;
    }
    if is_sound {
        links.keep(&cache)?;
    }
    if is_new {
        // What leaks is not kept, not even beside the site.
        leaking.iter().try_for_each(|file| remove(&next.join(file)))?;
    }
    let report = run.report();
    report.changed_files = made.changed.len();
    report.ignored = cache.ignored();
    report.is_published = is_sound;
    report.is_leaking = faults.iter().any(|fault| fault.finding.rule == leaks::RULE);
    report.findings.extend(faults);
    Ok(run.finish())
}

/// What a site is made with, and where.
struct Tools<'a> {
    cache: &'a Cache,
    zola: &'a zola::Zola,
    next: &'a Path,
    /// The lock on the archive.
    alone: &'a File,
}

/// Makes the new site beside the published one; what must not be in it.
fn make(
    site: &Site,
    archive: Archive,
    looking: ScopedJoinHandle<io::Result<Before>>,
    reader: &Reader,
    Tools { cache, zola, next, alone }: Tools,
    run: &mut Run,
) -> Result<(assemble::Assembled, leaks::Guard), Error> {
    let key = [env!("CARGO_PKG_VERSION"), &zola.version, &site.base_url].join(" ");
    let (root, live) = (site.root.as_path(), site.out.as_path());
    let job = assemble::Job { root, generated: &GENERATED, cache, live, next, key: &key, batch: ZOLA_BATCH };
    let run_zola =
        |root: &Path, out: &Path| zola::build(zola, root, Some(&site.base_url), out, alone).map_err(Error::from);
    let render = |pages: &Tree| {
        let before = done(looking)?;
        let begun = Instant::now();
        let rendered = assemble::render(&job, &before, pages, run_zola)?;
        Ok::<_, Error>((before, rendered, begun.elapsed()))
    };
    // Zola has a thread of its own: one of the pool's would wait for it, and it for the pool.
    let ((guard, known), rendered) = std::thread::scope(|scope| {
        let begin = |pages: Tree| scope.spawn(move || render(&pages));
        let Inputs { guard, known, pages } = write_inputs(site, archive, reader, cache, run, begin)?;
        Ok::<_, Error>(((guard, known), done(pages)))
    })?;
    let (before, rendered, time) = rendered?;
    let made = run.stage(Stage::Zola, None, |_| assemble::assemble(&job, before, rendered, &known, run_zola))?;
    run.add_time(time);
    Ok((made, guard))
}

/// Waits for a thread. One that panicked has found a bug: the panic goes on here.
fn done<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Swaps the new site in. Where an archive holds plans that are not public, what changed is taken out of the old site, which
/// waits to become the next: it may be the text of a plan that was public until now.
fn publish_site(site: &Site, next: &Path, made: &assemble::Assembled, guard: &leaks::Guard) -> Result<(), Error> {
    publish::exchange(next, &site.out)?;
    if guard.is_empty() {
        return Ok(());
    }
    made.changed.iter().try_for_each(|file| remove(&next.join(file)))
}

fn remove(file: &Path) -> Result<(), Error> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
