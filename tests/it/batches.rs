//! Zola in batches gives the site that one run of Zola gives.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use planarium::cache::Cache;
use planarium::pipeline::{assemble, zola};
use planarium::tree::Tree;

use crate::archive::{TestArchive, files, zola};

#[test]
fn a_site_built_in_batches_is_byte_for_byte_that_of_one_run() {
    let archive = TestArchive::new();
    for (file, bytes) in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("plans")) {
        archive.plan(&file, bytes);
    }
    archive.build();
    let whole = archive.files("public");

    let zola = zola::Zola { path: zola(), version: String::new() };
    let (live, next) = (archive.root().join("batched"), archive.root().join(".batched.next"));
    let cache = Cache::new(archive.root().join(".planarium/other"));
    let job = assemble::Job {
        root: archive.root(),
        generated: &["content/plans/", "content/browse/", "static/"],
        cache: &cache,
        live: &live,
        next: &next,
        key: "",
        batch: 100_000,
    };
    let (runs, held) = (AtomicUsize::new(0), tempfile::tempfile().unwrap());
    let run_zola = |root: &Path, out: &Path| {
        runs.fetch_add(1, Ordering::Relaxed);
        assert_ne!(root, archive.root(), "pages do not need each other");
        zola::build(&zola, root, None, out, &held).map_err(std::io::Error::other)
    };
    let known = Tree::default();
    let before = assemble::Before::look(&cache, &live, &next).unwrap();
    let rendered = assemble::render(&job, &before, &known, run_zola).unwrap();
    let made = assemble::assemble(&job, before, rendered, &known, run_zola);
    assert!(made.unwrap().full);
    assert!(runs.into_inner() > 3);
    let batched = files(&next);
    let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|file| file.0.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&batched), paths(&whole));
    for (one, other) in batched.iter().zip(&whole) {
        assert!(one.1 == other.1, "{} differs", one.0);
    }
}
