//! Ways through a document that has passed the checks: every operation, every schema.

use serde_json::{Map, Value};

use crate::names::pascal;

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

/// Where a schema stands in what holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    Parameter(&'a str),
    Body,
    Response,
    Property(&'a str),
    Item,
    Value,
    Choice(usize),
}

impl Step<'_> {
    /// A type name for the schema, after the type or operation that holds it.
    pub(crate) fn name(self, owner: &str) -> String {
        match self {
            Self::Parameter(name) | Self::Property(name) => format!("{owner}{}", pascal(name)),
            Self::Body => format!("{owner}Body"),
            Self::Response => format!("{owner}Response"),
            Self::Item => format!("{owner}Item"),
            Self::Value => format!("{owner}Value"),
            Self::Choice(index) => format!("{owner}{index}"),
        }
    }
}

/// The schemas that an operation holds itself.
pub(crate) fn operation_schemas_mut(
    operation: &mut Object,
    mut visit: impl FnMut(Step<'_>, &mut Value),
) {
    for parameter in parameters_mut(operation) {
        let name = parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(schema) = parameter.get_mut("schema") {
            visit(Step::Parameter(&name), schema);
        }
    }
    let mut within = |holder: &mut Value, step: Step<'_>| {
        let content = holder.get_mut("content").and_then(Value::as_object_mut);
        for (_, media) in content.into_iter().flatten() {
            if let Some(schema) = media.get_mut("schema") {
                visit(step, schema);
            }
        }
    };
    if let Some(body) = operation.get_mut("requestBody") {
        within(body, Step::Body);
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (_, response) in responses.into_iter().flatten() {
        within(response, Step::Response);
    }
}

/// The schemas directly inside of a schema.
pub(crate) fn children_mut(schema: &mut Value, mut visit: impl FnMut(Step<'_>, &mut Value)) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (property, child) in properties.into_iter().flatten() {
        visit(Step::Property(property), child);
    }
    if let Some(items) = schema.get_mut("items") {
        visit(Step::Item, items);
    }
    if let Some(values) = schema
        .get_mut("additionalProperties")
        .filter(|values| values.is_object())
    {
        visit(Step::Value, values);
    }
    let choices = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for (index, choice) in choices.into_iter().flatten().enumerate() {
        visit(Step::Choice(index), choice);
    }
}

/// Every schema of the document, the outer one before those inside of it.
pub(crate) fn each_schema(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    fn descend(schema: &mut Value, visit: &mut impl FnMut(&mut Value)) {
        visit(schema);
        children_mut(schema, |_, child| descend(child, visit));
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
