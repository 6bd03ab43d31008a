//! What a schema allows, as far as a page could contradict it.

use serde_json::{Number, Value};
use telecomx_codegen::Document;

use super::escape;
use crate::types::Class;

/// What a schema allows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    /// Empty: any value.
    pub(crate) classes: Vec<Class>,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) values: Option<Vec<Value>>,
}

impl Shape {
    /// The shape at a pointer, references followed. `required` is the caller's to say.
    pub(crate) fn of(document: &Document, pointer: &str) -> Self {
        let mut shape = Self::default();
        collect(document, pointer, &mut shape, 0);
        shape.classes.sort_unstable();
        shape.classes.dedup();
        shape
    }

    /// Its types in words.
    pub(crate) fn kind(&self) -> String {
        if self.classes.is_empty() {
            return "any type".to_owned();
        }
        let names: Vec<&str> = self.classes.iter().map(|class| class.name()).collect();
        names.join(" or ")
    }
}

fn collect(document: &Document, pointer: &str, shape: &mut Shape, depth: usize) {
    let Some(pointer) = document.resolve_pointer(pointer).filter(|_| depth < 8) else {
        return;
    };
    let Some(schema) = document.at(&pointer) else {
        return;
    };
    for word in ["oneOf", "anyOf", "allOf"] {
        let branches = schema
            .get(word)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        for index in 0..branches {
            collect(
                document,
                &format!("{pointer}/{}/{index}", escape(word)),
                shape,
                depth + 1,
            );
        }
    }
    let format = schema.get("format").and_then(Value::as_str);
    shape
        .classes
        .extend(match (schema.get("type").and_then(Value::as_str), format) {
            (Some("string"), Some("object-id")) => Some(Class::Id),
            (Some("string"), Some("date-time" | "date")) => Some(Class::Date),
            (Some("string"), _) => Some(Class::String),
            (Some("integer" | "number"), _) => Some(Class::Number),
            (Some("boolean"), _) => Some(Class::Boolean),
            (Some("array"), _) => Some(Class::Array),
            (Some("object"), _) => Some(Class::Object),
            _ => None,
        });
    let number = |key: &str| schema.get(key).and_then(Value::as_number).cloned();
    shape.default = shape
        .default
        .take()
        .or_else(|| schema.get("default").cloned());
    shape.minimum = shape.minimum.take().or_else(|| number("minimum"));
    shape.maximum = shape.maximum.take().or_else(|| number("maximum"));
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        shape
            .values
            .get_or_insert_default()
            .extend(values.iter().cloned());
    }
}
