//! What was found, for people and for machines. The last line says what to type.

mod github;
mod markdown;
mod text;

use serde_json::{Value, json};

use crate::Facts;
use crate::compare::Change;
use crate::diff::{Coverage, Difference, Outcome};
use crate::ledger::Kind;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal, with or without colour.
    Text {
        /// Whether escape sequences are written.
        colour: bool,
    },
    /// One JSON object.
    Json,
    /// For the text of an issue.
    Markdown,
    /// Commands that GitHub shows as annotations.
    Github,
}

/// A page that was read anew, and what it says differently from the committed facts.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The wiki page.
    pub page: String,
    /// What has changed, or why it could not be read.
    pub changes: Result<Vec<Change>, String>,
    /// No facts of this page are committed yet.
    pub new: bool,
}

impl Moved {
    /// Whether a person must look at it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.new
            || self.changes.as_ref().map_or(true, |changes| {
                changes.iter().any(|change| !change.text_only)
            })
    }

    /// A page that was read, against its committed facts.
    #[must_use]
    pub fn between(committed: Option<&Facts>, now: &Facts) -> Self {
        let page = committed
            .and_then(|facts| facts.page.clone())
            .or_else(|| now.page.clone());
        Self {
            page: page.unwrap_or_else(|| "a page without an id".to_owned()),
            changes: Ok(committed
                .map(|committed| crate::compare::compare(committed, now))
                .unwrap_or_default()),
            new: committed.is_none(),
        }
    }
}

/// All that `docs diff` has found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Where the pages were read from; `None` when only the committed facts were looked at.
    pub from: Option<String>,
    /// Pages as they are now against the committed facts.
    pub moved: Vec<Moved>,
    /// Committed facts against the document.
    pub outcome: Outcome,
    /// The document's file, as reports name it.
    pub document: String,
    /// The ledger's file, as reports name it.
    pub ledger: String,
}

impl Report {
    /// Whether nothing is left for a person to decide.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.outcome.is_settled() && !self.moved.iter().any(Moved::is_open)
    }

    /// Writes the report; it ends with a line feed.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text { colour } => text::render(self, colour),
            Format::Json => self.json(),
            Format::Markdown => markdown::render(self),
            Format::Github => github::render(self),
        }
    }

    fn json(&self) -> String {
        let difference = |difference: &Difference| {
            json!({
                "fingerprint": difference.fingerprint(),
                "page": difference.page,
                "kind": difference.kind,
                "subject": difference.subject,
                "page_says": difference.page_says,
                "document_says": difference.document_says,
                "page_line": difference.page_line,
                "document_line": difference.document_line,
                "next": next(difference),
            })
        };
        let total = self.total();
        let value = json!({
            "settled": self.is_settled(),
            "from": self.from,
            "moved": self.moved.iter().map(|moved| json!({
                "page": moved.page,
                "new": moved.new,
                "error": moved.changes.as_ref().err(),
                "changes": moved.changes.iter().flatten().map(|change| json!({
                    "subject": change.subject, "before": change.before, "after": change.after,
                    "text_only": change.text_only, "line": change.line,
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "open": self.outcome.open.iter().map(difference).collect::<Vec<_>>(),
            "accepted": self.outcome.accepted.iter().map(|(accepted, reason)| {
                let mut value = difference(accepted);
                value["reason"] = Value::String(reason.clone());
                if let Some(map) = value.as_object_mut() {
                    map.remove("next");
                }
                value
            }).collect::<Vec<_>>(),
            "questions": self.outcome.questions,
            "stale": self.outcome.stale.iter().map(|stale| json!({
                "line": stale.line, "why": stale.why, "entry": stale.entry,
            })).collect::<Vec<_>>(),
            "coverage": {
                "facts": total.facts, "matched": total.matched, "accepted": total.accepted, "open": total.open,
                "percent": percent(&total),
                "pages": self.outcome.coverage.iter().map(|row| json!({
                    "page": row.page, "operations": row.operations, "facts": row.facts, "matched": row.matched,
                    "accepted": row.accepted, "open": row.open, "unverified": row.unverified, "percent": percent(row),
                })).collect::<Vec<_>>(),
            },
        });
        format!("{value:#}\n")
    }

    fn total(&self) -> Coverage {
        total(&self.outcome.coverage)
    }

    /// One sentence over everything.
    fn summary(&self) -> String {
        let total = self.total();
        let read = self
            .outcome
            .coverage
            .iter()
            .filter(|row| !row.unverified)
            .count();
        let (deviations, questions) = (self.outcome.accepted.len(), self.outcome.questions.len());
        format!(
            "{read} page{}, {} facts: {} matched, {} accepted, {} open ({}); on record: {deviations} deviation{}, {questions} open question{}",
            plural(read),
            total.facts,
            total.matched,
            total.accepted,
            total.open,
            percent_text(&total),
            plural(deviations),
            plural(questions),
        )
    }

    /// What to type next.
    fn advice(&self) -> String {
        let from = self
            .from
            .as_deref()
            .map_or(String::new(), |from| format!(" --from {from}"));
        let unread = self
            .moved
            .iter()
            .filter(|moved| moved.changes.is_err())
            .count();
        if unread > 0 {
            return format!(
                "{unread} page{} could not be read: try again, or look at the reasons above",
                plural(unread)
            );
        }
        if self.moved.iter().any(Moved::is_open) {
            return format!(
                "the wiki has moved: run `cargo xtask docs pull{from}`, review openapi/wiki, then `cargo xtask docs diff`"
            );
        }
        if let Some(first) = self.outcome.open.first() {
            return format!(
                "{}, or run `cargo xtask docs accept {} --reason \"…\"`; then `cargo xtask regen`",
                next(first),
                first.fingerprint()
            );
        }
        match self.outcome.stale.first() {
            Some(stale) => format!(
                "take the entry at {}:{} out, or decide anew with `cargo xtask docs accept`",
                self.ledger, stale.line
            ),
            None => "nothing to decide".to_owned(),
        }
    }
}

/// The sum of all rows.
#[must_use]
pub fn total(coverage: &[Coverage]) -> Coverage {
    let sum = |count: fn(&Coverage) -> usize| coverage.iter().map(count).sum();
    Coverage {
        page: "all".to_owned(),
        operations: coverage
            .iter()
            .flat_map(|row| row.operations.iter().cloned())
            .collect(),
        facts: sum(|row| row.facts),
        matched: sum(|row| row.matched),
        accepted: sum(|row| row.accepted),
        open: sum(|row| row.open),
        unverified: false,
    }
}

/// Facts that are matched or accepted, of all; `None` where there are no facts to speak of.
#[must_use]
pub fn percent(row: &Coverage) -> Option<f64> {
    if row.facts == 0 {
        return None;
    }
    #[allow(clippy::cast_precision_loss)] // Pages have hundreds of facts, not 2^52.
    let share = (row.matched + row.accepted) as f64 / row.facts as f64;
    Some((share * 1000.0).floor() / 10.0)
}

fn percent_text(row: &Coverage) -> String {
    percent(row).map_or("not verified".to_owned(), |percent| format!("{percent} %"))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The table of `docs coverage`.
#[must_use]
pub fn coverage_table(coverage: &[Coverage]) -> String {
    text::coverage_table(coverage)
}

/// Changes between two readings of a page, as `docs compare` prints them.
#[must_use]
pub fn changes_text(changes: &[Change], colour: bool) -> String {
    text::changes(changes, colour)
}

/// What to do about a difference.
fn next(difference: &Difference) -> &'static str {
    match difference.kind {
        Kind::Untranscribed => "add it to the document",
        Kind::Undocumented => "take it out of the document",
        Kind::Conflict => "make the document say what the page says",
        Kind::ExampleInvalid => "widen the schema until the example fits",
        Kind::Unreadable => "read the page, and put its sense into the document",
        Kind::OpenQuestion => "decide",
    }
}
