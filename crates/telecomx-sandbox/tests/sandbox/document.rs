//! The document as the tests read it, without the sandbox's own reader.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

pub(crate) fn document() -> Value {
    serde_json::from_str(include_str!("../../telecomx.json")).unwrap()
}

/// Every operation: method, path and definition.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (String, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

pub(crate) fn operation(document: &Value, id: &str) -> Value {
    let mut all = operations(document);
    all.find(|(_, _, operation)| operation["operationId"] == id)
        .unwrap()
        .2
        .clone()
}

pub(crate) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(pointer) => document.pointer(&pointer[1..]).unwrap(),
        None => value,
    }
}

/// What is wrong with a value by a schema of the document. Undeclared properties are wrong too.
pub(crate) fn findings(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    // Building a validator takes longer than all else, and there are a dozen schemas for hundreds of answers.
    static VALIDATORS: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let build = || {
        let schema = json!({
            "allOf": [translated(schema)],
            "components": { "schemas": translated(&document["components"]["schemas"]) },
        });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&schema).unwrap())
    };
    let mut validators = VALIDATORS.lock().unwrap();
    let validator = validators
        .entry(schema.to_string())
        .or_insert_with(build)
        .clone();
    drop(validators);
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, objects are closed.
fn translated(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(translated).collect(),
        Value::Object(object) => {
            let mut object: Map<String, Value> = object
                .iter()
                .map(|(name, value)| (name.clone(), translated(value)))
                .collect();
            if object.remove("nullable") == Some(Value::Bool(true)) {
                object["type"] = json!([object["type"], "null"]);
            }
            // A property may be called `properties`; only a schema has one that is an object beside its type.
            if object.get("type").is_some()
                && object.get("properties").is_some_and(Value::is_object)
            {
                object
                    .entry("additionalProperties")
                    .or_insert(Value::Bool(false));
            }
            Value::Object(object)
        }
        other => other.clone(),
    }
}

#[test]
fn the_check_of_answers_finds_what_is_wrong() {
    let document = document();
    let schema = json!({"$ref": "#/components/schemas/InternetRequestFull"});
    let good = json!({"_id": "1", "address": {"zip": 1, "city": "x"}, "address2": null, "created": "2018-01-01T00:00:00Z"});
    assert_eq!(findings(&document, &schema, &good), Vec::<String>::new());
    for (path, value) in [
        ("_id", json!(1)),
        ("_id", json!(null)),
        ("type", json!("COAX")),
        ("notes", json!(null)),
        ("created", json!("yesterday")),
        ("unheard", json!("of")),
        ("address", json!("in one line")),
        ("Offers", json!([{"product": "1"}])),
    ] {
        let mut bad = good.clone();
        bad[path] = value;
        assert_eq!(findings(&document, &schema, &bad).len(), 1, "{bad}");
    }
}
