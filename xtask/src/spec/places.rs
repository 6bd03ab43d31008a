//! Ways through a document that may be wrong anywhere: what is not of the expected form is passed by.

use serde_json::{Map, Value};
use telecomx_codegen::{Document, document::escape};

pub(super) type Object = Map<String, Value>;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "patch", "head", "options", "trace",
];

/// An operation and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Operation<'a> {
    pub(super) pointer: String,
    pub(super) path: &'a str,
    pub(super) method: &'static str,
    pub(super) members: &'a Object,
}

impl<'a> Operation<'a> {
    /// `GET /internet/request`, as subjects of the ledger begin.
    pub(super) fn subject(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Its id, or the subject while it has none.
    pub(super) fn name(&self) -> String {
        let id = self.members.get("operationId").and_then(Value::as_str);
        id.map_or_else(|| self.subject(), str::to_owned)
    }

    /// Only the beginning of its page could be read.
    pub(super) fn is_partial(&self) -> bool {
        let wiki = self.members.get("x-wiki");
        wiki.and_then(|wiki| wiki.get("partial")) == Some(&Value::Bool(true))
    }

    /// Its parameters, those of the path included, references followed: place and members.
    pub(super) fn parameters(&self, document: &'a Document) -> Vec<(String, &'a Object)> {
        let above = self.pointer.rsplit_once('/').map_or("", |(above, _)| above);
        let mut found: Vec<(String, &Object)> = Vec::new();
        for list in [step(above, "parameters"), step(&self.pointer, "parameters")] {
            let count = document
                .at(&list)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            for index in 0..count {
                let Some((pointer, members)) = resolved(document, &format!("{list}/{index}"))
                else {
                    continue;
                };
                // The operation's own replaces the path's.
                found.retain(|(_, other)| {
                    other.get("name") != members.get("name") || other.get("in") != members.get("in")
                });
                found.push((pointer, members));
            }
        }
        found
    }

    /// Its answers: status, place and members, references followed.
    pub(super) fn responses(&self, document: &'a Document) -> Vec<(&'a str, String, &'a Object)> {
        let responses = self.members.get("responses").and_then(Value::as_object);
        responses
            .into_iter()
            .flatten()
            .filter_map(|(status, _)| {
                let place = step(&step(&self.pointer, "responses"), status);
                let (pointer, members) = resolved(document, &place)?;
                Some((status.as_str(), pointer, members))
            })
            .collect()
    }
}

pub(super) fn operations(document: &Document) -> Vec<Operation<'_>> {
    let paths = document.at("/paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(members) = item.get(method).and_then(Value::as_object) {
                let pointer = step(&step("/paths", path), method);
                found.push(Operation {
                    pointer,
                    path,
                    method,
                    members,
                });
            }
        }
    }
    found
}

/// A place within a place.
pub(super) fn step(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", escape(key))
}

/// The last step of a pointer, as the document has it.
pub(super) fn last(pointer: &str) -> String {
    telecomx_codegen::document::unescape(pointer.rsplit('/').next().unwrap_or_default())
}

/// The object that a place leads to, with its own place.
pub(super) fn resolved<'a>(document: &'a Document, pointer: &str) -> Option<(String, &'a Object)> {
    let pointer = document.resolve_pointer(pointer)?;
    let members = document.at(&pointer)?.as_object()?;
    Some((pointer, members))
}

/// The media types of a body or an answer, with the place of each.
pub(super) fn content<'a>(pointer: &str, holder: &'a Object) -> Vec<(&'a str, String)> {
    let content = holder.get("content").and_then(Value::as_object);
    let above = step(pointer, "content");
    content
        .into_iter()
        .flatten()
        .map(|(media, _)| (media.as_str(), step(&above, media)))
        .collect()
}

/// What a schema is to the thing that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Component,
    Property,
    Other,
}

/// A schema, or a reference to one, as it is written.
#[derive(Debug, Clone)]
pub(super) struct Schema<'a> {
    pub(super) pointer: String,
    pub(super) role: Role,
    pub(super) members: &'a Object,
}

/// All schemas that are written anywhere, each once, the outer before the inner.
pub(super) fn schemas(document: &Document) -> Vec<Schema<'_>> {
    let mut found = Vec::new();
    let section = |name: &str| {
        document
            .at(&step("/components", name))
            .and_then(Value::as_object)
    };
    for name in section("schemas")
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        descend(
            document,
            step("/components/schemas", name),
            Role::Component,
            &mut found,
        );
    }
    for kind in ["parameters", "responses", "requestBodies"] {
        for name in section(kind).into_iter().flatten().map(|(name, _)| name) {
            holder(
                document,
                &step(&step("/components", kind), name),
                &mut found,
            );
        }
    }
    for operation in operations(document) {
        let above = operation
            .pointer
            .rsplit_once('/')
            .map_or("", |(above, _)| above);
        for list in [
            step(above, "parameters"),
            step(&operation.pointer, "parameters"),
        ] {
            for index in 0..document
                .at(&list)
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
            {
                holder(document, &format!("{list}/{index}"), &mut found);
            }
        }
        holder(
            document,
            &step(&operation.pointer, "requestBody"),
            &mut found,
        );
        let responses = operation
            .members
            .get("responses")
            .and_then(Value::as_object);
        for (status, _) in responses.into_iter().flatten() {
            holder(
                document,
                &step(&step(&operation.pointer, "responses"), status),
                &mut found,
            );
        }
    }
    // Parameters of a path are met once for each of its operations.
    let mut seen = std::collections::HashSet::new();
    found.retain(|schema| seen.insert(schema.pointer.clone()));
    found
}

/// The schemas of a parameter, a body or an answer that is written here.
fn holder<'a>(document: &'a Document, pointer: &str, found: &mut Vec<Schema<'a>>) {
    let Some(members) = document.at(pointer).and_then(Value::as_object) else {
        return;
    };
    descend(document, step(pointer, "schema"), Role::Other, found);
    for (_, media) in content(pointer, members) {
        descend(document, step(&media, "schema"), Role::Other, found);
    }
}

fn descend<'a>(document: &'a Document, pointer: String, role: Role, found: &mut Vec<Schema<'a>>) {
    let Some(members) = document.at(&pointer).and_then(Value::as_object) else {
        return;
    };
    let inner: Vec<(String, Role)> = children(&pointer, members);
    found.push(Schema {
        pointer,
        role,
        members,
    });
    for (pointer, role) in inner {
        descend(document, pointer, role, found);
    }
}

/// The places directly inside of a schema that is written here.
pub(super) fn children(pointer: &str, members: &Object) -> Vec<(String, Role)> {
    if members.contains_key("$ref") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let properties = members.get("properties").and_then(Value::as_object);
    for (name, _) in properties.into_iter().flatten() {
        found.push((step(&step(pointer, "properties"), name), Role::Property));
    }
    for key in ["items", "additionalProperties"] {
        found.push((step(pointer, key), Role::Other));
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        let choices = members
            .get(key)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        found.extend(
            (0..choices).map(|index| (format!("{}/{index}", step(pointer, key)), Role::Other)),
        );
    }
    found
}
