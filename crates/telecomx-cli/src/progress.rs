//! A progress bar on stderr, where it disturbs nobody.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far a command has come; nothing unless stderr is a terminal that is not also being
/// written the records to.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Counts records. `elsewhere`: they don't go to stdout.
    pub(crate) fn of_records(quiet: bool, elsewhere: bool) -> Self {
        Self::new(
            quiet,
            elsewhere,
            "{bar:30} {human_pos} of {human_len} records, {per_sec}, {eta} left",
        )
    }

    /// Counts bytes whose number nobody knows.
    pub(crate) fn of_bytes(quiet: bool, elsewhere: bool) -> Self {
        Self::new(quiet, elsewhere, "{spinner} {bytes}, {bytes_per_sec}")
    }

    fn new(quiet: bool, elsewhere: bool, template: &str) -> Self {
        let wanted =
            !quiet && io::stderr().is_terminal() && (elsewhere || !io::stdout().is_terminal());
        if !wanted {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    pub(crate) fn expect(&self, total: u64) {
        self.0.set_length(total);
    }

    pub(crate) fn advance(&self, by: u64) {
        self.0.inc(by);
    }

    /// Says something on stderr without tearing the bar.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        self.0.suspend(say);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
