//! Writes the search data of an archive. Native only; the same plans give the same bytes.

mod columns;
mod dictionary;
mod directories;
mod edits;
mod files;
mod invert;
mod kept;
mod layout;
mod list_files;
mod lists;
mod old;
mod out;
mod parallel;
mod recut;
mod seal;
mod stored;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod update;
mod words;

pub use kept::Kept;
pub use seal::seal;
pub use update::{Change, Source, UpdateError, Updated, update};

use crate::{
    fold::RARE,
    format::{Kind, characters_name},
    plan::Plan,
};
use dictionary::{Changed, Files};
use files::{Basis, Content};
use kept::Row;
use layout::Sizes;
use lists::Lists;
use out::Out;
use stored::Stored;
use texts::Texts;
use words::Weights;

/// What the owner of an archive may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// About how many files there may be; sizes follow from it. `None` chooses by the number of plans.
    pub max_files: Option<usize>,
}

/// Why plans cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// Two plans have this number.
    SameNumber(u32),
    /// A plan has this number, which is above [`MAX_NUMBER`].
    NumberTooHigh(u32),
    /// A list was encoded wrongly: a mistake of this program.
    Encoding(crate::format::Error),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SameNumber(number) => write!(f, "two plans have the number {number}"),
            Self::Encoding(error) => write!(f, "a list was encoded wrongly: {error}"),
            Self::NumberTooHigh(number) => write!(f, "plan number {number} is above {MAX_NUMBER}"),
        }
    }
}

impl std::error::Error for WriteError {}

/// Highest number a plan may have.
pub const MAX_NUMBER: u32 = 16_000_000;

/// Takes the files as they are made: name under the folder of search data, content.
pub type Sink<'a> = dyn FnMut(&str, Vec<u8>) + 'a;

/// Writes the search data of these plans; what [`update`] starts from.
pub fn write(plans: &[Plan], settings: Settings, sink: &mut Sink) -> Result<Kept, WriteError> {
    write_with(plans, settings, Sizes::new, sink)
}

/// [`write`] with sizes chosen by this function.
fn write_with(plans: &[Plan], settings: Settings, sizes: update::SizesOf, sink: &mut Sink) -> Result<Kept, WriteError> {
    let sorted = sorted(plans)?;
    let rows: Vec<Row> = sorted.iter().map(|plan| Row::new(plan)).collect();
    let order = columns::order(&rows);
    let sizes = sizes(&rows, settings);
    let (records, common) = Lists::of(&sorted, sizes.common).records(&order, &sizes);
    let weights = Weights::new(&records, sizes.words);
    let mut out = Out::new(sink);
    let nothing = Files::default();
    let all = records.iter().map(|record| Changed { gram: record.gram, was: None, is: Some(record) });
    let put = dictionary::put(all, &mut Stored::new(&nothing, &|_| None), &sizes, &mut out);
    // Only what is read can be damaged, and there is nothing to read.
    let files = put.map_err(|_| WriteError::Encoding(crate::format::Error::Damaged))?;
    drop(records);
    let mut all_texts = |texts: &mut Texts, _: &[Row], out: &mut Out| {
        let runs: Vec<&[&Plan]> = sorted.chunk_by(|a, b| texts.run_of(a.number) == texts.run_of(b.number)).collect();
        runs.into_iter().for_each(|run| texts.put_run(run, out));
        Ok::<(), WriteError>(())
    };
    let basis = Basis { directories: &[], columns: &[] };
    let content = Content { rows, files, common, weights, order: &order, settings, sizes };
    let (kept, _) = files::put(content, basis, &mut all_texts, &mut out)?;
    // Always the same, so that an update has it already.
    out.put(characters_name(), Kind::Characters, RARE.to_vec());
    out.flush();
    Ok(kept)
}

fn sorted(plans: &[Plan]) -> Result<Vec<&Plan>, WriteError> {
    let mut sorted: Vec<&Plan> = plans.iter().collect();
    sorted.sort_by_key(|plan| plan.number);
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0].number == pair[1].number) {
        return Err(WriteError::SameNumber(pair[0].number));
    }
    match sorted.last() {
        Some(last) if last.number > MAX_NUMBER => Err(WriteError::NumberTooHigh(last.number)),
        _ => Ok(sorted),
    }
}
