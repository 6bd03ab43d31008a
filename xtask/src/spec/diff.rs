//! What changed between two versions of the document, by what it breaks and for whom.
//!
//! What callers send and what readers get are compared in opposite directions: a new required
//! parameter breaks callers, a property that is required no more breaks readers. Programs are taken
//! to be generated, so that a name that is gone breaks them too.

mod operations;
mod rules;
mod schemas;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use telecomx_codegen::Document;

use super::places::{Object, step};
use super::report::{Entry, Level, Report};

/// One change; the same one met in several operations is one that affects them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) rule: &'static str,
    pub(super) level: Level,
    file: String,
    line: usize,
    pub(super) pointer: String,
    text: String,
    affects: BTreeSet<String>,
}

/// Lists all changes, the worst first; no difference goes unnamed.
pub(super) fn diff(old: &Document, new: &Document) -> Vec<Change> {
    let mut differ = Differ {
        old,
        new,
        operation: None,
        open: Vec::new(),
        reached: HashSet::new(),
        changes: Vec::new(),
    };
    differ.root();
    differ.operations();
    differ.unreached();
    if differ.changes.is_empty() && old.value != new.value {
        differ.changed("other-change", "", "something that no rule knows");
    }
    let mut changes = differ.changes;
    changes.sort_by(|a, b| {
        (b.level, a.line, &a.pointer, a.rule, &a.text)
            .cmp(&(a.level, b.line, &b.pointer, b.rule, &b.text))
    });
    changes
}

/// The level that decides about the version.
pub(super) fn worst(changes: &[Change]) -> Option<Level> {
    changes.iter().map(|change| change.level).max()
}

pub(super) fn report(changes: &[Change]) -> Report {
    let entries = changes
        .iter()
        .map(|change| Entry {
            level: change.level,
            rule: change.rule,
            file: change.file.clone(),
            line: change.line,
            pointer: change.pointer.clone(),
            text: change.text.clone(),
            next: String::new(),
            affects: change.affects.iter().cloned().collect(),
        })
        .collect();
    let count = |level: Level| {
        changes
            .iter()
            .filter(|change| change.level == level)
            .count()
    };
    let breaking = count(Level::Breaking);
    let advice = match worst(changes) {
        None => "nothing changed",
        Some(Level::Harmless) => "nobody's program notices",
        Some(Level::Risky) => "say in CHANGELOG.md whose program may notice",
        Some(_) => {
            "say in CHANGELOG.md what breaks, and raise the version as openapi/README.md says"
        }
    };
    Report {
        name: "spec diff",
        entries,
        summary: format!(
            "{breaking} breaking, {} risky, {} harmless",
            count(Level::Risky),
            count(Level::Harmless)
        ),
        advice: advice.to_owned(),
        settled: breaking == 0,
    }
}

/// Who meets a schema: what is harmless to one breaks the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

struct Differ<'a> {
    old: &'a Document,
    new: &'a Document,
    /// The operation that is looked at.
    operation: Option<String>,
    /// Pairs of schemas that are being compared: a schema may hold itself.
    open: Vec<(String, String)>,
    /// Components that some operation leads to.
    reached: HashSet<String>,
    changes: Vec<Change>,
}

impl Differ<'_> {
    /// Something at a place of the new document.
    fn changed(&mut self, rule: &'static str, pointer: &str, text: impl Into<String>) {
        self.push(rule, false, pointer, text.into());
    }

    /// Something that only the old document has.
    fn gone(&mut self, rule: &'static str, pointer: &str, text: impl Into<String>) {
        self.push(rule, true, pointer, text.into());
    }

    fn push(&mut self, rule: &'static str, gone: bool, pointer: &str, text: String) {
        let document = if gone { self.old } else { self.new };
        let file = document.file().to_owned();
        let known = self.changes.iter_mut().find(|change| {
            change.rule == rule
                && change.pointer == pointer
                && change.text == text
                && change.file == file
        });
        match known {
            Some(change) => change.affects.extend(self.operation.clone()),
            None => self.changes.push(Change {
                rule,
                level: rules::level(rule),
                line: document.nearest_line(pointer),
                file,
                pointer: pointer.to_owned(),
                text,
                affects: self.operation.clone().into_iter().collect(),
            }),
        }
    }

    /// Reports each member that differs, by the rule that it belongs to; those in `known` are compared elsewhere.
    fn rest(&mut self, pointer: &str, old: &Object, new: &Object, known: &[&str]) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            if known.contains(&key.as_str()) || old.get(key) == new.get(key) {
                continue;
            }
            let rule = match key.as_str() {
                "summary" | "description" | "title" | "externalDocs" | "contact" | "license" => {
                    "description-changed"
                }
                "example" | "examples" | "x-request-examples" => "example-changed",
                "x-wiki" | "x-inferred" => "origin-changed",
                _ => "other-change",
            };
            self.changed(
                rule,
                &step(pointer, key),
                format!("{key} {}", told(old.get(key), new.get(key))),
            );
        }
    }

    fn root(&mut self) {
        let empty = Object::new();
        let of = |document: &Document, pointer: &str| {
            document.at(pointer).and_then(Value::as_object).cloned()
        };
        let (old, new) = (of(self.old, ""), of(self.new, ""));
        let known = ["info", "paths", "components", "security", "servers", "tags"];
        self.rest(
            "",
            old.as_ref().unwrap_or(&empty),
            new.as_ref().unwrap_or(&empty),
            &known,
        );
        let (old, new) = (of(self.old, "/info"), of(self.new, "/info"));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        self.rest("/info", &old, &new, &["version"]);
        for (rule, pointer) in [
            ("version-changed", "/info/version"),
            ("server-changed", "/servers"),
            ("description-changed", "/tags"),
            ("security-scheme-changed", "/components/securitySchemes"),
        ] {
            let (old, new) = (self.old.at(pointer), self.new.at(pointer));
            let (old, new) = match rule {
                // How a scheme is described is no part of it.
                "security-scheme-changed" => (old.map(bare), new.map(bare)),
                _ => (old.cloned(), new.cloned()),
            };
            if old != new {
                self.changed(rule, pointer, told(old.as_ref(), new.as_ref()));
            }
        }
    }

    /// Components that no operation leads to change for nobody.
    fn unreached(&mut self) {
        for kind in ["parameters", "requestBodies", "responses", "schemas"] {
            let above = step("/components", kind);
            let names = |document: &Document| -> Vec<String> {
                let components = document.at(&above).and_then(Value::as_object);
                components
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone())
                    .collect()
            };
            let all: BTreeSet<String> =
                names(self.old).into_iter().chain(names(self.new)).collect();
            for name in all {
                let pointer = step(&above, &name);
                let (old, new) = (self.old.at(&pointer), self.new.at(&pointer));
                if old != new && !self.reached.contains(&pointer) {
                    let text = format!(
                        "{name}, which no operation leads to, {}",
                        told(old.map(|_| &Value::Null), new.map(|_| &Value::Null))
                    );
                    match new {
                        Some(_) => self.changed("unused-component-changed", &pointer, text),
                        None => self.gone("unused-component-changed", &pointer, text),
                    }
                }
            }
        }
    }
}

/// A value without what only people read.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(key, _)| *key != "description");
            Value::Object(
                kept.map(|(key, value)| (key.clone(), bare(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

/// `was 1, is 2`, for short values; long ones only changed.
fn told(old: Option<&Value>, new: Option<&Value>) -> String {
    let show = |value: &Value| {
        let text = value.to_string();
        (text.chars().count() <= 60).then_some(text)
    };
    match (old, new) {
        (None, Some(_)) => "is new".to_owned(),
        (Some(_), None) => "is gone".to_owned(),
        (Some(old), Some(new)) => match (show(old), show(new)) {
            (Some(old), Some(new)) if old != new => format!("was {old}, is {new}"),
            _ => "changed".to_owned(),
        },
        (None, None) => String::new(),
    }
}
