//! A bar for anything longer than a second, on stderr, silent when it is not a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::messages;
use crate::pipeline::{Stage, Watch};

/// How long a stage may take before it is worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows stages as bars.
#[derive(Default)]
pub struct Bars {
    current: Mutex<Option<(ProgressBar, Instant)>>,
}

impl Watch for Bars {
    fn begin(&self, stage: Stage, total: Option<usize>) {
        let bar = ProgressBar::with_draw_target(total.map(|total| total as u64), ProgressDrawTarget::hidden());
        // The template is a constant; were it ever wrong, the default style would do.
        let template = if total.is_some() { "{msg:12} {wide_bar} {pos}/{len} {eta}" } else { "{msg:12} {elapsed}" };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(messages::text(&format!("stage.{}", stage.name()), &[]));
        if let Ok(mut current) = self.current.lock()
            && let Some((old, _)) = current.replace((bar, Instant::now()))
        {
            old.finish_and_clear();
        }
    }

    fn advance(&self) {
        let Ok(current) = self.current.lock() else { return };
        let Some((bar, begun)) = current.as_ref() else { return };
        if bar.is_hidden() && begun.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.inc(1);
    }

    fn end(&self) {
        if let Ok(mut current) = self.current.lock()
            && let Some((bar, _)) = current.take()
        {
            bar.finish_and_clear();
        }
    }
}
