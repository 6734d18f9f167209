//! From plans to the published site.

use std::panic::resume_unwind;
use std::path::Path;
use std::time::Instant;

use super::documents::Reader;
use super::{Error, GENERATED, Inputs, Report, Rules, Run, Stage, Watch, alone, archive, cache, reader, write_inputs};
use super::{assemble, check, faults, leaks, publish, zola};
use crate::archive::Archive;
use crate::config::Site;
use crate::document::Severity;
use crate::tree::Tree;

/// Bytes of pages that Zola is given at a time: it takes about three times as much memory, beside 90 MB of its own.
const ZOLA_BATCH: u64 = 64_000_000;

/// Runs every stage and publishes the site, unless the check finds something broken, or text that is not public.
pub fn build(site: &Site, rules: &Rules, watch: &dyn Watch) -> Result<Report, Error> {
    let _alone = alone(site)?;
    let next = publish::beside(&site.out)?;
    let mut run = Run::new(watch);
    let cache = cache(site);
    let reader = reader(site, rules, Some(&cache));
    let (zola, archive) =
        rayon::join(|| zola::find(&zola::Places::of(&site.tools)), || archive(site, &reader, &mut run));
    let (zola, archive) = (zola?, archive?);
    let (made, guard) = make(site, archive, &reader, &zola, &next, &mut run)?;
    let is_new = !made.changed.is_empty();
    let at = if is_new { &next } else { &site.out };
    let (checked, published) =
        (check::Site { folder: at, tree: &made.tree }, check::Site { folder: &site.out, tree: &made.live });
    let found = run.stage(Stage::Check, None, |_| faults::faults(site, checked, published, &guard, &cache))?;
    let faults::Faults { all: faults, leaking, links } = found;
    let is_sound = faults.iter().all(|fault| fault.finding.severity < Severity::Error);
    if is_new && is_sound {
        run.stage(Stage::Publish, None, |_| publish_site(site, &next, &made, &guard))?;
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

/// Makes the new site in `next`, beside the published one; what must not be in it.
fn make(
    site: &Site,
    archive: Archive,
    reader: &Reader,
    zola: &zola::Zola,
    next: &Path,
    run: &mut Run,
) -> Result<(assemble::Assembled, leaks::Guard), Error> {
    let cache = &cache(site);
    let key = [env!("CARGO_PKG_VERSION"), &zola.version, &site.base_url].join(" ");
    let (root, live) = (site.root.as_path(), site.out.as_path());
    let job = assemble::Job { root, generated: &GENERATED, cache, live, next, key: &key, batch: ZOLA_BATCH };
    let run_zola = |root: &Path, out: &Path| zola::build(zola, root, Some(&site.base_url), out).map_err(Error::from);
    let record = assemble::Record::load(cache, live);
    let render = |pages: &Tree| {
        let begun = Instant::now();
        (assemble::render(&job, record.as_ref(), pages, run_zola), begun.elapsed())
    };
    // Zola has a thread of its own: one of the pool's would wait for it, and it for the pool.
    let (inputs, before, (rendered, time)) = std::thread::scope(|scope| {
        let begin = |pages: Tree| scope.spawn(move || render(&pages));
        let (inputs, before) = rayon::join(
            || write_inputs(site, archive, reader, cache, run, begin),
            || assemble::Before::look(record.as_ref(), live, next),
        );
        let Inputs { guard, known, pages } = inputs?;
        // A thread that panicked has found a bug: the panic goes on here.
        let rendered = pages.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok::<_, Error>(((guard, known), before?, rendered))
    })?;
    let ((guard, known), rendered) = (inputs, rendered?);
    let made =
        run.stage(Stage::Zola, None, |_| assemble::assemble(&job, record, before, rendered, &known, run_zola))?;
    run.add_time(time);
    Ok((made, guard))
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
