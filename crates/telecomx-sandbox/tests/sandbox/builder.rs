//! What can be chosen before the start, and what can be asked afterwards.

use serde_json::json;
use telecomx_sandbox::{Error, Sandbox};

use crate::{
    document::document,
    http::{get, get_as, post, send},
};

#[tokio::test]
async fn records_of_ones_own_stand_behind_the_documented_ones() {
    let license = json!({"_id": "own", "customer": "1234567890ABCDEF12345678", "units": 3});
    let order = json!({"_id": "own", "name": 17});
    let sandbox = Sandbox::builder()
        .records(5)
        .record("listFlexcareOrders", order.clone())
        .record("listExternalLicenses", license.clone())
        .start()
        .await
        .unwrap();
    let orders = get(&sandbox, "/iptv/flexcareorder").await.json();
    assert_eq!(
        (&orders["flexcareOrders"][1], &orders["total"]),
        (&order, &json!(5))
    );
    assert_eq!(
        orders["flexcareOrders"][0]["name"],
        "Name of FlexCare order"
    );
    // It belongs to the customer that it names.
    let licenses = get(
        &sandbox,
        "/externalLicense?customer=1234567890ABCDEF12345678",
    )
    .await
    .json();
    assert_eq!(licenses["externalLicenses"][0], license);
    assert!(
        !get(&sandbox, "/externalLicense")
            .await
            .text()
            .contains("\"own\"")
    );
    assert_eq!(
        get(
            &sandbox,
            "/externalLicense?reseller=1234567890ABCDEF12345678&withoutProduct=true"
        )
        .await
        .json()["externalLicenses"][0],
        license
    );
}

#[tokio::test]
async fn records_of_ones_own_are_filtered_like_others() {
    let new = json!({"_id": "new", "address": "Paradisæblevej 111, 9999 Andeby", "offers": false});
    let offered = json!({"_id": "offered", "address": {"address": "Paradisæblevej 111", "city": "Andeby"}, "Offers": [{"_id": "o"}]});
    let sandbox = Sandbox::builder()
        .records(0)
        .record("listInternetRequests", new.clone())
        .record("listInternetRequests", offered.clone())
        .start()
        .await
        .unwrap();
    let list = |query: &str| {
        let target = format!("/internet/request?{query}");
        let sandbox = &sandbox;
        async move { get(sandbox, &target).await.json()["requests"].clone() }
    };
    assert_eq!(list("filter=andeby").await, json!([new, offered]));
    assert_eq!(list("state=NEW").await, json!([new]));
    assert_eq!(list("state=HAS_OFFER").await, json!([offered]));
    assert_eq!(list("filter=entenhausen").await, json!([]));
}

#[tokio::test]
async fn what_cannot_be_served_is_refused_at_the_start() {
    let error =
        async |builder: telecomx_sandbox::Builder| builder.start().await.err().unwrap().to_string();
    assert_eq!(
        error(Sandbox::builder().record("listFlexcareOrder", json!({}))).await,
        "the sandbox cannot use a record of the builder: no operation \"listFlexcareOrder\" to add a record to; did you mean \"listFlexcareOrders\"?"
    );
    assert_eq!(
        error(Sandbox::builder().record("listResellers", json!(1))).await,
        "the sandbox cannot use a record of the builder: a record of listResellers is not a JSON object"
    );
    assert_eq!(
        error(Sandbox::builder().document(json!({}))).await,
        "the sandbox cannot serve the document: no `paths` in the document"
    );
    assert_eq!(
        error(Sandbox::builder().document(json!({"paths": {"/x": {"get": {}}}}))).await,
        "the sandbox cannot serve the document: GET /x: no operationId"
    );
    let first = Sandbox::start().await.unwrap();
    let taken = Sandbox::builder()
        .port(first.address().port())
        .start()
        .await
        .err()
        .unwrap();
    assert!(matches!(taken, Error::Port { .. }));
    assert!(std::error::Error::source(&taken).is_some());
}

#[tokio::test]
async fn an_operation_new_in_the_document_is_served_without_a_change_here() {
    let mut document = document();
    document["paths"]["/internet/account"] = json!({"get": {
        "operationId": "listInternetAccounts",
        "x-access-levels": ["ADMIN"],
        "x-pagination": {"offset": "offset", "limit": "limit", "items": "accounts", "total": "total"},
        "parameters": [
            {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 20, "default": 5}},
        ],
        "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {
            "accounts": {"type": "array", "items": {"$ref": "#/components/schemas/FlexcareOrderer"}},
        }}}}}, "403": {"$ref": "#/components/responses/AccessDenied"}},
    }});
    document["paths"]["/internet/speed/{kind}"] = json!({"get": {
        "operationId": "getSpeed",
        "x-access-levels": ["ADMIN"],
        "parameters": [{"name": "kind", "in": "path", "required": true, "schema": {"type": "string", "enum": ["UP", "DOWN"]}}],
        "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "required": ["mbit"],
            "properties": {"mbit": {"type": "integer", "minimum": 3, "maximum": 4}}}}}}},
    }});
    let sandbox = Sandbox::builder().document(document).start().await.unwrap();
    let page = get(&sandbox, "/internet/account?offset=248").await.json();
    assert_eq!(
        (page["accounts"].as_array().unwrap().len(), &page["total"]),
        (2, &json!(250))
    );
    assert_eq!(
        get(&sandbox, "/internet/account?limit=21").await.status,
        400
    );
    let viewer = &sandbox.user("VIEWER").unwrap().machine_token;
    assert_eq!(
        get_as(&sandbox, viewer, "/internet/account").await.status,
        403
    );
    let speed = get(&sandbox, "/internet/speed/UP").await.json();
    assert!([3, 4].contains(&speed["mbit"].as_i64().unwrap()));
    assert_eq!(get(&sandbox, "/internet/speed/SIDEWAYS").await.status, 400);
}

#[tokio::test]
async fn unknown_parameters_are_ignored_where_that_is_chosen() {
    let sandbox = Sandbox::builder()
        .ignore_unknown_parameters()
        .start()
        .await
        .unwrap();
    assert_eq!(
        get(&sandbox, "/externalLicense?custmer=1").await.status,
        200
    );
    assert_eq!(
        get(&sandbox, "/externalLicense?limit=x&custmer=1")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn requests_are_logged_without_secrets() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = sandbox.admin().machine_token.clone();
    get(&sandbox, "/internet/request?filter=Brøndby&filter=x").await;
    post(
        &sandbox,
        "/auth/login",
        &json!({"username": "a", "password": "hunter2"}),
    )
    .await;
    get(&sandbox, "/auth/validateToken?simple=true").await;
    let headers = [
        ("authorization", token.as_str()),
        ("cookie", token.as_str()),
        ("x-mine", "1"),
    ];
    send(&sandbox, "GET", "/nowhere", &headers, "")
        .await
        .unwrap();
    let requests = sandbox.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|request| {
            (
                request.path.as_str(),
                request.operation.as_deref(),
                request.status,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("/internet/request", Some("listInternetRequests"), Some(400)),
            ("/auth/login", Some("login"), Some(401)),
            ("/auth/validateToken", Some("validateToken"), Some(200)),
            ("/nowhere", None, Some(404)),
        ]
    );
    assert_eq!(requests[0].query("filter"), Some("Brøndby"));
    assert_eq!(
        (requests[0].query("token"), requests[2].query("token")),
        (Some("***"), Some("***"))
    );
    assert_eq!(
        (
            requests[3].header("authorization"),
            requests[3].header("cookie")
        ),
        (Some("***"), Some("***"))
    );
    assert_eq!(requests[3].header("x-mine"), Some("1"));
    let log = format!("{requests:?} {sandbox:?}");
    assert!(!log.contains(&token) && !log.contains("hunter2"));

    assert_eq!(
        (sandbox.calls("login"), sandbox.calls("listResellers")),
        (1, 0)
    );
    sandbox.clear_requests();
    assert_eq!((sandbox.calls("login"), sandbox.requests().len()), (0, 0));
}

#[tokio::test]
async fn the_log_keeps_the_last_requests_and_counts_all() {
    let sandbox = Sandbox::builder().log_capacity(3).start().await.unwrap();
    for limit in 1..=5 {
        get(&sandbox, &format!("/internet/request?limit={limit}")).await;
    }
    let limits: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| request.query("limit").unwrap().to_owned())
        .collect();
    assert_eq!(limits, ["3", "4", "5"]);
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| request.status == Some(200))
    );
    assert_eq!(sandbox.calls("listInternetRequests"), 5);
}

#[tokio::test]
async fn a_dropped_sandbox_listens_no_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.address();
    assert!(tokio::net::TcpStream::connect(address).await.is_ok());
    drop(sandbox);
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[tokio::test]
async fn the_first_page_says_what_runs_and_for_whom() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = send(&sandbox, "GET", "/", &[], "").await.unwrap();
    assert_eq!(page.text(), sandbox.welcome());
    assert!(page.text().contains(sandbox.url()));
    for user in sandbox.credentials() {
        assert!(page.text().contains(&user.username) && page.text().contains(&user.machine_token));
    }
    assert!(page.text().contains("/iptv/serviceagreement/{id}"));
    assert_eq!(sandbox.requests(), Vec::new());
}
