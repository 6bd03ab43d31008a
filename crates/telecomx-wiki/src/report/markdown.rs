//! For the text of an issue.

use std::fmt::Write;

use super::{Report, next, percent_text};

// Writing to a string cannot fail, so the results are dropped throughout.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    let title = if report.is_settled() {
        "The document says what the wiki says"
    } else {
        "The wiki and the document disagree"
    };
    let _ = writeln!(out, "# {title}\n\n{}.", report.summary());
    if !report.moved.is_empty()
        && report
            .moved
            .iter()
            .any(|moved| moved.is_open() || moved.changes.iter().flatten().next().is_some())
    {
        let _ = writeln!(
            out,
            "\n## What has moved on the wiki\n\n| page | line | what | before | now |\n|---|---|---|---|---|"
        );
        for moved in &report.moved {
            match &moved.changes {
                Err(why) => {
                    let _ = writeln!(
                        out,
                        "| {} | | could not be read | | {} |",
                        cell(&moved.page),
                        cell(why)
                    );
                }
                Ok(_) if moved.new => {
                    let _ = writeln!(
                        out,
                        "| {} | | a page without committed facts | | |",
                        cell(&moved.page)
                    );
                }
                Ok(changes) => {
                    for change in changes {
                        let line = change.line.map_or(String::new(), |line| line.to_string());
                        let only = if change.text_only { " (text only)" } else { "" };
                        let _ = writeln!(
                            out,
                            "| {} | {line} | {}{only} | {} | {} |",
                            cell(&moved.page),
                            cell(&change.subject),
                            cell(&change.before),
                            cell(&change.after)
                        );
                    }
                }
            }
        }
    }
    if !report.outcome.open.is_empty() {
        let _ = writeln!(
            out,
            "\n## To be decided\n\n| | page | line | subject | the page says | the document says | next | accept |\n|---|---|---|---|---|---|---|---|"
        );
        for difference in &report.outcome.open {
            let line = difference
                .page_line
                .map_or(String::new(), |line| line.to_string());
            let _ = writeln!(
                out,
                "| {} | {} | {line} | `{}` | {} | {} (line {}) | {} | `{}` |",
                difference.kind,
                cell(&difference.page),
                cell(&difference.subject),
                cell(&difference.page_says),
                cell(&difference.document_says),
                difference.document_line.unwrap_or(1),
                next(difference),
                difference.fingerprint()
            );
        }
    }
    if !report.outcome.stale.is_empty() {
        let _ = writeln!(
            out,
            "\n## Stale entries of the ledger\n\n| line | subject | why |\n|---|---|---|"
        );
        for stale in &report.outcome.stale {
            let _ = writeln!(
                out,
                "| {} | `{}` | {} |",
                stale.line,
                cell(&stale.entry.subject),
                cell(&stale.why)
            );
        }
    }
    let _ = writeln!(
        out,
        "\n## Coverage\n\n| page | operations | facts | matched | accepted | open | covered |\n|---|---|---|---|---|---|---|"
    );
    for row in &report.outcome.coverage {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            cell(&row.page),
            row.operations.join(", "),
            row.facts,
            row.matched,
            row.accepted,
            row.open,
            percent_text(row)
        );
    }
    let _ = writeln!(out, "\nNext: {}.", report.advice());
    out
}

/// Text within a table: a bar would end the cell, and nothing of a page may become markup.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('\n', " ")
        .replace('@', "@\u{200b}")
}
