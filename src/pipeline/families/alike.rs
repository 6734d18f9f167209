//! Plans whose texts seem alike: what two texts alone decide, and so is remembered from run to run.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bands::{self, Banded};
use crate::archive::Archive;
use crate::minhash::{Sketch, agreement};
use crate::tree::Hash;

/// Shorter texts, in shingles, say too little to be called alike.
const LEAST: u32 = 20;
/// 42 bands of three find 99.6 % of the pairs of similarity 0.5, and 84 % at 0.35.
const BANDS: usize = 42;
/// Plans whose sketches agree less than this agree in a band by chance. The estimate of a similarity of 0.35 has a standard
/// deviation of 0.042 (Broder, SEQUENCES 1997): one such pair in a million is lost, of 0.5 none. Texts that follow one form
/// are a little alike by the hundred thousand, and need not all be compared.
const CHANCE: f64 = 0.15;
/// So many new plans are compared with every other plan in less time than candidates are found among all.
const FEW: usize = 100;

/// Plans that seem alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The plans of the archive, in the order of its entries: what each is made from, and its place there.
    plans: Vec<(Hash, u32)>,
    /// Pairs of them, the smaller place first; sorted.
    pairs: Vec<(u32, u32)>,
}

impl Alike {
    /// Those of an archive; `known` are those of the run before, or of another archive.
    pub fn of(archive: &Archive, known: &Alike) -> Alike {
        let plan = |entry: &crate::archive::Entry| (archive.document(entry).made_from, entry.plan as u32);
        let plans: Vec<(Hash, u32)> = archive.entries.par_iter().map(plan).collect();
        let sketches = Sketches(archive);
        let (kept, new) = sketches.kept(&plans, known);
        let mut pairs = if new.len() > FEW { sketches.pairs() } else { [kept, sketches.pairs_with(&new)].concat() };
        pairs.par_sort_unstable();
        pairs.dedup();
        Alike { plans, pairs }
    }

    /// Pairs of places among the archive's entries.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pairs.iter().map(|(one, other)| (*one as usize, *other as usize))
    }
}

/// The sketches of an archive's plans, by their places among the entries.
struct Sketches<'a>(&'a Archive);

impl Sketches<'_> {
    fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// The known pairs of plans that are still there, and the plans that are new.
    fn kept(&self, plans: &[(Hash, u32)], known: &Alike) -> (Vec<(u32, u32)>, Vec<u32>) {
        let places: HashMap<_, u32> = plans.iter().zip(0..).collect();
        let now: Vec<Option<u32>> = known.plans.iter().map(|plan| places.get(plan).copied()).collect();
        let mut is_new = vec![true; plans.len()];
        now.iter().flatten().for_each(|place| is_new[*place as usize] = false);
        let place = |known: u32| now.get(known as usize).copied().flatten();
        let pair = |(one, other): &(u32, u32)| Some(in_order(place(*one)?, place(*other)?));
        let new = (0..).zip(is_new).filter(|(_, is_new)| *is_new).map(|(place, _)| place);
        (known.pairs.iter().filter_map(pair).collect(), new.collect())
    }

    /// All pairs.
    fn pairs(&self) -> Vec<(u32, u32)> {
        let banded = |entry: usize| {
            let sketch = self.sketch(entry)?;
            Some(Banded { entry, index: 0, bands: sketch.bands(BANDS) })
        };
        let plans: Vec<Banded> = (0..self.len()).into_par_iter().filter_map(banded).collect();
        // Most candidates agree by chance: their bytes, which lie side by side, show it without a look at their gists.
        let bytes: Vec<_> = plans.par_iter().filter_map(|plan| Some(self.sketch(plan.entry)?.last_bytes())).collect();
        let may_be = |&(one, other): &(usize, usize)| agreement(&bytes[one], &bytes[other]) >= CHANCE;
        let candidates = bands::candidates(&plans, BANDS, usize::MAX).filter(may_be);
        let entries = candidates.map(|(one, other)| (plans[one].entry, plans[other].entry));
        entries.filter(|(one, other)| self.are_alike(*one, *other)).map(pair).collect()
    }

    /// All pairs that one of these plans is in.
    fn pairs_with(&self, new: &[u32]) -> Vec<(u32, u32)> {
        let with = |own: u32| {
            let own = own as usize;
            (0..self.len())
                .into_par_iter()
                .filter(move |other| self.are_alike(own, *other))
                .map(move |other| pair((own, other)))
        };
        new.par_iter().copied().flat_map(with).collect()
    }

    /// Two different plans agree in a band, and not by chance.
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let both = self.sketch(one).zip(self.sketch(other)).filter(|_| one != other);
        both.is_some_and(|(one, other)| one.likeness(other) >= CHANCE && one.shares_band(other, BANDS))
    }

    /// The sketch of a plan whose text is long enough.
    fn sketch(&self, entry: usize) -> Option<&Sketch> {
        let gist = self.0.plan(&self.0.entries[entry]).gist.as_ref()?;
        Some(&gist.sketch).filter(|sketch| sketch.shingles >= LEAST)
    }
}

fn pair((one, other): (usize, usize)) -> (u32, u32) {
    in_order(one as u32, other as u32)
}

fn in_order(one: u32, other: u32) -> (u32, u32) {
    (one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::archive::Entry;
    use crate::document::{Document, Plan};
    use crate::gist::Gist;

    /// Plans of texts that follow few forms: each a form, and how much of it was rewritten.
    fn archive(texts: &[(u8, u8)]) -> Archive {
        let mut archive = Archive::default();
        for (at, (form, rewritten)) in texts.iter().enumerate() {
            let sentence = |line: u32| match line < u32::from(*rewritten) {
                true => format!("第{line}项由{form}至{rewritten}另行安排，逐条落实到人。"),
                false => format!("第{line}项按照样式{form}统一要求办理，逐条落实到人。"),
            };
            let text: String = (0..12).map(sentence).collect();
            let document = Document::default();
            let gist = Gist { sketch: Sketch::of([text.as_str()]), ..Gist::of(&document, &Plan::default()) };
            let plan = Plan { gist: Some(Box::new(gist)), ..Plan::default() };
            archive.documents.push(Document {
                made_from: crate::tree::hash(text.as_bytes()),
                plans: vec![plan],
                ..document
            });
            archive.entries.push(Entry::new(&archive.documents, (at, 0), format!("p{at:03}"), at as u32, 0));
        }
        archive
    }

    proptest! {
        /// Whatever is remembered, the pairs are those that a look at every two plans finds.
        #[test]
        fn what_is_remembered_changes_nothing(
            before in proptest::collection::btree_set((0..3_u8, 0..8_u8), 0..20),
            now in proptest::collection::btree_set((0..3_u8, 0..8_u8), 0..20),
        ) {
            let [before, now] = [before, now].map(|texts| archive(&texts.into_iter().collect::<Vec<_>>()));
            let known = Alike::of(&before, &Alike::default());
            let sketches = Sketches(&now);
            let every = (0..now.entries.len()).flat_map(|one| (one + 1..now.entries.len()).map(move |other| (one, other)));
            let alike: Vec<_> = every.filter(|(one, other)| sketches.are_alike(*one, *other)).collect();
            prop_assert_eq!(Alike::of(&now, &known).pairs().collect::<Vec<_>>(), alike.clone());
            let mut whole = sketches.pairs();
            whole.sort_unstable();
            whole.dedup();
            prop_assert_eq!(whole, alike.into_iter().map(pair).collect::<Vec<_>>());
        }
    }
}
