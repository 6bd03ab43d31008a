//! A schema of the document as JSON Schema.

use serde_json::{Value, json};

/// The schema at a JSON pointer of the document, with all that it refers to, in the words of JSON
/// Schema 2020-12, which has no `nullable`.
#[must_use]
pub fn standalone(document: &Value, pointer: &str) -> Value {
    let mut schemas = document["components"]["schemas"].clone();
    translate(&mut schemas);
    let mut schema = document.pointer(pointer).cloned().unwrap_or_default();
    translate(&mut schema);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": { "schemas": schemas },
    })
}

fn translate(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(translate);
            if members.remove("nullable") == Some(true.into())
                && let Some(kind) = members.get("type").cloned()
            {
                members.insert("type".into(), json!([kind, "null"]));
            }
            // Examples may hold anything, `nullable` and `type` included, and say nothing of a schema.
            members.remove("example");
        }
        Value::Array(elements) => elements.iter_mut().for_each(translate),
        _ => {}
    }
}
