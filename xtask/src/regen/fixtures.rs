//! Every documented request and answer, by operation, for tests in any language.

use serde_json::{Map, Value, json};
use telecomx_codegen::Document;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "patch", "head", "options", "trace",
];

/// `{operationId: {method, path, requests: [url], bodies: [example], responses: [example]}}`.
///
/// An example is `{status, mediaType, name, summary, value}`; a body's has no status. All are the
/// wiki's own, made valid JSON.
pub(super) fn fixtures(document: &Document) -> Value {
    let paths = document.at("/paths").and_then(Value::as_object);
    let mut fixtures = Map::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let id = operation
                .get("operationId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let bodies: Vec<Value> = operation
                .get("requestBody")
                .map(|body| examples(document, body))
                .unwrap_or_default();
            let mut responses = Vec::new();
            let documented = operation.get("responses").and_then(Value::as_object);
            for (status, response) in documented.into_iter().flatten() {
                for mut example in examples(document, response) {
                    if let Some(example) = example.as_object_mut() {
                        example.shift_insert(0, "status".into(), status.as_str().into());
                    }
                    responses.push(example);
                }
            }
            let requests = operation
                .get("x-request-examples")
                .cloned()
                .unwrap_or_else(|| json!([]));
            fixtures.insert(
                id.to_owned(),
                json!({
                    "method": method.to_uppercase(),
                    "path": path,
                    "requests": requests,
                    "bodies": bodies,
                    "responses": responses,
                }),
            );
        }
    }
    fixtures.into()
}

/// The examples of a body or a response.
fn examples(document: &Document, holder: &Value) -> Vec<Value> {
    let content = document
        .resolve(holder)
        .and_then(|holder| holder.get("content")?.as_object());
    let mut found = Vec::new();
    for (media_type, media) in content.into_iter().flatten() {
        let examples = media.get("examples").and_then(Value::as_object);
        for (name, example) in examples.into_iter().flatten() {
            let Some(example) = document.resolve(example) else {
                continue;
            };
            found.push(json!({
                "mediaType": media_type,
                "name": name,
                "summary": example.get("summary"),
                "value": example.get("value"),
            }));
        }
        if let Some(value) = media.get("example") {
            found.push(
                json!({"mediaType": media_type, "name": null, "summary": null, "value": value}),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_document_is_a_fixture() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/telecomx.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let fixtures = fixtures(&Document::parse(&text, "telecomx.yaml").unwrap());
        let found: usize = fixtures
            .as_object()
            .unwrap()
            .values()
            .map(|of| of["responses"].as_array().unwrap().len())
            .sum();
        let written = text.lines().filter(|line| line.trim() == "value:").count();
        assert!(written > 5);
        assert_eq!(found, written);
        let full = &fixtures["listInternetRequests"];
        assert_eq!(
            (&full["method"], &full["path"]),
            (&json!("GET"), &json!("/internet/request"))
        );
        assert_eq!(full["responses"][1]["status"], "200");
        assert_eq!(
            full["responses"][1]["value"]["requests"][0]["address"]["zip"],
            "2605"
        );
        assert_eq!(full["requests"].as_array().unwrap().len(), 3);
    }
}
