//! An example against its schema: the part of JSON Schema that the document uses.
//!
//! More than a validator says is wanted here: which properties an example shows, which it shows as
//! null, and which no schema declares, each by the place of the schema.

use std::collections::HashSet;

use serde_json::Value;
use telecomx_codegen::Document;

use super::places::{Object, resolved, step};

/// Values within values are followed up to this depth; no example has a quarter of it.
const MAXIMUM_DEPTH: usize = 64;

/// Where an example and its schema disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) rule: &'static str,
    /// Place within the example, a JSON pointer.
    pub(super) path: String,
    pub(super) reason: String,
}

#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) problems: Vec<Problem>,
    /// Places of the schemas of properties that the example shows.
    pub(super) shown: HashSet<String>,
    /// Places of the schemas for which the example has null.
    pub(super) nulls: HashSet<String>,
}

/// Holds a value against the schema at a place.
pub(super) fn validate(document: &Document, pointer: &str, value: &Value) -> Checked {
    let mut check = Check {
        document,
        found: Checked::default(),
        depth: 0,
    };
    check.value(pointer, String::new(), value);
    check.found
}

struct Check<'a> {
    document: &'a Document,
    found: Checked,
    depth: usize,
}

impl Check<'_> {
    fn problem(&mut self, rule: &'static str, path: &str, reason: impl Into<String>) {
        self.found.problems.push(Problem {
            rule,
            path: path.to_owned(),
            reason: reason.into(),
        });
    }

    fn value(&mut self, pointer: &str, path: String, value: &Value) {
        let Some((pointer, schema)) = resolved(self.document, pointer) else {
            return;
        };
        if self.depth > MAXIMUM_DEPTH {
            return;
        }
        self.depth += 1;
        if value.is_null() {
            self.found.nulls.insert(pointer.clone());
        }
        match ["oneOf", "anyOf"]
            .into_iter()
            .find_map(|key| Some((key, schema.get(key)?.as_array()?)))
        {
            Some((key, choices)) => self.choice(&step(&pointer, key), choices.len(), &path, value),
            None => self.plain(&pointer, schema, &path, value),
        }
        self.depth -= 1;
    }

    /// Exactly one choice must take the value; where none does, the one with the fewest faults was meant.
    fn choice(&mut self, pointer: &str, count: usize, path: &str, value: &Value) {
        let mut tried: Vec<Checked> = (0..count)
            .map(|index| {
                let mut check = Check {
                    document: self.document,
                    found: Checked::default(),
                    depth: self.depth,
                };
                check.value(&format!("{pointer}/{index}"), path.to_owned(), value);
                check.found
            })
            .collect();
        let takes = |checked: &Checked| {
            checked
                .problems
                .iter()
                .all(|problem| matches!(problem.rule, "example-undeclared" | "date-format"))
        };
        let taking = tried.iter().filter(|checked| takes(checked)).count();
        if taking > 1 {
            self.problem(
                "example-valid",
                path,
                format!("{taking} choices of the oneOf take it: one must"),
            );
        }
        // A choice of another type is no candidate, however few its faults.
        let rank = |checked: &Checked| {
            let other = checked
                .problems
                .iter()
                .any(|problem| problem.path == path && problem.rule == "example-valid");
            (!takes(checked), other, checked.problems.len())
        };
        let best = (0..tried.len()).min_by_key(|&index| rank(&tried[index]));
        if let Some(best) = best.map(|index| tried.swap_remove(index)) {
            self.found.problems.extend(best.problems);
            self.found.shown.extend(best.shown);
            self.found.nulls.extend(best.nulls);
        }
    }

    fn plain(&mut self, pointer: &str, schema: &Object, path: &str, value: &Value) {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        if value.is_null() {
            if schema.get("nullable") != Some(&Value::Bool(true)) && text("type").is_some() {
                self.problem(
                    "nullable-shown",
                    path,
                    "the example has null, the schema is not nullable",
                );
            }
            return;
        }
        let fits = match text("type") {
            None if schema.contains_key("x-string-or-number") => {
                value.is_string() || value.is_number()
            }
            None => true,
            Some("integer") => value.is_i64() || value.is_u64(),
            Some(kind) => kind == self::kind(value),
        };
        if !fits {
            let wanted = text("type").unwrap_or("string or number");
            return self.problem(
                "example-valid",
                path,
                format!("{} where {wanted} is wanted", self::kind(value)),
            );
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(value)
        {
            self.problem(
                "example-valid",
                path,
                format!("{value} is none of the enum's values"),
            );
        }
        self.bounds(schema, path, value);
        match value {
            Value::String(string) => match (text("format"), is_date_time(string)) {
                (Some("date-time"), false) => {
                    self.problem(
                        "example-valid",
                        path,
                        format!("{value} is no date with time and zone"),
                    );
                }
                (None, true) => {
                    self.problem(
                        "date-format",
                        path,
                        format!("{value} is a date with time, the schema has no format"),
                    );
                }
                _ => {}
            },
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(&step(pointer, "items"), format!("{path}/{index}"), item);
                }
            }
            Value::Object(members) => self.members(pointer, schema, path, members),
            _ => {}
        }
    }

    fn bounds(&mut self, schema: &Object, path: &str, value: &Value) {
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        let size = match value {
            Value::Number(number) => number.as_f64(),
            _ => None,
        };
        if let Some(size) = size
            && (number("minimum").is_some_and(|least| size < least)
                || number("maximum").is_some_and(|most| size > most))
        {
            self.problem(
                "example-valid",
                path,
                format!("{value} is out of the bounds"),
            );
        }
        let length = |least: &str, most: &str, length: usize| {
            let length = length as f64;
            number(least).is_some_and(|least| length < least)
                || number(most).is_some_and(|most| length > most)
        };
        let is_wrong = match value {
            Value::String(text) => length("minLength", "maxLength", text.chars().count()),
            Value::Array(items) => length("minItems", "maxItems", items.len()),
            _ => false,
        };
        if is_wrong {
            self.problem("example-valid", path, "its length is out of the bounds");
        }
    }

    fn members(&mut self, pointer: &str, schema: &Object, path: &str, members: &Object) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, value) in members {
            let child = step(path, name);
            if properties.is_some_and(|properties| properties.contains_key(name)) {
                let place = step(&step(pointer, "properties"), name);
                if value.is_null() {
                    self.found.nulls.insert(place.clone());
                }
                self.found.shown.insert(place.clone());
                self.value(&place, child, value);
            } else if schema
                .get("additionalProperties")
                .is_some_and(Value::is_object)
            {
                self.value(&step(pointer, "additionalProperties"), child, value);
            } else if properties.is_some()
                && schema.get("additionalProperties") != Some(&Value::Bool(true))
            {
                self.problem(
                    "example-undeclared",
                    &child,
                    format!("the schema has no property {name}"),
                );
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                self.problem(
                    "example-valid",
                    path,
                    format!("the required property {name} is missing"),
                );
            }
        }
    }
}

/// The word for a value's JSON type.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// `2018-01-01T00:00:00Z`, with or without fractions, with a zone.
fn is_date_time(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    let zone = rest
        .strip_prefix('.')
        .map_or(rest, |fraction| fraction.trim_start_matches('0'));
    matches!(zone, "Z" | "z" | "+00:00" | "-00:00")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(schema: &Value, value: &Value) -> Vec<String> {
        let document = Document::from_value(json!({"s": schema}), "test");
        let found = validate(&document, "/s", value);
        found
            .problems
            .iter()
            .map(|p| format!("{} {}", p.rule, p.path))
            .collect()
    }

    #[test]
    fn each_problem_has_its_place_in_the_example() {
        let schema = json!({"type": "object", "required": ["id"], "properties": {
            "a": {"type": "array", "maxItems": 3, "items": {"type": "integer", "enum": [1, 2]}},
            "d": {"type": "string", "format": "date-time", "nullable": true},
            "n": {"type": "number", "maximum": 5},
            "s": {"type": "string"},
            "z": {"x-string-or-number": true},
        }});
        let good = json!({"id": 1, "a": [1, 2], "d": null, "n": 5, "z": 1});
        assert_eq!(problems(&schema, &good), ["example-undeclared /id"]);
        let bad = json!({"a": [1, 3, "x", 1], "d": "2020", "n": 5.5, "s": "2020-01-01T00:00:00+02:00", "z": true});
        assert_eq!(
            problems(&schema, &bad),
            [
                "example-valid /a",
                "example-valid /a/1",
                "example-valid /a/2",
                "example-valid /d",
                "example-valid /n",
                "date-format /s",
                "example-valid /z",
                "example-valid "
            ]
        );
        assert_eq!(
            problems(&schema, &json!({"id": 1, "s": null})),
            ["example-undeclared /id", "nullable-shown /s"]
        );
    }

    #[test]
    fn one_choice_must_take_the_value() {
        let schema = json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]});
        assert_eq!(problems(&schema, &json!("x")), Vec::<String>::new());
        assert_eq!(problems(&schema, &json!({"a": 1})), ["example-valid /a"]);
        let both = json!({"oneOf": [{"type": "string"}, {"type": "string"}]});
        assert_eq!(problems(&both, &json!("x")), ["example-valid "]);
    }
}
