//! Directories: where the shards of a large archive are, so that a reader need not fetch the places of all.

use super::{
    layout::{Sizes, cut},
    out::Out,
};
use crate::format::{
    Kind,
    entry::{Shard, encode_directory},
    hash, shard_name, short,
};

/// Writes directories of these shards, but for those among the `old` ones. Gives them, and the shards that the entry file
/// lists itself: all where they are few, otherwise none.
pub fn put(shards: Vec<Shard>, sizes: &Sizes, old: &[Shard], out: &mut Out) -> (Vec<Shard>, Vec<Shard>) {
    if shards.len() <= sizes.listed {
        return (Vec::new(), shards);
    }
    let items: Vec<(usize, u32)> = shards.iter().map(|shard| (1, shard.0.mark())).collect();
    let mut directories = Vec::new();
    for range in cut(&items, sizes.directory) {
        let payload = encode_directory(&shards[range.clone()]);
        let directory = (shards[range.start].0, short(hash(&payload)));
        if !old.contains(&directory) {
            out.put(file(&directory), Kind::Directory, payload);
        }
        directories.push(directory);
    }
    (directories, Vec::new())
}

/// Name of the file of a directory.
pub fn file(directory: &Shard) -> String {
    shard_name(Kind::Directory, directory.0, directory.1)
}
