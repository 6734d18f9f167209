//! Looks for staff-only text in what is about to be published: the last gate, behind the one in [`crate::archive`].
//!
//! Text is compared as shingles: runs of [`SHINGLE`] letters and digits, in the form in which the search compares them,
//! whatever white space, punctuation, markup or escapes stand between them. A shingle of a plan that the public may not
//! see, and of no public text, is a leak.

mod clean;
mod shingles;
mod texts;
mod views;

use std::collections::HashMap;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, Entry};
use crate::document::{Script, Visibility};
use crate::text::convert;
use crate::tree::{Hash, Stamp, Tree, hash};
use clean::Clean;
pub use shingles::Shingle;
use shingles::shingles;
use texts::{after_front, beside_each_other, lines_of, text_of};

/// Letters and digits in a shingle: long enough that ordinary phrases seldom meet by chance.
pub const SHINGLE: usize = 8;

/// Name of the rule in reports.
pub const RULE: &str = "leak";

/// Name of the rule for files that cannot be looked into.
pub const SEALED: &str = "sealed-file";

/// A text with the name to report it by.
#[derive(Clone, Debug)]
pub struct Named {
    /// What a person knows the text by (file and title).
    pub name: String,
    /// The text.
    pub text: String,
}

/// Staff-only text in a public file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The public file, relative to the site, `/` between parts.
    pub file: String,
    /// Name of the plan the text belongs to.
    pub plan: String,
    /// How many shingles of it stand there.
    pub shingles: usize,
    /// The first of it, as it stands there.
    pub words: String,
    /// The first line with these words, 1-based; 0 where they stand in no line (in a name, or not as they are).
    pub line: u32,
}

/// What of a text must not be published, as far as the public may not read it elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Secret {
    /// Name of the text.
    name: String,
    shingles: Vec<Shingle>,
    /// What shingles of the text turn into in a reading view, where that is compared as another one: as it is shown there,
    /// and as it is written.
    converted: Vec<(Shingle, Shingle)>,
}

/// What must not be published.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Index into `names`.
    secret: HashMap<Shingle, u32, shingles::Plain>,
    /// What a shingle of a text turns into in a reading view, where that is compared as another one.
    other_script: HashMap<Shingle, Vec<Shingle>, shingles::Plain>,
    names: Vec<String>,
}

impl Guard {
    /// Guards the texts in `staff`, as far as they do not stand in one of `public`.
    pub fn new<'a>(staff: &[Named], public: impl IntoIterator<Item = &'a str>) -> Guard {
        let mut guard =
            Guard::of(&staff.iter().map(|named| Secret::of(named.name.clone(), &[&named.text])).collect::<Vec<_>>());
        let shared: Vec<Shingle> = public.into_iter().flat_map(|text| guard.shared(text)).collect();
        guard.release(shared);
        guard
    }

    /// Guards all of these. What of it the public may read elsewhere is to be found ([`Guard::shared_in`]) and released.
    pub fn of(secrets: &[Secret]) -> Guard {
        let mut guard = Guard { names: secrets.iter().map(|secret| secret.name.clone()).collect(), ..Guard::default() };
        for (plan, own) in (0..).zip(secrets) {
            for shingle in &own.shingles {
                guard.secret.entry(*shingle).or_insert(plan);
            }
        }
        // Read in the other script, a shingle that is secret already is no other one.
        let mut converted: HashMap<Shingle, (Shingle, u32), shingles::Plain> = HashMap::default();
        for (plan, own) in (0..).zip(secrets) {
            let pairs = own.converted.iter().filter(|(other, _)| !guard.secret.contains_key(other));
            converted.extend(pairs.map(|(other, as_written)| (*other, (*as_written, plan))));
        }
        for (shingle, (as_written, plan)) in converted {
            guard.secret.insert(shingle, plan);
            guard.other_script.entry(as_written).or_default().push(shingle);
        }
        guard
    }

    /// What is guarded and stands in a text that the public may read.
    pub fn shared(&self, text: &str) -> Vec<Shingle> {
        if self.secret.is_empty() {
            return Vec::new();
        }
        shingles(text).filter(|shingle| self.secret.contains_key(shingle)).collect()
    }

    /// What is guarded and stands in these plans, as far as they are public; they must be there in full.
    pub fn shared_in(&self, archive: &Archive, entries: &[&Entry]) -> Vec<Shingle> {
        let mut shared = Vec::new();
        for entry in entries.iter().filter(|entry| is_public(archive, entry)) {
            let (document, plan) = (archive.document(entry), archive.plan(entry));
            let source = &document.source;
            let text = text_of(document, plan);
            let front = source.front.lines.map(|(first, last)| lines_of(&source.text, first..=last));
            let (title, compilation) = (archive.title(entry), plan.compilation_title.as_deref());
            for text in [title, &text, &source.file].into_iter().chain(compilation).chain(front) {
                shared.extend(self.shared(text));
            }
            shared.extend(beside_each_other(title, &plan.facts).iter().flat_map(|text| self.shared(text)));
        }
        shared.sort_unstable();
        shared.dedup();
        shared
    }

    /// Guards these no longer: what the public may read, it may read in the other script.
    pub fn release(&mut self, shingles: impl IntoIterator<Item = Shingle>) {
        for shingle in shingles {
            for shingle in self.other_script.remove(&shingle).into_iter().flatten().chain([shingle]) {
                self.secret.remove(&shingle);
            }
        }
    }

    /// Whether there is nothing to guard.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The text with `…` in the place of what must not be published.
    pub fn mask(&self, text: &str) -> String {
        let (mut masked, mut at) = (String::new(), 0);
        for (range, _) in shingles::placed(text).filter(|(_, shingle)| self.secret.contains_key(shingle)) {
            if range.start >= at {
                masked.push_str(&text[at..range.start]);
                masked.push('…');
            }
            at = range.end;
        }
        masked + &text[at..]
    }

    /// The leaks in one file, at most one for each plan.
    pub fn leaks_in(&self, file: &str, bytes: &[u8]) -> Vec<Leak> {
        self.look(file, bytes).leaks
    }

    fn look(&self, file: &str, bytes: &[u8]) -> Verdict {
        let mut found: HashMap<u32, (usize, String)> = HashMap::new();
        let mut look = |text: &str| {
            let secret = |(range, shingle)| Some((range, *self.secret.get(&shingle)?));
            for (range, plan) in shingles::placed(text).filter_map(secret) {
                let words = || text[range].split_whitespace().collect::<Vec<_>>().join(" ");
                found.entry(plan).or_insert_with(|| (0, words())).0 += 1;
            }
        };
        let is_sealed = views::of(file, bytes, &mut look).is_sealed;
        let line_of = |words: &str| {
            let text = std::str::from_utf8(bytes).ok()?;
            Some(text[..text.find(words)?].matches('\n').count() as u32 + 1)
        };
        let leak = |(plan, (shingles, words)): (u32, (usize, String))| {
            let line = line_of(&words).unwrap_or_default();
            Leak { file: file.to_string(), plan: self.names[plan as usize].clone(), shingles, words, line }
        };
        let mut leaks: Vec<Leak> = found.into_iter().map(leak).collect();
        leaks.sort();
        Verdict { leaks, sealed: is_sealed.then(|| file.to_string()) }
    }

    /// What is found in the finished site whose files are `tree`, file names included; sorted by file and plan. Files that
    /// were found clean before, by a guard of the same texts, are not read again; the file `cache` remembers them.
    pub fn look_through(&self, site: &Path, tree: &Tree, cache: Option<&Path>) -> io::Result<Scan> {
        if self.secret.is_empty() {
            return Ok(Scan::default());
        }
        let clean = cache.map(|cache| Clean::load(cache, self.digest())).unwrap_or_default();
        let look = |(file, stamp): (&str, &Stamp)| {
            let bytes = match clean.has(stamp.hash) {
                true => Vec::new(),
                false => std::fs::read(site.join(file))?,
            };
            Ok((stamp.hash, self.look(file, &bytes)))
        };
        let verdicts = tree.files.par_iter().map(look).collect::<io::Result<Vec<_>>>()?;
        let doubtful = verdicts.iter().filter(|(_, found)| !found.leaks.is_empty() || found.sealed.is_some());
        let doubtful = doubtful.map(|(hash, _)| *hash).collect();
        if let Some(cache) = cache {
            clean::save(cache, self.digest(), tree.files.values().map(|stamp| stamp.hash), &doubtful)?;
        }
        let mut scan = Scan::default();
        for (_, verdict) in verdicts {
            scan.leaks.extend(verdict.leaks);
            scan.sealed.extend(verdict.sealed);
        }
        Ok(scan)
    }

    /// A hash of all that is guarded.
    pub fn digest(&self) -> Hash {
        let mut shingles: Vec<Shingle> = self.secret.keys().copied().collect();
        shingles.sort_unstable();
        hash(&shingles.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>())
    }
}

impl Secret {
    /// The secret of a plan that the public may not see, which must be there in full: in a file without public plans
    /// everything, its name and front matter included; in one that has some, its lines and its title.
    pub fn of_plan(archive: &Archive, entry: &Entry) -> Secret {
        let (document, plan) = (archive.document(entry), archive.plan(entry));
        let source = &document.source;
        let text = text_of(document, plan);
        let is_whole = document.plans.iter().all(|plan| plan.facts.visibility != Visibility::Public);
        let name = format!("{}:{} ({})", source.file, plan.start_line, entry.id);
        let mut texts = vec![archive.title(entry), &text];
        if is_whole {
            texts.extend(source.file.split('/'));
            texts.extend(source.front.entries.iter().map(|entry| entry.value.as_str()));
            texts.push(&source.text[after_front(source)..]);
        }
        Secret::of(name, &texts)
    }

    /// The secret of these texts, each by itself.
    fn of(name: String, texts: &[&str]) -> Secret {
        let mut secret = Secret { name, shingles: Vec::new(), converted: Vec::new() };
        for text in texts {
            let as_written: Vec<Shingle> = shingles(text).collect();
            for script in [Script::Hans, Script::Hant] {
                let other: Vec<Shingle> = shingles(&convert::text(text, script)).collect();
                secret
                    .converted
                    .extend(other.into_iter().zip(as_written.iter().copied()).filter(|(other, own)| other != own));
            }
            secret.shingles.extend(as_written);
        }
        secret
    }
}

/// What was found in a file.
struct Verdict {
    leaks: Vec<Leak>,
    /// The file, where a part of it could not be opened.
    sealed: Option<String>,
}

/// What was found in a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Files that hold what must not be published.
    pub leaks: Vec<Leak>,
    /// Files that could not be opened, so that nobody knows what they hold.
    pub sealed: Vec<String>,
}

fn is_public(archive: &Archive, entry: &Entry) -> bool {
    archive.plan(entry).facts.visibility == Visibility::Public
}

#[cfg(test)]
mod tests;
