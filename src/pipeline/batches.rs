//! Works on documents in full, as many at a time as fit into memory.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::ops::Range;

use super::documents::Reader;
use crate::archive::Archive;
use crate::document::Document;

/// Calls `work` on some of the `needs` at a time, in order: each is a list of documents (by their places) that have to be there
/// in full. Documents that were there in brief are so again afterwards; of these there are no more at a time than the
/// reader has room for.
pub fn in_batches<E: From<io::Error>>(
    archive: &mut Archive,
    reader: &Reader,
    needs: &[Vec<usize>],
    mut work: impl FnMut(&Archive, Range<usize>) -> Result<(), E>,
) -> Result<(), E> {
    let mut from = 0;
    while from < needs.len() {
        let (end, places) = batch(archive, needs, from, reader.room);
        reader.complete(archive, &places)?;
        work(archive, from..end)?;
        for place in places {
            archive.documents[place] = archive.documents[place].brief();
        }
        from = end;
    }
    Ok(())
}

/// The end of the batch that begins at `from`, and the places of its documents that are there in brief.
fn batch(archive: &Archive, needs: &[Vec<usize>], from: usize, mut room: u64) -> (usize, Vec<usize>) {
    let mut places = BTreeSet::new();
    for (at, need) in needs.iter().enumerate().skip(from) {
        let more = need.iter().filter(|place| archive.documents[**place].is_brief && !places.contains(*place));
        let more: Vec<usize> = more.copied().collect();
        let size: u64 = more.iter().map(|place| characters(&archive.documents[*place])).sum();
        if size > room && at > from {
            return (at, places.into_iter().collect());
        }
        room = room.saturating_sub(size);
        places.extend(more);
    }
    (needs.len(), places.into_iter().collect())
}

/// An order of `needs`, by their places, in which those that share documents stand near each other, so that few documents
/// have to be there for more than one batch: documents are numbered breadth first along what needs them together (as the
/// algorithm of Cuthill and McKee does for narrow matrices), and needs follow their first document.
pub fn near_each_other(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut beside: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for document in needs.iter().flatten() {
        beside.entry(*document).or_default();
    }
    for pair in needs.iter().flat_map(|need| need.windows(2)) {
        beside.entry(pair[0]).or_default().push(pair[1]);
        beside.entry(pair[1]).or_default().push(pair[0]);
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut waiting = VecDeque::new();
    for first in beside.keys() {
        waiting.push_back(*first);
        while let Some(document) = waiting.pop_front() {
            let number = numbers.len();
            if let Entry::Vacant(place) = numbers.entry(document) {
                place.insert(number);
                waiting.extend(&beside[&document]);
            }
        }
    }
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_cached_key(|place| {
        let mut numbers: Vec<usize> = needs[*place].iter().map(|document| numbers[document]).collect();
        numbers.sort_unstable();
        numbers
    });
    order
}

/// About how many characters the plans of a document have.
pub fn characters(document: &Document) -> u64 {
    document.plans.iter().filter_map(|plan| plan.gist.as_ref()).map(|gist| u64::from(gist.sketch.shingles)).sum()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Rules, Run, Silent, archive as read, cache, is_generated, reader, write_inputs};
    use super::*;
    use crate::config::{Overrides, Site};
    use crate::document::Plan;
    use crate::gist::Gist;
    use crate::init;
    use crate::minhash::Sketch;
    use crate::tree::{Hash, Tree};

    fn archive(sizes: &[u32]) -> Archive {
        let document = |size: &u32| {
            let sketch = Sketch { shingles: *size, ..Sketch::of([]) };
            let gist = Gist { sketch, ..Gist::of(&Document::default(), &Plan::default()) };
            Document {
                is_brief: true,
                plans: vec![Plan { gist: Some(Box::new(gist)), ..Plan::default() }],
                ..Document::default()
            }
        };
        Archive { documents: sizes.iter().map(document).collect(), ..Archive::default() }
    }

    #[test]
    fn a_batch_holds_each_document_once_and_no_more_than_there_is_room_for() {
        let mut archive = archive(&[50, 50, 50, 150]);
        let needs = [vec![0, 1], vec![1, 0], vec![1, 2], vec![3], vec![]];
        assert_eq!(batch(&archive, &needs, 0, 100), (2, vec![0, 1]));
        assert_eq!(batch(&archive, &needs, 2, 100), (3, vec![1, 2]));
        assert_eq!(batch(&archive, &needs, 3, 100), (5, vec![3]), "one that is too large is a batch of its own");
        archive.documents[1].is_brief = false;
        assert_eq!(batch(&archive, &needs, 0, 100), (3, vec![0, 2]), "what is at hand takes no room");
    }

    #[test]
    fn what_needs_the_same_documents_stands_together() {
        // Two families, whose pairs lie scattered, and a plan by itself.
        let needs = [vec![0, 5], vec![1, 6], vec![3], vec![2, 7], vec![5, 8], vec![6, 2], vec![9, 0]];
        let order = near_each_other(&needs);
        assert_eq!(order, [0, 6, 4, 1, 5, 3, 2]);
        assert_eq!(near_each_other(&[]), [0; 0]);
    }

    proptest::proptest! {
        #[test]
        fn every_need_is_met_once(needs in proptest::collection::vec(proptest::collection::vec(0..20usize, 0..3), 0..30)) {
            let mut order = near_each_other(&needs);
            order.sort_unstable();
            proptest::prop_assert_eq!(order, (0..needs.len()).collect::<Vec<_>>());
        }
    }

    /// What the sample plans become where there is room for so many characters: generated files with their hashes.
    fn written(room: u64) -> BTreeMap<String, Hash> {
        let folder = tempfile::tempdir().unwrap();
        init::init(folder.path(), false, None).unwrap();
        let plans = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("plans"));
        let site = Site::open(folder.path(), &Overrides { plans, ..Overrides::default() }).unwrap();
        let (rules, cache) = (Rules::of(&site).unwrap(), cache(&site));
        let reader = Reader { room, ..reader(&site, &rules, Some(&cache)) };
        let mut run = Run::new(&Silent);
        let archive = read(&site, &reader, &mut run).unwrap();
        write_inputs(&site, archive, &reader, &cache, &mut run, |_| ()).unwrap();
        let generated = Tree::read(folder.path(), &Tree::default(), is_generated).unwrap().files;
        generated.iter().map(|(path, stamp)| (path.to_owned(), stamp.hash)).collect()
    }

    #[test]
    fn what_is_written_does_not_depend_on_the_room() {
        let (narrow, wide) = (written(1), written(1_000_000_000));
        assert!(wide.len() > 100, "{}", wide.len());
        assert!(narrow == wide);
    }
}
