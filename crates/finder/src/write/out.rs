//! Files on their way out: sealed on all cores, handed over in order.

use super::{Sink, parallel, seal};
use crate::format::Kind;

/// Payloads sealed at once.
const BATCH: usize = 256;

/// Takes payloads, hands files to a sink.
pub struct Out<'a, 's> {
    sink: &'a mut Sink<'s>,
    waiting: Vec<(String, Kind, Vec<u8>)>,
}

impl<'a, 's> Out<'a, 's> {
    /// Hands files to this sink.
    pub fn new(sink: &'a mut Sink<'s>) -> Self {
        Self { sink, waiting: Vec::new() }
    }

    /// Takes a payload.
    pub fn put(&mut self, name: String, kind: Kind, payload: Vec<u8>) {
        self.waiting.push((name, kind, payload));
        if self.waiting.len() >= BATCH {
            self.flush();
        }
    }

    /// Hands over all that was taken.
    pub fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let seal = |file: &(String, Kind, Vec<u8>)| seal(file.1, &file.2);
        parallel::in_order(&waiting, seal, |file, sealed| (self.sink)(&file.0, sealed));
    }
}
