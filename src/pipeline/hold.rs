//! What must hold before a run touches an archive, or trusts what is there.

use std::fs::{File, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Error, is_generated};
use crate::config::Site;
use crate::tree::Tree;

/// How long a build waits for the one before it: after a build that was killed, its Zola may still be at work.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps other processes from working on the archive until the file is dropped.
pub fn alone(site: &Site) -> Result<File, Error> {
    let path = site.root.join(".planarium/lock");
    let named = |error| Error::File(path.clone(), error);
    std::fs::create_dir_all(site.root.join(".planarium")).map_err(named)?;
    let file = File::create(&path).map_err(named)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => return Err(Error::Busy(site.root.clone())),
            Err(TryLockError::Error(error)) => return Err(named(error)),
        }
    }
}

/// Fails where there is no finished site: nothing is wrong in what is not there, and a misspelt name would pass every check.
pub fn finished(site: &Site) -> Result<(), Error> {
    if site.out.join("index.html").is_file() { Ok(()) } else { Err(Error::NoSite(site.out.clone())) }
}

/// Fails where somebody put a file where generated ones come, and remove all others, in an archive that was never built.
pub fn unoccupied(site: &Site) -> Result<(), Error> {
    // A lock that was lost is another matter, and what this program wrote before may stay.
    if site.lock().exists() || site.is_published() || site.root.join(".planarium/cache").exists() {
        return Ok(());
    }
    for part in ["content", "static"] {
        let tree = Tree::read_below(&site.root, part, &Tree::default(), |_| true)?;
        if let Some(file) = tree.files.keys().find(|file| is_generated(file)) {
            return Err(Error::Occupied(site.root.join(file)));
        }
    }
    Ok(())
}
