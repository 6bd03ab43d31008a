//! The committed facts against the document, both ways.

mod operation;
mod says;

use std::collections::BTreeMap;

use telecomx_codegen::Document;

use crate::Facts;
use crate::facts::is_placeholder;
use crate::ledger::{Deviation, Kind, Ledger, fingerprint};
use crate::spec::{self, Operation};

/// A place where page and document disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The wiki page.
    pub page: String,
    /// What kind of difference.
    pub kind: Kind,
    /// What it is about.
    pub subject: String,
    /// The page's side.
    pub page_says: String,
    /// The document's side.
    pub document_says: String,
    /// The line on the page, where the page says anything.
    pub page_line: Option<usize>,
    /// The line in the document, or of what encloses the place.
    pub document_line: Option<usize>,
}

impl Difference {
    /// The first 12 hex digits of the SHA-256 over what an entry of the ledger repeats.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(
            &self.page,
            self.kind,
            &self.subject,
            &self.page_says,
            &self.document_says,
        )
    }

    /// The entry that accepts it.
    #[must_use]
    pub fn accept(&self, reason: &str) -> Deviation {
        Deviation::new(
            &self.page,
            self.kind,
            &self.subject,
            &self.page_says,
            &self.document_says,
            reason,
        )
    }
}

/// What both sides say about a subject, whether they agree or not; open questions are pinned to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The page's side.
    pub page_says: String,
    /// The document's side.
    pub document_says: String,
}

/// An entry of the ledger that no longer fires, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The entry.
    pub entry: Deviation,
    /// Its line in the ledger.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// How much of a page is in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The wiki page.
    pub page: String,
    /// Its operations in the document: method and path.
    pub operations: Vec<String>,
    /// Facts that the page states.
    pub facts: usize,
    /// Facts that the document states too.
    pub matched: usize,
    /// Facts with a difference that the ledger accepts.
    pub accepted: usize,
    /// Facts with a difference that nobody has decided on.
    pub open: usize,
    /// The page is known in part, or its facts are not committed: nothing can be said.
    pub unverified: bool,
}

/// What the comparison has found.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Differences that nobody has decided on.
    pub open: Vec<Difference>,
    /// Differences that the ledger accepts, with the reason.
    pub accepted: Vec<(Difference, String)>,
    /// Open questions of the ledger that still stand as they were decided.
    pub questions: Vec<Deviation>,
    /// Entries that match nothing.
    pub stale: Vec<Stale>,
    /// A line a page.
    pub coverage: Vec<Coverage>,
    /// What is said about each subject, by page and subject.
    pub statements: BTreeMap<(String, String), Statement>,
}

impl Outcome {
    /// Whether nothing is left for a person to decide.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.open.is_empty() && self.stale.is_empty()
    }
}

/// A fact, and the differences that speak of it.
#[derive(Debug, Default)]
struct Fact {
    page: String,
    differences: Vec<usize>,
}

/// What is gathered while pages and operations are compared.
#[derive(Debug, Default)]
struct Found {
    facts: Vec<Fact>,
    differences: Vec<Difference>,
    statements: BTreeMap<(String, String), Statement>,
}

impl Found {
    fn fact(&mut self, page: &str) -> usize {
        self.facts.push(Fact {
            page: page.to_owned(),
            differences: Vec::new(),
        });
        self.facts.len() - 1
    }

    fn difference(&mut self, difference: Difference, fact: Option<usize>) {
        // Two rows may say the same wrong thing: that is one difference, at the first of them.
        let same = |known: &Difference| {
            (
                &known.page,
                known.kind,
                &known.subject,
                &known.page_says,
                &known.document_says,
            ) == (
                &difference.page,
                difference.kind,
                &difference.subject,
                &difference.page_says,
                &difference.document_says,
            )
        };
        let index = self.differences.iter().position(same).unwrap_or_else(|| {
            self.differences.push(difference);
            self.differences.len() - 1
        });
        if let Some(fact) = fact.and_then(|fact| self.facts.get_mut(fact)) {
            fact.differences.push(index);
        }
    }

    fn state(&mut self, page: &str, subject: &str, page_says: String, document_says: String) {
        let statement = Statement {
            page_says,
            document_says,
        };
        self.statements
            .insert((page.to_owned(), subject.to_owned()), statement);
    }
}

/// Compares the committed facts with the document, and the differences with the ledger.
#[must_use]
pub fn diff(document: &Document, pages: &[Facts], ledger: &Ledger) -> Outcome {
    let operations = spec::operations(document);
    let mut found = Found::default();
    let mut coverage: Vec<Coverage> = Vec::new();
    for facts in pages.iter().filter(|facts| facts.refused.is_none()) {
        coverage.push(page(document, &operations, facts, &mut found));
    }
    for operation in &operations {
        unread(document, operation, pages, &mut found, &mut coverage);
    }
    coverage.sort_by(|a, b| a.page.cmp(&b.page));
    judge(found, coverage, ledger)
}

/// A page against all operations that it describes.
fn page(
    document: &Document,
    operations: &[Operation],
    facts: &Facts,
    found: &mut Found,
) -> Coverage {
    let page = facts.page.clone().unwrap_or_default();
    let mut matched = Vec::new();
    let any = vec![String::new()];
    let methods = if facts.methods.is_empty() {
        &any
    } else {
        &facts.methods
    };
    for url in &facts.urls {
        for method in methods {
            let operation = operations.iter().find(|operation| {
                (method.is_empty() || operation.method == *method)
                    && is_same_path(&operation.path, url)
            });
            match operation {
                Some(operation) => {
                    matched.push(operation.subject());
                    operation::compare(document, operation, facts, url, found);
                }
                None => {
                    let fact = found.fact(&page);
                    let difference = Difference {
                        page: page.clone(),
                        kind: Kind::Untranscribed,
                        subject: format!("{method} {url}"),
                        page_says: "an operation".to_owned(),
                        document_says: "no such operation".to_owned(),
                        page_line: Some(1),
                        document_line: None,
                    };
                    found.difference(difference, Some(fact));
                }
            }
        }
    }
    Coverage {
        page,
        operations: matched,
        facts: 0,
        matched: 0,
        accepted: 0,
        open: 0,
        unverified: false,
    }
}

/// An operation whose page has no committed facts.
fn unread(
    document: &Document,
    operation: &Operation,
    pages: &[Facts],
    found: &mut Found,
    coverage: &mut Vec<Coverage>,
) {
    let line = Some(document.nearest_line(&operation.pointer));
    let Some(origin) = &operation.origin else {
        let difference = Difference {
            page: String::new(),
            kind: Kind::Undocumented,
            subject: operation.subject(),
            page_says: "no page is named".to_owned(),
            document_says: "no x-wiki".to_owned(),
            page_line: None,
            document_line: line,
        };
        return found.difference(difference, None);
    };
    let known = pages
        .iter()
        .any(|facts| facts.page.as_ref() == Some(&origin.page));
    if known {
        let covered = coverage
            .iter()
            .any(|row| row.page == origin.page && row.operations.contains(&operation.subject()));
        if !covered {
            let difference = Difference {
                page: origin.page.clone(),
                kind: Kind::Undocumented,
                subject: operation.subject(),
                page_says: "another operation".to_owned(),
                document_says: "an operation of this page".to_owned(),
                page_line: None,
                document_line: line,
            };
            found.difference(difference, None);
        }
        return;
    }
    operation::state_unread(operation, &origin.page, found);
    if !origin.partial {
        let difference = Difference {
            page: origin.page.clone(),
            kind: Kind::Undocumented,
            subject: operation.subject(),
            page_says: "no facts are committed".to_owned(),
            document_says: "an operation of this page".to_owned(),
            page_line: None,
            document_line: line,
        };
        found.difference(difference, None);
    }
    coverage.push(Coverage {
        page: origin.page.clone(),
        operations: vec![operation.subject()],
        facts: 0,
        matched: 0,
        accepted: 0,
        open: 0,
        unverified: true,
    });
}

/// Sorts the differences into open and accepted, and finds the entries that do not fire.
fn judge(found: Found, mut coverage: Vec<Coverage>, ledger: &Ledger) -> Outcome {
    let mut outcome = Outcome {
        statements: found.statements,
        ..Outcome::default()
    };
    let prints: Vec<String> = found
        .differences
        .iter()
        .map(Difference::fingerprint)
        .collect();
    let mut fired = vec![false; ledger.entries.len()];
    let accepting: Vec<Option<usize>> = prints
        .iter()
        .map(|print| {
            let index = ledger.entries.iter().position(|entry| {
                entry.fingerprint == *print
                    && entry.kind != Kind::OpenQuestion
                    && entry.fault().is_none()
            })?;
            fired[index] = true;
            Some(index)
        })
        .collect();
    for row in &mut coverage {
        for fact in found.facts.iter().filter(|fact| fact.page == row.page) {
            row.facts += 1;
            if fact.differences.is_empty() {
                row.matched += 1;
            } else if fact
                .differences
                .iter()
                .all(|&index| accepting[index].is_some())
            {
                row.accepted += 1;
            } else {
                row.open += 1;
            }
        }
    }
    for (index, entry) in ledger.entries.iter().enumerate() {
        let line = ledger.lines.get(index).copied().unwrap_or(1);
        let why = if let Some(fault) = entry.fault() {
            fault
        } else if ledger.entries[..index]
            .iter()
            .any(|known| known.fingerprint == entry.fingerprint)
        {
            "the same entry stands above".to_owned()
        } else if entry.kind == Kind::OpenQuestion {
            match question(entry, &outcome.statements) {
                Some(why) => why,
                None => {
                    outcome.questions.push(entry.clone());
                    continue;
                }
            }
        } else if fired[index] {
            continue;
        } else {
            "no difference matches it any more".to_owned()
        };
        outcome.stale.push(Stale {
            entry: entry.clone(),
            line,
            why,
        });
    }
    for (difference, accepting) in found.differences.into_iter().zip(accepting) {
        match accepting.map(|index| ledger.entries[index].reason.clone()) {
            Some(reason) => outcome.accepted.push((difference, reason)),
            None => outcome.open.push(difference),
        }
    }
    let key = |difference: &Difference| {
        (
            difference.page.clone(),
            difference.page_line.or(difference.document_line),
            difference.subject.clone(),
        )
    };
    outcome.open.sort_by_key(key);
    outcome
        .accepted
        .sort_by_key(|(difference, _)| key(difference));
    outcome.coverage = coverage;
    outcome
}

/// Why an open question no longer stands as it was decided.
fn question(
    entry: &Deviation,
    statements: &BTreeMap<(String, String), Statement>,
) -> Option<String> {
    let Some(now) = statements.get(&(entry.page.clone(), entry.subject.clone())) else {
        return Some("neither page nor document has this subject any more".to_owned());
    };
    if now.page_says != entry.page_says {
        return Some(format!("the page now says: {}", now.page_says));
    }
    (now.document_says != entry.document_says)
        .then(|| format!("the document now says: {}", now.document_says))
}

/// Whether a path of the document is a page's URL; what stands for a value may be called differently.
pub(crate) fn is_same_path(path: &str, url: &str) -> bool {
    let segments = |text: &str| {
        text.trim_end_matches('/')
            .split('/')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (path, url) = (segments(path), segments(url));
    path.len() == url.len()
        && path.iter().zip(&url).all(|(ours, theirs)| {
            if ours.starts_with('{') {
                is_placeholder(theirs)
            } else {
                ours == theirs
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_whatever_its_placeholders_are_called() {
        assert!(is_same_path(
            "/iptv/serviceagreement/{id}",
            "/iptv/serviceagreement/SERVICE_AGREEMENT_ID"
        ));
        assert!(is_same_path("/a/{b}/c", "/a/:id/c"));
        assert!(!is_same_path("/a/{b}", "/a/list"));
        assert!(!is_same_path("/a/b", "/a/b/c"));
    }
}
