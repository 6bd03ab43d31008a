//! An operation whose answer depends on a query value becomes one operation for each answer.

use serde_json::{Map, Value};

use super::walk::{METHODS, Object, component, component_name, components_mut, reference};
use super::{Lowered, Pass};
use crate::names::pascal;

pub(crate) const SPLIT_VARIANTS: Pass = Pass {
    name: "split-variants",
    reason: "progenitor knows one type an operation: the rest would be an untagged guess, or not there at all",
    run: split_variants,
};

/// The media type that is taken where a variant names none.
pub(crate) const JSON: &str = "application/json";

fn split_variants(lowered: &mut Lowered) -> usize {
    let Some(paths) = lowered
        .value
        .get("paths")
        .and_then(Value::as_object)
        .cloned()
    else {
        return 0;
    };
    let mut count = 0;
    let mut split = Object::new();
    for (path, mut item) in paths {
        let mut cases = Vec::new();
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            let Some(variants) = operation.shift_remove("x-variants") else {
                continue;
            };
            let parameter = text(&variants, "parameter").to_owned();
            if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
                parameters.retain(|other| other.get("name") != variants.get("parameter"));
            }
            for case in variants
                .get("cases")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let mut operation = operation.clone();
                operation.insert("operationId".into(), text(case, "operationId").into());
                select(&mut lowered.value, &mut operation, case);
                let path = format!("{path}?{parameter}={}", text(case, "value"));
                cases.push((
                    path,
                    Map::from_iter([(method.to_owned(), Value::Object(operation))]),
                ));
                count += 1;
            }
            if let Some(default) = variants.get("default") {
                select(&mut lowered.value, operation, default);
            }
        }
        split.insert(path, item);
        for (path, case) in cases {
            // A path key with a query yields that very URL; typed parameters are appended to it.
            match split.get_mut(&path).and_then(Value::as_object_mut) {
                Some(item) => item.extend(case),
                None => {
                    split.insert(path, case.into());
                }
            }
        }
    }
    if let Some(root) = lowered.value.as_object_mut() {
        root.insert("paths".into(), split.into());
    }
    count
}

/// Reduces an operation's answer to what one variant gives.
fn select(document: &mut Value, operation: &mut Object, variant: &Value) {
    let media_type = variant
        .get("mediaType")
        .and_then(Value::as_str)
        .unwrap_or(JSON);
    if media_type != JSON {
        operation.shift_remove("x-pagination");
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (_, response) in responses.into_iter().flatten() {
        let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
            continue;
        };
        content.retain(|other, _| other == media_type);
        let item = variant.get("item").and_then(component_name);
        let item = item.or_else(|| {
            variant
                .get("item")
                .and_then(Value::as_str)?
                .rsplit('/')
                .next()
        });
        let schema = content
            .get_mut(media_type)
            .and_then(|media| media.get_mut("schema"));
        if let (Some(item), Some(schema)) = (item, schema) {
            exchange(document, schema, item);
        }
    }
}

/// Makes a list schema one of `item` alone; a named list gets a name of its own for it.
fn exchange(document: &mut Value, schema: &mut Value, item: &str) {
    let Some(list) = component_name(schema).map(str::to_owned) else {
        if schema.get("items").is_some() {
            schema["items"] = reference(item);
        }
        return;
    };
    let Some(mut copy) = component(document, &list).cloned() else {
        return;
    };
    let Some(union) = exchange_items(document, &mut copy, item) else {
        return;
    };
    let name = variant_list_name(&list, &union, item);
    *schema = reference(&name);
    if let Some(schemas) = components_mut(document) {
        schemas.insert(name, copy);
    }
}

/// Finds the one property that lists a union with `item` in it, and has it list `item`; gives the union's name.
fn exchange_items(document: &Value, list: &mut Value, item: &str) -> Option<String> {
    let properties = list.get_mut("properties")?.as_object_mut()?;
    for (_, property) in properties {
        let Some(union) = property
            .get("items")
            .and_then(component_name)
            .map(str::to_owned)
        else {
            continue;
        };
        let choices = component(document, &union).and_then(|schema| schema.get("oneOf"));
        let choices = choices.and_then(Value::as_array).into_iter().flatten();
        if choices
            .filter_map(component_name)
            .any(|choice| choice == item)
        {
            property["items"] = reference(item);
            return Some(union);
        }
    }
    None
}

/// The list's name and what the item's name has beyond its union's.
pub(crate) fn variant_list_name(list: &str, union: &str, item: &str) -> String {
    let (list, union, item) = (pascal(list), pascal(union), pascal(item));
    let suffix = item
        .strip_prefix(&union)
        .filter(|suffix| !suffix.is_empty())
        .unwrap_or(&item);
    format!("{list}{suffix}")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use serde_json::json;

    fn list(item: &str) -> Value {
        json!({"properties": {"things": {"type": "array", "items": reference(item)}}})
    }

    #[test]
    fn an_item_variant_gets_an_operation_a_url_and_a_list_of_its_own() {
        let response = |schema| json!({"2XX": {"content": {"application/json": {"schema": reference(schema)}}}});
        let (lowered, count) = run_on(
            &SPLIT_VARIANTS,
            json!({
                "paths": {
                    "/thing": {"get": {
                        "operationId": "listThings",
                        "parameters": [{"name": "full"}, {"name": "state"}],
                        "responses": response("ThingList"),
                        "x-variants": {
                            "parameter": "full",
                            "default": {"item": "#/components/schemas/ThingShort"},
                            "cases": [{"value": "true", "operationId": "listFull", "item": "#/components/schemas/ThingFull"}],
                        },
                    }},
                    "/z": {},
                },
                "components": {"schemas": {
                    "ThingList": list("Thing"),
                    "Thing": {"oneOf": [reference("ThingFull"), reference("ThingShort")]},
                }},
            }),
        );
        assert_eq!(count, 1);
        let keys: Vec<_> = lowered.value["paths"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["/thing", "/thing?full=true", "/z"]);
        assert_eq!(
            lowered.value["paths"]["/thing"]["get"],
            json!({
                "operationId": "listThings",
                "parameters": [{"name": "state"}],
                "responses": response("ThingListShort"),
            })
        );
        assert_eq!(
            lowered.value["paths"]["/thing?full=true"]["get"],
            json!({
                "operationId": "listFull",
                "parameters": [{"name": "state"}],
                "responses": response("ThingListFull"),
            })
        );
        assert_eq!(
            lowered.value["components"]["schemas"]["ThingListFull"],
            list("ThingFull")
        );
        assert_eq!(
            lowered.value["components"]["schemas"]["ThingListShort"],
            list("ThingShort")
        );
    }

    #[test]
    fn a_media_type_variant_keeps_one_media_type_and_pages_only_as_json() {
        let (lowered, count) = run_on(
            &SPLIT_VARIANTS,
            json!({"paths": {"/thing": {"get": {
                "operationId": "listThings",
                "parameters": [{"name": "format"}],
                "responses": {"2XX": {"content": {"application/json": {}, "text/csv": {}}}},
                "x-pagination": {},
                "x-variants": {
                    "parameter": "format",
                    "default": {"mediaType": "application/json"},
                    "cases": [{"value": "CSV", "operationId": "exportThings", "mediaType": "text/csv"}],
                },
            }}}}),
        );
        assert_eq!(count, 1);
        assert_eq!(
            lowered.value["paths"],
            json!({
                "/thing": {"get": {
                    "operationId": "listThings",
                    "parameters": [],
                    "responses": {"2XX": {"content": {"application/json": {}}}},
                    "x-pagination": {},
                }},
                "/thing?format=CSV": {"get": {
                    "operationId": "exportThings",
                    "parameters": [],
                    "responses": {"2XX": {"content": {"text/csv": {}}}},
                }},
            })
        );
    }

    #[test]
    fn a_variant_list_is_named_after_list_and_item() {
        assert_eq!(
            variant_list_name("RequestList", "Request", "RequestFull"),
            "RequestListFull"
        );
        assert_eq!(
            variant_list_name("RequestList", "Request", "Other"),
            "RequestListOther"
        );
    }
}
