//! The document without a single `$ref`, for tools that cannot follow one.

use serde_json::{Map, Value};
use telecomx_codegen::Document;

/// Writes what each reference leads to in its place.
///
/// A schema within itself (an error holds errors) is written out once; where it comes again stands
/// only what kind of thing it is, so that a validator is lenient there and a reader sees why.
pub(super) fn dereferenced(document: &Document) -> Value {
    Dereferencer {
        document,
        open: Vec::new(),
    }
    .value(&document.value)
}

struct Dereferencer<'a> {
    document: &'a Document,
    /// The references that are being written out.
    open: Vec<String>,
}

impl Dereferencer<'_> {
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
                Some(reference) => self.reference(reference, value),
                None => members
                    .iter()
                    .map(|(key, value)| (key.clone(), self.member(key, value)))
                    .collect(),
            },
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            other => other.clone(),
        }
    }

    /// A payload is data: whatever stands in it is no reference.
    fn member(&mut self, key: &str, value: &Value) -> Value {
        match key {
            "example" | "examples" | "default" | "enum" => value.clone(),
            _ => self.value(value),
        }
    }

    fn reference(&mut self, reference: &str, value: &Value) -> Value {
        // The checks have seen that each leads somewhere.
        let Some(target) = self.document.resolve(value) else {
            return value.clone();
        };
        if self.open.iter().any(|open| open == reference) {
            let name = reference.rsplit('/').next().unwrap_or(reference);
            let kept = ["type", "description"]
                .into_iter()
                .filter_map(|key| Some((key.to_owned(), target.get(key)?.clone())));
            let mut cut: Map<String, Value> = kept.collect();
            cut.insert(
                "x-cut".into(),
                format!("{name} within itself, not written out again").into(),
            );
            return cut.into();
        }
        self.open.push(reference.to_owned());
        let written = self.value(target);
        self.open.pop();
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_within_itself_is_written_out_once() {
        let document = Document::from_value(
            json!({
                "a": {"$ref": "#/components/schemas/Error"},
                "example": {"$ref": "payload"},
                "components": {"schemas": {"Error": {
                    "type": "object",
                    "properties": {"inner": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}},
                }}},
            }),
            "test",
        );
        let cut = json!({"type": "object", "x-cut": "Error within itself, not written out again"});
        let inner = |items: Value| json!({"type": "object", "properties": {"inner": {"type": "array", "items": items}}});
        let dereferenced = dereferenced(&document);
        assert_eq!(dereferenced["a"], inner(cut.clone()));
        assert_eq!(
            dereferenced["components"]["schemas"]["Error"],
            inner(inner(cut))
        );
        assert_eq!(dereferenced["example"], json!({"$ref": "payload"}));
    }

    #[test]
    fn the_real_document_has_no_reference_left() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/telecomx.yaml");
        let document = Document::read(&path).unwrap();
        assert!(document.value.to_string().contains("\"$ref\""));
        assert!(!dereferenced(&document).to_string().contains("\"$ref\""));
    }
}
