//! A progress bar on stderr, where it disturbs nobody.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far a command has come, on a terminal that is not also being written the records to:
/// neither by us nor by whoever reads our stdout through a pipe.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Counts records, from when their number is known. `to_file`: stdout gets nothing.
    pub(crate) fn of_records(quiet: bool, to_file: bool) -> Self {
        Self::new(
            quiet,
            to_file,
            "{bar:30} {human_pos} of {human_len} records, {per_sec}, {eta} left",
        )
    }

    /// Counts bytes whose number nobody knows.
    pub(crate) fn of_bytes(quiet: bool, to_file: bool) -> Self {
        let progress = Self::new(quiet, to_file, "{spinner} {bytes}, {bytes_per_sec}");
        progress.0.enable_steady_tick(TICK);
        progress
    }

    fn new(quiet: bool, to_file: bool, template: &str) -> Self {
        if quiet || !io::stderr().is_terminal() || !(to_file || stdout_is_a_file()) {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Tells how many records will come.
    pub(crate) fn expect(&self, total: u64) {
        if self.0.length().is_none() {
            self.0.enable_steady_tick(TICK);
        }
        self.0.set_length(total);
    }

    /// Counts on. Nothing is drawn before there is a length.
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

/// How often the bar moves by itself.
const TICK: Duration = Duration::from_millis(100);

/// Whether stdout was redirected to a file (`> list.csv`).
#[cfg(unix)]
fn stdout_is_a_file() -> bool {
    use std::os::fd::AsFd;
    let copy = io::stdout().as_fd().try_clone_to_owned();
    let file = copy.map(std::fs::File::from);
    file.and_then(|file| file.metadata())
        .is_ok_and(|metadata| metadata.is_file())
}

/// Elsewhere a pipe and a file look alike.
#[cfg(not(unix))]
fn stdout_is_a_file() -> bool {
    false
}
