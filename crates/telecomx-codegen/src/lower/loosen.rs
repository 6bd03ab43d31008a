//! What the document promises is not what the client insists on: it reads what comes.

use serde_json::{Value, json};

use super::walk::{
    Object, component_name, components, components_mut, content, each_schema, operations,
    operations_mut, parameters_mut, reference,
};
use super::{Lowered, Pass};

pub(crate) const STRING_OR_NUMBER: Pass = Pass {
    name: "string-or-number",
    reason: "the wiki calls it a number and shows a string; an untyped property would be free-form JSON",
    run: string_or_number,
};

pub(crate) const PATH_IDS: Pass = Pass {
    name: "path-ids",
    reason: "dots are not escaped and the URL parser resolves them: the id `..` would call another endpoint",
    run: path_ids,
};

pub(crate) const DROP_DEFAULTS: Pass = Pass {
    name: "drop-defaults",
    reason: "a default makes up a value that the server did not send, and fails on null",
    run: drop_defaults,
};

pub(crate) const RELAX_REQUIRED: Pass = Pass {
    name: "relax-required",
    reason: "one missing property would cost its whole list page; only `_id` and the list array are insisted on",
    run: relax_required,
};

pub(crate) const NULLABLE_LISTS: Pass = Pass {
    name: "nullable-lists",
    reason: "an optional list or map that is not nullable fails on null and cannot tell empty from missing",
    run: nullable_lists,
};

/// The type that reads strings and numbers alike; a name in the view alone.
pub(crate) const STRING_OR_NUMBER_NAME: &str = "StringOrNumber";
/// The type of path parameters; a name in the view alone.
pub(crate) const PATH_ID_NAME: &str = "PathId";

fn string_or_number(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    each_schema(&mut lowered.value, &mut |schema| {
        if schema.get("x-string-or-number") == Some(&Value::Bool(true)) {
            *schema = reference(STRING_OR_NUMBER_NAME);
            count += 1;
        }
    });
    stub(lowered, STRING_OR_NUMBER_NAME, count);
    count
}

fn path_ids(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    for operation in operations_mut(&mut lowered.value) {
        for parameter in parameters_mut(operation) {
            let in_path = parameter.get("in") == Some(&json!("path"));
            let is_string = parameter
                .get("schema")
                .and_then(|schema| schema.get("type"))
                == Some(&json!("string"));
            if in_path && is_string {
                parameter.insert("schema".into(), reference(PATH_ID_NAME));
                count += 1;
            }
        }
    }
    stub(lowered, PATH_ID_NAME, count);
    count
}

/// A component that only carries a name: the generator replaces it by a type of the runtime.
fn stub(lowered: &mut Lowered, name: &str, uses: usize) {
    if let Some(schemas) = components_mut(&mut lowered.value).filter(|_| uses > 0) {
        schemas.insert(name.to_owned(), json!({"type": "string"}));
    }
}

fn drop_defaults(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    each_schema(&mut lowered.value, &mut |schema| {
        let dropped = schema
            .as_object_mut()
            .and_then(|schema| schema.shift_remove("default"));
        count += usize::from(dropped.is_some());
    });
    count
}

fn relax_required(lowered: &mut Lowered) -> usize {
    let sent = sent_only(&lowered.value);
    let arrays: Vec<(String, String)> = lowered
        .operations
        .iter()
        .filter_map(|operation| operation.list.as_ref()?.paged.as_ref())
        .map(|paged| (paged.page.clone(), paged.items.clone()))
        .collect();
    let mut count = 0;
    for (name, schema) in components_mut(&mut lowered.value).into_iter().flatten() {
        if sent.contains(name) {
            continue;
        }
        let Some(schema) = schema.as_object_mut() else {
            continue;
        };
        let insisted_on = |property: &str| {
            property == "_id" || arrays.contains(&(crate::names::pascal(name), property.to_owned()))
        };
        let Some(Value::Array(required)) = schema.get_mut("required") else {
            continue;
        };
        let before = required.len();
        required.retain(|property| property.as_str().is_some_and(insisted_on));
        count += before - required.len();
        if required.is_empty() {
            schema.shift_remove("required");
        }
    }
    count
}

/// The components that stand in request bodies alone: what is required there is what the server insists on.
fn sent_only(value: &Value) -> Vec<String> {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for (_, _, operation) in operations(value) {
        let bodies = operation.get("requestBody").into_iter().flat_map(content);
        bodies.for_each(|(_, media)| reach(value, media, &mut sent));
        let responses = operation.get("responses").and_then(Value::as_object);
        let responses = responses
            .into_iter()
            .flatten()
            .flat_map(|(_, response)| content(response));
        responses.for_each(|(_, media)| reach(value, media, &mut received));
    }
    sent.retain(|name| !received.contains(name));
    sent
}

/// Collects every component that is reachable from a value.
pub(crate) fn reach(document: &Value, value: &Value, found: &mut Vec<String>) {
    if let Some(name) = component_name(value) {
        if found.iter().any(|other| other == name) {
            return;
        }
        found.push(name.to_owned());
        let target = components(document).find(|(other, _)| *other == name);
        if let Some((_, target)) = target {
            reach(document, target, found);
        }
        return;
    }
    match value {
        Value::Object(members) => members
            .values()
            .for_each(|value| reach(document, value, found)),
        Value::Array(items) => items.iter().for_each(|value| reach(document, value, found)),
        _ => {}
    }
}

fn nullable_lists(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    for (_, schema) in components_mut(&mut lowered.value).into_iter().flatten() {
        let required = schema.get("required").cloned();
        let is_required = |name: &str| {
            let required = required.as_ref().and_then(Value::as_array);
            required.into_iter().flatten().any(|other| other == name)
        };
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            let Some(property) = property.as_object_mut() else {
                continue;
            };
            if is_required(name) {
                property.shift_remove("nullable");
            } else if is_list_or_map(property) {
                property.insert("nullable".into(), true.into());
                count += 1;
            } else {
                property.shift_remove("nullable");
            }
        }
    }
    count
}

fn is_list_or_map(schema: &Object) -> bool {
    matches!(
        schema.get("type").and_then(Value::as_str),
        Some("array" | "object")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use crate::lower::{List, Operation, operations::Paged};

    fn schemas(schemas: Value) -> Value {
        json!({"components": {"schemas": schemas}})
    }

    #[test]
    fn a_string_or_number_becomes_a_type_of_its_own() {
        let zip = json!({"x-string-or-number": true, "description": "Postal code."});
        let (lowered, count) = run_on(
            &STRING_OR_NUMBER,
            schemas(json!({"A": {"properties": {"zip": zip, "city": {}}}})),
        );
        assert_eq!(count, 1);
        let expected = json!({"A": {"properties": {"zip": reference("StringOrNumber"), "city": {}}}, "StringOrNumber": {"type": "string"}});
        assert_eq!(lowered.value, schemas(expected));
    }

    #[test]
    fn a_string_in_a_path_becomes_a_checked_type_and_a_number_stays() {
        let (lowered, count) = run_on(
            &PATH_IDS,
            json!({"paths": {"/a": {"get": {"parameters": [
                {"in": "path", "schema": {"type": "string"}},
                {"in": "path", "schema": {"type": "integer"}},
                {"in": "query", "schema": {"type": "string"}},
            ]}}}}),
        );
        assert_eq!(count, 1);
        let parameters = &lowered.value["paths"]["/a"]["get"]["parameters"];
        assert_eq!(parameters[0]["schema"], reference("PathId"));
        assert_eq!(parameters[1]["schema"], json!({"type": "integer"}));
        assert_eq!(parameters[2]["schema"], json!({"type": "string"}));
    }

    #[test]
    fn defaults_are_dropped() {
        let (lowered, count) = run_on(
            &DROP_DEFAULTS,
            schemas(json!({"A": {"properties": {"b": {"default": false}}}})),
        );
        assert_eq!(
            (lowered.value, count),
            (schemas(json!({"A": {"properties": {"b": {}}}})), 1)
        );
    }

    #[test]
    fn only_ids_list_arrays_and_what_is_sent_stay_required() {
        let mut lowered = Lowered {
            value: json!({
                "paths": {"/a": {"post": {
                    "requestBody": {"content": {"application/json": {"schema": reference("Sent")}}},
                    "responses": {"2XX": {"content": {"application/json": {"schema": reference("Page")}}}},
                }}},
                "components": {"schemas": {
                    "Sent": {"required": ["a"], "properties": {"a": reference("Both")}},
                    "Both": {"required": ["b"]},
                    "Page": {"required": ["total", "things"], "properties": {"things": {"items": reference("Both")}}},
                    "Thing": {"required": ["_id", "name"]},
                }},
            }),
            operations: vec![Operation {
                list: Some(List {
                    item: "Both".into(),
                    item_has_id: false,
                    paged: Some(Paged {
                        page: "Page".into(),
                        items: "things".into(),
                        total: "total".into(),
                        offset: "offset".into(),
                        limit: "limit".into(),
                        repeats: [false, false],
                        default_limit: None,
                        maximum_limit: None,
                    }),
                }),
                ..Operation::default()
            }],
            ..Lowered::default()
        };
        assert_eq!((RELAX_REQUIRED.run)(&mut lowered), 3);
        let required = |name: &str| {
            lowered.value["components"]["schemas"][name]
                .get("required")
                .cloned()
        };
        assert_eq!(required("Sent"), Some(json!(["a"])));
        assert_eq!(required("Both"), None);
        assert_eq!(required("Page"), Some(json!(["things"])));
        assert_eq!(required("Thing"), Some(json!(["_id"])));
    }

    #[test]
    fn lists_take_null_unless_required_and_the_rest_is_optional_anyway() {
        let (lowered, count) = run_on(
            &NULLABLE_LISTS,
            schemas(json!({"A": {"required": ["items"], "properties": {
                "items": {"type": "array"},
                "tags": {"type": "array"},
                "extra": {"type": "object"},
                "name": {"type": "string", "nullable": true},
            }}})),
        );
        assert_eq!(count, 2);
        let expected = json!({"A": {"required": ["items"], "properties": {
            "items": {"type": "array"},
            "tags": {"type": "array", "nullable": true},
            "extra": {"type": "object", "nullable": true},
            "name": {"type": "string"},
        }}});
        assert_eq!(lowered.value, schemas(expected));
    }
}
