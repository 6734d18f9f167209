//! The lists of all grams, grown plan by plan in their encoded form.

use super::{
    Sink,
    columns::Order,
    invert::{Heavy, Held, pairs, triples},
    layout, parallel, salted,
};
use crate::{
    format::{
        Kind,
        gram::Gram,
        list_name,
        postings::{Posting, postings, put_posting},
        seal,
        shard::{Chunk, List, Term},
    },
    plan::Plan,
    query::Field,
};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

/// Longest list, in encoded bytes, that stands in its shard.
const SHORT: usize = 1_024;
/// About how many encoded bytes of a long list are read at once.
const CHUNK: usize = 4_000;
/// How many of the best of a long list stand in its shard.
const BEST: usize = 24;

/// A list that is still growing.
#[derive(Default)]
struct Growing {
    holders: u32,
    next: u32,
    bytes: Vec<u8>,
}

/// The lists of all grams.
#[derive(Default)]
pub struct Lists {
    growing: HashMap<Gram, Growing>,
}

/// A part of a long list on its way into a file.
struct Piece {
    term: usize,
    first: u32,
    bytes: Vec<u8>,
}

impl Lists {
    /// The lists of these plans, sorted by number.
    /// Pairs that at least `common` of them hold make triples.
    pub fn of(plans: &[&Plan], common: u32) -> Self {
        let mut lists = Self::default();
        parallel::in_order(plans, pairs, |plan, held| lists.add(plan.number, &held));
        let heavy = lists.heavy(common);
        if !heavy.is_empty() {
            parallel::in_order(plans, |plan| triples(plan, &heavy), |plan, held| lists.add(plan.number, &held));
        }
        lists
    }

    fn add(&mut self, plan: u32, held: &[Held]) {
        for held in held {
            let list = self.growing.entry(held.gram).or_default();
            put_posting(&mut list.bytes, list.next, Posting { plan, impact: held.impact, passages: held.passages });
            list.next = plan + 1;
            list.holders += 1;
        }
    }

    /// The pairs of the text that at least so many plans hold.
    fn heavy(&self, common: u32) -> Heavy {
        let many = self.growing.iter().filter(|(gram, list)| list.holders >= common && gram.is_text_pair());
        many.map(|(gram, list)| (*gram, list.holders)).collect()
    }

    /// The dictionary, sorted; the files of long lists are written, and counted.
    pub fn terms(self, order: &Order, file_size: usize, sink: &mut Sink) -> (Vec<Term>, usize) {
        let mut growing: Vec<_> = self.growing.into_iter().collect();
        growing.sort_unstable_by_key(|(gram, _)| *gram);
        let mut pieces = Vec::new();
        let mut terms = Vec::with_capacity(growing.len());
        for (gram, list) in growing {
            let holders = list.holders;
            let list = placed(terms.len(), list.bytes, order, &mut pieces);
            terms.push(Term { gram, holders, list });
        }
        let files = put_pieces(&mut terms, &pieces, file_size, sink);
        (terms, files)
    }
}

/// A short list as it is; a long one without its chunks yet, which go to `pieces`.
fn placed(term: usize, bytes: Vec<u8>, order: &Order, pieces: &mut Vec<Piece>) -> List {
    if bytes.len() <= SHORT {
        return List::Short(bytes);
    }
    // What we encoded ourselves can be read.
    let postings = postings(&bytes, 0).unwrap_or_default();
    for range in chunks(&postings, bytes.len()) {
        pieces.push(piece(term, &postings[range]));
    }
    List::Long { chunks: Vec::new(), best: best(postings, order) }
}

/// Cuts a long list where the plan's number is a multiple of a power of two, so that a change in one chunk moves no other.
fn chunks(list: &[Posting], bytes: usize) -> Vec<Range<usize>> {
    let span = list.last().map_or(1, |last| last.plan + 1);
    let parts = bytes.div_ceil(CHUNK) as u32;
    let width = (span / parts).max(1).next_power_of_two();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for chunk in list.chunk_by(|a, b| a.plan / width == b.plan / width) {
        let start = ranges.last().map_or(0, |range| range.end);
        ranges.push(start..start + chunk.len());
    }
    ranges
}

fn piece(term: usize, postings: &[Posting]) -> Piece {
    let first = postings[0].plan;
    let mut bytes = Vec::new();
    let mut next = first;
    for &posting in postings {
        put_posting(&mut bytes, next, posting);
        next = posting.plan + 1;
    }
    Piece { term, first, bytes }
}

fn best(mut postings: Vec<Posting>, order: &Order) -> Vec<Posting> {
    let key = |posting: &Posting| (std::cmp::Reverse(posting.impact), order.rank(posting.plan));
    if postings.len() > BEST {
        postings.select_nth_unstable_by_key(BEST, key);
        postings.truncate(BEST);
    }
    postings.sort_unstable_by_key(key);
    postings
}

/// Writes the pieces into shared files and tells the terms where they are; the number of files.
fn put_pieces(terms: &mut [Term], pieces: &[Piece], size: usize, sink: &mut Sink) -> usize {
    let weight = |piece: &Piece| (piece.bytes.len(), terms[piece.term].gram.hash().wrapping_add(piece.first));
    let weights: Vec<_> = pieces.iter().map(weight).collect();
    let ranges = layout::cut(&weights, size);
    let mut taken = BTreeSet::new();
    for range in &ranges {
        put_file(terms, &pieces[range.clone()], &mut taken, sink);
    }
    ranges.len()
}

fn put_file(terms: &mut [Term], pieces: &[Piece], taken: &mut BTreeSet<u32>, sink: &mut Sink) {
    let encode = |salt: u32| {
        let mut payload = salt.to_le_bytes().to_vec();
        pieces.iter().for_each(|piece| payload.extend(&piece.bytes));
        payload
    };
    let (payload, file) = salted(taken, encode, |hash| hash);
    let mut offset = 4;
    for piece in pieces {
        let length = piece.bytes.len() as u32;
        if let List::Long { chunks, .. } = &mut terms[piece.term].list {
            chunks.push(Chunk { first: piece.first, file, offset, length });
        }
        offset += length;
    }
    sink(&list_name(file), seal(Kind::Lists, &payload));
}

/// About how many bytes a term takes in its shard.
pub fn encoded_size(term: &Term) -> usize {
    match &term.list {
        List::Short(bytes) => 4 + bytes.len(),
        List::Long { chunks, best } => 8 + 7 * chunks.len() + 5 * best.len(),
    }
}

impl Gram {
    /// Whether this is a pair of characters of the text.
    fn is_text_pair(self) -> bool {
        self.field() == Field::Text && self.length() == 2
    }
}
