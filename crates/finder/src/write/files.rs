//! All files of an archive, made of its rows and texts beside those of its dictionary.

use super::{
    Settings,
    columns::{self, Order},
    dictionary::{self, Files},
    directories,
    invert::Common,
    kept::{Kept, Row},
    layout::Sizes,
    out::Out,
    texts::Texts,
    words::{self, Weights},
};
use crate::format::{
    ENTRY, Kind, characters_name,
    entry::{Entry, Shard},
    hash,
};

/// What there was before: files that are the same are not written.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// Directories.
    pub directories: &'a [Shard],
    /// Columns, with their hashes.
    pub columns: &'a [(String, u32)],
}

/// Everything that files are made of, but texts.
pub struct Content<'a> {
    /// All plans, by number.
    pub rows: Vec<Row>,
    /// The files of the dictionary.
    pub files: Files,
    /// The grams that are common.
    pub common: Common,
    /// The weights of pairs.
    pub weights: Weights,
    /// The order of equals.
    pub order: &'a Order,
    /// What the owner chose.
    pub settings: Settings,
    /// What follows from it.
    pub sizes: Sizes,
}

/// Writes the text files of plans that are laid out like this.
pub type PutTexts<'a, E> = dyn FnMut(&mut Texts, &[Row], &mut Out) -> Result<(), E> + 'a;

/// Writes the other files, `texts` those of text; what is kept, and the names of all files that there are now.
pub fn put<E>(
    content: Content,
    basis: Basis,
    texts: &mut PutTexts<E>,
    out: &mut Out,
) -> Result<(Kept, Vec<String>), E> {
    let Content { rows, files, common, weights, order, settings, sizes } = content;
    let (directories, shards) = directories::put(dictionary::listed(&files.shards), &sizes, basis.directories, out);
    let others = files.count() + directories.len();
    let mut laid_out = Texts::new(&rows, sizes.max_files.saturating_sub(others));
    texts(&mut laid_out, &rows, out)?;
    let mut columns = columns::put(&rows, order, basis.columns, out);
    columns.push(words::put(&weights, sizes.words, basis.columns, out));
    let names = files.names().chain(laid_out.names(&rows)).chain(columns.iter().map(columns::file));
    let names = names.chain(directories.iter().map(directories::file));
    let names: Vec<String> = names.chain([ENTRY.to_owned(), characters_name()]).collect();
    let entry = Entry {
        plans: rows.len() as u32,
        bound: rows.last().map_or(0, |row| row.number + 1),
        common: sizes.common,
        group: laid_out.group,
        passages: laid_out.passages,
        run: laid_out.run,
        recent_from: sizes.recent_from,
        directories,
        shards,
        recent: dictionary::listed(&files.recent),
        runs: laid_out.hashes,
        columns,
    };
    let payload = entry.encode();
    let kept = Kept { settings, entry: hash(&payload), rows, common, weights, files };
    out.put(ENTRY.to_owned(), Kind::Entry, payload);
    Ok((kept, names))
}
