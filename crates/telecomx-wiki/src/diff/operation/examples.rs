//! The page's examples, against the schemas and against the document's own.

use serde_json::Value;

use super::Comparison;
use crate::facts::Example;
use crate::ledger::Kind;
use crate::spec::View;
use crate::text::sha256;
use crate::validate::{self, Checked};

impl Comparison<'_> {
    /// The page's examples against the schemas, and against the document's own examples.
    pub(super) fn examples(&mut self) {
        let operation = self.operation;
        for example in &self.facts.examples {
            let fact = self.found.fact(&self.page);
            let title = example.heading.as_deref().unwrap_or("without a heading");
            let is_body = title.to_ascii_lowercase().contains("request")
                || title.to_ascii_lowercase().contains("body");
            let mut best: Option<(&View, Checked)> = None;
            for view in operation
                .tree
                .views
                .iter()
                .filter(|view| !view.body || is_body)
            {
                let checked =
                    validate::check(self.document, &view.root, &view.hidden, &example.value);
                let better =
                    |(_, best): &(&View, Checked)| checked.problems.len() < best.problems.len();
                if best.as_ref().is_none_or(better) {
                    best = Some((view, checked));
                }
            }
            if let Some((view, checked)) = best {
                for problem in checked.problems {
                    let kind = if problem.undeclared {
                        Kind::Untranscribed
                    } else {
                        Kind::ExampleInvalid
                    };
                    let subject = format!("{} {}", view.prefix, problem.path);
                    let says = (format!("{} ({title})", problem.example), problem.schema);
                    self.difference(
                        kind,
                        &subject,
                        says,
                        (Some(example.line), &problem.pointer),
                        Some(fact),
                    );
                }
                self.shown.extend(checked.shown);
                let kinds = checked
                    .kinds
                    .into_iter()
                    .map(|(path, kind)| (view.prefix.clone(), path, kind));
                self.kinds.extend(kinds);
            }
            self.transcribed(example, title, fact);
        }
        for ours in &operation.examples {
            let theirs = &self.facts.examples;
            if !theirs.iter().any(|example| example.value == ours.value)
                && !self.explained(&ours.value)
            {
                let subject = format!("{} example {}", self.subject, ours.name);
                let says = (
                    "no such example".to_owned(),
                    format!("value {}", digest(&ours.value)),
                );
                self.difference(
                    Kind::Undocumented,
                    &subject,
                    says,
                    (None, &ours.pointer),
                    None,
                );
            }
        }
    }

    /// Whether a differing example of the document has been told from the page's side already.
    fn explained(&self, ours: &Value) -> bool {
        self.facts.examples.iter().any(|theirs| {
            !self
                .operation
                .examples
                .iter()
                .any(|known| known.value == theirs.value)
                && self
                    .closest(&theirs.value)
                    .is_some_and(|(_, known)| known == ours)
        })
    }

    /// The document's example that has the most of a page's example.
    fn closest(&self, theirs: &Value) -> Option<(&str, &Value)> {
        let best = self
            .operation
            .examples
            .iter()
            .min_by_key(|known| unlike(theirs, &known.value, "$").len())?;
        Some((&best.name, &best.value))
    }

    /// Whether the document has a page's example, its values untouched.
    fn transcribed(&mut self, example: &Example, title: &str, fact: usize) {
        let subject = format!("{} example \"{title}\"", self.subject);
        let pointer = format!("{}/responses", self.operation.pointer);
        let elided = if example.elided {
            ", items left out"
        } else {
            ""
        };
        let page_says = format!("value {}{elided}", digest(&example.value));
        if let Some(same) = self
            .operation
            .examples
            .iter()
            .find(|known| known.value == example.value)
        {
            return self.found.state(
                &self.page,
                &subject,
                page_says,
                format!("the example {}", same.name),
            );
        }
        let document_says = match self.closest(&example.value) {
            None => "no examples".to_owned(),
            Some((name, value)) => {
                let mut places = unlike(&example.value, value, "$");
                places.truncate(3);
                format!("the example {name} is another at {}", places.join(", "))
            }
        };
        self.found.state(
            &self.page,
            &subject,
            page_says.clone(),
            document_says.clone(),
        );
        self.difference(
            Kind::Untranscribed,
            &subject,
            (page_says, document_says),
            (Some(example.line), &pointer),
            Some(fact),
        );
    }
}

/// A value in twelve hex digits; the order of keys does not count.
fn digest(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    sha256(value.to_string().as_bytes())[..12].to_owned()
}

/// The paths at which two values are not the same.
fn unlike(theirs: &Value, ours: &Value, path: &str) -> Vec<String> {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let mut paths: Vec<String> = a
                .iter()
                .flat_map(|(key, value)| match b.get(key) {
                    Some(other) => unlike(value, other, &format!("{path}.{key}")),
                    None => vec![format!("{path}.{key}")],
                })
                .collect();
            paths.extend(
                b.keys()
                    .filter(|key| !a.contains_key(*key))
                    .map(|key| format!("{path}.{key}")),
            );
            paths
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .flat_map(|(index, (a, b))| unlike(a, b, &format!("{path}[{index}]")))
            .collect(),
        (a, b) if a == b => Vec::new(),
        _ => vec![path.to_owned()],
    }
}
