//! What the pipeline tells whoever watches it run.

/// A part of the pipeline that takes noticeable time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stage {
    /// Read, clean, split, outline, describe.
    Documents,
    Identify,
    Families,
    Index,
    Pages,
    /// Writing what machines read.
    Exchange,
    SearchData,
    Zola,
    Check,
    Publish,
}

impl Stage {
    /// Name in reports and in the locales.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Documents => "documents",
            Stage::Identify => "identify",
            Stage::Families => "families",
            Stage::Index => "index",
            Stage::Pages => "pages",
            Stage::Exchange => "exchange",
            Stage::SearchData => "search-data",
            Stage::Zola => "zola",
            Stage::Check => "check",
            Stage::Publish => "publish",
        }
    }
}

/// Somebody who watches. Called from several threads.
pub trait Watch: Sync {
    /// A stage begins; `total` is the number of steps, where known.
    fn begin(&self, stage: Stage, total: Option<usize>);
    /// One step is done.
    fn advance(&self);
    /// The last stage is done.
    fn end(&self);
}

/// Nobody.
pub struct Silent;

impl Watch for Silent {
    fn begin(&self, _: Stage, _: Option<usize>) {}
    fn advance(&self) {}
    fn end(&self) {}
}
