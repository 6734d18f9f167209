//! One run of the pipeline: times each stage and gathers the report.

use std::time::{Duration, Instant};

use super::{FileFinding, Report, Stage, Watch};
use crate::document::{Document, Finding};

/// A run under way.
pub struct Run<'a> {
    watch: &'a dyn Watch,
    begun: Instant,
    report: Report,
}

impl<'a> Run<'a> {
    /// A run that somebody watches.
    pub fn new(watch: &'a dyn Watch) -> Run<'a> {
        Run { watch, begun: Instant::now(), report: Report::default() }
    }

    /// Runs a stage of `total` steps, where known, and notes the time it took.
    pub fn stage<T>(&mut self, stage: Stage, total: Option<usize>, work: impl FnOnce(&dyn Watch) -> T) -> T {
        self.watch.begin(stage, total);
        let begun = Instant::now();
        let result = work(self.watch);
        self.report.stages.push((stage, begun.elapsed()));
        result
    }

    /// Adds time that the last stage took beside others, before it was their turn to wait for it.
    pub fn add_time(&mut self, time: Duration) {
        self.report.stages.last_mut().into_iter().for_each(|stage| stage.1 += time);
    }

    /// The report so far.
    pub fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    /// Counts what the documents hold.
    pub fn count(&mut self, documents: &[Document]) {
        self.report.files = documents.len();
        self.report.plans = documents.iter().map(|document| document.plans.len()).sum();
        self.report.removed_lines = documents.iter().map(|document| document.removed_lines).sum();
        for document in documents {
            let file = &document.source.file;
            let found = document.findings.iter().cloned();
            let in_file = |finding: Finding| {
                let is_closed = document.is_closed(finding.line);
                FileFinding { file: file.clone(), finding, is_closed }
            };
            self.report.findings.extend(found.map(in_file));
        }
    }

    /// Ends the run.
    pub fn finish(self) -> Report {
        self.watch.end();
        let mut report = self.report;
        report.time = self.begun.elapsed();
        report
            .findings
            .sort_by(|a, b| (&a.file, a.finding.line, a.finding.rule).cmp(&(&b.file, b.finding.line, b.finding.rule)));
        report
    }
}
