//! What code cannot be generated from is found here, by place and with a reason.
//!
//! progenitor panics on much of it without naming the operation. What these checks let through, it
//! takes: they accept what they know, keyword by keyword, and report the rest.

mod operations;
mod pagination;
mod references;
mod schemas;
mod variants;

use serde_json::Value;

use crate::document::{escape, unescape};
use crate::lower::walk::{METHODS, Object, components};
use crate::lower::{PASSES, PRUNE_NAME, run, string_and_object};
use crate::{Document, Finding};

/// Checks that code can be generated from a document.
///
/// # Errors
/// All that was found, in the order of the text.
pub fn check(document: &Document) -> Result<(), Vec<Finding>> {
    let mut checker = Checker {
        document,
        operation: None,
        findings: Vec::new(),
    };
    checker.root();
    checker.references();
    checker.components();
    checker.paths();
    if checker.findings.is_empty() {
        checker.leftovers();
    }
    let mut findings = checker.findings;
    findings.sort_by(|a, b| (a.line, &a.pointer, &a.reason).cmp(&(b.line, &b.pointer, &b.reason)));
    findings.dedup();
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings)
    }
}

/// Collects findings on its way through the document.
struct Checker<'a> {
    document: &'a Document,
    /// The operation that is looked at, for findings in parts that it shares with others.
    operation: Option<String>,
    findings: Vec<Finding>,
}

impl<'a> Checker<'a> {
    fn report(&mut self, pointer: &str, reason: impl Into<String>) {
        self.findings.push(Finding {
            file: self.document.file().to_owned(),
            line: self.document.nearest_line(pointer),
            operation: self
                .operation
                .clone()
                .or_else(|| self.operation_at(pointer)),
            pointer: pointer.to_owned(),
            reason: reason.into(),
        });
    }

    /// The operation that a place is within: its id, or method and path while it has none.
    fn operation_at(&self, pointer: &str) -> Option<String> {
        let mut steps = pointer.strip_prefix("/paths/")?.split('/');
        let (path, method) = (steps.next()?, steps.next()?);
        if !METHODS.contains(&method) {
            return None;
        }
        let id = self
            .document
            .at(&format!("/paths/{path}/{method}/operationId"));
        let label = || format!("{} {}", method.to_uppercase(), unescape(path));
        Some(id.and_then(Value::as_str).map_or_else(label, str::to_owned))
    }

    /// The object at a place; reports anything else that stands there.
    fn object(&mut self, pointer: &str) -> Option<&'a Object> {
        let found = self.document.at(pointer)?.as_object();
        if found.is_none() {
            self.report(pointer, "must be an object");
        }
        found
    }

    /// The list at a place; reports anything else that stands there.
    fn list(&mut self, pointer: &str) -> Option<&'a Vec<Value>> {
        let found = self.document.at(pointer)?.as_array();
        if found.is_none() {
            self.report(pointer, "must be a list");
        }
        found
    }

    /// The text at a place; reports anything else that stands there.
    fn text(&mut self, pointer: &str) -> Option<&'a str> {
        let found = self.document.at(pointer)?.as_str();
        if found.is_none() {
            self.report(pointer, "must be a text: quote it");
        }
        found
    }

    /// The text at a place that must not be empty, nor missing.
    fn needed_text(&mut self, pointer: &str) -> Option<&'a str> {
        if self.document.at(pointer).is_none() {
            self.report(pointer, "is missing");
        }
        let text = self.text(pointer)?;
        if text.trim().is_empty() {
            self.report(pointer, "must not be empty");
        }
        Some(text)
    }

    fn truth(&mut self, pointer: &str) -> Option<bool> {
        let found = self.document.at(pointer)?.as_bool();
        if found.is_none() {
            self.report(pointer, "must be true or false");
        }
        found
    }

    /// Reports every member but the known ones and extensions.
    fn only(&mut self, pointer: &str, members: &Object, known: &[&str]) {
        for key in members.keys() {
            if !known.contains(&key.as_str()) && !key.starts_with("x-") {
                let reason = "the generator does not take this: remove it, or teach telecomx-codegen what it means";
                self.report(&step(pointer, key), reason);
            }
        }
    }

    fn root(&mut self) {
        let Some(root) = self.document.value.as_object() else {
            self.report(
                "",
                "a document must be an object with `openapi`, `info` and `paths`",
            );
            return;
        };
        let known = [
            "openapi",
            "info",
            "externalDocs",
            "servers",
            "security",
            "tags",
            "paths",
            "components",
        ];
        self.only("", root, &known);
        if let Some(version) = self.needed_text("/openapi")
            && !version.starts_with("3.0.")
        {
            self.report(
                "/openapi",
                format!("the version is {version}: only 3.0.x is taken"),
            );
        }
        for pointer in ["/info", "/paths"] {
            if self.document.at(pointer).is_none() {
                self.report(pointer, "is missing");
            }
        }
        if self.object("/info").is_some() {
            self.needed_text("/info/title");
            self.needed_text("/info/version");
            self.text("/info/description");
        }
        self.security("/security");
        if self.object("/components").is_some() {
            for section in ["schemas", "parameters", "requestBodies", "responses"] {
                self.object(&format!("/components/{section}"));
            }
        }
    }

    fn security(&mut self, pointer: &str) {
        for index in 0..self.list(pointer).map_or(0, Vec::len) {
            self.object(&format!("{pointer}/{index}"));
        }
    }

    /// What only the lowered document shows: choices that nothing has resolved.
    fn leftovers(&mut self) {
        let until = PASSES
            .iter()
            .position(|pass| pass.name == PRUNE_NAME)
            .unwrap_or_default();
        let lowered = run(self.document, &PASSES[..=until]);
        for (name, schema) in components(&lowered.value) {
            if schema.get("oneOf").is_some() && string_and_object(&lowered.value, schema).is_none()
            {
                let reason = "only a string or an object is taken as a choice, or items of a list that \
                              `x-variants` tells apart in every operation with it";
                self.report(&step("/components/schemas", name), reason);
            }
        }
    }
}

/// A place within a place.
fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", escape(key))
}

/// A document name that makes a Rust name: letters, digits, `_`, `-` and `.`, beginning with a letter or `_`.
fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    let begins = characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    begins
        && text.chars().any(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
