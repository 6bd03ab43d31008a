//! Every `$ref` leads to something of the right kind in this document, and not in a circle.

use serde_json::Value;

use super::{Checker, step};
use crate::document::{escape, local_pointer};
use crate::lower::walk::{METHODS, component_name};

impl Checker<'_> {
    pub(super) fn references(&mut self) {
        let root = &self.document.value;
        self.descend("", root);
        let schemas = self
            .document
            .at("/components/schemas")
            .and_then(Value::as_object);
        for name in schemas.into_iter().flatten().map(|(name, _)| name) {
            let mut path = vec![name.clone()];
            if self.leads_back(name, &mut path) {
                let reason = format!(
                    "is made of itself without an object in between ({}): it would never end",
                    path.join(" → ")
                );
                self.report(&step("/components/schemas", name), reason);
            }
        }
    }

    fn descend(&mut self, pointer: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").filter(|_| !is_properties(pointer)) {
                    self.reference(pointer, reference);
                    if members.len() > 1 {
                        let reason =
                            "what stands beside a `$ref` is ignored: move it to where it leads";
                        self.report(pointer, reason);
                    }
                    return;
                }
                for (key, value) in members {
                    let is_data =
                        matches!(key.as_str(), "example" | "examples" | "default" | "enum");
                    if !key.starts_with("x-") && (!is_data || is_properties(pointer)) {
                        self.descend(&step(pointer, key), value);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.descend(&format!("{pointer}/{index}"), item);
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, pointer: &str, reference: &Value) {
        let pointer = &step(pointer, "$ref");
        let Some(text) = reference.as_str() else {
            return self.report(pointer, "must be a text like '#/components/schemas/Name'");
        };
        let section = section(pointer);
        let Some(target) = local_pointer(text) else {
            return self.report(
                pointer,
                format!("{text} leads out of this document: copy what it names"),
            );
        };
        let name = target.strip_prefix(&format!("/components/{section}/"));
        if !name.is_some_and(|name| !name.is_empty() && !name.contains('/')) {
            return self.report(
                pointer,
                format!("{text} is none of #/components/{section}/…"),
            );
        }
        if self.document.at(&target).is_none() {
            return self.report(
                pointer,
                format!("there is no {text}: write it, or correct the name"),
            );
        }
        if self.document.resolve_pointer(&target).is_none() && section != "schemas" {
            self.report(pointer, format!("{text} leads in a circle or to nothing"));
        }
    }

    /// Whether a schema reaches itself through references, lists and choices alone.
    fn leads_back(&self, name: &str, path: &mut Vec<String>) -> bool {
        let start = path.first().cloned().unwrap_or_default();
        let Some(schema) = self
            .document
            .at(&format!("/components/schemas/{}", escape(name)))
        else {
            return false;
        };
        for next in directly_made_of(schema) {
            if next == start {
                path.push(next);
                return true;
            }
            if path.contains(&next) {
                continue;
            }
            path.push(next.clone());
            if self.leads_back(&next, path) {
                return true;
            }
            path.pop();
        }
        false
    }
}

/// The components that a schema is made of before any object comes in between.
fn directly_made_of(schema: &Value) -> Vec<String> {
    if let Some(name) = component_name(schema) {
        return vec![name.to_owned()];
    }
    if schema.get("properties").is_some() {
        return Vec::new();
    }
    let choices = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let inner = ["items", "additionalProperties"]
        .into_iter()
        .filter_map(|key| schema.get(key));
    choices.chain(inner).flat_map(directly_made_of).collect()
}

/// Whether the members at a place are names that the author chose, not keywords.
fn is_properties(pointer: &str) -> bool {
    pointer.ends_with("/properties")
}

/// The kind of component that a reference at a place must lead to.
fn section(pointer: &str) -> &'static str {
    let steps: Vec<&str> = pointer
        .trim_end_matches("/$ref")
        .split('/')
        .skip(1)
        .collect();
    match steps.as_slice() {
        ["paths", _, "parameters", _] | ["components", "parameters", _] => "parameters",
        ["paths", _, method, rest @ ..] if METHODS.contains(method) => match rest {
            ["parameters", _] => "parameters",
            ["requestBody"] => "requestBodies",
            ["responses", _] => "responses",
            _ => "schemas",
        },
        ["components", "responses", _] => "responses",
        ["components", "requestBodies", _] => "requestBodies",
        _ => "schemas",
    }
}
