//! Passes that move knowledge out of the generator's way, and drop what is left over.

use serde_json::{Value, json};

use super::loosen::reach;
use super::walk::{
    Object, component, component_name, components, components_mut, each_schema, operations,
};
use super::{Lowered, Pass, Property};
use crate::names::pascal;

pub(crate) const LIFT_PROPERTY_FACTS: Pass = Pass {
    name: "lift-property-facts",
    reason: "an extension on a string keeps it from being converted, so that its owner must hold it",
    run: lift_property_facts,
};

pub(crate) const COLLECT_PROPERTIES: Pass = Pass {
    name: "collect-properties",
    reason: "the generator sorts fields by name and knows neither aliases nor personal data",
    run: collect_properties,
};

pub(crate) const PRUNE_COMPONENTS: Pass = Pass {
    name: "prune-components",
    reason: "the generator makes types of components that nothing refers to any more",
    run: prune_components,
};

pub(crate) const KNOWN_FORMATS: Pass = Pass {
    name: "known-formats",
    reason: "a string with a format that we have no type for would stay an unconverted String",
    run: known_formats,
};

pub(crate) const STRIP_KEYWORDS: Pass = Pass {
    name: "strip-keywords",
    reason: "conversions match exactly, bounds become NonZeroU64, titles rename types, and much else is not understood",
    run: strip_keywords,
};

pub(crate) const LINK_ADDRESSES: Pass = Pass {
    name: "link-addresses",
    reason: "rustdoc wants addresses in angle brackets",
    run: link_addresses,
};

/// Where an object schema keeps what was known of its properties, until it is collected.
const FACTS: &str = "x-property-facts";

/// The formats of strings that have a Rust type of their own.
const STRING_FORMATS: [&str; 3] = ["date-time", "object-id", "password"];

fn lift_property_facts(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    for (_, schema) in components_mut(&mut lowered.value).into_iter().flatten() {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        let facts: Object = properties
            .iter()
            .map(|(name, property)| {
                let fact = |keyword: &str| property.get(keyword).cloned().unwrap_or_default();
                let facts = json!({
                    "description": fact("description"),
                    "personal": fact("x-personal-data"),
                    "aliases": fact("x-aliases"),
                });
                (name.clone(), facts)
            })
            .collect();
        count += facts.len();
        schema[FACTS] = facts.into();
    }
    count
}

fn collect_properties(lowered: &mut Lowered) -> usize {
    let document = lowered.value.clone();
    let described = described(lowered);
    let mut count = 0;
    for (owner, schema) in components_mut(&mut lowered.value).into_iter().flatten() {
        let Some(schema) = schema.as_object_mut() else {
            continue;
        };
        let Some(facts) = schema.shift_remove(FACTS) else {
            continue;
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten().map(|(name, property)| {
            let fact = |key: &str| facts.get(name).and_then(|facts| facts.get(key));
            let own = fact("description")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let aliases = fact("aliases")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            Property {
                name: name.clone(),
                description: own.or_else(|| description(&document, &described, property)),
                personal: fact("personal") == Some(&Value::Bool(true)),
                aliases: aliases
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
            }
        });
        let properties: Vec<Property> = properties.collect();
        count += properties.len();
        lowered.properties.insert(pascal(owner), properties);
    }
    count
}

/// The descriptions of what has left the view already.
fn described(lowered: &Lowered) -> Vec<(String, Option<String>)> {
    let enums = lowered
        .enums
        .iter()
        .map(|open| (open.name.clone(), open.description.clone()));
    let unions = lowered
        .unions
        .iter()
        .map(|union| (union.name.clone(), union.description.clone()));
    enums.chain(unions).collect()
}

fn description(
    document: &Value,
    described: &[(String, Option<String>)],
    property: &Value,
) -> Option<String> {
    let target = component_name(property)?;
    let name = pascal(target);
    let known = described.iter().find(|(other, _)| *other == name);
    if let Some((_, description)) = known {
        return description.clone();
    }
    let description = component(document, target)?.get("description")?;
    description.as_str().map(str::to_owned)
}

fn prune_components(lowered: &mut Lowered) -> usize {
    let mut used = Vec::new();
    for name in &lowered.error_bodies {
        reach(&lowered.value, &super::walk::reference(name), &mut used);
    }
    for (_, _, operation) in operations(&lowered.value) {
        for key in ["parameters", "requestBody", "responses"] {
            if let Some(part) = operation.get(key) {
                reach(&lowered.value, part, &mut used);
            }
        }
    }
    let before = components(&lowered.value).count();
    if let Some(schemas) = components_mut(&mut lowered.value) {
        schemas.retain(|name, _| used.contains(name));
    }
    before - components(&lowered.value).count()
}

fn known_formats(lowered: &mut Lowered) -> usize {
    let mut count = 0;
    each_schema(&mut lowered.value, &mut |schema| {
        let Some(schema) = schema.as_object_mut() else {
            return;
        };
        let format = schema.get("format").and_then(Value::as_str);
        let wanted = match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Some("int64"),
            Some("number") => Some("double"),
            Some("string") => format.filter(|format| STRING_FORMATS.contains(format)),
            _ => None,
        };
        if wanted == format {
            count += usize::from(format.is_some());
            return;
        }
        match wanted.map(str::to_owned) {
            Some(wanted) => schema.insert("format".into(), wanted.into()),
            None => schema.shift_remove("format"),
        };
        count += 1;
    });
    count
}

fn strip_keywords(lowered: &mut Lowered) -> usize {
    const SCHEMA: [&str; 9] = [
        "$ref",
        "type",
        "format",
        "nullable",
        "description",
        "properties",
        "required",
        "items",
        FACTS,
    ];
    const OPERATION: [&str; 6] = [
        "operationId",
        "summary",
        "description",
        "parameters",
        "requestBody",
        "responses",
    ];
    let mut count = 0;
    let mut keep = |members: &mut Object, keywords: &[&str]| {
        let before = members.len();
        members.retain(|keyword, _| keywords.contains(&keyword.as_str()));
        count += before - members.len();
    };
    each_schema(&mut lowered.value, &mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            let is_map = !members.contains_key("properties");
            let values = members
                .shift_remove("additionalProperties")
                .filter(|_| is_map);
            keep(members, &SCHEMA);
            if let Some(values) = values {
                members.insert("additionalProperties".into(), values);
            }
        }
    });
    for operation in super::walk::operations_mut(&mut lowered.value) {
        keep(operation, &OPERATION);
        for parameter in super::walk::parameters_mut(operation) {
            keep(
                parameter,
                &["name", "in", "required", "description", "schema"],
            );
        }
        if let Some(Value::Object(body)) = operation.get_mut("requestBody") {
            keep(body, &["required", "description", "content"]);
            strip_content(body, &mut keep);
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (_, response) in responses.into_iter().flatten() {
            if let Some(response) = response.as_object_mut() {
                keep(response, &["description", "content"]);
                strip_content(response, &mut keep);
            }
        }
    }
    let paths = lowered
        .value
        .get_mut("paths")
        .and_then(Value::as_object_mut);
    if let Some(paths) = paths {
        paths.retain(|path, _| path.starts_with('/'));
        for (_, item) in paths {
            if let Some(item) = item.as_object_mut() {
                keep(item, &super::walk::METHODS);
            }
        }
    }
    if let Some(root) = lowered.value.as_object_mut() {
        if let Some(Value::Object(info)) = root.get_mut("info") {
            keep(info, &["title", "version", "description"]);
        }
        keep(root, &["openapi", "info", "paths", "components"]);
    }
    count
}

fn strip_content(holder: &mut Object, keep: &mut impl FnMut(&mut Object, &[&str])) {
    let content = holder.get_mut("content").and_then(Value::as_object_mut);
    for (_, media) in content.into_iter().flatten() {
        if let Some(media) = media.as_object_mut() {
            keep(media, &["schema"]);
        }
    }
}

fn link_addresses(lowered: &mut Lowered) -> usize {
    fn descend(value: &mut Value, count: &mut usize) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    match value {
                        Value::String(text) if key == "description" || key == "summary" => {
                            let linked = linked(text);
                            *count += usize::from(linked != *text);
                            *text = linked;
                        }
                        _ => descend(value, count),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| descend(item, count)),
            _ => {}
        }
    }
    let mut count = 0;
    descend(&mut lowered.value, &mut count);
    for description in lowered.enums.iter_mut().map(|open| &mut open.description) {
        *description = description.as_deref().map(linked);
    }
    count
}

/// Puts addresses that stand free into angle brackets.
fn linked(text: &str) -> String {
    let mut linked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("http") {
        let (before, from) = rest.split_at(start);
        linked.push_str(before);
        let is_address = from.starts_with("http://") || from.starts_with("https://");
        let is_free = !before.ends_with(['<', '`', '"']) && !before.ends_with("](");
        let end = from
            .find(|c: char| c.is_whitespace() || "<>()[]`\"".contains(c))
            .unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ':']);
        if is_address && is_free {
            linked.push_str(&format!("<{address}>"));
        } else {
            linked.push_str(address);
        }
        rest = &from[address.len()..];
    }
    linked.push_str(rest);
    linked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use crate::lower::walk::reference;

    fn schemas(schemas: Value) -> Value {
        json!({"components": {"schemas": schemas}})
    }

    #[test]
    fn what_is_known_of_a_property_survives_the_schema_that_said_it() {
        let (mut lowered, count) = run_on(
            &LIFT_PROPERTY_FACTS,
            schemas(json!({
                "Person": {"properties": {
                    "name": {"type": "string", "description": "A name.", "x-personal-data": true},
                    "Offers": {"type": "array", "x-aliases": ["offers"]},
                    "boss": reference("Boss"),
                }},
                "Boss": {"type": "object", "description": "A boss."},
            })),
        );
        assert_eq!(count, 3);
        lowered.value["components"]["schemas"]["Person"]["properties"]["name"] = json!({});
        assert_eq!((COLLECT_PROPERTIES.run)(&mut lowered), 3);
        let property =
            |name: &str, description: Option<&str>, personal, aliases: &[&str]| Property {
                name: name.into(),
                description: description.map(Into::into),
                personal,
                aliases: aliases.iter().map(ToString::to_string).collect(),
            };
        assert_eq!(
            lowered.properties["Person"],
            [
                property("name", Some("A name."), true, &[]),
                property("Offers", None, false, &["offers"]),
                property("boss", Some("A boss."), false, &[]),
            ]
        );
        assert!(
            lowered.value["components"]["schemas"]["Person"]
                .get(FACTS)
                .is_none()
        );
    }

    #[test]
    fn components_that_nothing_refers_to_are_dropped() {
        let mut document = schemas(
            json!({"A": {"items": reference("B")}, "B": reference("A"), "C": reference("A")}),
        );
        document["paths"] = json!({"/a": {"get": {"responses": {"2XX": {"content": {"x": {"schema": reference("A")}}}}}}});
        let (lowered, count) = run_on(&PRUNE_COMPONENTS, document);
        let names: Vec<_> = components(&lowered.value)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!((names, count), (vec!["A", "B"], 1));
    }

    #[test]
    fn only_formats_with_a_type_are_kept() {
        let (lowered, count) = run_on(
            &KNOWN_FORMATS,
            schemas(json!({"A": {"properties": {
                "a": {"type": "string", "format": "email"},
                "b": {"type": "string", "format": "password"},
                "c": {"type": "integer", "format": "int32"},
                "d": {"type": "number"},
                "e": {"type": "string"},
            }}})),
        );
        assert_eq!(count, 4);
        let expected = json!({"A": {"properties": {
            "a": {"type": "string"},
            "b": {"type": "string", "format": "password"},
            "c": {"type": "integer", "format": "int64"},
            "d": {"type": "number", "format": "double"},
            "e": {"type": "string"},
        }}});
        assert_eq!(lowered.value, schemas(expected));
    }

    #[test]
    fn keywords_and_extensions_that_the_generator_does_not_know_are_stripped() {
        let (lowered, _) = run_on(
            &STRIP_KEYWORDS,
            json!({
                "openapi": "3.0.3", "servers": [], "info": {"title": "T", "contact": {}},
                "paths": {"x-note": 1, "/a": {"summary": "", "get": {
                    "operationId": "a", "tags": [], "x-wiki": {},
                    "parameters": [{"name": "b", "x-inferred": true, "schema": {"type": "integer", "minimum": 1}}],
                    "responses": {"2XX": {"headers": {}, "content": {"application/json": {"examples": {}, "schema": {"title": "x"}}}}},
                }}},
                "components": {"schemas": {
                    "A": {"properties": {"type": {"type": "string", "maxLength": 3}}, "additionalProperties": false},
                    "B": {"type": "object", "additionalProperties": true},
                }},
            }),
        );
        assert_eq!(
            lowered.value,
            json!({
                "openapi": "3.0.3", "info": {"title": "T"},
                "paths": {"/a": {"get": {
                    "operationId": "a",
                    "parameters": [{"name": "b", "schema": {"type": "integer"}}],
                    "responses": {"2XX": {"content": {"application/json": {"schema": {}}}}},
                }}},
                "components": {"schemas": {
                    "A": {"properties": {"type": {"type": "string"}}},
                    "B": {"type": "object", "additionalProperties": true},
                }},
            })
        );
    }

    #[test]
    fn free_standing_addresses_become_links() {
        assert_eq!(
            linked("see https://a.dk/x?y=1."),
            "see <https://a.dk/x?y=1>."
        );
        assert_eq!(
            linked("(https://a.dk) http <https://a.dk> [a](https://a.dk)"),
            "(<https://a.dk>) http <https://a.dk> [a](https://a.dk)"
        );
        let (lowered, count) = run_on(
            &LINK_ADDRESSES,
            json!({"info": {"description": "https://a.dk", "title": "https://a.dk"}}),
        );
        assert_eq!(
            (lowered.value, count),
            (
                json!({"info": {"description": "<https://a.dk>", "title": "https://a.dk"}}),
                1
            )
        );
    }
}
