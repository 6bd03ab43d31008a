//! Annotations: GitHub shows each beside the line of the document that it is about.

use std::fmt::Write;

use super::{Report, next};

// Writing to a string cannot fail, so the results are dropped throughout.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for moved in report.moved.iter().filter(|moved| moved.is_open()) {
        let text = match &moved.changes {
            Err(why) => format!("{} could not be read: {why}", moved.page),
            Ok(_) if moved.new => format!("{} has no committed facts", moved.page),
            Ok(changes) => {
                let told: Vec<String> = changes
                    .iter()
                    .filter(|change| !change.text_only)
                    .map(|change| {
                        format!(
                            "{}: {} is now {}",
                            change.subject, change.before, change.after
                        )
                    })
                    .collect();
                format!("{} has moved\n{}", moved.page, told.join("\n"))
            }
        };
        let _ = writeln!(out, "::error title=the wiki has moved::{}", escape(&text));
    }
    for difference in &report.outcome.open {
        let text = format!(
            "{}{}: {}\npage: {}\ndocument: {}\n{}, or: cargo xtask docs accept {} --reason \"…\"",
            difference.page,
            difference
                .page_line
                .map_or(String::new(), |line| format!(":{line}")),
            difference.subject,
            difference.page_says,
            difference.document_says,
            next(difference),
            difference.fingerprint(),
        );
        let line = difference.document_line.unwrap_or(1);
        let _ = writeln!(
            out,
            "::error file={},line={line},title={}::{}",
            report.document,
            difference.kind,
            escape(&text)
        );
    }
    for stale in &report.outcome.stale {
        let text = format!(
            "{} ({} {}): {}",
            stale.entry.subject, stale.entry.kind, stale.entry.fingerprint, stale.why
        );
        let _ = writeln!(
            out,
            "::error file={},line={},title=stale deviation::{}",
            report.ledger,
            stale.line,
            escape(&text)
        );
    }
    let _ = writeln!(
        out,
        "::notice title=docs diff::{}",
        escape(&format!("{}\n{}", report.summary(), report.advice()))
    );
    out
}

/// A command ends at a line feed, and a page must not be able to write one of its own.
fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
