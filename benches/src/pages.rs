//! The list pages that are decoded: 500 records each, the same bytes for everybody.

use bytes::Bytes;
use serde_json::Value;
use telecomx::{Client, ResponseValue};
use telecomx_sandbox::Sandbox;

/// An answer that is still bytes; its `json` is how the client decodes every answer.
pub type Answer = ResponseValue<Bytes>;

/// All documented examples.
const FIXTURES: &str = include_str!("../../openapi/dist/fixtures.json");

/// A page of each list.
pub struct Pages {
    /// Where its records come from.
    pub origin: &'static str,
    /// Complete Internet requests.
    pub full: Answer,
    /// Internet requests in short.
    pub condensed: Answer,
    /// Licenses.
    pub licenses: Answer,
}

impl Pages {
    /// Pages of the documented example, each record with an id of its own.
    ///
    /// # Panics
    /// When a sandbox cannot be started or asked.
    #[must_use]
    pub fn documented() -> Self {
        Self {
            origin: "as documented",
            full: page(
                "listInternetRequests",
                "full",
                "/internet/request?full=true",
            ),
            condensed: page("listInternetRequests", "normal", "/internet/request"),
            licenses: page("listExternalLicenses", "normal", "/externalLicense"),
        }
    }

    /// Pages of made-up records, with the oddities of the real API and a value missing now and then.
    ///
    /// # Panics
    /// When a sandbox cannot be started or asked.
    #[must_use]
    pub fn made_up() -> Self {
        Self {
            origin: "made up by the sandbox",
            full: page("", "", "/internet/request?full=true"),
            condensed: page("", "", "/internet/request"),
            licenses: page("", "", "/externalLicense"),
        }
    }
}

/// A page from a sandbox that has a documented example 500 times, or else what it makes up.
fn page(operation: &str, example: &str, path: &str) -> Answer {
    let fixtures: Value = serde_json::from_str(FIXTURES).expect("the fixtures are JSON");
    let examples = fixtures[operation]["responses"].as_array();
    let example = examples
        .into_iter()
        .flatten()
        .find(|response| response["name"] == example);
    let mut sandbox = Sandbox::builder().records(1000);
    if let Some(list) = example.and_then(|example| example["value"].as_object()) {
        let record = &list.values().find_map(Value::as_array).expect("a list")[0];
        for number in 0..500 {
            let mut record = record.clone();
            record["_id"] = format!("1234567890ABCDEF{number:08}").into();
            sandbox = sandbox.record(operation, record);
        }
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let sandbox = sandbox.start().await.expect("a sandbox");
        let client = Client::builder()
            .base_url(sandbox.url())
            .token(sandbox.admin().machine_token.as_str())
            .build()
            .expect("a client");
        // Behind the example itself.
        let request = client.get(path).query("offset", "1").query("limit", "500");
        request.send().await.expect("a page")
    })
}
