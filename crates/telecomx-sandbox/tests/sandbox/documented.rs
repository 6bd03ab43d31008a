//! Whatever the sandbox answers stands in the document.

use serde_json::{Map, Value, json};
use telecomx_sandbox::{Sandbox, User};

use crate::{
    document::{document, findings, operation, operations, resolve},
    http::{Reply, get, get_as, get_with, post, send},
};

/// Schema of the JSON answer to a request of an operation, items in the shape that the query selects.
fn answer_schema(document: &Value, operation: &Value, query: &str) -> Value {
    let mut schema = resolve(
        document,
        &operation["responses"]["200"]["content"]["application/json"]["schema"],
    )
    .clone();
    let variants = &operation["x-variants"];
    let cases = variants["cases"].as_array().into_iter().flatten();
    let chosen = cases.clone().find(|case| {
        let pair = format!(
            "{}={}",
            variants["parameter"].as_str().unwrap(),
            case["value"].as_str().unwrap()
        );
        query.split('&').any(|given| given == pair)
    });
    if let Some(item) = chosen.unwrap_or(&variants["default"])["item"].as_str() {
        let items = operation["x-pagination"]["items"].as_str().unwrap();
        schema["properties"][items]["items"] = json!({ "$ref": item });
    }
    schema
}

/// Queries that use each parameter of an operation in turn, with each value where they can be counted.
fn queries(document: &Value, operation: &Value) -> Vec<String> {
    let mut queries = vec![String::new()];
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap();
        let schema = resolve(document, &parameter["schema"]);
        if parameter["in"] != "query" || schema["format"] == "password" {
            continue;
        }
        let values: Vec<String> =
            match (schema["enum"].as_array(), schema["type"].as_str().unwrap()) {
                (Some(values), _) => values
                    .iter()
                    .map(|value| value.as_str().unwrap().to_owned())
                    .collect(),
                (None, "boolean") => vec!["true".to_owned(), "false".to_owned()],
                (None, "integer") => vec![
                    schema["maximum"].as_i64().unwrap_or(240).to_string(),
                    "1".to_owned(),
                ],
                (None, _) if schema["format"] == "object-id" => {
                    vec!["1234567890ABCDEF12345678".to_owned()]
                }
                _ => vec!["1".to_owned()],
            };
        queries.extend(values.into_iter().map(|value| format!("{name}={value}")));
    }
    let full: Vec<String> = queries
        .iter()
        .map(|query| format!("full=true&{query}"))
        .collect();
    if operation["operationId"] == "listInternetRequests" {
        queries.extend(full.into_iter().filter(|query| !query.contains("&full=")));
    }
    queries
}

/// Checks an answer against the response that the document has for its status.
fn assert_documented(document: &Value, operation: &Value, query: &str, reply: &Reply) {
    let id = operation["operationId"].as_str().unwrap();
    let response = &operation["responses"][reply.status.to_string()];
    assert!(
        !response.is_null(),
        "{id}?{query}: {} is not documented: {}",
        reply.status,
        reply.text()
    );
    let content = &resolve(document, response)["content"];
    let media_type = reply
        .header("content-type")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert!(
        content.get(media_type).is_some(),
        "{id}?{query}: {media_type} is not documented for {}",
        reply.status
    );
    if media_type == "application/json" {
        let schema = match reply.status {
            200 => answer_schema(document, operation, query),
            _ => content[media_type]["schema"].clone(),
        };
        let findings = findings(document, &schema, &reply.json());
        assert!(findings.is_empty(), "{id}?{query}: {findings:#?}");
    }
}

#[tokio::test]
async fn every_answer_of_every_operation_has_the_documented_form() {
    let document = document();
    for seed in 1..=2 {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let agreements = agreement_ids(&sandbox).await;
        let nothing = vec![String::new()];
        let mut answers = 0;
        for (method, path, operation) in operations(&document) {
            if operation["operationId"] == "logout"
                || operation["operationId"] == "validateToken"
                || method == "POST"
            {
                continue;
            }
            for query in queries(&document, operation) {
                for id in if path.contains("{id}") {
                    &agreements
                } else {
                    &nothing
                } {
                    let reply =
                        get(&sandbox, &format!("{}?{query}", path.replace("{id}", id))).await;
                    assert_eq!(reply.status, 200, "{path}?{query}: {}", reply.text());
                    assert_documented(&document, operation, &query, &reply);
                    answers += 1;
                }
            }
        }
        assert!(answers > 70, "{answers}");
    }
}

/// Ids of agreements that orders refer to.
async fn agreement_ids(sandbox: &Sandbox) -> Vec<String> {
    let orders = get(sandbox, "/iptv/flexcareorder?limit=8").await.json();
    let orders = orders["flexcareOrders"].as_array().unwrap().iter();
    orders
        .filter_map(|order| order["serviceAgreement"].as_str())
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn answers_about_tokens_have_the_documented_form() {
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    let login = operation(&document, "login");
    let validate = operation(&document, "validateToken");
    for user in sandbox.credentials().to_vec() {
        let body = json!({"username": user.username, "password": user.password});
        assert_documented(
            &document,
            &login,
            "",
            &post(&sandbox, "/auth/login", &body).await,
        );
        for query in [
            "",
            "simple=true",
            "extend=true",
            "ip=127.0.0.1",
            "ip=10.0.0.1",
            "simple=true&ip=10.0.0.1",
        ] {
            let reply = get_as(
                &sandbox,
                &user.machine_token,
                &format!("/auth/validateToken?{query}"),
            )
            .await;
            assert_documented(&document, &validate, query, &reply);
        }
        let reply = get_as(&sandbox, &user.machine_token, "/auth/logout").await;
        assert_eq!(reply.status, 200);
        assert_documented(&document, &operation(&document, "logout"), "", &reply);
    }
}

#[tokio::test]
async fn every_documented_error_can_be_had_with_its_documented_text() {
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    let mut errors = 0;
    for (method, path, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let response = resolve(&document, response);
            for error in response["x-errors"].as_array().into_iter().flatten() {
                let fault = format!("status={status}:{}", error["message"].as_str().unwrap());
                let path = path.replace("{id}", "1");
                let reply = send(&sandbox, &method, &path, &[("x-sandbox-fault", &fault)], "")
                    .await
                    .unwrap();
                assert_eq!(reply.status.to_string(), *status);
                assert_eq!(reply.json(), *error, "{path} {fault}");
                assert_documented(&document, operation, "", &reply);
                errors += 1;
            }
        }
    }
    assert!(errors > 40, "{errors}");
}

#[tokio::test]
async fn errors_come_by_themselves_where_they_are_due() {
    let document = document();
    let sandbox = Sandbox::builder()
        .user(User::new("nobody", "x", "NO_LOGIN"))
        .start()
        .await
        .unwrap();
    let admin = sandbox.admin().machine_token.clone();
    let viewer = sandbox.user("VIEWER").unwrap().machine_token.clone();
    let reseller = sandbox.user("RESELLER").unwrap().machine_token.clone();
    let expected = [
        (
            "listInternetRequests",
            &admin,
            "/internet/request?limit=0",
            400,
            "bad_request",
        ),
        (
            "listInternetRequests",
            &admin,
            "/internet/request?state=OLD",
            400,
            "bad_request",
        ),
        (
            "listInternetRequests",
            &viewer,
            "/internet/request?customer=1234567890ABCDEF12345678",
            403,
            "access_denied",
        ),
        (
            "listInternetRequests",
            &viewer,
            "/internet/request?customer=nobody",
            403,
            "access_denied",
        ),
        (
            "listExternalLicenses",
            &viewer,
            "/externalLicense",
            403,
            "access_denied",
        ),
        (
            "listExternalLicenses",
            &admin,
            "/externalLicense?customer=nobody",
            404,
            "customer",
        ),
        (
            "listExternalLicenses",
            &admin,
            "/externalLicense?reseller=nobody",
            404,
            "customer",
        ),
        (
            "listExternalLicenses",
            &admin,
            "/externalLicense?format=XML",
            400,
            "bad_request",
        ),
        (
            "listFlexcareOrders",
            &reseller,
            "/iptv/flexcareorder",
            403,
            "access_denied",
        ),
        (
            "getServiceAgreement",
            &admin,
            "/iptv/serviceagreement/nothing",
            404,
            "id",
        ),
        (
            "getServiceAgreement",
            &admin,
            "/iptv/serviceagreement/a%2Fb",
            404,
            "id",
        ),
        (
            "getServiceAgreement",
            &admin,
            "/iptv/serviceagreement/%ff",
            400,
            "bad_request",
        ),
        (
            "getServiceAgreement",
            &admin,
            "/iptv/serviceagreement/1?extendProduct=yes",
            400,
            "bad_request",
        ),
        (
            "listResellers",
            &viewer,
            "/customer/resellers/list",
            403,
            "access_denied",
        ),
        (
            "listResellers",
            &reseller,
            "/customer/resellers/list?iptv=true",
            403,
            "access_denied",
        ),
        (
            "listResellers",
            &admin,
            "/customer/resellers/list?iptv=1",
            400,
            "bad_request",
        ),
        (
            "validateToken",
            &admin,
            "/auth/validateToken?ip=10.0.0.1",
            401,
            "invalid_token",
        ),
        (
            "validateToken",
            &admin,
            "/auth/validateToken?ip=10.0.0.1&simple=true",
            403,
            "access_denied",
        ),
        (
            "logout",
            &admin,
            "/auth/logout?now=true",
            400,
            "bad request",
        ),
    ];
    for (id, token, target, status, message) in expected {
        let reply = get_as(&sandbox, token, target).await;
        assert_eq!(reply.error(), (status, message.to_owned()), "{target}");
        assert_documented(&document, &operation(&document, id), "", &reply);
    }
    for (id, target) in [
        ("listInternetRequests", "/internet/request"),
        ("listResellers", "/customer/resellers/list"),
        ("logout", "/auth/logout"),
    ] {
        for token in ["", "made-up"] {
            let reply = get_as(&sandbox, token, target).await;
            assert_eq!(
                reply.error(),
                (401, "credentials_invalid".to_owned()),
                "{target}"
            );
            assert_documented(&document, &operation(&document, id), "", &reply);
        }
        let reply = send(&sandbox, "GET", target, &[], "").await.unwrap();
        assert_eq!(
            reply.error(),
            (401, "credentials_invalid".to_owned()),
            "{target}"
        );
    }
    let nobody = post(
        &sandbox,
        "/auth/login",
        &json!({"username": "nobody", "password": "x"}),
    )
    .await;
    assert_eq!(nobody.error(), (401, "credentials_invalid".to_owned()));
}

#[tokio::test]
async fn a_request_outside_the_document_is_told_what_would_have_been_right() {
    let sandbox = Sandbox::start().await.unwrap();
    for (method, target, status, hint) in [
        (
            "GET",
            "/iptv/flexcareorders",
            404,
            "no operation GET /iptv/flexcareorders; did you mean /iptv/flexcareorder?",
        ),
        (
            "GET",
            "/iptv/serviceagreements/17",
            404,
            "no operation GET /iptv/serviceagreements/17; did you mean /iptv/serviceagreement/17?",
        ),
        (
            "GET",
            "/externallicense",
            404,
            "no operation GET /externallicense; did you mean /externalLicense?",
        ),
        (
            "GET",
            "/internet/request/",
            404,
            "no operation GET /internet/request/; did you mean /internet/request?",
        ),
        (
            "GET",
            "/auth/login",
            405,
            "no operation GET /auth/login; there is POST /auth/login",
        ),
        (
            "DELETE",
            "/internet/request",
            405,
            "no operation DELETE /internet/request; there is GET /internet/request",
        ),
    ] {
        let reply = send(&sandbox, method, target, &[], "").await.unwrap();
        assert_eq!(
            (reply.status, reply.json()["description"].as_str().unwrap()),
            (status, hint)
        );
    }
    let reply = get(&sandbox, "/nothing/like/it").await;
    assert_eq!(reply.error(), (404, "not_found".to_owned()));
    assert!(
        reply.json()["description"]
            .as_str()
            .unwrap()
            .ends_with("/ lists what there is")
    );
    let reply = send(&sandbox, "GET", "/auth/login", &[], "").await.unwrap();
    assert_eq!(reply.header("allow"), Some("POST"));
    for target in [
        "//",
        "/%00",
        "/iptv/serviceagreement/",
        "/iptv/serviceagreement/1/2",
        "/..",
        "*",
    ] {
        let reply = send(&sandbox, "GET", target, &[], "").await.unwrap();
        assert!((400..500).contains(&reply.status), "{target}");
    }
    let misspelt = get(&sandbox, "/externalLicense?custmer=1").await.json();
    assert_eq!(
        misspelt["description"],
        "/externalLicense has no parameter \"custmer\"; did you mean \"customer\"?"
    );
}

#[tokio::test]
async fn documented_examples_come_first_and_untouched() {
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    for (id, target, example) in [
        ("listInternetRequests", "/internet/request", "normal"),
        (
            "listInternetRequests",
            "/internet/request?full=true",
            "full",
        ),
        ("listExternalLicenses", "/externalLicense", "normal"),
        ("listFlexcareOrders", "/iptv/flexcareorder", "documented"),
    ] {
        let operation = operation(&document, id);
        let items = operation["x-pagination"]["items"].as_str().unwrap();
        let examples = &operation["responses"]["200"]["content"]["application/json"]["examples"];
        let reply = get(&sandbox, target).await.json();
        assert_eq!(
            reply[items][0], examples[example]["value"][items][0],
            "{target}"
        );
        assert_eq!(
            (&reply["offset"], &reply["limit"], &reply["total"]),
            (&json!(0), &json!(100), &json!(250))
        );
    }
    let operation = operation(&document, "listResellers");
    let examples = &operation["responses"]["200"]["content"]["application/json"]["examples"];
    let reply = get(&sandbox, "/customer/resellers/list").await.json();
    let reply = reply.as_array().unwrap();
    assert_eq!(json!(reply[..2]), examples["documented"]["value"]);
    assert_eq!(reply.len(), 250);
}

#[tokio::test]
async fn both_documented_agreements_are_served_under_both_documented_ids() {
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    let operation = operation(&document, "getServiceAgreement");
    let examples = &operation["responses"]["200"]["content"]["application/json"]["examples"];
    for id in ["1234567890ABCDEFGHIJKLMN", "12345678901234567890ABCD"] {
        let path = format!("/iptv/serviceagreement/{id}");
        assert_eq!(
            get(&sandbox, &path).await.json(),
            examples["documented"]["value"]
        );
        let extended = get(&sandbox, &format!("{path}?extendProduct=true"))
            .await
            .json();
        assert_eq!(extended, examples["extendProduct"]["value"]);
    }
}

#[tokio::test]
async fn every_example_request_of_the_wiki_is_answered() {
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    let mut requests = 0;
    for (_, _, operation) in operations(&document) {
        for request in operation["x-request-examples"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let reply = get(&sandbox, request.as_str().unwrap()).await;
            assert_eq!(reply.status, 200, "{request}: {}", reply.text());
            requests += 1;
        }
    }
    assert!(requests >= 14, "{requests}");
}

#[tokio::test]
async fn the_document_is_served_with_this_server_in_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut served = send(&sandbox, "GET", "/openapi.json", &[], "")
        .await
        .unwrap()
        .json();
    assert_eq!(served["servers"][0]["url"], "/");
    let mut expected = document();
    let yaml = send(&sandbox, "GET", "/openapi.yaml", &[], "")
        .await
        .unwrap();
    assert_eq!(yaml.header("content-type"), Some("application/yaml"));
    assert!(
        yaml.text()
            .starts_with("openapi: \"3.0.3\"\ninfo:\n  title: ")
    );
    // What readers of YAML 1.1 would take for a time or a truth is quoted.
    assert!(yaml.text().contains("\"2022-03-31T00:00:00.000Z\"\n"));
    assert_eq!(
        serde_norway::from_str::<Value>(yaml.text()).unwrap(),
        served
    );
    served["servers"] = Value::Null;
    expected["servers"] = Value::Null;
    assert_eq!(served, expected);
}

#[tokio::test]
async fn a_document_of_any_text_is_the_same_in_yaml() {
    let texts: &[&str] = &[
        "",
        " ",
        "no",
        "NULL",
        "on",
        "~",
        "1",
        "1e3",
        "0x1F",
        "2018-01-01",
        "07:45",
        "a: b",
        "a #b",
        "- a",
        "#",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "{",
        "[]",
        "|",
        "\"",
        "\\",
        "'",
        "a\nb\n",
        "\t",
        "\u{1}",
        "æ–€😀",
        "a/b-c_d",
        "true",
        "...",
        "---",
    ];
    let names: Map<String, Value> = texts
        .iter()
        .map(|text| ((*text).to_owned(), json!(text)))
        .collect();
    let mut own = document();
    own["x-own"] = json!({"texts": texts, "names": names, "nested": [[[], [1, [2]]], {}, {"a": {"b": {}}, "c": [null, 1.5, -1]}]});
    let sandbox = Sandbox::builder()
        .document(own.clone())
        .start()
        .await
        .unwrap();
    let yaml = send(&sandbox, "GET", "/openapi.yaml", &[], "")
        .await
        .unwrap();
    let read: Value = serde_norway::from_str(yaml.text()).unwrap();
    assert_eq!(read["x-own"], own["x-own"]);
}

#[tokio::test]
async fn an_evolved_answer_is_not_as_documented() {
    // Also shows that the checks above would see it.
    let document = document();
    let sandbox = Sandbox::start().await.unwrap();
    for (id, target) in [
        ("listInternetRequests", "/internet/request?full=true"),
        ("listExternalLicenses", "/externalLicense"),
        ("listFlexcareOrders", "/iptv/flexcareorder"),
        ("listResellers", "/customer/resellers/list"),
        (
            "getServiceAgreement",
            "/iptv/serviceagreement/1234567890ABCDEFGHIJKLMN?extendProduct=true",
        ),
    ] {
        let operation = operation(&document, id);
        let schema = answer_schema(
            &document,
            &operation,
            target.split_once('?').map_or("", |(_, query)| query),
        );
        let evolved = get_with(&sandbox, "evolve", target).await.unwrap().json();
        let findings = findings(&document, &schema, &evolved);
        assert!(
            findings
                .iter()
                .any(|finding| finding.contains("addedLater")),
            "{target}: {findings:?}"
        );
        let enums = document["components"]["schemas"]
            .to_string()
            .matches("\"enum\"")
            .count();
        assert!(enums > 5);
        if id != "listFlexcareOrders" && id != "listResellers" {
            assert!(
                findings
                    .iter()
                    .any(|finding| finding.contains("is not one of")),
                "{target}: {findings:?}"
            );
        }
    }
}

#[test]
fn the_copy_of_the_document_is_fresh() {
    // A package has no workspace around it, and then nothing to compare with.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if let Ok(original) = std::fs::read_to_string(root.join("openapi/dist/telecomx.json")) {
        let copy = include_str!("../../telecomx.json");
        assert!(
            copy == original.replace("\r\n", "\n"),
            "telecomx.json differs from openapi/dist/telecomx.json: run `cargo xtask regen`"
        );
    }
}
