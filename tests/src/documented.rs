//! The documented examples, from the published fixtures.

use serde_json::Value;

/// The document as published.
///
/// # Panics
/// If `openapi/dist/telecomx.json` is not JSON, which `cargo xtask regen --check` would say too.
#[must_use]
#[allow(clippy::expect_used)] // Test support: a broken fixture must stop the test.
pub fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi/dist/telecomx.json"))
        .expect("the published document is JSON")
}

/// A documented example of an answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// The operation's id in the document.
    pub operation: String,
    /// The example's name.
    pub name: String,
    /// The example itself.
    pub value: Value,
    /// The JSON pointer of the schema that it must fit.
    pub schema: String,
}

/// Every named example of a 200 answer in JSON.
#[must_use]
pub fn examples() -> Vec<Example> {
    let document = document();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let content = &operation["responses"]["200"]["content"]["application/json"];
            for (name, example) in content["examples"].as_object().into_iter().flatten() {
                let path = path.replace('~', "~0").replace('/', "~1");
                found.push(Example {
                    operation: operation["operationId"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                    name: name.clone(),
                    value: example["value"].clone(),
                    schema: format!(
                        "/paths/{path}/{method}/responses/200/content/application~1json/schema"
                    ),
                });
            }
        }
    }
    found
}
