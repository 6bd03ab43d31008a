//! Operations: where they come from, who may call them, what they are called, how they page and fail.

use std::collections::HashMap;

use serde_json::Value;

use super::{Linter, strings};
use crate::spec::places::{Object, Operation, content, operations, resolved, step};

/// What an operation's id may begin with.
const VERBS: [&str; 26] = [
    "add", "cancel", "change", "check", "close", "count", "create", "delete", "export", "find",
    "get", "import", "list", "login", "logout", "move", "open", "order", "remove", "replace",
    "reset", "search", "send", "set", "update", "validate",
];

const ERROR: &str = "#/components/schemas/ErrorBody";

impl Linter<'_> {
    pub(super) fn operations(&mut self) {
        let mut ids = HashMap::new();
        for operation in operations(self.document) {
            self.origin(&operation);
            self.access_levels(&operation);
            self.ids(&operation, &mut ids);
            self.needs_text(
                "description",
                &operation.pointer,
                operation.members,
                "summary",
            );
            self.needs_text(
                "description",
                &operation.pointer,
                operation.members,
                "description",
            );
            for (pointer, parameter) in operation.parameters(self.document) {
                self.needs_text("description", &pointer, parameter, "description");
            }
            self.responses(&operation);
            self.paging(&operation);
            self.requests(&operation);
        }
    }

    fn origin(&mut self, operation: &Operation<'_>) {
        let pointer = step(&operation.pointer, "x-wiki");
        let wiki = operation.members.get("x-wiki");
        let text = |key: &str| wiki.and_then(|wiki| wiki.get(key)).and_then(Value::as_str);
        if text("page").is_none_or(|page| !page.starts_with("api:")) {
            self.report(
                "wiki-origin",
                &pointer,
                "the page is missing, or no page of the API",
            );
        }
        // `2018-09-29T12:55`, or for a page that was read in part the date alone.
        let shape = |text: &str| {
            text.chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect::<String>()
        };
        let modified = text("modified").map(shape);
        let is_partial = operation.is_partial();
        let fits = match modified.as_deref() {
            Some("0000-00-00T00:00") => true,
            Some("0000-00-00") | None => is_partial,
            Some(_) => false,
        };
        if !fits {
            self.report(
                "wiki-origin",
                &pointer,
                "`modified` is no date with time, as the page has it",
            );
        }
        let objects = wiki
            .and_then(|wiki| wiki.get("objects"))
            .and_then(Value::as_object);
        if !is_partial && objects.is_none_or(Object::is_empty) {
            self.report(
                "wiki-origin",
                &pointer,
                "`objects` does not say what the page's tables describe",
            );
        }
        for (heading, target) in objects.into_iter().flatten() {
            let found = target
                .as_str()
                .and_then(telecomx_codegen::document::local_pointer);
            if found.and_then(|found| self.document.at(&found)).is_none() {
                let place = step(&step(&pointer, "objects"), heading);
                self.report("wiki-origin", &place, format!("there is no {target}"));
            }
        }
    }

    fn access_levels(&mut self, operation: &Operation<'_>) {
        let pointer = step(&operation.pointer, "x-access-levels");
        let levels = strings(operation.members.get("x-access-levels"));
        if levels.is_empty() {
            self.report("access-levels", &pointer, "nobody may call it");
        }
        let known = strings(self.document.at("/components/schemas/AccessLevel/enum"));
        for level in levels
            .iter()
            .filter(|level| !known.is_empty() && !known.contains(*level))
        {
            self.report(
                "access-levels",
                &pointer,
                format!("{level} is no access level"),
            );
        }
    }

    fn ids(&mut self, operation: &Operation<'_>, ids: &mut HashMap<String, String>) {
        let mut places = vec![step(&operation.pointer, "operationId")];
        let cases = step(&step(&operation.pointer, "x-variants"), "cases");
        let count = self
            .document
            .at(&cases)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        places.extend((0..count).map(|index| format!("{cases}/{index}/operationId")));
        for place in places {
            let Some(id) = self.document.at(&place).and_then(Value::as_str) else {
                self.report("operation-id", &place, "is missing");
                continue;
            };
            let begins = VERBS.iter().any(|verb| {
                id.strip_prefix(verb).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase())
                })
            });
            if !begins || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
                self.report(
                    "operation-id",
                    &place,
                    format!("{id} is no camelCase with a verb first"),
                );
            }
            if let Some(other) = ids.insert(id.to_lowercase(), operation.subject()) {
                self.report(
                    "operation-id",
                    &place,
                    format!("{id} is the id of {other} too"),
                );
            }
        }
    }

    fn responses(&mut self, operation: &Operation<'_>) {
        let responses = operation.responses(self.document);
        let above = step(&operation.pointer, "responses");
        if !responses.iter().any(|(status, ..)| status.starts_with('2')) {
            self.report("response-status", &above, "there is no answer of success");
        }
        for (status, pointer, response) in responses {
            self.needs_text("description", &pointer, response, "description");
            if status.len() != 3 || !status.bytes().all(|byte| byte.is_ascii_digit()) {
                self.report(
                    "response-status",
                    &step(&above, status),
                    format!("{status} is no number"),
                );
            }
            let content = content(&pointer, response);
            let is_json = |media: &&str| *media == "application/json";
            if content.iter().any(|(media, _)| is_json(media))
                && !content.first().is_some_and(|(media, _)| is_json(media))
            {
                self.report(
                    "media-order",
                    &step(&pointer, "content"),
                    "application/json is not the first",
                );
            }
            if status.starts_with('2') {
                self.success(operation, &content);
                continue;
            }
            let rows = response.get("x-errors").and_then(Value::as_array);
            let is_row = |row: &Value| {
                ["message", "description"]
                    .iter()
                    .all(|key| row.get(key).is_some_and(Value::is_string))
            };
            if rows.is_none_or(|rows| rows.is_empty() || !rows.iter().all(is_row)) {
                self.report(
                    "error-rows",
                    &pointer,
                    format!("the messages of {status} are missing or incomplete"),
                );
            }
            let schemas: Vec<_> = content
                .iter()
                .map(|(media, place)| {
                    (
                        *media,
                        self.document.at(&step(&step(place, "schema"), "$ref")),
                    )
                })
                .collect();
            if schemas != [("application/json", Some(&Value::from(ERROR)))] {
                self.report(
                    "error-body",
                    &pointer,
                    format!("{status} does not answer with {ERROR} as JSON alone"),
                );
            }
        }
    }

    /// What a page that was read in part shows as an example, nobody knows.
    fn success(&mut self, operation: &Operation<'_>, content: &[(&str, String)]) {
        for (_, pointer) in content
            .iter()
            .filter(|(media, _)| *media == "application/json")
        {
            let has = |key: &str| {
                self.document
                    .at(&step(pointer, key))
                    .is_some_and(|examples| {
                        examples
                            .as_object()
                            .is_none_or(|examples| !examples.is_empty())
                    })
            };
            if !operation.is_partial() && !has("example") && !has("examples") {
                self.report(
                    "operation-example",
                    pointer,
                    "there is no documented example",
                );
            }
        }
    }

    /// An operation that pages says so, and its parameters have their bounds.
    fn paging(&mut self, operation: &Operation<'_>) {
        let parameters = operation.parameters(self.document);
        let named = |name: &str| {
            parameters
                .iter()
                .find(|(_, parameter)| parameter.get("name").and_then(Value::as_str) == Some(name))
        };
        let total = operation
            .responses(self.document)
            .iter()
            .filter(|(status, ..)| status.starts_with('2'))
            .any(|(_, pointer, response)| {
                content(pointer, response).iter().any(|(_, media)| {
                    let schema = resolved(self.document, &step(media, "schema"));
                    schema.is_some_and(|(_, schema)| {
                        schema
                            .get("properties")
                            .is_some_and(|properties| properties.get("total").is_some())
                    })
                })
            });
        let Some(pagination) = operation.members.get("x-pagination") else {
            if total || named("offset").is_some() || named("limit").is_some() {
                self.report(
                    "pagination",
                    &operation.pointer,
                    "it has offset, limit or total, and no x-pagination",
                );
            }
            return;
        };
        for (key, least) in [("offset", 0), ("limit", 1)] {
            let name = pagination.get(key).and_then(Value::as_str).unwrap_or(key);
            let Some((pointer, _)) = named(name) else {
                self.report(
                    "pagination",
                    &step(&operation.pointer, "x-pagination"),
                    format!("there is no parameter {name}"),
                );
                continue;
            };
            let schema = resolved(self.document, &step(pointer, "schema"));
            if schema.is_none_or(|(_, schema)| {
                schema.get("minimum").and_then(Value::as_i64) != Some(least)
            }) {
                self.report(
                    "pagination",
                    pointer,
                    format!("{name} has no minimum of {least}"),
                );
            }
        }
    }

    /// The page's example requests use the path and the parameters that are declared.
    fn requests(&mut self, operation: &Operation<'_>) {
        let parameters = operation.parameters(self.document);
        for (index, request) in strings(operation.members.get("x-request-examples"))
            .iter()
            .enumerate()
        {
            let pointer = format!("{}/{index}", step(&operation.pointer, "x-request-examples"));
            let (path, query) = request.split_once('?').unwrap_or((request, ""));
            let (ours, theirs): (Vec<_>, Vec<_>) = (
                operation.path.split('/').collect(),
                path.split('/').collect(),
            );
            let is_same = ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(&theirs)
                    .all(|(a, b)| a == b || a.starts_with('{'));
            if !is_same {
                self.report(
                    "request-example",
                    &pointer,
                    format!("{path} is not {}", operation.path),
                );
            }
            for pair in query.split('&').filter(|pair| !pair.is_empty()) {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let found = parameters.iter().find(|(_, parameter)| {
                    parameter.get("name").and_then(Value::as_str) == Some(name)
                });
                let Some((place, _)) = found else {
                    self.report(
                        "request-example",
                        &pointer,
                        format!("there is no parameter {name}"),
                    );
                    continue;
                };
                let schema = resolved(self.document, &step(place, "schema"));
                if schema.is_some_and(|(_, schema)| !takes(schema, value)) {
                    self.report(
                        "request-example",
                        &pointer,
                        format!("{name} cannot be {value}"),
                    );
                }
            }
        }
    }
}

/// Whether a value in a URL is one of a simple schema.
fn takes(schema: &Object, value: &str) -> bool {
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    let by_type = match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => matches!(value, "true" | "false"),
        Some("integer") => value.parse::<i64>().is_ok_and(|value| {
            number("minimum").is_none_or(|least| value >= least)
                && number("maximum").is_none_or(|most| value <= most)
        }),
        _ => true,
    };
    let values = schema.get("enum").and_then(Value::as_array);
    by_type
        && values.is_none_or(|values| {
            values.iter().any(|one| {
                one.as_str() == Some(value)
                    || one.as_i64().is_some_and(|one| value.parse() == Ok(one))
            })
        })
}
