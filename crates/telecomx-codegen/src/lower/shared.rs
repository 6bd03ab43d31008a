//! What the document says once and uses often is put where it is used.

use serde_json::Value;

use super::walk::{Object, component_name, components, components_mut, each_schema};
use super::{Lowered, Pass};
use crate::document::local_pointer;
use crate::lower::walk::METHODS;

pub(crate) const INLINE_SHARED_PARTS: Pass = Pass {
    name: "inline-shared-parts",
    reason: "later passes change parameters, bodies and responses of one operation without changing another's",
    run: inline_shared_parts,
};

pub(crate) const INLINE_PLAIN_COMPONENTS: Pass = Pass {
    name: "inline-plain-components",
    reason: "a named string or list becomes a newtype, which no conversion of strings reaches",
    run: inline_plain_components,
};

fn inline_shared_parts(lowered: &mut Lowered) -> usize {
    let whole = lowered.value.clone();
    let mut count = 0;
    let mut inline = |value: &mut Value| {
        let target = follow(&whole, value).clone();
        if target != *value {
            *value = target;
            count += 1;
        }
    };
    let paths = lowered
        .value
        .get_mut("paths")
        .and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        let mut common = match item.shift_remove("parameters") {
            Some(Value::Array(parameters)) => parameters,
            _ => Vec::new(),
        };
        common.iter_mut().for_each(&mut inline);
        for (_, operation) in item
            .iter_mut()
            .filter(|(key, _)| METHODS.contains(&key.as_str()))
        {
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            let mut own = match operation.shift_remove("parameters") {
                Some(Value::Array(parameters)) => parameters,
                _ => Vec::new(),
            };
            own.iter_mut().for_each(&mut inline);
            let inherited = common
                .iter()
                .filter(|parameter| !own.iter().any(|other| same(other, parameter)));
            let all: Vec<Value> = inherited.chain(&own).cloned().collect();
            operation.insert("parameters".into(), all.into());
            if let Some(body) = operation.get_mut("requestBody") {
                inline(body);
            }
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                inline(response);
            }
        }
    }
    let components = lowered
        .value
        .get_mut("components")
        .and_then(Value::as_object_mut);
    if let Some(components) = components {
        components.retain(|section, _| section == "schemas");
    }
    count
}

/// An operation's parameter takes the place of its path's of the same name and location.
fn same(a: &Value, b: &Value) -> bool {
    a.get("name") == b.get("name") && a.get("in") == b.get("in")
}

fn follow<'a>(whole: &'a Value, value: &'a Value) -> &'a Value {
    let target = value.get("$ref").and_then(Value::as_str);
    let target = target
        .and_then(local_pointer)
        .and_then(|pointer| whole.pointer(&pointer));
    target.map_or(value, |target| follow(whole, target))
}

fn inline_plain_components(lowered: &mut Lowered) -> usize {
    let mut plain: Object = components(&lowered.value)
        .filter(|(_, schema)| is_plain(schema))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    // A plain component may be a reference to another one, or a list of them.
    for _ in 0..plain.len() {
        let before = plain.clone();
        for (_, schema) in &mut plain {
            let mut value = schema.clone();
            super::walk::children_mut(&mut value, |_, child| replace(child, &before));
            replace(&mut value, &before);
            *schema = value;
        }
        if before == plain {
            break;
        }
    }
    let mut count = 0;
    each_schema(&mut lowered.value, &mut |schema| {
        if component_name(schema).is_some_and(|name| plain.contains_key(name)) {
            replace(schema, &plain);
            count += 1;
        }
    });
    if let Some(schemas) = components_mut(&mut lowered.value) {
        schemas.retain(|name, _| !plain.contains_key(name));
    }
    count
}

fn replace(schema: &mut Value, plain: &Object) {
    if let Some(target) = component_name(schema).and_then(|name| plain.get(name)) {
        *schema = target.clone();
    }
}

/// Whether a component needs no type of its own in Rust.
fn is_plain(schema: &Value) -> bool {
    ["properties", "enum", "oneOf"]
        .iter()
        .all(|keyword| schema.get(keyword).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use serde_json::json;

    #[test]
    fn shared_responses_and_parameters_are_put_into_their_operations() {
        let (lowered, count) = run_on(
            &INLINE_SHARED_PARTS,
            json!({
                "paths": {"/a": {
                    "parameters": [{"$ref": "#/components/parameters/A"}, {"name": "b", "in": "query", "description": "path's"}],
                    "get": {
                        "parameters": [{"name": "b", "in": "query", "description": "own"}],
                        "responses": {"404": {"$ref": "#/components/responses/NotFound"}},
                    },
                }},
                "components": {
                    "parameters": {"A": {"name": "a", "in": "query"}},
                    "responses": {"NotFound": {"description": "x"}},
                    "schemas": {"S": {}},
                },
            }),
        );
        assert_eq!(count, 2);
        assert_eq!(
            lowered.value,
            json!({
                "paths": {"/a": {"get": {
                    "responses": {"404": {"description": "x"}},
                    "parameters": [{"name": "a", "in": "query"}, {"name": "b", "in": "query", "description": "own"}],
                }}},
                "components": {"schemas": {"S": {}}},
            })
        );
    }

    #[test]
    fn strings_and_lists_lose_their_names_and_objects_keep_them() {
        let (lowered, count) = run_on(
            &INLINE_PLAIN_COMPONENTS,
            json!({"components": {"schemas": {
                "Id": {"type": "string"},
                "Alias": {"$ref": "#/components/schemas/Id"},
                "Ids": {"type": "array", "items": {"$ref": "#/components/schemas/Alias"}},
                "Thing": {"properties": {
                    "ids": {"$ref": "#/components/schemas/Ids"},
                    "other": {"$ref": "#/components/schemas/Thing"},
                }},
            }}}),
        );
        assert_eq!(
            lowered.value,
            json!({"components": {"schemas": {"Thing": {"properties": {
                "ids": {"type": "array", "items": {"type": "string"}},
                "other": {"$ref": "#/components/schemas/Thing"},
            }}}}})
        );
        assert!(count >= 1);
    }
}
