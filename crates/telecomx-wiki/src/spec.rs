//! What the document says, in the terms in which pages state it: operations, parameters, properties with their JSON path.

mod shape;
mod tree;

use serde_json::Value;
use telecomx_codegen::Document;

use crate::facts::Place;

pub(crate) use shape::Shape;
pub(crate) use tree::{Node, Tree, View};

/// An operation of the document.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Where it stands in the document.
    pub(crate) pointer: String,
    pub(crate) id: String,
    /// `x-wiki`; `None` where an operation does not say where it comes from.
    pub(crate) origin: Option<Origin>,
    /// `x-access-levels`.
    pub(crate) access: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) errors: Vec<Status>,
    /// `x-request-examples`.
    pub(crate) requests: Vec<String>,
    pub(crate) examples: Vec<Example>,
    /// Media types of the answer other than JSON.
    pub(crate) media: Vec<String>,
    /// Everything that the answer and the body can hold.
    pub(crate) tree: Tree,
}

/// Where an operation was transcribed from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) page: String,
    pub(crate) modified: Option<String>,
    /// Only the beginning of the page could be read.
    pub(crate) partial: bool,
    /// Heading on the page, pointer to the schema.
    pub(crate) objects: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Option<Place>,
    pub(crate) shape: Shape,
    pub(crate) pointer: String,
}

/// A documented status other than success.
#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) status: String,
    pub(crate) messages: Vec<String>,
    pub(crate) pointer: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) pointer: String,
}

impl Operation {
    /// `GET /internet/request`, as subjects begin.
    pub(crate) fn subject(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

/// All operations, in the order of the document.
pub(crate) fn operations(document: &Document) -> Vec<Operation> {
    let mut operations = Vec::new();
    let Some(paths) = document.value.get("paths").and_then(Value::as_object) else {
        return operations;
    };
    for (path, item) in paths {
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            operations.push(operation(document, path, method));
        }
    }
    operations
}

fn operation(document: &Document, path: &str, method: &str) -> Operation {
    let above = format!("/paths/{}", escape(path));
    let pointer = format!("{above}/{method}");
    let value = document.at(&pointer).unwrap_or(&Value::Null);
    let mut parameters = parameters(document, &format!("{above}/parameters"));
    parameters.extend(self::parameters(document, &format!("{pointer}/parameters")));
    let mut found = Operation {
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        id: text(value, "operationId").unwrap_or_default(),
        origin: value.get("x-wiki").and_then(origin),
        access: strings(value.get("x-access-levels")),
        requests: strings(value.get("x-request-examples")),
        parameters,
        errors: Vec::new(),
        examples: Vec::new(),
        media: Vec::new(),
        tree: Tree::of(
            document,
            &pointer,
            &format!("{} {path}", method.to_ascii_uppercase()),
        ),
        pointer,
    };
    responses(document, &mut found);
    found
}

fn origin(value: &Value) -> Option<Origin> {
    let objects = value.get("objects").and_then(Value::as_object);
    Some(Origin {
        page: text(value, "page")?,
        modified: text(value, "modified"),
        partial: value
            .get("partial")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        objects: objects
            .into_iter()
            .flatten()
            .filter_map(|(heading, target)| {
                let pointer = telecomx_codegen::document::local_pointer(target.as_str()?)?;
                Some((heading.clone(), pointer))
            })
            .collect(),
    })
}

fn parameters(document: &Document, pointer: &str) -> Vec<Parameter> {
    let count = document
        .at(pointer)
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    (0..count)
        .filter_map(|index| {
            let pointer = document.resolve_pointer(&format!("{pointer}/{index}"))?;
            let value = document.at(&pointer)?;
            let required = value
                .get("required")
                .and_then(Value::as_bool)
                .unwrap_or(false);
            let mut shape = Shape::of(document, &format!("{pointer}/schema"));
            shape.required = required;
            Some(Parameter {
                name: text(value, "name")?,
                place: match value.get("in").and_then(Value::as_str) {
                    Some("query") => Some(Place::Query),
                    Some("path") => Some(Place::Path),
                    _ => None,
                },
                shape,
                pointer,
            })
        })
        .collect()
}

fn responses(document: &Document, operation: &mut Operation) {
    let above = format!("{}/responses", operation.pointer);
    let Some(responses) = document.at(&above).and_then(Value::as_object) else {
        return;
    };
    for status in responses.keys() {
        let Some(pointer) = document.resolve_pointer(&format!("{above}/{}", escape(status))) else {
            continue;
        };
        let Some(response) = document.at(&pointer) else {
            continue;
        };
        if !status.starts_with('2') {
            let rows = response.get("x-errors").and_then(Value::as_array);
            let messages = rows
                .into_iter()
                .flatten()
                .filter_map(|row| text(row, "message"))
                .collect();
            operation.errors.push(Status {
                status: status.clone(),
                messages,
                pointer,
            });
            continue;
        }
        for (media, content) in response
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if media != "application/json" {
                operation.media.push(media.clone());
            }
            let examples = content.get("examples").and_then(Value::as_object);
            for (name, example) in examples.into_iter().flatten() {
                operation.examples.push(Example {
                    name: name.clone(),
                    value: example.get("value").cloned().unwrap_or_default(),
                    pointer: format!(
                        "{pointer}/content/{}/examples/{}",
                        escape(media),
                        escape(name)
                    ),
                });
            }
            if let Some(value) = content.get("example") {
                let pointer = format!("{pointer}/content/{}/example", escape(media));
                operation.examples.push(Example {
                    name: "example".to_owned(),
                    value: value.clone(),
                    pointer,
                });
            }
        }
    }
    let body = format!("{}/requestBody", operation.pointer);
    if let Some(pointer) = document.resolve_pointer(&body) {
        let pointer = format!("{pointer}/content/application~1json");
        let examples = document
            .at(&format!("{pointer}/examples"))
            .and_then(Value::as_object);
        for (name, example) in examples.into_iter().flatten() {
            operation.examples.push(Example {
                name: name.clone(),
                value: example.get("value").cloned().unwrap_or_default(),
                pointer: format!("{pointer}/examples/{}", escape(name)),
            });
        }
    }
}

/// A key as a part of a JSON pointer.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
