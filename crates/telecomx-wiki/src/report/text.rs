//! For a terminal: a status word on the right of its column, the place, both sides, what to do.

use std::fmt::Write;

use super::{Report, next, percent_text, total};
use crate::compare::Change;
use crate::diff::Coverage;
use crate::ledger::Kind;

const WIDTH: usize = 15;

/// Escape sequences, or nothing.
struct Paint(bool);

impl Paint {
    fn word(&self, word: &str, code: &str) -> String {
        let padded = format!("{word:>WIDTH$}");
        if self.0 {
            format!("\u{1b}[1;{code}m{padded}\u{1b}[0m")
        } else {
            padded
        }
    }

    fn faint(&self, text: &str) -> String {
        if self.0 {
            format!("\u{1b}[2m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "34";

// Writing to a string cannot fail, so the results are dropped throughout.
pub(super) fn render(report: &Report, colour: bool) -> String {
    let paint = Paint(colour);
    let mut out = String::new();
    for moved in &report.moved {
        match &moved.changes {
            Err(why) => {
                let _ = writeln!(out, "{}  {}", paint.word("unread", RED), moved.page);
                side(&mut out, &paint, "because", why);
            }
            Ok(_) if moved.new => {
                let _ = writeln!(out, "{}  {}", paint.word("new page", YELLOW), moved.page);
            }
            Ok(changes) => {
                for change in changes {
                    write_change(&mut out, &paint, &moved.page, change);
                }
            }
        }
    }
    for difference in &report.outcome.open {
        let code = if difference.kind == Kind::Undocumented {
            YELLOW
        } else {
            RED
        };
        let word = paint.word(&difference.kind.to_string(), code);
        let _ = writeln!(
            out,
            "{word}  {}  {}",
            place(&difference.page, difference.page_line),
            difference.subject
        );
        side(&mut out, &paint, "page", &difference.page_says);
        let line = difference.document_line.map_or(String::new(), |line| {
            format!("  ({}:{line})", report.document)
        });
        side(
            &mut out,
            &paint,
            "document",
            &format!("{}{}", difference.document_says, paint.faint(&line)),
        );
        let accept = format!(
            "{}, or: cargo xtask docs accept {} --reason \"…\"",
            next(difference),
            difference.fingerprint()
        );
        side(&mut out, &paint, "next", &accept);
    }
    for stale in &report.outcome.stale {
        let entry = &stale.entry;
        let _ = writeln!(
            out,
            "{}  {}:{}  {}",
            paint.word("stale", YELLOW),
            report.ledger,
            stale.line,
            entry.subject
        );
        side(
            &mut out,
            &paint,
            "because",
            &format!("{} ({} {})", stale.why, entry.kind, entry.fingerprint),
        );
        side(
            &mut out,
            &paint,
            "page",
            &format!("{}, was: {}", entry.page, entry.page_says),
        );
        side(
            &mut out,
            &paint,
            "document",
            &format!("was: {}", entry.document_says),
        );
    }
    if let Some(from) = &report.from {
        let read = report
            .moved
            .iter()
            .filter(|moved| moved.changes.is_ok())
            .count();
        let _ = writeln!(
            out,
            "{}  {read} pages from {from}",
            paint.word("read", BLUE)
        );
    }
    let code = if report.is_settled() { GREEN } else { RED };
    let _ = writeln!(
        out,
        "{}  {}",
        paint.word("coverage", code),
        report.summary()
    );
    let _ = writeln!(
        out,
        "{}  {}",
        paint.word(
            if report.is_settled() {
                "settled"
            } else {
                "next"
            },
            code
        ),
        report.advice()
    );
    out
}

fn write_change(out: &mut String, paint: &Paint, page: &str, change: &Change) {
    let (word, code) = if change.text_only {
        ("text only", BLUE)
    } else {
        ("moved", RED)
    };
    let _ = writeln!(
        out,
        "{}  {}  {}",
        paint.word(word, code),
        place(page, change.line),
        change.subject
    );
    side(out, paint, "before", &change.before);
    side(out, paint, "now", &change.after);
}

pub(super) fn changes(changes: &[Change], colour: bool) -> String {
    let paint = Paint(colour);
    let mut out = String::new();
    for change in changes {
        let (word, code) = if change.text_only {
            ("text only", BLUE)
        } else {
            ("changed", RED)
        };
        let line = change
            .line
            .map_or(String::new(), |line| format!("line {line}  "));
        let _ = writeln!(out, "{}  {line}{}", paint.word(word, code), change.subject);
        side(&mut out, &paint, "before", &change.before);
        side(&mut out, &paint, "after", &change.after);
    }
    let real = changes.iter().filter(|change| !change.text_only).count();
    let summary = match (real, changes.len() - real) {
        (0, 0) => "no change".to_owned(),
        (0, text) => format!("{text} changes of wording or date, none of what is stated"),
        (real, text) => format!("{real} changes of what is stated, {text} of wording or date"),
    };
    let code = if real == 0 { GREEN } else { RED };
    let _ = writeln!(out, "{}  {summary}", paint.word("compared", code));
    out
}

fn side(out: &mut String, paint: &Paint, name: &str, text: &str) {
    let label = paint.faint(&format!("{name:<9}"));
    let _ = writeln!(out, "{:WIDTH$}  {label} {text}", "");
}

fn place(page: &str, line: Option<usize>) -> String {
    let page = if page.is_empty() { "no page" } else { page };
    line.map_or(page.to_owned(), |line| format!("{page}:{line}"))
}

pub(super) fn coverage_table(coverage: &[Coverage]) -> String {
    let mut rows = vec![
        [
            "page",
            "operations",
            "facts",
            "matched",
            "accepted",
            "open",
            "covered",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let row = |row: &Coverage, name: &str, operations: String| {
        let count = |count: usize| {
            if row.unverified {
                "-".to_owned()
            } else {
                count.to_string()
            }
        };
        vec![
            name.to_owned(),
            operations,
            count(row.facts),
            count(row.matched),
            count(row.accepted),
            count(row.open),
            percent_text(row),
        ]
    };
    for line in coverage {
        rows.push(row(line, &line.page, line.operations.join(", ")));
    }
    let sum = total(coverage);
    rows.push(row(
        &sum,
        "all",
        format!("{} operations", sum.operations.len()),
    ));
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| {
                if column < 2 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            })
            .collect();
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
    }
    out
}
