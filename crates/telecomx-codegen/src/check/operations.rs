//! Paths and operations: names, parameters, bodies and responses.

use serde_json::Value;

use super::{Checker, is_name, step};
use crate::lower::JSON;
use crate::lower::walk::{METHODS, Object};
use crate::names::snake;

/// Methods of the client that are no operations.
const CLIENT_METHODS: [&str; 16] = [
    "builder",
    "with_timeout",
    "with_retry",
    "get",
    "call",
    "pre",
    "exec",
    "post",
    "base_url",
    "baseurl",
    "client",
    "inner",
    "api_version",
    "clone",
    "fmt",
    "send",
];

/// Methods of operation builders that set no parameter, and names that `send` uses itself.
const BUILDER_METHODS: [&str; 8] = [
    "client",
    "new",
    "send",
    "pages",
    "items",
    "body",
    "body_map",
    "header_map",
];

/// Media types that an answer may have. JSON is decoded, the rest is handed on as bytes.
const MEDIA_TYPES: [&str; 5] = [
    JSON,
    "text/csv",
    "text/plain",
    "application/pdf",
    "application/octet-stream",
];

impl Checker<'_> {
    pub(super) fn paths(&mut self) {
        let mut ids: Vec<(String, String)> = Vec::new();
        let mut lists = Vec::new();
        for (path, item) in self.object("/paths").into_iter().flatten() {
            if path.starts_with("x-") {
                continue;
            }
            let pointer = step("/paths", path);
            let names = self.template(&pointer, path);
            let Some(item) = item.as_object() else {
                self.report(&pointer, "must be an object of operations");
                continue;
            };
            let known: Vec<&str> = METHODS
                .into_iter()
                .chain(["parameters", "summary", "description"])
                .collect();
            self.only(&pointer, item, &known);
            for method in METHODS.iter().filter(|method| item.contains_key(**method)) {
                let place = step(&pointer, method);
                self.operation = self.operation_at(&place);
                if let Some(operation) = self.object(&place) {
                    self.operation(
                        &pointer, &place, method, operation, &names, &mut ids, &mut lists,
                    );
                }
                self.operation = None;
            }
        }
    }

    /// The parameters in a path.
    fn template(&mut self, pointer: &str, path: &str) -> Vec<String> {
        let mut names = Vec::new();
        if !path.starts_with('/') {
            self.report(pointer, "a path must begin with a slash");
        }
        for part in path.split('/').skip(1) {
            let mut rest = part;
            if part.is_empty() && path != "/" {
                self.report(
                    pointer,
                    "a path must have something between two slashes, and none at its end",
                );
            }
            while let Some(start) = rest.find('{') {
                let Some(length) = rest[start..].find('}') else {
                    break;
                };
                let name = &rest[start + 1..start + length];
                if !is_name(name) {
                    self.report(pointer, format!("{{{name}}} is no name of a parameter"));
                }
                if names.iter().any(|other| other == name) {
                    self.report(pointer, format!("{{{name}}} stands in the path twice"));
                }
                names.push(name.to_owned());
                rest = &rest[start + length + 1..];
            }
        }
        let plain = names.iter().fold(path.to_owned(), |path, name| {
            path.replace(&format!("{{{name}}}"), "x")
        });
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
        if !plain.chars().all(is_plain) {
            self.report(pointer, "a path may have letters, digits, `-._~` and {parameters}: no query, no stray brace");
        }
        names
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each says one thing, and there is one caller"
    )]
    fn operation(
        &mut self,
        item: &str,
        pointer: &str,
        method: &str,
        operation: &Object,
        names: &[String],
        ids: &mut Vec<(String, String)>,
        lists: &mut Vec<(String, String, String)>,
    ) {
        let known = [
            "operationId",
            "tags",
            "summary",
            "description",
            "externalDocs",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "deprecated",
        ];
        self.only(pointer, operation, &known);
        self.text(&step(pointer, "summary"));
        self.text(&step(pointer, "description"));
        self.security(&step(pointer, "security"));
        self.operation_id(&step(pointer, "operationId"), ids);
        let parameters = self.parameters(item, pointer, names);
        self.body(&step(pointer, "requestBody"), method);
        let responses = self.responses(&step(pointer, "responses"));
        let has_variants = operation.contains_key("x-variants");
        self.one_success(&step(pointer, "responses"), &responses, has_variants);
        if operation.contains_key("x-pagination") {
            self.pagination(
                &step(pointer, "x-pagination"),
                &parameters,
                &responses,
                lists,
            );
        }
        if has_variants {
            self.variants(&step(pointer, "x-variants"), &parameters, &responses, ids);
        }
    }

    /// An operation's id, which must make a method that no other operation has.
    pub(super) fn operation_id(&mut self, pointer: &str, ids: &mut Vec<(String, String)>) {
        let Some(id) = self.needed_text(pointer) else {
            return;
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let rust = snake(id);
        if !id.starts_with(|c: char| c.is_ascii_alphabetic()) || !id.chars().all(is_plain) {
            self.report(
                pointer,
                format!("{id} must be letters and digits, beginning with a letter"),
            );
        } else if CLIENT_METHODS.contains(&rust.as_str()) || rust.ends_with('_') {
            self.report(
                pointer,
                format!("the method {rust} of the client is something else: choose another id"),
            );
        } else if let Some((_, other)) = ids.iter().find(|(other, _)| *other == rust) {
            self.report(
                pointer,
                format!("duplicate: {other} makes the method {rust} too"),
            );
        }
        ids.push((rust, id.to_owned()));
    }

    /// All parameters of an operation, its path's included: name, and the place of each.
    fn parameters(&mut self, item: &str, pointer: &str, names: &[String]) -> Vec<(String, String)> {
        let mut found: Vec<(String, String, String)> = Vec::new();
        for list in [step(item, "parameters"), step(pointer, "parameters")] {
            let mut seen: Vec<(String, String)> = Vec::new();
            for index in 0..self.list(&list).map_or(0, Vec::len) {
                let place = format!("{list}/{index}");
                let Some(place) = self.document.resolve_pointer(&place) else {
                    continue;
                };
                let Some((name, location)) = self.parameter(&place) else {
                    continue;
                };
                let key = (name.clone(), location.clone());
                if seen.contains(&key) {
                    self.report(&place, format!("the parameter {name} is there twice"));
                }
                seen.push(key);
                found.retain(|(other, place, _)| *other != name || *place != location);
                found.push((name, location, place));
            }
        }
        for (name, location, place) in &found {
            if location == "path" && !names.contains(name) {
                self.report(
                    place,
                    format!("the path has no {{{name}}}: add it, or drop the parameter"),
                );
            }
        }
        for name in names {
            if !found
                .iter()
                .any(|(other, location, _)| other == name && location == "path")
            {
                self.report(
                    pointer,
                    format!("the parameter {{{name}}} of the path is not declared"),
                );
            }
        }
        for (index, (name, _, place)) in found.iter().enumerate() {
            let rust = snake(name);
            if BUILDER_METHODS.contains(&rust.as_str()) {
                self.report(place, format!("a parameter cannot be called {rust} in Rust: the builder's method {rust} is something else"));
            }
            if found
                .iter()
                .take(index)
                .any(|(other, _, _)| snake(other) == rust)
            {
                self.report(
                    place,
                    format!("becomes {rust} in Rust, as another parameter does: rename one"),
                );
            }
        }
        found
            .into_iter()
            .map(|(name, _, place)| (name, place))
            .collect()
    }

    fn parameter(&mut self, pointer: &str) -> Option<(String, String)> {
        let parameter = self.object(pointer)?;
        let known = [
            "name",
            "in",
            "required",
            "description",
            "schema",
            "style",
            "explode",
            "example",
            "examples",
            "deprecated",
            "allowEmptyValue",
            "allowReserved",
        ];
        self.only(pointer, parameter, &known);
        self.text(&step(pointer, "description"));
        let name = self.needed_text(&step(pointer, "name"))?;
        if !is_name(name) {
            self.report(
                &step(pointer, "name"),
                "must be letters, digits, `_`, `-` and `.`",
            );
        }
        let location = self.needed_text(&step(pointer, "in"))?;
        let required = self.truth(&step(pointer, "required"));
        let style = self.text(&step(pointer, "style"));
        match location {
            "path" => {
                if required != Some(true) {
                    self.report(pointer, "a path parameter must be `required: true`");
                }
                if style.is_some_and(|style| style != "simple") {
                    self.report(
                        &step(pointer, "style"),
                        "only the style `simple` is taken in a path",
                    );
                }
            }
            "query" => {
                if style.is_some_and(|style| style != "form") {
                    self.report(
                        &step(pointer, "style"),
                        "only the style `form` is taken in a query",
                    );
                }
            }
            _ => self.report(
                &step(pointer, "in"),
                format!("{location} is not taken: path or query"),
            ),
        }
        if self.truth(&step(pointer, "explode")) == Some(false) {
            self.report(
                &step(pointer, "explode"),
                "lists are sent as repeated parameters: drop it",
            );
        }
        let schema = step(pointer, "schema");
        if self.document.at(&schema).is_none() {
            self.report(&schema, "is missing");
        } else {
            self.schema(&schema);
            self.simple(&schema, location == "query");
        }
        Some((name.to_owned(), location.to_owned()))
    }

    /// What can stand in a URL: one value, or in a query a list of them.
    fn simple(&mut self, pointer: &str, may_be_list: bool) {
        let Some((resolved, schema)) = self.resolved(pointer) else {
            return;
        };
        let is_lenient = schema.get("x-string-or-number") == Some(&Value::Bool(true));
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        let kind = schema
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_owned);
        if nullable {
            self.report(pointer, "a parameter cannot be null: leave it out instead");
        }
        match kind.as_deref() {
            Some("string" | "integer" | "number" | "boolean") => {}
            None if is_lenient => {}
            Some("array") if may_be_list => self.simple(&step(&resolved, "items"), false),
            _ => self.report(
                pointer,
                "a parameter must be a string, a number, a boolean or in a query a list of them",
            ),
        }
    }

    fn body(&mut self, pointer: &str, method: &str) {
        if self.document.at(pointer).is_none() {
            return;
        }
        if matches!(method, "get" | "head") {
            self.report(pointer, format!("{} has no body", method.to_uppercase()));
        }
        let Some(pointer) = self.document.resolve_pointer(pointer) else {
            return;
        };
        let Some(body) = self.object(&pointer) else {
            return;
        };
        self.only(&pointer, body, &["description", "required", "content"]);
        self.text(&step(&pointer, "description"));
        if self.truth(&step(&pointer, "required")) != Some(true) {
            self.report(&pointer, "a body is always sent: say `required: true`");
        }
        let content_pointer = step(&pointer, "content");
        let content = self.object(&content_pointer);
        let media_types: Vec<&str> = content
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        if media_types != [JSON] {
            self.report(
                &content_pointer,
                format!("a body must be {JSON} and nothing else"),
            );
            return;
        }
        let schema = self.media(&step(&content_pointer, JSON), true);
        let is_object = self
            .resolved(&schema)
            .is_some_and(|(_, schema)| schema.contains_key("properties"));
        if !is_object {
            self.report(&schema, "a body must be an object with properties");
        }
    }

    /// A media type object; gives the place of its schema.
    fn media(&mut self, pointer: &str, needs_schema: bool) -> String {
        let schema = step(pointer, "schema");
        if let Some(media) = self.object(pointer) {
            self.only(pointer, media, &["schema", "example", "examples"]);
            if media.contains_key("schema") {
                self.schema(&schema);
            } else if needs_schema {
                self.report(&schema, "is missing");
            }
        }
        schema
    }

    /// All responses: status and place of each.
    fn responses(&mut self, pointer: &str) -> Vec<(String, String)> {
        if self.document.at(pointer).is_none() {
            self.report(pointer, "is missing");
        }
        let mut found = Vec::new();
        for status in self
            .object(pointer)
            .into_iter()
            .flatten()
            .map(|(status, _)| status)
        {
            let place = step(pointer, status);
            if !is_status(status) {
                let reason = format!(
                    "{status} is no status: name each as three digits, or as in 4XX, and no default"
                );
                self.report(&place, reason);
            }
            let Some(place) = self.document.resolve_pointer(&place) else {
                continue;
            };
            self.response(&place);
            found.push((status.clone(), place));
        }
        found
    }

    fn response(&mut self, pointer: &str) {
        let Some(response) = self.object(pointer) else {
            return;
        };
        self.only(
            pointer,
            response,
            &["description", "content", "headers", "links"],
        );
        self.needed_text(&step(pointer, "description"));
        let content = step(pointer, "content");
        for name in self
            .object(&content)
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            let place = step(&content, name);
            if !MEDIA_TYPES.contains(&name.as_str()) {
                let reason = format!("unknown media type: one of {}", MEDIA_TYPES.join(", "));
                self.report(&place, reason);
            }
            let schema = self.media(&place, name == JSON);
            let nullable = self
                .resolved(&schema)
                .and_then(|(_, schema)| schema.get("nullable"));
            if nullable == Some(&Value::Bool(true)) {
                self.report(&schema, "a whole answer cannot be null");
            }
        }
    }

    /// progenitor knows one success type an operation.
    fn one_success(&mut self, pointer: &str, responses: &[(String, String)], has_variants: bool) {
        let successes: Vec<&str> = successes(responses).collect();
        let Some(first) = successes.first() else {
            self.report(pointer, "no success is documented: add a 2xx response");
            return;
        };
        let content = |place: &str| -> Vec<(String, Option<Value>)> {
            let content = self
                .document
                .at(&step(place, "content"))
                .and_then(Value::as_object);
            let content = content.into_iter().flatten();
            content
                .map(|(name, media)| (name.clone(), media.get("schema").cloned()))
                .collect()
        };
        let expected = content(first);
        if successes.iter().any(|place| content(place) != expected) {
            self.report(
                pointer,
                "several success types: give every 2xx response the same content",
            );
        }
        if expected.len() > 1 && !has_variants {
            let reason =
                "several media types: say in x-variants which parameter chooses between them";
            self.report(&step(first, "content"), reason);
        }
    }
}

/// The places of the responses that are successes.
pub(super) fn successes(responses: &[(String, String)]) -> impl Iterator<Item = &str> {
    responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(_, place)| place.as_str())
}

fn is_status(status: &str) -> bool {
    let mut characters = status.chars();
    let class = characters.next().is_some_and(|c| ('1'..='5').contains(&c));
    let rest = characters.as_str();
    class && (rest == "XX" || (rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit())))
}
