//! Whether a file is what it should be, and what of it is not.

use std::path::Path;

use anyhow::{Context, Result};
use similar::TextDiff;

use super::outputs::Output;

/// A generated file changes as a whole when the generator does: nobody reads more than this.
const MAXIMUM_LINES: usize = 60;

/// How a file compares with what it should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    Fresh,
    Missing,
    /// With what it holds instead.
    Stale(String),
}

pub(super) fn state(root: &Path, output: &Output) -> Result<State> {
    let path = root.join(output.path);
    if !path.exists() {
        return Ok(State::Missing);
    }
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", output.path))?;
    let text = normalised(&String::from_utf8_lossy(&bytes));
    Ok(if text == output.content {
        State::Fresh
    } else {
        State::Stale(text)
    })
}

/// Git may have made other line ends of ours.
pub(super) fn normalised(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// What is different, for a person.
pub(super) fn diff(output: &Output, state: &State) -> String {
    let path = output.path;
    match state {
        State::Fresh => String::new(),
        State::Missing => format!("{path}: is missing\n"),
        State::Stale(text) => {
            let diff = TextDiff::from_lines(text.as_str(), output.content.as_str());
            let whole = diff
                .unified_diff()
                .context_radius(2)
                .header(path, "what the document makes")
                .to_string();
            let lines: Vec<&str> = whole.lines().collect();
            let mut shown: String = lines
                .iter()
                .take(MAXIMUM_LINES)
                .map(|line| format!("{line}\n"))
                .collect();
            if lines.len() > MAXIMUM_LINES {
                shown.push_str(&format!("… {} more lines\n", lines.len() - MAXIMUM_LINES));
            }
            shown
        }
    }
}
