//! One page against one operation of the document.

mod aspects;
mod errors;
mod examples;
mod objects;
mod parameters;

use std::collections::HashSet;

use telecomx_codegen::Document;

use super::{Difference, Found, says};
use crate::Facts;
use crate::facts::Place;
use crate::ledger::Kind;
use crate::spec::Operation;

/// Compares both ways and states what each side says.
pub(super) fn compare(
    document: &Document,
    operation: &Operation,
    facts: &Facts,
    url: &str,
    found: &mut Found,
) {
    let mut comparison = Comparison {
        document,
        operation,
        facts,
        url,
        page: facts.page.clone().unwrap_or_default(),
        subject: operation.subject(),
        found,
        shown: HashSet::new(),
        kinds: Vec::new(),
    };
    comparison.operation();
    comparison.access();
    comparison.parameters();
    comparison.examples();
    comparison.objects();
    comparison.undocumented_properties();
    comparison.errors();
    comparison.requests();
    comparison.unreadable();
}

/// States what the document says of an operation whose page nobody could read, so that open questions can be pinned to it.
pub(super) fn state_unread(operation: &Operation, page: &str, found: &mut Found) {
    let unread = || "not read".to_owned();
    let subject = operation.subject();
    found.state(page, &subject, unread(), operation.id.clone());
    found.state(
        page,
        &format!("{subject} access"),
        unread(),
        operation.access.join(", "),
    );
    for parameter in &operation.parameters {
        found.state(
            page,
            &parameter_subject(&subject, parameter.place, &parameter.name),
            unread(),
            says::shape(&parameter.shape),
        );
    }
    for view in &operation.tree.views {
        for node in &view.nodes {
            found.state(
                page,
                &format!("{} {}", view.prefix, node.path),
                unread(),
                says::shape(&node.shape),
            );
        }
    }
    for status in &operation.errors {
        found.state(
            page,
            &format!("{subject} {}", status.status),
            unread(),
            status_says(&status.messages),
        );
    }
}

fn parameter_subject(operation: &str, place: Option<Place>, name: &str) -> String {
    match place {
        Some(Place::Path) => format!("{operation} path {name}"),
        Some(Place::Body) => format!("{operation} body $.{name}"),
        _ => format!("{operation} ? {name}"),
    }
}

fn status_says(messages: &[String]) -> String {
    if messages.is_empty() {
        "a status without messages".to_owned()
    } else {
        messages.join(", ")
    }
}

struct Comparison<'a> {
    document: &'a Document,
    operation: &'a Operation,
    facts: &'a Facts,
    url: &'a str,
    page: String,
    /// `GET /internet/request`.
    subject: String,
    found: &'a mut Found,
    /// What the page's tables and examples show: path and place in the document.
    shown: HashSet<(String, String)>,
    /// JSON types that examples have: prefix, path, type.
    kinds: Vec<(String, String, &'static str)>,
}

impl Comparison<'_> {
    fn line(&self, pointer: &str) -> Option<usize> {
        Some(self.document.nearest_line(pointer))
    }

    fn difference(
        &mut self,
        kind: Kind,
        subject: &str,
        says: (String, String),
        lines: (Option<usize>, &str),
        fact: Option<usize>,
    ) {
        let difference = Difference {
            page: self.page.clone(),
            kind,
            subject: subject.to_owned(),
            page_says: says.0,
            document_says: says.1,
            page_line: lines.0,
            document_line: self.line(lines.1),
        };
        self.found.difference(difference, fact);
    }

    fn operation(&mut self) {
        let facts = self.facts;
        let pointer = &self.operation.pointer;
        let fact = self.found.fact(&self.page);
        self.found.state(
            &self.page,
            &self.subject,
            format!("{} {}", facts.methods.join(", "), self.url),
            self.operation.id.clone(),
        );
        let Some(origin) = &self.operation.origin else {
            return;
        };
        if origin.page != self.page {
            let says = (
                "this operation".to_owned(),
                format!("x-wiki page {}", origin.page),
            );
            self.difference(
                Kind::Conflict,
                &self.subject.clone(),
                says,
                (Some(1), pointer),
                Some(fact),
            );
        }
        if let Some(modified) = &facts.modified {
            let fact = self.found.fact(&self.page);
            if origin.modified.as_ref() != Some(modified) {
                let ours = origin
                    .modified
                    .clone()
                    .unwrap_or_else(|| "no date".to_owned());
                let subject = format!("{} modified", self.subject);
                self.difference(
                    Kind::Conflict,
                    &subject,
                    (modified.clone(), ours),
                    (Some(1), &format!("{pointer}/x-wiki")),
                    Some(fact),
                );
            }
        }
    }

    fn access(&mut self) {
        let subject = format!("{} access", self.subject);
        let pointer = format!("{}/x-access-levels", self.operation.pointer);
        let (theirs, ours) = (&self.facts.access, &self.operation.access);
        self.found
            .state(&self.page, &subject, theirs.join(", "), ours.join(", "));
        for level in theirs {
            let fact = self.found.fact(&self.page);
            if !ours.contains(level) {
                let says = (level.clone(), "not this level".to_owned());
                self.difference(
                    Kind::Untranscribed,
                    &subject,
                    says,
                    (None, &pointer),
                    Some(fact),
                );
            }
        }
        for level in ours.iter().filter(|level| !theirs.contains(level)) {
            self.difference(
                Kind::Undocumented,
                &subject,
                ("not this level".to_owned(), level.clone()),
                (None, &pointer),
                None,
            );
        }
    }

    fn requests(&mut self) {
        let operation = self.operation;
        let pointer = format!("{}/x-request-examples", operation.pointer);
        for request in &self.facts.requests {
            let fact = self.found.fact(&self.page);
            let subject = format!("{} request {}", self.subject, request.url);
            let known = operation.requests.contains(&request.url);
            let ours = if known {
                "the same request"
            } else {
                "not in x-request-examples"
            };
            self.found.state(
                &self.page,
                &subject,
                "an example request".to_owned(),
                ours.to_owned(),
            );
            if !known {
                let says = ("an example request".to_owned(), ours.to_owned());
                self.difference(
                    Kind::Untranscribed,
                    &subject,
                    says,
                    (Some(request.line), &pointer),
                    Some(fact),
                );
            }
        }
        for ours in &operation.requests {
            if !self
                .facts
                .requests
                .iter()
                .any(|request| request.url == *ours)
            {
                let subject = format!("{} request {ours}", self.subject);
                let says = (
                    "no such request".to_owned(),
                    "an example request".to_owned(),
                );
                self.difference(Kind::Undocumented, &subject, says, (None, &pointer), None);
            }
        }
    }

    /// What a page says in a way that no machine reads needs a person's word each time.
    fn unreadable(&mut self) {
        let operation = self.operation;
        for finding in self
            .facts
            .findings
            .iter()
            .filter(|finding| finding.is_unreadable())
        {
            let fact = self.found.fact(&self.page);
            let aspect = finding.code.trim_start_matches("unreadable-");
            let row = self
                .facts
                .parameters
                .iter()
                .find(|row| row.line == finding.line);
            let ours = row.and_then(|row| self.counterpart(row)).cloned();
            let (subject, page_says, document_says, pointer) = match (row, ours) {
                (Some(row), Some(ours)) => (
                    parameter_subject(&self.subject, ours.place, &ours.name),
                    format!(
                        "{aspect} in words, text {}",
                        row.text.as_deref().unwrap_or("none")
                    ),
                    says::shape(&ours.shape),
                    ours.pointer,
                ),
                _ => (
                    self.subject.clone(),
                    format!("{aspect}: {}", finding.detail),
                    "whatever a person has made of it".to_owned(),
                    operation.pointer.clone(),
                ),
            };
            self.difference(
                Kind::Unreadable,
                &subject,
                (page_says, document_says),
                (Some(finding.line), &pointer),
                Some(fact),
            );
        }
    }
}
