//! What the client must know of each operation at run time, read off before the view forgets it.

use serde_json::Value;

use super::variants::JSON;
use super::walk::{Object, component, component_name, content, operations, parameters};
use super::{Lowered, Pass};
use crate::names::{pascal, snake};

pub(crate) const COLLECT_OPERATIONS: Pass = Pass {
    name: "collect-operations",
    reason: "security, bounds and paging have no place in generated builders; the runtime reads a table",
    run: collect_operations,
};

/// One operation as the runtime knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of its method in Rust.
    pub name: String,
    /// The `operationId` of the document.
    pub id: String,
    /// GET, POST, …
    pub method: String,
    /// The path as documented, with `{id}` where a value goes and without a query.
    pub url_template: String,
    /// The media type to ask for.
    pub accept: String,
    /// Whether a credential must be sent.
    pub authenticated: bool,
    /// What parameters may be.
    pub bounds: Vec<Bound>,
    /// What each parameter means, by its name in Rust.
    pub parameters: Vec<(String, String)>,
    /// How to go through the list that is answered, if it is one.
    pub list: Option<List>,
    /// Whether there is a request body.
    pub has_body: bool,
}

/// The smallest and largest value of one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bound {
    /// Its name in the document.
    pub parameter: String,
    /// The smallest value that is taken.
    pub minimum: Option<i64>,
    /// The largest value that is taken.
    pub maximum: Option<i64>,
}

/// How a list is asked for and taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct List {
    /// The type of one item.
    pub item: String,
    /// Whether every item has an `_id`, by which one that comes twice is noticed.
    pub item_has_id: bool,
    /// How it comes in list pages; nothing for a bare array, which comes whole.
    pub paged: Option<Paged>,
}

/// The names that paging needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paged {
    /// The type of a list page.
    pub page: String,
    /// The property that holds the items, in JSON.
    pub items: String,
    /// The property that holds the number of all items, in JSON.
    pub total: String,
    /// The query parameter for the index of the first item, in the document.
    pub offset: String,
    /// The query parameter for the number of items, in the document.
    pub limit: String,
    /// Which of `offset` and `limit` the list page repeats.
    pub repeats: [bool; 2],
    /// How many items come when no limit is given.
    pub default_limit: Option<i64>,
    /// The most that can be asked for at once.
    pub maximum_limit: Option<i64>,
}

fn collect_operations(lowered: &mut Lowered) -> usize {
    let value = &lowered.value;
    lowered.operations = operations(value)
        .map(|(path, method, operation)| {
            let id = operation
                .get("operationId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let security = operation.get("security").or_else(|| value.get("security"));
            Operation {
                name: snake(id),
                id: id.to_owned(),
                method: method.to_uppercase(),
                url_template: path.split('?').next().unwrap_or(path).to_owned(),
                accept: media_type(operation).unwrap_or(JSON).to_owned(),
                authenticated: security.is_some_and(demands_credential),
                bounds: parameters(operation).filter_map(bound).collect(),
                parameters: parameters(operation).filter_map(documentation).collect(),
                list: list(value, operation),
                has_body: operation.contains_key("requestBody"),
            }
        })
        .collect();
    lowered.operations.len()
}

fn demands_credential(security: &Value) -> bool {
    let requirements = security.as_array().into_iter().flatten();
    requirements
        .filter_map(Value::as_object)
        .any(|requirement| !requirement.is_empty())
}

fn media_type(operation: &Object) -> Option<&str> {
    let responses = operation.get("responses")?.as_object()?;
    let (media_type, _) = responses.values().flat_map(content).next()?;
    Some(media_type)
}

fn bound(parameter: &Object) -> Option<Bound> {
    let schema = parameter.get("schema")?;
    let limit = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
    let excludes = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
    let minimum = limit("minimum").map(|n| n.saturating_add(excludes("exclusiveMinimum").into()));
    let maximum = limit("maximum").map(|n| n.saturating_sub(excludes("exclusiveMaximum").into()));
    (minimum.is_some() || maximum.is_some()).then(|| Bound {
        parameter: parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        minimum,
        maximum,
    })
}

/// What a parameter means, with what its type does not say.
fn documentation(parameter: &Object) -> Option<(String, String)> {
    let name = parameter.get("name")?.as_str()?;
    let description = parameter
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let schema = parameter.get("schema");
    let mut text = description.trim().to_owned();
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            let separator = if text.is_empty() { "" } else { " " };
            text.push_str(&format!("{separator}{label} {value}."));
        }
    };
    add(
        "Default",
        schema
            .and_then(|schema| schema.get("default"))
            .map(Value::to_string),
    );
    let bound = bound(parameter);
    add(
        "At least",
        bound
            .as_ref()
            .and_then(|bound| bound.minimum)
            .map(|n| n.to_string()),
    );
    add(
        "At most",
        bound
            .as_ref()
            .and_then(|bound| bound.maximum)
            .map(|n| n.to_string()),
    );
    Some((snake(name), text))
}

fn list(value: &Value, operation: &Object) -> Option<List> {
    let responses = operation.get("responses")?.as_object()?;
    let media = responses
        .values()
        .find_map(|response| response.get("content")?.get(JSON))?;
    let schema = media.get("schema")?;
    let is_object = |name: &&str| {
        component(value, name).is_some_and(|schema| schema.get("properties").is_some())
    };
    if let Some(item) = schema
        .get("items")
        .and_then(component_name)
        .filter(is_object)
    {
        return Some(List {
            item_has_id: has_id(value, item),
            item: pascal(item),
            paged: None,
        });
    }
    let paging = operation.get("x-pagination")?;
    let name = |key: &str| paging.get(key).and_then(Value::as_str).map(str::to_owned);
    let page = component_name(schema)?;
    let properties = component(value, page)?.get("properties")?;
    let items = name("items")?;
    let item = properties
        .get(&items)?
        .get("items")
        .and_then(component_name)?;
    let (offset, limit) = (name("offset")?, name("limit")?);
    let asked = parameters(operation)
        .find(|parameter| parameter.get("name").and_then(Value::as_str) == Some(&limit))?;
    let default_limit = asked.get("schema")?.get("default").and_then(Value::as_i64);
    Some(List {
        item_has_id: has_id(value, item),
        item: pascal(item),
        paged: Some(Paged {
            page: pascal(page),
            items,
            total: name("total")?,
            repeats: [&offset, &limit].map(|name| properties.get(name).is_some()),
            default_limit,
            maximum_limit: bound(asked).and_then(|bound| bound.maximum),
            offset,
            limit,
        }),
    })
}

/// Whether a component insists on an `_id`.
pub(super) fn has_id(value: &Value, name: &str) -> bool {
    let required = component(value, name).and_then(|schema| schema.get("required"));
    let required = required.and_then(Value::as_array).into_iter().flatten();
    required.filter_map(Value::as_str).any(|name| name == "_id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::run_on;
    use crate::lower::walk::reference;
    use serde_json::json;

    fn operation(operation: Value) -> Operation {
        let document = json!({
            "security": [{"token": []}],
            "paths": {"/a/{id}?x=y": {"get": operation}},
            "components": {"schemas": {
                "Thing": {"properties": {}},
                "Things": {"properties": {"offset": {}, "all": {}, "things": {"items": reference("Thing")}}},
            }},
        });
        let (lowered, count) = run_on(&COLLECT_OPERATIONS, document);
        assert_eq!(count, 1);
        lowered.operations.into_iter().next().unwrap()
    }

    #[test]
    fn an_operation_is_told_with_method_url_media_type_and_security() {
        let plain = operation(json!({"operationId": "getThing", "responses": {}}));
        assert_eq!(
            (&*plain.name, &*plain.method, &*plain.url_template),
            ("get_thing", "GET", "/a/{id}")
        );
        assert_eq!(plain.accept, "application/json");
        assert!(plain.authenticated);
        let export =
            operation(json!({"security": [], "responses": {"2XX": {"content": {"text/csv": {}}}}}));
        assert_eq!(export.accept, "text/csv");
        assert!(!export.authenticated);
    }

    #[test]
    fn bounds_count_what_they_exclude() {
        let told = operation(json!({"parameters": [
            {"name": "limit", "description": "How many.", "schema": {"minimum": 0, "exclusiveMinimum": true, "maximum": 500, "default": 100}},
            {"name": "filter", "schema": {}},
        ]}));
        let bound = Bound {
            parameter: "limit".into(),
            minimum: Some(1),
            maximum: Some(500),
        };
        assert_eq!(told.bounds, [bound]);
        assert_eq!(
            told.parameters[0].1,
            "How many. Default 100. At least 1. At most 500."
        );
        assert_eq!(told.parameters[1], ("filter".into(), String::new()));
    }

    #[test]
    fn a_paged_list_is_told_by_its_names() {
        let told = operation(json!({
            "parameters": [{"name": "limit", "schema": {"maximum": 9}}, {"name": "offset", "schema": {}}],
            "x-pagination": {"offset": "offset", "limit": "limit", "items": "things", "total": "all"},
            "responses": {"2XX": {"content": {"application/json": {"schema": reference("Things")}}}},
        }));
        let list = told.list.unwrap();
        let paged = list.paged.unwrap();
        assert_eq!(
            (&*list.item, &*paged.page, &*paged.total),
            ("Thing", "Things", "all")
        );
        assert_eq!(
            (paged.repeats, paged.maximum_limit),
            ([true, false], Some(9))
        );
    }

    #[test]
    fn a_bare_array_of_objects_is_a_list_that_comes_whole() {
        let told = operation(json!({
            "responses": {"2XX": {"content": {"application/json": {"schema": {"type": "array", "items": reference("Thing")}}}}},
        }));
        assert_eq!(
            told.list,
            Some(List {
                item: "Thing".into(),
                item_has_id: false,
                paged: None
            })
        );
    }
}
