//! The document against the ledger: what is marked as inferred is accounted for, and the other way round.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use serde_json::Value;
use telecomx_wiki::ledger::{Kind, Ledger};
use telecomx_wiki::{Facts, diff, store};

use super::{Finding, Linter};
use crate::spec::places::{Object, operations};

/// What lies beside the document.
pub(crate) struct Evidence {
    facts: Vec<Facts>,
    ledger: Ledger,
    file: String,
}

impl Evidence {
    /// Facts and ledger in a document's folder; nothing where there is no ledger.
    ///
    /// # Errors
    /// When one of them cannot be read, or when it is `needed` and missing.
    pub(crate) fn beside(folder: &Path, needed: bool) -> Result<Option<Self>> {
        let (ledger, facts) = (folder.join("deviations.yaml"), folder.join("wiki"));
        let is_there = ledger.is_file() && facts.is_dir();
        if !needed && !is_there {
            return Ok(None);
        }
        let file = if needed {
            "openapi/deviations.yaml".to_owned()
        } else {
            ledger.display().to_string()
        };
        Ok(Some(Self {
            facts: store::read_all(&facts)?,
            ledger: Ledger::read(&ledger)?,
            file,
        }))
    }
}

impl Linter<'_> {
    pub(super) fn wiki(&mut self, evidence: &Evidence) {
        self.subjects(evidence);
        self.inferred(evidence);
    }

    /// The ledger's own comparison knows what subjects there are, on either side.
    fn subjects(&mut self, evidence: &Evidence) {
        let outcome = diff::diff(self.document, &evidence.facts, &evidence.ledger);
        let differences = outcome
            .open
            .iter()
            .chain(outcome.accepted.iter().map(|(difference, _)| difference));
        let known: HashSet<(&str, &str)> = outcome
            .statements
            .keys()
            .map(|(page, subject)| (page.as_str(), subject.as_str()))
            .chain(
                differences
                    .map(|difference| (difference.page.as_str(), difference.subject.as_str())),
            )
            .collect();
        for stale in &outcome.stale {
            let entry = &stale.entry;
            if !known.contains(&(entry.page.as_str(), entry.subject.as_str())) {
                self.findings.push(Finding {
                    file: evidence.file.clone(),
                    line: stale.line,
                    pointer: String::new(),
                    rule: "ledger-subject",
                    reason: format!(
                        "neither {} nor the document has {}",
                        entry.page, entry.subject
                    ),
                });
            }
        }
    }

    /// Of a page that was read in part nobody knows what it does not say; error bodies have no subject.
    fn inferred(&mut self, evidence: &Evidence) {
        let entries = &evidence.ledger.entries;
        for operation in operations(self.document)
            .into_iter()
            .filter(|operation| !operation.is_partial())
        {
            let mut places: Vec<(String, String, &Object)> = Vec::new();
            for (pointer, parameter) in operation.parameters(self.document) {
                let name = parameter
                    .get("name")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let mark = if parameter.get("in") == Some(&Value::from("path")) {
                    "path"
                } else {
                    "?"
                };
                places.push((
                    format!("{} {mark} {name}", operation.subject()),
                    pointer,
                    parameter,
                ));
            }
            for (status, pointer, response) in operation.responses(self.document) {
                places.push((
                    format!("{} {status}", operation.subject()),
                    pointer,
                    response,
                ));
            }
            for (subject, pointer, members) in places {
                let is_marked = members.get("x-inferred") == Some(&Value::Bool(true));
                let entered = entries.iter().any(|entry| entry.subject == subject);
                // Another entry of the kind may speak of a bound or a default alone.
                let unknown = entries.iter().any(|entry| {
                    entry.subject == subject
                        && entry.kind == Kind::Undocumented
                        && entry.page_says.starts_with("no such")
                });
                if is_marked && !entered {
                    self.report(
                        "inferred-ledger",
                        &pointer,
                        format!("the ledger has no {subject}"),
                    );
                }
                if !is_marked && unknown {
                    self.report(
                        "inferred-mark",
                        &pointer,
                        format!("the ledger says that {subject} is undocumented"),
                    );
                }
            }
        }
    }
}
