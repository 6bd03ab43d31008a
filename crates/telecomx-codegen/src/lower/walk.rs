//! Ways through a document that has passed the checks: every operation, every schema.

use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// The methods that an operation may have, as OpenAPI spells them.
pub(crate) const METHODS: [&str; 6] = ["get", "put", "post", "delete", "patch", "head"];

const SCHEMAS: &str = "#/components/schemas/";

/// The component that a schema is a reference to.
pub(crate) fn component_name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// A reference to a component.
pub(crate) fn reference(component: &str) -> Value {
    serde_json::json!({"$ref": format!("{SCHEMAS}{component}")})
}

/// All operations: path key, method, and what stands there.
pub(crate) fn operations(value: &Value) -> impl Iterator<Item = (&str, &str, &Object)> {
    let paths = value.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        let members = item.as_object().into_iter().flatten();
        members
            .filter(|(method, _)| METHODS.contains(&method.as_str()))
            .filter_map(|(method, operation)| {
                Some((path.as_str(), method.as_str(), operation.as_object()?))
            })
    })
}

/// All operations, to be changed.
pub(crate) fn operations_mut(value: &mut Value) -> impl Iterator<Item = &mut Object> {
    let paths = value.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flatten().flat_map(|(_, item)| {
        let members = item.as_object_mut().into_iter().flatten();
        members
            .filter(|(method, _)| METHODS.contains(&method.as_str()))
            .filter_map(|(_, operation)| operation.as_object_mut())
    })
}

/// The parameters of an operation.
pub(crate) fn parameters(operation: &Object) -> impl Iterator<Item = &Object> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

/// The parameters of an operation, to be changed.
pub(crate) fn parameters_mut(operation: &mut Object) -> impl Iterator<Item = &mut Object> {
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    parameters
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

/// The named schemas.
pub(crate) fn components(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let schemas = value
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    schemas.into_iter().flatten()
}

/// One named schema.
pub(crate) fn component<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.pointer("/components/schemas")?.get(name)
}

/// The named schemas, to be changed; made where there are none yet.
pub(crate) fn components_mut(value: &mut Value) -> Option<&mut Object> {
    let components = value
        .as_object_mut()?
        .entry("components")
        .or_insert_with(|| Object::new().into());
    let schemas = components
        .as_object_mut()?
        .entry("schemas")
        .or_insert_with(|| Object::new().into());
    schemas.as_object_mut()
}

/// What the content of a body or a response may be: media type and media type object.
pub(crate) fn content(holder: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let content = holder.get("content").and_then(Value::as_object);
    content.into_iter().flatten()
}

/// The schemas that an operation holds itself, each with a name that would fit it: parameters, body, responses.
pub(crate) fn operation_schemas_mut(
    operation: &mut Object,
    mut visit: impl FnMut(String, &mut Value),
) {
    let id = operation
        .get("operationId")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let id = crate::names::pascal(id);
    for parameter in parameters_mut(operation) {
        let name = parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = format!("{id}{}", crate::names::pascal(name));
        if let Some(schema) = parameter.get_mut("schema") {
            visit(name, schema);
        }
    }
    let mut within = |holder: &mut Value, name: &str| {
        let content = holder.get_mut("content").and_then(Value::as_object_mut);
        for (_, media) in content.into_iter().flatten() {
            if let Some(schema) = media.get_mut("schema") {
                visit(name.to_owned(), schema);
            }
        }
    };
    if let Some(body) = operation.get_mut("requestBody") {
        within(body, &format!("{id}Body"));
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (_, response) in responses.into_iter().flatten() {
        within(response, &format!("{id}Response"));
    }
}

/// The schemas directly inside of a schema, each with a name that would fit it.
pub(crate) fn children_mut(
    name: &str,
    schema: &mut Value,
    mut visit: impl FnMut(String, &mut Value),
) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (property, child) in properties.into_iter().flatten() {
        visit(format!("{name}{}", crate::names::pascal(property)), child);
    }
    if let Some(items) = schema.get_mut("items") {
        visit(format!("{name}Item"), items);
    }
    if let Some(values) = schema.get_mut("additionalProperties")
        && values.is_object()
    {
        visit(format!("{name}Value"), values);
    }
    let choices = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for (index, choice) in choices.into_iter().flatten().enumerate() {
        visit(format!("{name}{index}"), choice);
    }
}

/// Every schema of the document, the outer one before those inside of it.
pub(crate) fn each_schema(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    fn descend(schema: &mut Value, visit: &mut impl FnMut(&mut Value)) {
        visit(schema);
        children_mut("", schema, |_, child| descend(child, visit));
    }
    if let Some(schemas) = components_mut(value) {
        for (_, schema) in schemas {
            descend(schema, visit);
        }
    }
    for operation in operations_mut(value) {
        operation_schemas_mut(operation, |_, schema| descend(schema, visit));
    }
}
