//! Examples: each fits its schema, each property has one, and null is nullable.

use std::collections::HashSet;

use serde_json::Value;

use super::Linter;
use crate::spec::places::{Object, Role, content, last, operations, resolved, schemas, step};
use crate::spec::validate::validate;

impl Linter<'_> {
    pub(super) fn examples(&mut self) {
        let mut shown = HashSet::new();
        let mut nulls = HashSet::new();
        for (schema, place) in self.places() {
            let Some(value) = self.document.at(&place) else {
                continue;
            };
            let found = validate(self.document, &schema, value);
            for problem in found.problems {
                let pointer = format!("{place}{}", problem.path);
                self.report(problem.rule, &pointer, problem.reason);
            }
            shown.extend(found.shown);
            nulls.extend(found.nulls);
        }
        for schema in schemas(self.document) {
            let members = schema.members;
            if members.get("nullable") == Some(&Value::Bool(true))
                && !nulls.contains(&schema.pointer)
            {
                let description = members
                    .get("description")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                if !description.to_lowercase().contains("null") {
                    let reason = "neither an example nor the description has null";
                    self.report("nullable-reason", &schema.pointer, reason);
                }
            }
            if schema.role == Role::Property
                && !shown.contains(&schema.pointer)
                && !self.has_example(&schema.pointer, 0)
            {
                self.report(
                    "property-example",
                    &schema.pointer,
                    format!("{} has no example", last(&schema.pointer)),
                );
            }
        }
    }

    /// An example of its own, or one of each thing in it.
    fn has_example(&self, pointer: &str, depth: usize) -> bool {
        let Some((pointer, members)) = resolved(self.document, pointer).filter(|_| depth < 8)
        else {
            return false;
        };
        if members.contains_key("example") {
            return true;
        }
        let properties = members.get("properties").and_then(Value::as_object);
        properties.is_some_and(|properties| {
            let above = step(&pointer, "properties");
            properties
                .keys()
                .all(|name| self.has_example(&step(&above, name), depth + 1))
        })
    }

    /// Every example: the place of its schema, and its own.
    fn places(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for schema in schemas(self.document) {
            if schema.members.contains_key("example") {
                found.push((schema.pointer.clone(), step(&schema.pointer, "example")));
            }
        }
        for operation in operations(self.document) {
            for (pointer, parameter) in operation.parameters(self.document) {
                found.extend(holder(&step(&pointer, "schema"), &pointer, parameter));
            }
            let body = resolved(self.document, &step(&operation.pointer, "requestBody"));
            let responses = operation.responses(self.document);
            let holders = body.into_iter().chain(
                responses
                    .into_iter()
                    .map(|(_, pointer, members)| (pointer, members)),
            );
            for (pointer, members) in holders {
                for (_, media) in content(&pointer, members) {
                    if let Some(members) = self.document.at(&media).and_then(Value::as_object) {
                        found.extend(holder(&step(&media, "schema"), &media, members));
                    }
                }
            }
        }
        found
    }
}

/// The examples that a parameter or media type holds.
fn holder(schema: &str, pointer: &str, members: &Object) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if members.contains_key("example") {
        found.push((schema.to_owned(), step(pointer, "example")));
    }
    let named = members.get("examples").and_then(Value::as_object);
    let above = step(pointer, "examples");
    for (name, _) in named.into_iter().flatten() {
        found.push((schema.to_owned(), step(&step(&above, name), "value")));
    }
    found
}
