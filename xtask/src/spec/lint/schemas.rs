//! Schemas: what every generator takes, and what readers need.

use std::collections::HashSet;

use serde_json::Value;

use super::{Linter, strings};
use crate::spec::places::{
    Object, Role, Schema, content, last, operations, resolved, schemas, step,
};

impl Linter<'_> {
    pub(super) fn schemas(&mut self) {
        let answers = self.answers();
        let schemas = schemas(self.document);
        let branches = branches(&schemas);
        let operations = operations(self.document);
        let lists: Vec<&str> = operations
            .iter()
            .filter_map(|operation| {
                operation
                    .members
                    .get("x-pagination")?
                    .get("items")?
                    .as_str()
            })
            .collect();
        for schema in schemas {
            if schema.role == Role::Component {
                self.component(&schema);
            }
            if schema.role == Role::Property {
                self.property(&schema);
            }
            if schema.members.contains_key("$ref") {
                if schema.members.contains_key("nullable") {
                    self.report(
                        "nullable-form",
                        &schema.pointer,
                        "nullable beside a $ref is ignored",
                    );
                }
                continue;
            }
            self.portable(&schema);
            self.nullable_form(&schema);
            self.numbers(&schema);
            self.values(&schema);
            self.default(&schema);
            self.case(&schema);
            self.choices(&schema);
            if answers.contains(&schema.pointer) {
                self.required(&schema, &branches, &lists);
            }
        }
    }

    fn component(&mut self, schema: &Schema<'_>) {
        let name = last(&schema.pointer);
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric())
            && name.starts_with(|c: char| c.is_ascii_uppercase());
        let hides = name.strip_prefix("Nullable").filter(|rest| {
            self.document
                .at(&step("/components/schemas", rest))
                .is_some()
        });
        if !plain || hides.is_some() {
            self.report(
                "schema-name",
                &schema.pointer,
                format!("{name} is no good name for a type"),
            );
        }
        self.needs_text(
            "description",
            &schema.pointer,
            schema.members,
            "description",
        );
    }

    fn property(&mut self, schema: &Schema<'_>) {
        let name = last(&schema.pointer);
        let Some((place, members)) = resolved(self.document, &schema.pointer) else {
            return;
        };
        self.needs_text("property-description", &place, members, "description");
        let is_object = members.contains_key("properties") || members.contains_key("oneOf");
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let kind = text("type");
        if name == "_id" && (kind != Some("string") || text("format") != Some("object-id")) {
            self.report(
                "object-id",
                &place,
                "_id is no string of the format object-id",
            );
        }
        if text("format") == Some("object-id")
            && ["pattern", "minLength", "maxLength"]
                .iter()
                .any(|key| members.contains_key(*key))
        {
            self.report(
                "object-id",
                &place,
                "documented ids have 22 to 24 characters and letters up to N",
            );
        }
        // What is a secret, or personal, by its name alone.
        let lower = name.to_lowercase();
        let is_secret = lower.contains("password") || lower.ends_with("token") || lower == "smskey";
        if is_secret && kind == Some("string") && text("format") != Some("password") {
            self.report(
                "secret-format",
                &place,
                format!("{name} is a secret by its name"),
            );
        }
        let is_personal =
            ["email", "phone", "address", "city", "zip", "username"].contains(&lower.as_str());
        if is_personal && !is_object && members.get("x-personal-data") != Some(&Value::Bool(true)) {
            self.report(
                "personal-data",
                &place,
                format!("{name} is personal by its name"),
            );
        }
    }

    fn portable(&mut self, schema: &Schema<'_>) {
        for key in ["allOf", "anyOf", "not", "discriminator"] {
            if schema.members.contains_key(key) {
                self.report(
                    "portable",
                    &step(&schema.pointer, key),
                    format!("{key} is read in different ways"),
                );
            }
        }
        if schema.members.get("additionalProperties") == Some(&Value::Bool(false)) {
            let reason = "clients would refuse new properties";
            self.report(
                "portable",
                &step(&schema.pointer, "additionalProperties"),
                reason,
            );
        }
        let kind = schema.members.get("type").and_then(Value::as_str);
        if kind == Some("number") && schema.members.contains_key("enum") {
            self.report(
                "portable",
                &schema.pointer,
                "an enum of the type number never decodes in Rust and Java",
            );
        }
        if kind == Some("integer")
            && schema.role == Role::Component
            && schema.members.contains_key("enum")
        {
            self.report(
                "portable",
                &schema.pointer,
                "two named enums of numbers do not compile in Go: write it inline",
            );
        }
    }

    fn nullable_form(&mut self, schema: &Schema<'_>) {
        if schema.members.get("nullable") == Some(&Value::Bool(true))
            && (!schema.members.contains_key("type") || schema.members.contains_key("oneOf"))
        {
            self.report(
                "nullable-form",
                &schema.pointer,
                "nullable without a type is ignored",
            );
        }
    }

    fn numbers(&mut self, schema: &Schema<'_>) {
        let text = |key: &str| schema.members.get(key).and_then(Value::as_str);
        let wanted = match text("type") {
            Some("integer") if !schema.members.contains_key("enum") => "int64",
            Some("number") => "double",
            _ => return,
        };
        if text("format") != Some(wanted) {
            self.report(
                "number-format",
                &schema.pointer,
                format!("the format is not {wanted}"),
            );
        }
    }

    fn values(&mut self, schema: &Schema<'_>) {
        let Some(values) = schema.members.get("enum").and_then(Value::as_array) else {
            return;
        };
        let place = step(&schema.pointer, "enum");
        let kind = schema.members.get("type").and_then(Value::as_str);
        for (index, value) in values.iter().enumerate() {
            let fits = match kind {
                Some("integer") => value.is_i64(),
                Some(kind) => crate::spec::validate::kind(value) == kind,
                None => false,
            };
            if !fits || values[..index].contains(value) {
                self.report(
                    "enum-values",
                    &format!("{place}/{index}"),
                    format!("{value} is there twice, or of another type"),
                );
            }
        }
        let names = schema.members.get("x-enum-varnames");
        let given = strings(names);
        let own: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let names_of = if names.is_some() { &given } else { &own };
        let readable = |name: &&str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        let mut folded: Vec<String> = names_of
            .iter()
            .map(|name| name.to_lowercase().replace('_', ""))
            .collect();
        folded.sort();
        folded.dedup();
        if names_of.len() != values.len()
            || !names_of.iter().all(readable)
            || folded.len() != names_of.len()
        {
            self.report(
                "enum-names",
                &place,
                "not every value has a readable name of its own",
            );
        }
    }

    fn default(&mut self, schema: &Schema<'_>) {
        let Some(default) = schema.members.get("default") else {
            return;
        };
        let found = crate::spec::validate::validate(self.document, &schema.pointer, default);
        for problem in found.problems {
            self.report(
                "bounds-default",
                &step(&schema.pointer, "default"),
                problem.reason,
            );
        }
        let bound = |key: &str| schema.members.get(key).and_then(Value::as_f64);
        if let (Some(least), Some(most)) = (bound("minimum"), bound("maximum"))
            && least > most
        {
            self.report(
                "bounds-default",
                &schema.pointer,
                "the minimum is above the maximum",
            );
        }
    }

    fn case(&mut self, schema: &Schema<'_>) {
        let properties = schema.members.get("properties").and_then(Value::as_object);
        let mut seen: Vec<(String, &str)> = Vec::new();
        for (name, _) in properties.into_iter().flatten() {
            let folded = name.to_lowercase().replace(['_', '-'], "");
            if let Some((_, other)) = seen.iter().find(|(other, _)| *other == folded) {
                let place = step(&step(&schema.pointer, "properties"), name);
                self.report(
                    "property-case",
                    &place,
                    format!("differs from {other} in case or underscores alone"),
                );
            }
            seen.push((folded, name));
        }
    }

    /// No value may be taken by two choices.
    fn choices(&mut self, schema: &Schema<'_>) {
        let count = schema
            .members
            .get("oneOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let place = step(&schema.pointer, "oneOf");
        let choices: Vec<_> = (0..count)
            .filter_map(|index| resolved(self.document, &format!("{place}/{index}")))
            .collect();
        for (index, (pointer, one)) in choices.iter().enumerate() {
            for (other_pointer, other) in &choices[..index] {
                if !self.are_apart(one, other) && !self.are_apart(other, one) {
                    let reason = format!(
                        "a value can be both {} and {}",
                        last(other_pointer),
                        last(pointer)
                    );
                    self.report("one-of-overlap", &format!("{place}/{index}"), reason);
                }
            }
        }
    }

    /// Whether types differ, or a property that one requires has another type in the other.
    fn are_apart(&self, one: &Object, other: &Object) -> bool {
        let type_of = |schema: &Object| {
            schema
                .get("type")
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        if type_of(one) != type_of(other) {
            return type_of(one).is_some() && type_of(other).is_some();
        }
        let property = |schema: &Object, name: &str| {
            let value = schema.get("properties")?.get(name)?;
            type_of(self.document.resolve(value)?.as_object()?)
        };
        strings(one.get("required")).iter().any(|name| {
            let (ours, theirs) = (property(one, name), property(other, name));
            ours.is_some() && theirs.is_some() && ours != theirs
        })
    }

    /// The places of all schemas that an answer of success can hold.
    fn answers(&self) -> HashSet<String> {
        let mut found = HashSet::new();
        let mut open: Vec<String> = Vec::new();
        for operation in operations(self.document) {
            for (_, pointer, response) in operation
                .responses(self.document)
                .iter()
                .filter(|(status, ..)| status.starts_with('2'))
            {
                open.extend(
                    content(pointer, response)
                        .iter()
                        .map(|(_, media)| step(media, "schema")),
                );
            }
        }
        while let Some(place) = open.pop() {
            let Some((pointer, schema)) = resolved(self.document, &place) else {
                continue;
            };
            if found.insert(pointer.clone()) {
                open.extend(
                    crate::spec::places::children(&pointer, schema)
                        .into_iter()
                        .map(|(place, _)| place),
                );
            }
        }
        found
    }

    /// What only a branch of a choice may require, and what every list page must have.
    fn required(&mut self, schema: &Schema<'_>, choices: &HashSet<String>, lists: &[&str]) {
        if choices.contains(&schema.pointer) {
            return;
        }
        for name in strings(schema.members.get("required")) {
            if name != "_id" && !lists.contains(&name) {
                self.report(
                    "required",
                    &step(&schema.pointer, "required"),
                    format!("{name} is required"),
                );
            }
        }
    }
}

/// The components that choices are made of.
fn branches(schemas: &[Schema<'_>]) -> HashSet<String> {
    let choices = schemas
        .iter()
        .filter_map(|schema| schema.members.get("oneOf")?.as_array());
    choices
        .flatten()
        .filter_map(|choice| {
            telecomx_codegen::document::local_pointer(choice.get("$ref")?.as_str()?)
        })
        .collect()
}
