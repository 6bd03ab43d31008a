//! What page and document say of the same thing, each in one line. Reports print these, fingerprints are taken of them.

use serde_json::Value;

use crate::facts::{Parameter, Property};
use crate::spec::Shape;

/// A JSON value without the quotes that only a machine needs.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `values A, B`.
pub(super) fn values(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().map(value).collect();
    format!("values {}", shown.join(", "))
}

/// All that a parameter's row states.
pub(super) fn parameter(row: &Parameter) -> String {
    let mut parts = vec![format!("{} parameter", row.place.name())];
    row_parts(
        &mut parts,
        row.kind.as_deref(),
        row.optional,
        row.default.as_ref(),
        row.values.as_deref(),
    );
    parts.extend(row.minimum.as_ref().map(|bound| format!("minimum {bound}")));
    parts.extend(row.maximum.as_ref().map(|bound| format!("maximum {bound}")));
    parts.extend(row.text.as_ref().map(|text| format!("text {text}")));
    parts.join(", ")
}

/// All that a property's row states.
pub(super) fn property(row: &Property) -> String {
    let mut parts = Vec::new();
    row_parts(
        &mut parts,
        row.kind.as_deref(),
        row.optional,
        row.default.as_ref(),
        row.values.as_deref(),
    );
    parts.extend(row.text.as_ref().map(|text| format!("text {text}")));
    if parts.is_empty() {
        "a row without type and text".to_owned()
    } else {
        parts.join(", ")
    }
}

fn row_parts(
    parts: &mut Vec<String>,
    kind: Option<&str>,
    optional: Option<bool>,
    default: Option<&Value>,
    list: Option<&[Value]>,
) {
    parts.extend(kind.map(|kind| format!("type {kind}")));
    parts
        .extend(optional.map(|optional| if optional { "optional" } else { "required" }.to_owned()));
    parts.extend(default.map(|default| format!("default {}", value(default))));
    parts.extend(list.map(values));
}

/// All that a schema states, as far as a page could contradict it.
pub(super) fn shape(shape: &Shape) -> String {
    let mut parts = vec![shape.kind()];
    if shape.required {
        parts.push("required".to_owned());
    }
    parts.extend(
        shape
            .default
            .as_ref()
            .map(|default| format!("default {}", value(default))),
    );
    parts.extend(
        shape
            .minimum
            .as_ref()
            .map(|bound| format!("minimum {bound}")),
    );
    parts.extend(
        shape
            .maximum
            .as_ref()
            .map(|bound| format!("maximum {bound}")),
    );
    parts.extend(shape.values.as_deref().map(values));
    parts.join(", ")
}
