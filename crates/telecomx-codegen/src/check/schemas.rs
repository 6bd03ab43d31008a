//! Schemas: keywords that are understood, with values that make sense together.

use serde_json::Value;

use super::{Checker, is_name, step};
use crate::document::escape;
use crate::lower::walk::{Object, component_name};
use crate::lower::{PATH_ID_NAME, STRING_OR_NUMBER_NAME, UNKNOWN, derived_name};
use crate::names::{is_identifier, pascal, snake};

/// The keywords that a schema may have. Those that are only documentation are dropped when lowering.
const KEYWORDS: [&str; 31] = [
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "default",
    "example",
    "externalDocs",
    "deprecated",
    "readOnly",
    "writeOnly",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "oneOf",
    "examples",
];

/// Names that generated code uses for something else.
const RESERVED: [&str; 16] = [
    "Option",
    "Vec",
    "String",
    "Result",
    "Box",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "Default",
    "Clone",
    "PartialEq",
    "Personal",
    "Self",
    PATH_ID_NAME,
    STRING_OR_NUMBER_NAME,
];

impl Checker<'_> {
    pub(super) fn components(&mut self) {
        let Some(schemas) = self
            .document
            .at("/components/schemas")
            .and_then(Value::as_object)
        else {
            return;
        };
        let mut seen: Vec<String> = Vec::new();
        for (name, schema) in schemas {
            let pointer = step("/components/schemas", name);
            let rust = pascal(name);
            if !name.starts_with(|c: char| c.is_ascii_alphabetic())
                || !name.chars().all(|c| c.is_ascii_alphanumeric())
            {
                self.report(
                    &pointer,
                    "a schema's name must be letters and digits, beginning with a letter",
                );
            } else if RESERVED.contains(&rust.as_str()) || !is_identifier(&rust) {
                self.report(
                    &pointer,
                    format!("the name {rust} is taken in the generated code: choose another"),
                );
            } else if seen.contains(&rust) {
                self.report(
                    &pointer,
                    format!("becomes the Rust type {rust}, as another schema does: rename one"),
                );
            }
            seen.push(rust.clone());
            if schema.get("oneOf").is_some() {
                seen.push(format!("{rust}Visitor"));
            }
            if schema.get("oneOf").is_some() {
                self.choice(&pointer);
            } else {
                self.schema(&pointer);
            }
        }
    }

    /// A `oneOf`, which only a named schema may be. Which ones are taken shows after the lowering.
    fn choice(&mut self, pointer: &str) {
        let Some(schema) = self.object(pointer) else {
            return;
        };
        self.only(
            pointer,
            schema,
            &[
                "oneOf",
                "description",
                "title",
                "example",
                "externalDocs",
                "deprecated",
            ],
        );
        self.text(&step(pointer, "description"));
        let pointer = &step(pointer, "oneOf");
        let Some(choices) = self.list(pointer) else {
            return;
        };
        if choices.len() < 2 {
            self.report(pointer, "a choice needs at least two schemas");
        }
        for (index, choice) in choices.iter().enumerate() {
            if component_name(choice).is_none() {
                let reason =
                    "a choice must be a reference: give the schema a name under components";
                self.report(&format!("{pointer}/{index}"), reason);
            }
        }
    }

    /// Any schema but a named `oneOf`.
    pub(super) fn schema(&mut self, pointer: &str) {
        let Some(schema) = self.object(pointer) else {
            return;
        };
        if schema.contains_key("$ref") {
            return;
        }
        if schema.contains_key("oneOf") {
            self.report(
                pointer,
                "give this choice a name under components, and refer to it",
            );
            return;
        }
        for keyword in ["allOf", "anyOf", "not", "discriminator"] {
            if schema.contains_key(keyword) {
                let reason = format!(
                    "the generator cannot take {keyword}: write the properties out, or use oneOf"
                );
                self.report(&step(pointer, keyword), reason);
                return;
            }
        }
        self.only(pointer, schema, &KEYWORDS);
        for keyword in ["format", "title", "description"] {
            self.text(&step(pointer, keyword));
        }
        for keyword in [
            "nullable",
            "x-string-or-number",
            "x-personal-data",
            "x-extensible",
        ] {
            self.truth(&step(pointer, keyword));
        }
        let kind = match self.text(&step(pointer, "type")) {
            Some(kind @ ("string" | "integer" | "number" | "boolean" | "array" | "object")) => {
                Some(kind)
            }
            Some(kind) => {
                let reason =
                    format!("{kind} is no type: string, integer, number, boolean, array or object");
                self.report(&step(pointer, "type"), reason);
                None
            }
            None => None,
        };
        self.belongs(pointer, schema, kind);
        self.members(pointer);
        self.items(pointer, schema, kind);
        self.values(pointer, schema, kind);
        self.bounds(pointer, schema, kind);
        self.default_value(pointer, schema, kind);
    }

    /// Keywords that stand with a type that they say nothing about, and would be lost.
    fn belongs(&mut self, pointer: &str, schema: &Object, kind: Option<&str>) {
        let only_with: [(&str, &[&str]); 8] = [
            ("properties", &["object"]),
            ("additionalProperties", &["object"]),
            ("required", &["object"]),
            ("items", &["array"]),
            ("enum", &["string", "integer"]),
            ("minimum", &["integer", "number"]),
            ("maximum", &["integer", "number"]),
            ("x-string-or-number", &["string"]),
        ];
        for (keyword, kinds) in only_with {
            let may_stand_alone = keyword == "x-string-or-number";
            let fits = kind.map_or(may_stand_alone, |kind| kinds.contains(&kind));
            if schema.contains_key(keyword) && !fits {
                self.report(
                    pointer,
                    format!("{keyword} needs the type {}", kinds.join(" or ")),
                );
            }
        }
        if schema.get("x-string-or-number") == Some(&Value::Bool(true))
            && schema.contains_key("enum")
        {
            self.report(pointer, "x-string-or-number cannot be an enum");
        }
    }

    fn members(&mut self, pointer: &str) {
        let properties = self.object(&step(pointer, "properties"));
        if properties.is_some_and(Object::is_empty) {
            let reason = "has nothing in it: leave `properties` out where anything may come";
            self.report(&step(pointer, "properties"), reason);
        }
        let mut seen: Vec<(String, &str)> = Vec::new();
        for (name, property) in properties.into_iter().flatten() {
            let place = step(&step(pointer, "properties"), name);
            let rust = snake(name);
            if !is_name(name) || rust.is_empty() {
                self.report(
                    &place,
                    "a property's name must be letters, digits, `_`, `-` and `.`",
                );
            } else if let Some((_, other)) = seen.iter().find(|(other, _)| *other == rust) {
                let reason = format!(
                    "becomes the Rust field {rust}, as {other} does: give one of them as x-aliases of the other"
                );
                self.report(&place, reason);
            }
            seen.push((rust, name));
            self.schema(&place);
            self.aliases(&place, property, properties);
        }
        let additional = step(pointer, "additionalProperties");
        match self.document.at(&additional) {
            None | Some(Value::Bool(_)) => {}
            Some(_) => {
                if properties.is_some() {
                    self.report(
                        &additional,
                        "typed additional properties beside named ones are not taken",
                    );
                }
                self.schema(&additional);
            }
        }
        let required = step(pointer, "required");
        let mut seen = Vec::new();
        for (index, name) in self.list(&required).into_iter().flatten().enumerate() {
            let place = format!("{required}/{index}");
            match name.as_str() {
                None => self.report(&place, "must be the name of a property"),
                Some(name) if seen.contains(&name) => {
                    self.report(&place, format!("{name} is named twice"))
                }
                Some(name) => {
                    seen.push(name);
                    let property = properties.and_then(|properties| properties.get(name));
                    let Some(property) = property else {
                        self.report(
                            &place,
                            format!("there is no property {name}: write it, or correct the name"),
                        );
                        continue;
                    };
                    if property.get("nullable") == Some(&Value::Bool(true)) {
                        self.report(
                            &place,
                            format!("{name} is required and nullable: drop one of the two"),
                        );
                    }
                }
            }
        }
    }

    fn aliases(&mut self, place: &str, property: &Value, properties: Option<&Object>) {
        if property.get("x-aliases").is_none() {
            return;
        }
        let pointer = step(place, "x-aliases");
        for (index, alias) in self.list(&pointer).into_iter().flatten().enumerate() {
            let place = format!("{pointer}/{index}");
            match alias.as_str() {
                None | Some("") => self.report(&place, "must be another name of the property"),
                Some(alias) => {
                    if properties.is_some_and(|properties| properties.contains_key(alias)) {
                        self.report(&place, format!("{alias} is a property of its own"));
                    }
                }
            }
        }
    }

    fn items(&mut self, pointer: &str, schema: &Object, kind: Option<&str>) {
        if schema.contains_key("items") {
            self.schema(&step(pointer, "items"));
        } else if kind == Some("array") {
            self.report(pointer, "a list must say what its items are");
        }
    }

    /// Enum values and their names.
    fn values(&mut self, pointer: &str, schema: &Object, kind: Option<&str>) {
        let names_pointer = step(pointer, "x-enum-varnames");
        let pointer = step(pointer, "enum");
        let names = self.list(&names_pointer);
        let Some(values) = self.list(&pointer) else {
            if names.is_some() {
                self.report(&names_pointer, "there is no enum to give names to");
            }
            return;
        };
        if values.iter().all(Value::is_null) {
            self.report(&pointer, "an enum needs at least one value");
        }
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        for (index, value) in values.iter().enumerate() {
            let place = format!("{pointer}/{index}");
            let fits = match value {
                Value::Null => nullable,
                Value::String(_) => kind == Some("string"),
                Value::Number(number) => kind == Some("integer") && number.is_i64(),
                _ => false,
            };
            if !fits {
                self.report(
                    &place,
                    format!(
                        "{value} is no value of the type {}",
                        kind.unwrap_or("(none)")
                    ),
                );
            }
            if values.iter().take(index).any(|other| other == value) {
                self.report(&place, format!("{value} stands here twice"));
            }
        }
        match names {
            Some(names) => {
                if names.len() != values.len() {
                    let reason = format!(
                        "{} names for {} values: give one for each",
                        names.len(),
                        values.len()
                    );
                    self.report(&names_pointer, reason);
                }
                self.value_names(
                    &names_pointer,
                    names
                        .iter()
                        .map(|name| name.as_str().map(str::to_owned))
                        .collect(),
                );
            }
            None => {
                let derived = values
                    .iter()
                    .filter(|value| !value.is_null())
                    .map(derived_name)
                    .collect();
                self.value_names(&pointer, derived);
            }
        }
    }

    fn value_names(&mut self, pointer: &str, names: Vec<Option<String>>) {
        for (index, name) in names.iter().enumerate() {
            let place = format!("{pointer}/{index}");
            match name {
                None => self.report(&place, "makes no name in Rust: give one in x-enum-varnames"),
                Some(name) if name == UNKNOWN || !is_identifier(name) => {
                    self.report(
                        &place,
                        format!("the name {name} cannot be used: give another in x-enum-varnames"),
                    );
                }
                Some(name) => {
                    if names
                        .iter()
                        .take(index)
                        .any(|other| other.as_ref() == Some(name))
                    {
                        self.report(
                            &place,
                            format!(
                                "the name {name} stands here twice: give another in x-enum-varnames"
                            ),
                        );
                    }
                }
            }
        }
    }

    fn bounds(&mut self, pointer: &str, schema: &Object, kind: Option<&str>) {
        for keyword in ["minimum", "maximum"] {
            let is_integer = kind == Some("integer");
            match schema.get(keyword) {
                Some(Value::Number(number)) if is_integer && !number.is_i64() => {
                    self.report(&step(pointer, keyword), format!("{number} is no integer"));
                }
                None | Some(Value::Number(_)) => {}
                Some(_) => self.report(&step(pointer, keyword), "must be a number"),
            }
        }
        for keyword in ["exclusiveMinimum", "exclusiveMaximum"] {
            self.truth(&step(pointer, keyword));
        }
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        if let (Some(minimum), Some(maximum)) = (bound("minimum"), bound("maximum"))
            && minimum > maximum
        {
            self.report(
                pointer,
                format!("the minimum {minimum} is above the maximum {maximum}"),
            );
        }
    }

    fn default_value(&mut self, pointer: &str, schema: &Object, kind: Option<&str>) {
        let Some(default) = schema.get("default") else {
            return;
        };
        let pointer = &step(pointer, "default");
        let fits = match kind {
            Some("string") => default.is_string(),
            Some("integer") => default.is_i64(),
            Some("number") => default.is_number(),
            Some("boolean") => default.is_boolean(),
            Some("array") => default.is_array(),
            Some("object") => default.is_object(),
            _ => true,
        };
        if !fits && !default.is_null() {
            self.report(
                pointer,
                format!(
                    "{default} is no value of the type {}",
                    kind.unwrap_or_default()
                ),
            );
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(default)
        {
            self.report(pointer, format!("{default} is none of the enum's values"));
        }
        if let Some(number) = default.as_f64() {
            let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
            let is_low = bound("minimum").is_some_and(|minimum| number < minimum);
            let is_high = bound("maximum").is_some_and(|maximum| number > maximum);
            if is_low || is_high {
                self.report(
                    pointer,
                    format!("{default} is out of the bounds: correct it, or them"),
                );
            }
        }
    }

    /// The schema that a place has after all references, with its own place.
    pub(super) fn resolved(&self, pointer: &str) -> Option<(String, &Object)> {
        let pointer = self.document.resolve_pointer(pointer)?;
        let schema = self.document.at(&pointer)?.as_object()?;
        Some((pointer, schema))
    }

    /// The type of the schema at a place, after all references.
    pub(super) fn kind(&self, pointer: &str) -> Option<&str> {
        self.resolved(pointer)?.1.get("type")?.as_str()
    }
}

/// The place of a component.
pub(super) fn component_pointer(name: &str) -> String {
    format!("/components/schemas/{}", escape(name))
}
