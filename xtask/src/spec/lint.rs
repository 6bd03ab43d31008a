//! The rules that no general linter can know, over the document and what the wiki states of it.

mod examples;
mod operations;
mod root;
mod rules;
mod schemas;
mod wiki;

use serde_json::Value;
use telecomx_codegen::Document;

use super::both;
use super::places::{Object, step};
use super::report::{Entry, Level, Report};
pub(crate) use rules::RULES;
pub(super) use wiki::Evidence;

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) pointer: String,
    pub(super) rule: &'static str,
    pub(super) reason: String,
}

/// Checks a document; without evidence, all but what compares it with the ledger.
pub(super) fn lint(document: &Document, evidence: Option<&Evidence>) -> Vec<Finding> {
    let linter = || Linter {
        document,
        findings: Vec::new(),
    };
    // The ledger's comparison takes as long as all else together.
    let (by_ledger, mut findings) = both(
        || {
            let mut linter = linter();
            if let Some(evidence) = evidence {
                linter.wiki(evidence);
            }
            linter.findings
        },
        || {
            let mut linter = linter();
            linter.root();
            linter.operations();
            linter.schemas();
            linter.examples();
            linter.findings
        },
    );
    findings.extend(by_ledger);
    findings.sort();
    findings.dedup();
    findings
}

pub(super) fn report(findings: &[Finding], document: &Document, with_evidence: bool) -> Report {
    let entries: Vec<Entry> = findings
        .iter()
        .map(|finding| Entry {
            level: Level::Fault,
            rule: finding.rule,
            file: finding.file.clone(),
            line: finding.line,
            pointer: finding.pointer.clone(),
            text: finding.reason.clone(),
            next: rules::next(finding.rule).to_owned(),
            affects: Vec::new(),
        })
        .collect();
    let without = if with_evidence {
        ""
    } else {
        "; without the ledger, which does not lie beside it"
    };
    let count = entries.len();
    let advice = if count == 0 {
        "nothing to do".to_owned()
    } else {
        format!("mend {}, then: cargo xtask spec lint", document.file())
    };
    Report {
        name: "spec lint",
        entries,
        summary: format!("{count} findings by {} rules{without}", RULES.len()),
        advice,
        settled: count == 0,
    }
}

struct Linter<'a> {
    document: &'a Document,
    findings: Vec<Finding>,
}

impl Linter<'_> {
    fn report(&mut self, rule: &'static str, pointer: &str, reason: impl Into<String>) {
        self.findings.push(Finding {
            file: self.document.file().to_owned(),
            line: self.document.nearest_line(pointer),
            pointer: pointer.to_owned(),
            rule,
            reason: reason.into(),
        });
    }

    /// A member that must be a text with something in it.
    fn needs_text(&mut self, rule: &'static str, pointer: &str, members: &Object, key: &str) {
        let text = members.get(key).and_then(Value::as_str);
        if text.is_none_or(|text| text.trim().is_empty()) {
            self.report(
                rule,
                &step(pointer, key),
                format!("{key} is missing or empty"),
            );
        }
    }
}

/// The texts in a list.
fn strings(value: Option<&Value>) -> Vec<&str> {
    let list = value.and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_real_document_has_no_finding() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let document = super::super::source::working_tree(&root).unwrap();
        let evidence = Evidence::beside(&root.join("openapi"), true).unwrap();
        assert!(evidence.is_some());
        let findings = lint(&document, evidence.as_ref());
        assert!(
            findings.is_empty(),
            "{}",
            report(&findings, &document, true).text(false)
        );
    }

    #[test]
    fn nothing_that_is_no_document_makes_it_panic() {
        for text in [
            "{}",
            "1",
            "[]",
            "paths: 1",
            "paths: {/a: {get: 1}}",
            "components: {schemas: []}",
        ] {
            let document = Document::parse(text, "a.yaml").unwrap();
            lint(&document, None);
        }
    }

    /// One of each kind of finding, as people see it.
    #[test]
    fn reports_are_as_they_were_agreed() {
        let text = "openapi: 3.0.3\ninfo: {title: A, version: one}\npaths:\n  /a:\n    get:\n      operationId: A_things\n      responses: {}\n";
        let document = Document::parse(text, "a.yaml").unwrap();
        let report = report(&lint(&document, None), &document, false);
        insta::assert_snapshot!("lint_plain", report.text(false));
        insta::assert_snapshot!("lint_colour", report.text(true));
        insta::assert_snapshot!("lint_json", report.json());
        insta::assert_snapshot!("lint_github", report.github());
        let none = super::report(&[], &document, true);
        insta::assert_snapshot!("lint_clean", none.text(false));
    }
}
