//! The lock file: which id, number and fingerprint each plan has.
//!
//! ```text
//! # plans.lock 1
//! 4kq7m2c9xd 12 shown 8f03…(128 hex digits) 1830 counties/plans-2024.md
//! ```
//!
//! One line a plan, sorted by id, fields parted by one space: id, number, state, fingerprint (the last four bits of each
//! MinHash value), number of shingles, source file (to the end of the line). No position is stored, so that inserting a
//! plan changes no other line. Lines of two branches can be put together in any order, and twice the same is once.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use rust_i18n::t;

use crate::minhash::{PLACES, Sketch};

const HEADER: &str = "# plans.lock 1";

/// The lock file's records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Sorted by id. An id stands twice only where two branches changed its line; [`super::identify`] settles that.
    pub records: Vec<Record>,
}

/// What is kept of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Lasting id.
    pub id: String,
    /// Lasting number.
    pub number: u32,
    /// Whether it has a page.
    pub state: State,
    /// What its text was like.
    pub print: Print,
    /// The file it was last seen in, relative to the folder of plans.
    pub file: String,
}

/// Whether a plan has a page, and what stands at its address otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is public.
    Shown,
    /// It is not public and never was: nothing public may tell of it.
    Hidden,
    /// It was public and is still there for staff: a tombstone stands at its address.
    Closed,
    /// It was public and was removed: a tombstone stands there.
    Withdrawn,
    /// It was never public and was removed.
    Gone,
    /// It was, and its text is now part of the plan with this id: a redirect stands there.
    Merged(String),
}

/// A text's fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    /// Four bits of each MinHash value.
    pub nibbles: [u8; PLACES],
    /// How many shingles the text has.
    pub shingles: u32,
}

/// Why a lock file cannot be used, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// It cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is gone although plans have been published.
    #[error("{}", t!("lock.missing", path = path.display()))]
    Missing {
        /// The lock file.
        path: PathBuf,
    },
    /// A line cannot be understood.
    #[error("{}", t!("lock.damaged", path = path.display(), line = line, reason = t!(format!("lock.reason.{reason}"))))]
    Damaged {
        /// The lock file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
        /// What is wrong: its name among the messages.
        reason: &'static str,
    },
    /// A merge was not finished.
    #[error("{}", t!("lock.unmerged", path = path.display(), line = line))]
    Unmerged {
        /// The lock file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
    },
}

impl Lock {
    /// Reads a lock file; a missing one is empty: an archive that was never built. Where plans are `published` it was lost,
    /// and going on would give every plan a new address.
    pub fn read(path: &Path, published: bool) -> Result<Lock, LockError> {
        let io = |source| LockError::Io { path: path.to_owned(), source };
        match std::fs::read(path) {
            Ok(bytes) => Lock::parse(path, &String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && published => {
                Err(LockError::Missing { path: path.to_owned() })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Lock::default()),
            Err(error) => Err(io(error)),
        }
    }

    /// Writes the lock file in one step, and only if it changed.
    pub fn write(&self, path: &Path) -> Result<(), LockError> {
        let text = self.render();
        if std::fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.persist(path).map_err(|error| error.error)
        });
        written.map(drop).map_err(|source| LockError::Io { path: path.to_owned(), source })
    }

    /// The file's text.
    pub fn render(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for record in &self.records {
            let nibbles: String =
                record.print.nibbles.iter().filter_map(|nibble| char::from_digit(u32::from(*nibble), 16)).collect();
            let Record { id, number, state, print, file } = record;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{id} {number} {state} {nibbles} {} {}", print.shingles, escaped(file));
        }
        text
    }

    /// Understands a file's text; `path` is for messages only.
    pub fn parse(path: &Path, text: &str) -> Result<Lock, LockError> {
        let mut lines = text.lines().enumerate();
        let header = lines.next().map(|(_, line)| line.trim_end_matches('\r'));
        let damaged = |line, reason| LockError::Damaged { path: path.to_owned(), line, reason };
        if header != Some(HEADER) && header.is_none_or(|line| !is_marker(line)) {
            return Err(damaged(1, "header"));
        }
        let mut records = Vec::new();
        for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if is_marker(line) {
                return Err(LockError::Unmerged { path: path.to_owned(), line: place + 1 });
            }
            if line.trim_end() != HEADER {
                records.push(record(line.trim_end_matches('\r')).map_err(|reason| damaged(place + 1, reason))?);
            }
        }
        records.sort();
        records.dedup();
        Ok(Lock { records })
    }
}

fn is_marker(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| line.starts_with(marker))
}

fn record(line: &str) -> Result<Record, &'static str> {
    let mut fields = line.splitn(6, ' ');
    let mut field = || fields.next().ok_or("few");
    let id = field()?;
    let number = field()?.parse().map_err(|_| "number")?;
    let state = state(field()?)?;
    let nibbles = nibbles(field()?)?;
    let shingles = field()?.parse().map_err(|_| "shingles")?;
    let file = unescaped(field()?).ok_or("file")?;
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Err("id");
    }
    Ok(Record { id: id.to_owned(), number, state, print: Print { nibbles, shingles }, file })
}

fn state(text: &str) -> Result<State, &'static str> {
    match text {
        "shown" => Ok(State::Shown),
        "hidden" => Ok(State::Hidden),
        "closed" => Ok(State::Closed),
        "gone" => Ok(State::Gone),
        "withdrawn" => Ok(State::Withdrawn),
        _ => text.strip_prefix('>').map(|id| State::Merged(id.to_owned())).ok_or("state"),
    }
}

fn nibbles(text: &str) -> Result<[u8; PLACES], &'static str> {
    let mut nibbles = [0; PLACES];
    if text.len() != PLACES {
        return Err("length");
    }
    for (nibble, char) in nibbles.iter_mut().zip(text.chars()) {
        *nibble = char.to_digit(16).ok_or("digits")? as u8;
    }
    Ok(nibbles)
}

/// File names may hold anything: what would break a line is written `%0A`.
fn escaped(file: &str) -> String {
    let escape = |char: char| match char {
        '%' | '\n' | '\r' => format!("%{:02X}", u32::from(char)),
        _ => char.to_string(),
    };
    file.chars().map(escape).collect()
}

fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut file = parts.next()?.to_owned();
    for part in parts {
        let code = u32::from_str_radix(part.get(..2)?, 16).ok()?;
        file.push(char::from_u32(code)?);
        file.push_str(&part[2..]);
    }
    Some(file)
}

impl std::fmt::Display for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            State::Shown => formatter.write_str("shown"),
            State::Hidden => formatter.write_str("hidden"),
            State::Closed => formatter.write_str("closed"),
            State::Gone => formatter.write_str("gone"),
            State::Withdrawn => formatter.write_str("withdrawn"),
            State::Merged(id) => write!(formatter, ">{id}"),
        }
    }
}

impl Print {
    /// The fingerprint of a sketch.
    pub fn of(sketch: &Sketch) -> Print {
        Print { nibbles: sketch.nibbles(), shingles: sketch.shingles }
    }

    /// An estimate of the Jaccard similarity, freed of the one in sixteen places that agree by chance.
    pub fn likeness(&self, other: &Print) -> f64 {
        let equal = self.nibbles.iter().zip(&other.nibbles).filter(|(own, other)| own == other).count();
        let share = equal as f64 / PLACES as f64;
        ((share - 1.0 / 16.0) / (15.0 / 16.0)).max(0.0)
    }

    /// An estimate of how much of this text is in the other.
    pub fn share_in(&self, other: &Print) -> f64 {
        let (own, others) = (f64::from(self.shingles), f64::from(other.shingles));
        let likeness = self.likeness(other);
        if own == 0.0 { 0.0 } else { (likeness * (own + others) / ((1.0 + likeness) * own)).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let print = Print::of(&Sketch::of(["加强学校安全管理工作,落实责任。"]));
        let record = |id: &str, number, state, file: &str| Record {
            id: id.into(),
            number,
            state,
            print: print.clone(),
            file: file.into(),
        };
        let merged = State::Merged("a2".into());
        Lock { records: vec![record("a2", 0, State::Shown, "县/a b.md"), record("b3", 4, merged, "100%\n.txt")] }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = lock().render();
        assert_eq!(Lock::parse(Path::new("plans.lock"), &text).unwrap(), lock());
        let twice = format!("{text}{}", text.replace('\n', "\r\n"));
        assert_eq!(Lock::parse(Path::new("plans.lock"), &twice).unwrap(), lock(), "both sides of a merge");
    }

    #[test]
    fn damage_is_named_with_its_line() {
        let parse = |text: &str| Lock::parse(Path::new("plans.lock"), text).unwrap_err().to_string();
        assert!(parse("").starts_with("plans.lock:1: damaged"));
        assert!(parse("# plans.lock 1\nabc x\n").starts_with("plans.lock:2: damaged"));
        assert!(parse("# plans.lock 1\n<<<<<<< HEAD\n").contains("unfinished merge"));
        let short = lock().render().replace(" shown ", " shown 0");
        assert!(parse(&short).contains("128 digits"));
    }
}
