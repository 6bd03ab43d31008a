//! A documented example against the schema that is meant to describe it.
//!
//! A JSON Schema validator says whether a value is valid. Here each fault must name the property by
//! the JSON path that subjects use, and a property that no schema declares is what is looked for.

use serde_json::Value;
use telecomx_codegen::Document;

use crate::spec::escape;

/// Values within values are followed up to this depth; no page has a tenth of it.
const MAXIMUM_DEPTH: usize = 64;

/// Where an example and its schema disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// `$.requests[].zip`.
    pub(crate) path: String,
    /// The schema does not have the property at all.
    pub(crate) undeclared: bool,
    /// What the example has.
    pub(crate) example: String,
    /// What the schema wants.
    pub(crate) schema: String,
    /// Where the schema stands.
    pub(crate) pointer: String,
}

/// What was compared, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) problems: Vec<Problem>,
    /// Path and place in the document of each property that the example shows.
    pub(crate) shown: Vec<(String, String)>,
    /// Path, and the JSON type that the example has there.
    pub(crate) kinds: Vec<(String, &'static str)>,
}

/// Holds a value against the schema at `pointer`; `hidden` schemas are no choice.
pub(crate) fn check(
    document: &Document,
    pointer: &str,
    hidden: &[String],
    value: &Value,
) -> Checked {
    let mut check = Check {
        document,
        hidden,
        found: Checked::default(),
        depth: 0,
    };
    check.value(pointer, "$", value);
    check.found.shown.sort();
    check.found.shown.dedup();
    check.found.kinds.sort();
    check.found.kinds.dedup();
    check.found
}

/// The word for a value's JSON type.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

struct Check<'a> {
    document: &'a Document,
    hidden: &'a [String],
    found: Checked,
    depth: usize,
}

impl Check<'_> {
    fn value(&mut self, pointer: &str, path: &str, value: &Value) {
        let Some(target) = self.document.resolve_pointer(pointer) else {
            return;
        };
        let Some(schema) = self.document.at(&target) else {
            return;
        };
        if self.depth > MAXIMUM_DEPTH {
            return;
        }
        self.depth += 1;
        if let Some(word) = ["oneOf", "anyOf"]
            .into_iter()
            .find(|word| schema.get(*word).is_some())
        {
            self.choice(&target, word, path, value);
        } else {
            self.found.kinds.push((path.to_owned(), kind(value)));
            self.plain(&target, schema, path, value);
        }
        self.depth -= 1;
    }

    /// The branch with the fewest faults is the one that was meant.
    fn choice(&mut self, pointer: &str, word: &str, path: &str, value: &Value) {
        let count = self
            .document
            .at(&format!("{pointer}/{word}"))
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let mut best: Option<(bool, Checked)> = None;
        for index in 0..count {
            let branch = format!("{pointer}/{word}/{index}");
            let target = self.document.resolve_pointer(&branch);
            if target.is_some_and(|target| self.hidden.contains(&target)) {
                continue;
            }
            let mut check = Check {
                document: self.document,
                hidden: self.hidden,
                found: Checked::default(),
                depth: self.depth,
            };
            check.value(&branch, path, value);
            // A branch of another type is no candidate, however few its faults.
            let other = check
                .found
                .problems
                .iter()
                .any(|problem| problem.path == path && !problem.undeclared);
            let rank = (other, check.found.problems.len());
            if best
                .as_ref()
                .is_none_or(|(other, best)| rank < (*other, best.problems.len()))
            {
                best = Some((other, check.found));
            }
        }
        if let Some((_, mut best)) = best {
            self.found.problems.append(&mut best.problems);
            self.found.shown.append(&mut best.shown);
            self.found.kinds.append(&mut best.kinds);
        }
    }

    fn plain(&mut self, pointer: &str, schema: &Value, path: &str, value: &Value) {
        if value.is_null() && schema.get("nullable").and_then(Value::as_bool) == Some(true) {
            return;
        }
        let wanted = schema.get("type").and_then(Value::as_str);
        let fits = match wanted {
            None => true,
            Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            Some("number") => value.is_number(),
            Some(wanted) => kind(value) == wanted,
        };
        if !fits {
            let wanted = wanted.unwrap_or_default();
            return self.fault(path, pointer, kind(value), wanted);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(value)
        {
            self.fault(
                path,
                pointer,
                &format!("the value {value}"),
                "another list of values",
            );
        }
        if let (Some("date-time"), Some(text)) =
            (schema.get("format").and_then(Value::as_str), value.as_str())
            && !is_date(text)
        {
            self.fault(
                path,
                pointer,
                &format!("the value {value}"),
                "a date with time and zone",
            );
        }
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        if let Some(given) = value.as_f64()
            && (number("minimum").is_some_and(|least| given < least)
                || number("maximum").is_some_and(|most| given > most))
        {
            self.fault(path, pointer, &format!("the value {value}"), "other bounds");
        }
        match value {
            Value::Object(properties) => {
                for (name, value) in properties {
                    let child = format!("{path}.{name}");
                    let place = format!("{pointer}/properties/{}", escape(name));
                    if self.document.at(&place).is_some() {
                        self.found.shown.push((child.clone(), place.clone()));
                        self.value(&place, &child, value);
                    } else if schema.get("properties").is_some() {
                        self.found.problems.push(Problem {
                            path: child,
                            undeclared: true,
                            example: format!("{} in an example", kind(value)),
                            schema: "no such property".to_owned(),
                            pointer: pointer.to_owned(),
                        });
                    }
                }
                for name in schema
                    .get("required")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                {
                    if !properties.contains_key(name) {
                        self.fault(&format!("{path}.{name}"), pointer, "missing", "required");
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.value(&format!("{pointer}/items"), &format!("{path}[]"), item);
                }
            }
            _ => {}
        }
    }

    fn fault(&mut self, path: &str, pointer: &str, example: &str, schema: &str) {
        let problem = Problem {
            path: path.to_owned(),
            undeclared: false,
            example: example.to_owned(),
            schema: schema.to_owned(),
            pointer: pointer.to_owned(),
        };
        if !self.found.problems.contains(&problem) {
            self.found.problems.push(problem);
        }
    }
}

/// `2018-01-01T00:00:00Z`, with or without fractions, with a zone.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    bytes.len() >= 20
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && digits(11..13)
        && digits(14..16)
        && digits(17..19)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && matches!(bytes[10], b'T' | b't')
        && bytes[13] == b':'
        && bytes[16] == b':'
        && (text.ends_with(['Z', 'z']) || text[19..].contains(['+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(schema: &Value, value: &Value) -> Vec<(String, bool, String, String)> {
        let document = Document::from_value(json!({"s": schema}), "test");
        let found = check(&document, "/s", &[], value);
        found
            .problems
            .into_iter()
            .map(|p| (p.path, p.undeclared, p.example, p.schema))
            .collect()
    }

    #[test]
    fn each_fault_names_its_path() {
        let schema = json!({"type": "object", "required": ["id"], "properties": {
            "a": {"type": "array", "items": {"type": "integer", "enum": [1, 2]}},
            "d": {"type": "string", "format": "date-time", "nullable": true},
            "n": {"type": "number", "maximum": 5},
        }});
        assert_eq!(
            faults(&schema, &json!({"id": 1, "a": [1, 2], "d": null, "n": 5})),
            [(
                "$.id".into(),
                true,
                "number in an example".into(),
                "no such property".into()
            ),]
        );
        let found: Vec<_> = faults(&schema, &json!({"a": [1, 3, "x"], "d": "2020", "n": 6}))
            .into_iter()
            .map(|f| f.0)
            .collect();
        assert_eq!(found, ["$.a[]", "$.a[]", "$.d", "$.n", "$.id"]);
    }

    #[test]
    fn the_branch_with_the_fewest_faults_is_meant() {
        let schema = json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]});
        assert_eq!(faults(&schema, &json!("x")), []);
        assert_eq!(
            faults(&schema, &json!({"a": 1})),
            [("$.a".into(), false, "number".into(), "string".into())]
        );
    }
}
