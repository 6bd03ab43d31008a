//! Schemas, in the direction in which their values travel.

use std::collections::BTreeSet;

use serde_json::Value;
use telecomx_codegen::Document;

use super::{Differ, Direction, told};
use crate::spec::places::{Object, last, resolved, step};

/// Bounds, and whether a higher number leaves less room.
const BOUNDS: [(&str, bool); 6] = [
    ("minimum", true),
    ("maximum", false),
    ("minLength", true),
    ("maxLength", false),
    ("minItems", true),
    ("maxItems", false),
];

/// What is compared here by a rule of its own.
const KNOWN: [&str; 21] = [
    "type",
    "format",
    "nullable",
    "enum",
    "x-enum-varnames",
    "x-extensible",
    "x-aliases",
    "x-personal-data",
    "x-string-or-number",
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "oneOf",
];

impl Direction {
    /// The rule for callers or the one for readers.
    fn of(self, request: &'static str, response: &'static str) -> &'static str {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}

/// A schema in both versions.
struct Pair<'a> {
    old_pointer: String,
    pointer: String,
    old: &'a Object,
    new: &'a Object,
}

impl Pair<'_> {
    fn get(&self, key: &str) -> (Option<&Value>, Option<&Value>) {
        (self.old.get(key), self.new.get(key))
    }

    fn flags(&self, key: &str) -> (bool, bool) {
        let truth = |schema: &Object| schema.get(key) == Some(&Value::Bool(true));
        (truth(self.old), truth(self.new))
    }
}

impl Differ<'_> {
    pub(super) fn schema(&mut self, direction: Direction, old: &str, new: &str) {
        let (old_schema, new_schema) = (self.old.at(old), self.new.at(new));
        let (Some(old_schema), Some(new_schema)) = (old_schema, new_schema) else {
            if old_schema != new_schema {
                self.changed(
                    "other-change",
                    new,
                    format!("the schema {}", told(old_schema, new_schema)),
                );
            }
            return;
        };
        let target = |schema: &Value| schema.get("$ref").and_then(Value::as_str).map(last);
        let (old_name, new_name) = (target(old_schema), target(new_schema));
        if old_name != new_name {
            let show = |name: &Option<String>| name.clone().unwrap_or_else(|| "inline".to_owned());
            let text = format!("the type was {}, is {}", show(&old_name), show(&new_name));
            self.changed("schema-name-changed", new, text);
        }
        let (Some((old_pointer, old)), Some((pointer, new))) =
            (resolved(self.old, old), resolved(self.new, new))
        else {
            return;
        };
        self.reached.extend([old_pointer.clone(), pointer.clone()]);
        let key = (old_pointer.clone(), pointer.clone());
        if self.open.contains(&key) {
            return;
        }
        self.open.push(key);
        self.pair(
            direction,
            &Pair {
                old_pointer,
                pointer,
                old,
                new,
            },
        );
        self.open.pop();
    }

    fn pair(&mut self, direction: Direction, pair: &Pair<'_>) {
        let (old, new) = pair.get("type");
        let is_choice = (
            pair.old.contains_key("oneOf"),
            pair.new.contains_key("oneOf"),
        );
        if old != new || is_choice.0 != is_choice.1 {
            let kind = |kind: Option<&Value>, choice: bool| match kind.and_then(Value::as_str) {
                Some(kind) => kind.to_owned(),
                None if choice => "a choice".to_owned(),
                None => "anything".to_owned(),
            };
            let text = format!(
                "the type was {}, is {}",
                kind(old, is_choice.0),
                kind(new, is_choice.1)
            );
            self.changed(
                direction.of("request-type-changed", "response-type-changed"),
                &pair.pointer,
                text,
            );
            return;
        }
        for (key, rule) in [
            (
                "format",
                direction.of("request-format-changed", "response-format-changed"),
            ),
            (
                "default",
                direction.of("request-default-changed", "response-default-changed"),
            ),
            ("x-string-or-number", "string-or-number-changed"),
        ] {
            let (old, new) = pair.get(key);
            if old != new {
                self.changed(rule, &pair.pointer, format!("{key} {}", told(old, new)));
            }
        }
        match pair.flags("nullable") {
            (false, true) => self.changed(
                direction.of("request-became-nullable", "response-became-nullable"),
                &pair.pointer,
                "may be null now",
            ),
            (true, false) => self.changed(
                direction.of(
                    "request-became-not-nullable",
                    "response-became-not-nullable",
                ),
                &pair.pointer,
                "is never null now",
            ),
            _ => {}
        }
        match pair.flags("x-personal-data") {
            (false, true) => self.changed(
                "personal-data-marked",
                &pair.pointer,
                "is kept out of logs now",
            ),
            (true, false) => self.changed(
                "personal-data-unmarked",
                &pair.pointer,
                "is not kept out of logs any more",
            ),
            _ => {}
        }
        self.sets(
            ("property-alias-removed", "property-alias-added"),
            &pair.pointer,
            pair.get("x-aliases"),
        );
        self.values(direction, pair);
        self.bounds(direction, pair);
        self.rest(&pair.pointer, pair.old, pair.new, &KNOWN);
        self.properties(direction, pair);
        for key in ["items", "additionalProperties"] {
            match pair.get(key) {
                (Some(Value::Object(_)), Some(Value::Object(_))) => {
                    self.schema(
                        direction,
                        &step(&pair.old_pointer, key),
                        &step(&pair.pointer, key),
                    );
                }
                (old, new) if old != new => self.changed(
                    "other-change",
                    &step(&pair.pointer, key),
                    format!("{key} {}", told(old, new)),
                ),
                _ => {}
            }
        }
        self.choices(direction, pair);
    }

    fn values(&mut self, direction: Direction, pair: &Pair<'_>) {
        let rules = (
            direction.of("request-enum-value-removed", "response-enum-value-removed"),
            direction.of("request-enum-value-added", "response-enum-value-added"),
        );
        match pair.get("enum") {
            // Any value before, few now; or the other way round.
            (None, Some(_)) => self.changed(
                direction.of("request-bound-tightened", "response-bound-tightened"),
                &pair.pointer,
                "only the values of an enum now",
            ),
            (Some(_), None) => self.changed(
                direction.of("request-bound-loosened", "response-bound-loosened"),
                &pair.pointer,
                "any value now, not only those of an enum",
            ),
            lists => self.sets(rules, &step(&pair.pointer, "enum"), lists),
        }
        match pair.flags("x-extensible") {
            (false, true) => self.changed(
                "enum-became-open",
                &pair.pointer,
                "more values are to be expected now",
            ),
            (true, false) => self.changed(
                "enum-became-closed",
                &pair.pointer,
                "no more values are to be expected now",
            ),
            _ => {}
        }
        // The name of each value that both have; without a list of names a value is its own.
        let names = |schema: &Object| -> Vec<(String, String)> {
            let values = schema
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let given = schema.get("x-enum-varnames").and_then(Value::as_array);
            values
                .enumerate()
                .map(|(index, value)| {
                    let name = given.and_then(|names| names.get(index)).unwrap_or(value);
                    (value.to_string(), name.to_string())
                })
                .collect()
        };
        let now = names(pair.new);
        for (value, name) in names(pair.old) {
            if let Some((_, new)) = now
                .iter()
                .find(|(other, new)| *other == value && *new != name)
            {
                self.changed(
                    "enum-names-changed",
                    &pair.pointer,
                    format!("{value} was called {name}, is called {new}"),
                );
            }
        }
    }

    fn bounds(&mut self, direction: Direction, pair: &Pair<'_>) {
        let tightened = direction.of("request-bound-tightened", "response-bound-tightened");
        let loosened = direction.of("request-bound-loosened", "response-bound-loosened");
        for (key, higher_is_tighter) in BOUNDS {
            let (old, new) = pair.get(key);
            if old == new {
                continue;
            }
            let rule = match (old.and_then(Value::as_f64), new.and_then(Value::as_f64)) {
                (None, _) => tightened,
                (_, None) => loosened,
                (Some(old), Some(new)) if (new > old) == higher_is_tighter => tightened,
                _ => loosened,
            };
            self.changed(rule, &pair.pointer, format!("{key} {}", told(old, new)));
        }
    }

    fn properties(&mut self, direction: Direction, pair: &Pair<'_>) {
        let names = |schema: &Object| -> BTreeSet<String> {
            let properties = schema.get("properties").and_then(Value::as_object);
            properties
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect()
        };
        let required = |schema: &Object, name: &str| {
            let list = schema.get("required").and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(name)))
        };
        let place = |pointer: &str, name: &str| step(&step(pointer, "properties"), name);
        let (old, new) = (names(pair.old), names(pair.new));
        for name in old.difference(&new) {
            let request = if required(pair.old, name) {
                "required-request-property-removed"
            } else {
                "optional-request-property-removed"
            };
            self.gone(
                direction.of(request, "response-property-removed"),
                &place(&pair.old_pointer, name),
                format!("{name} is gone"),
            );
            self.reach_all(true, &place(&pair.old_pointer, name));
        }
        for name in new.difference(&old) {
            let request = if required(pair.new, name) {
                "new-required-request-property"
            } else {
                "new-optional-request-property"
            };
            self.changed(
                direction.of(request, "response-property-added"),
                &place(&pair.pointer, name),
                format!("{name} is new"),
            );
            self.reach_all(false, &place(&pair.pointer, name));
        }
        for name in old.intersection(&new) {
            let pointer = place(&pair.pointer, name);
            match (required(pair.old, name), required(pair.new, name)) {
                (true, false) => {
                    let rule = direction.of(
                        "request-property-became-optional",
                        "response-property-became-optional",
                    );
                    self.changed(rule, &pointer, format!("{name} is optional now"));
                }
                (false, true) => {
                    let rule = direction.of(
                        "request-property-became-required",
                        "response-property-became-required",
                    );
                    self.changed(rule, &pointer, format!("{name} is required now"));
                }
                _ => {}
            }
            self.schema(direction, &place(&pair.old_pointer, name), &pointer);
        }
    }

    fn choices(&mut self, direction: Direction, pair: &Pair<'_>) {
        let of = |document: &Document, pointer: &str| -> Vec<(String, String)> {
            let place = step(pointer, "oneOf");
            let choices = document.at(&place).and_then(Value::as_array);
            let named = |(index, choice): (usize, &Value)| {
                let name = choice
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map_or_else(|| index.to_string(), last);
                (name, format!("{place}/{index}"))
            };
            choices
                .into_iter()
                .flatten()
                .enumerate()
                .map(named)
                .collect()
        };
        let (old, new) = (of(self.old, &pair.old_pointer), of(self.new, &pair.pointer));
        for (name, pointer) in &old {
            match new.iter().find(|(other, _)| other == name) {
                None => {
                    self.gone(
                        direction.of("request-choice-removed", "response-choice-removed"),
                        pointer,
                        format!("{name} is gone"),
                    );
                    self.reach_all(true, pointer);
                }
                Some((_, now)) => self.schema(direction, pointer, now),
            }
        }
        for (name, pointer) in new
            .iter()
            .filter(|(name, _)| !old.iter().any(|(other, _)| other == name))
        {
            self.changed(
                direction.of("request-choice-added", "response-choice-added"),
                pointer,
                format!("{name} is new"),
            );
            self.reach_all(false, pointer);
        }
        let order = |choices: &[(String, String)]| {
            choices
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        let (mut before, mut now) = (order(&old), order(&new));
        before.retain(|name| new.iter().any(|(other, _)| other == name));
        now.retain(|name| old.iter().any(|(other, _)| other == name));
        if before != now {
            self.changed(
                "other-change",
                &step(&pair.pointer, "oneOf"),
                "the choices come in another order, in which some clients try them",
            );
        }
    }

    fn reach_all(&mut self, gone: bool, pointer: &str) {
        let document = if gone { self.old } else { self.new };
        self.reach(document, pointer);
    }
}
