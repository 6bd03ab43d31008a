//! The client against the sandbox: every operation, every query parameter, every documented error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use telecomx::types::{AccessLevel, RequestState, ServiceProduct};
use telecomx::{Client, Credentials, Error, ErrorKind, RetryPolicy};
use telecomx_sandbox::{Fault, Sandbox};
use telecomx_tests::documented;

async fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = as_user(&sandbox, "ADMIN");
    (sandbox, client)
}

fn as_user(sandbox: &Sandbox, level: &str) -> Client {
    let user = sandbox.user(level).unwrap();
    Client::builder()
        .base_url(sandbox.url())
        .token(user.machine_token.as_str())
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

fn told(error: &Error) -> (ErrorKind, Option<u16>, Option<&str>) {
    (error.kind(), error.status(), error.message())
}

#[tokio::test]
async fn internet_requests() {
    let (sandbox, client) = sandbox().await;
    let all = client
        .list_internet_requests()
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(all.len(), 250);
    assert_eq!(
        all[0].id, "1234578901234567890AAAA",
        "the documented example stands first"
    );
    assert_eq!(all[0].reference_id.as_deref(), Some("SS-545665"));

    let full = client
        .list_internet_requests_full()
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(full.len(), 250);
    assert_eq!(
        full[0].address.as_ref().unwrap().zip.as_ref().unwrap(),
        "2605"
    );

    let page = client
        .list_internet_requests()
        .offset(10)
        .limit(3)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (page.offset, page.limit, page.total, page.requests.len()),
        (Some(10), Some(3), Some(250), 3)
    );
    assert_eq!(page.requests[0].id, all[10].id);

    for (state, offers) in [(RequestState::New, false), (RequestState::HasOffer, true)] {
        let found = client
            .list_internet_requests()
            .state(state)
            .items()
            .collect_all()
            .await
            .unwrap();
        assert!(!found.is_empty() && found.iter().all(|request| request.offers == Some(offers)));
    }
    let any = client
        .list_internet_requests()
        .state(RequestState::Any)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(any.len(), 250);

    let found = client
        .list_internet_requests()
        .filter("Brøndby")
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(!found.is_empty() && found.len() < 250);
    assert!(found.iter().all(|request| {
        request
            .address
            .as_deref()
            .is_none_or(|address| address.contains("Brøndby"))
    }));

    let reseller = sandbox.user("RESELLER").unwrap().customer.clone();
    let found = client
        .list_internet_requests()
        .reseller(&reseller)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(
        found
            .iter()
            .all(|request| request.reseller.as_deref().is_none_or(|id| id == reseller))
    );
    let customer = sandbox.user("OWNER").unwrap().customer.clone();
    let found = client
        .list_internet_requests()
        .customer(&customer)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|request| request.customer.as_deref().is_none_or(|id| id == customer))
    );
}

#[tokio::test]
async fn external_licenses() {
    let (sandbox, client) = sandbox().await;
    let all = client
        .list_external_licenses()
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(
        (all.len(), all[0].name.as_deref()),
        (250, Some("Office E3 2022"))
    );
    assert_eq!(all[0].also.as_ref().unwrap().wholesale_price, Some(51.32));

    let without = client
        .list_external_licenses()
        .without_product(true)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(!without.is_empty() && without.len() < 250);
    assert!(without.iter().all(|license| license.product.is_none()));

    let customer = sandbox.user("OWNER").unwrap().customer.clone();
    let found = client
        .list_external_licenses()
        .customer(&customer)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|license| license.customer.as_deref().is_none_or(|id| id == customer))
    );
    let reseller = sandbox.user("RESELLER").unwrap().customer.clone();
    let found = client
        .list_external_licenses()
        .reseller(&reseller)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(!found.is_empty());

    let page = client
        .list_external_licenses()
        .offset(5)
        .limit(2)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!((page.offset, page.external_licenses.len()), (Some(5), 2));
    assert_eq!(page.external_licenses[0].id, all[5].id);
}

#[tokio::test]
async fn external_licenses_as_csv() {
    let (_sandbox, client) = sandbox().await;
    let licenses = client
        .list_external_licenses()
        .items()
        .collect_all()
        .await
        .unwrap();
    let answer = client.export_external_licenses().send().await.unwrap();
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/csv")
    );
    let mut rows = answer.into_inner().rows();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        let row = row.unwrap();
        assert_eq!(row.get("_id"), Some(licenses[count].id.as_str()));
        assert_eq!(row.number("units").unwrap(), licenses[count].units);
        assert_eq!(row.date("created").unwrap(), licenses[count].created);
        count += 1;
    }
    assert_eq!(count, 250);
}

#[tokio::test]
async fn flexcare_orders() {
    let (_sandbox, client) = sandbox().await;
    let all = client
        .list_flexcare_orders()
        .limit(40)
        .items()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(
        (all.len(), all[0].devices.as_ref().unwrap().len()),
        (250, 2)
    );
    assert_eq!(
        all[0].orderer.as_ref().unwrap().email.as_deref(),
        Some("email@email.com")
    );
    let found = client
        .list_flexcare_orders()
        .filter("Name of FlexCare order")
        .items()
        .collect_all()
        .await
        .unwrap();
    assert!(!found.is_empty() && found.len() < 250);
    let page = client
        .list_flexcare_orders()
        .offset(7)
        .limit(1)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.flexcare_orders[0].id, all[7].id);
}

#[tokio::test]
async fn service_agreements() {
    let (_sandbox, client) = sandbox().await;
    let id = "1234567890ABCDEFGHIJKLMN";
    let agreement = client
        .get_service_agreement()
        .id(id)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(matches!(
        agreement.service_product,
        Some(ServiceProduct::Id(_))
    ));
    let agreement = client
        .get_service_agreement()
        .id(id)
        .extend_product(true)
        .send()
        .await
        .unwrap()
        .into_inner();
    let Some(ServiceProduct::Product(product)) = agreement.service_product else {
        panic!("no product")
    };
    assert_eq!(product.name.as_deref(), Some("Name of product"));

    let error = client
        .get_service_agreement()
        .id("nobody")
        .send()
        .await
        .unwrap_err();
    assert_eq!(told(&error), (ErrorKind::NotFound, Some(404), Some("id")));
}

#[tokio::test]
async fn an_id_that_would_reach_another_endpoint_is_never_sent() {
    let (sandbox, client) = sandbox().await;
    for id in ["", ".", "..", "a/b", "../flexcareorder", "a\\b"] {
        let error = client
            .get_service_agreement()
            .id(id)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{id}");
        assert!(
            error
                .to_string()
                .contains("an id in a path must not be empty"),
            "{error}"
        );
    }
    let error = client.get_service_agreement().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(sandbox.requests().is_empty());
    for id in ["%2e%2e", "a?b", "a#b", "æ ø", "a%2Fb"] {
        let error = client
            .get_service_agreement()
            .id(id)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            told(&error),
            (ErrorKind::NotFound, Some(404), Some("id")),
            "{id}"
        );
    }
    assert_eq!(sandbox.calls("getServiceAgreement"), 5);
}

#[tokio::test]
async fn resellers() {
    let (_sandbox, client) = sandbox().await;
    let all = client.list_resellers().items().collect_all().await.unwrap();
    assert_eq!(all[0].name.as_deref(), Some("Anders And & Co"));
    assert_eq!(
        all[0]
            .integrations
            .as_ref()
            .unwrap()
            .billing
            .as_ref()
            .unwrap()
            .economic
            .as_ref()
            .unwrap()
            .enabled,
        Some(true)
    );
    let ids = async |list: telecomx::builder::ListResellers<'_>| -> BTreeSet<String> {
        list.items()
            .collect_all()
            .await
            .unwrap()
            .iter()
            .map(|reseller| reseller.id.to_string())
            .collect()
    };
    let iptv = ids(client.list_resellers().iptv(true)).await;
    let private = ids(client.list_resellers().iptvprivate(true)).await;
    let flexcare = ids(client.list_resellers().flexcare(true)).await;
    let voip = ids(client.list_resellers().voip(true)).await;
    for filtered in [&iptv, &private, &flexcare, &voip] {
        assert!(filtered.len() <= all.len());
    }
    // Only the first true one counts.
    assert_eq!(
        ids(client.list_resellers().voip(true).iptv(true)).await,
        iptv
    );
    assert_eq!(
        ids(client.list_resellers().iptv(false).voip(true)).await,
        voip
    );
}

#[tokio::test]
async fn log_in_validate_log_out() {
    let sandbox = Sandbox::start().await.unwrap();
    let admin = sandbox.admin();
    let client = Client::builder()
        .base_url(sandbox.url())
        .credentials(Credentials::password(
            &admin.username,
            admin.password.as_str(),
        ))
        .build()
        .unwrap();
    let token = client.access_token().await.unwrap().token;
    let status = client
        .validate_token()
        .token(&token)
        .extend(true)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (status.success, status.access_level.clone()),
        (Some(true), Some(AccessLevel::Admin))
    );
    assert!(status.customer_name.is_some() && status.customer_features.is_some());
    let status = client
        .validate_token()
        .token(&token)
        .ip("127.0.0.1")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (status.success, status.customer_name.clone()),
        (Some(true), None)
    );
    client
        .validate_token()
        .token(&token)
        .simple(true)
        .send()
        .await
        .unwrap();
    assert_eq!(client.logout().send().await.unwrap().success, Some(true));
    let error = client
        .validate_token()
        .token(&token)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Credentials, Some(401))
    );
    // The next call logs in again.
    client.list_resellers().send().await.unwrap();
    assert_eq!(sandbox.calls("login"), 2);

    let result = client
        .login()
        .body_map(|body| {
            body.username(&admin.username)
                .password(admin.password.as_str())
        })
        .send()
        .await;
    assert_eq!(result.unwrap().access_level, Some(AccessLevel::Admin));
    let error = client
        .login()
        .body_map(|body| body.username("x").password("wrong"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        told(&error),
        (
            ErrorKind::Credentials,
            Some(401),
            Some("credentials_invalid")
        )
    );
    let error = client
        .login()
        .body_map(|body| body.username("x"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn a_path_that_the_document_does_not_have() {
    let (sandbox, client) = sandbox().await;
    let raw = client
        .get("/customer/resellers/list")
        .query("iptv", "false")
        .send()
        .await
        .unwrap();
    assert!(raw.json::<Vec<serde_json::Value>>().unwrap().len() > 1);
    let error = client.get("/iptv/flexcareorders").send().await.unwrap_err();
    assert_eq!(told(&error).0, ErrorKind::NotFound);
    let sent = sandbox.requests().len();
    for path in [
        "",
        "no-slash",
        "//other.host/x",
        "/a/../b",
        "/a/.\t./b",
        "/a/%2E%2e/b",
        "/a/./b",
        "/a\\b",
        "/a#b",
        "@host/",
        "http://x/",
    ] {
        let error = client.get(path).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}");
    }
    assert_eq!(sandbox.requests().len(), sent);
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let sandbox = Sandbox::start().await.unwrap();
    let viewer = as_user(&sandbox, "VIEWER");
    let denied = (ErrorKind::Access, Some(403), Some("access_denied"));
    assert_eq!(
        told(&viewer.list_flexcare_orders().send().await.unwrap_err()),
        denied
    );
    assert_eq!(
        told(&viewer.list_external_licenses().send().await.unwrap_err()),
        denied
    );
    assert_eq!(
        told(&viewer.export_external_licenses().send().await.unwrap_err()),
        denied
    );
    assert_eq!(
        told(&viewer.list_resellers().send().await.unwrap_err()),
        denied
    );
    assert_eq!(
        told(
            &viewer
                .get_service_agreement()
                .id("x")
                .send()
                .await
                .unwrap_err()
        ),
        denied
    );
    assert!(
        !viewer
            .list_internet_requests()
            .items()
            .collect_all()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn every_documented_error_is_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = as_user(&sandbox, "ADMIN");
    let document = documented::document();
    let mut read = 0;
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            for (status, response) in operation["responses"].as_object().unwrap() {
                let response = match response["$ref"].as_str() {
                    Some(reference) => document.pointer(&reference[1..]).unwrap(),
                    None => response,
                };
                for row in response["x-errors"].as_array().into_iter().flatten() {
                    let (status, message) =
                        (status.parse().unwrap(), row["message"].as_str().unwrap());
                    sandbox.fault(Fault::error(status, message).on(id));
                    let error = call(&client, id).await.unwrap_err();
                    let kind = match status {
                        401 => ErrorKind::Credentials,
                        403 => ErrorKind::Access,
                        404 => ErrorKind::NotFound,
                        500 => ErrorKind::Server,
                        _ => ErrorKind::Api,
                    };
                    assert_eq!(told(&error), (kind, Some(status), Some(message)), "{id}");
                    assert!(error.to_string().contains(message), "{error}");
                    read += 1;
                }
            }
        }
    }
    assert!(read > 30, "only {read} documented errors");
}

/// Calls an operation in its simplest form.
async fn call(client: &Client, id: &str) -> Result<(), Error> {
    match id {
        "login" => client
            .login()
            .body_map(|body| body.username("a").password("b"))
            .send()
            .await
            .map(drop),
        "logout" => client.logout().send().await.map(drop),
        "validateToken" => client.validate_token().token("t").send().await.map(drop),
        "listResellers" => client.list_resellers().send().await.map(drop),
        "listExternalLicenses" => client.list_external_licenses().send().await.map(drop),
        "listInternetRequests" => client.list_internet_requests().send().await.map(drop),
        "listFlexcareOrders" => client.list_flexcare_orders().send().await.map(drop),
        "getServiceAgreement" => client
            .get_service_agreement()
            .id("x")
            .send()
            .await
            .map(drop),
        other => panic!("no call is known for {other}: add it here"),
    }
}

#[tokio::test]
async fn every_query_parameter_of_the_document_reaches_the_wire() {
    let (sandbox, client) = sandbox().await;
    client
        .list_resellers()
        .iptv(true)
        .iptvprivate(true)
        .flexcare(true)
        .voip(true)
        .send()
        .await
        .unwrap();
    client
        .list_external_licenses()
        .customer("c")
        .reseller("r")
        .without_product(true)
        .offset(1)
        .limit(2)
        .send()
        .await
        .ok();
    client.export_external_licenses().send().await.unwrap();
    client
        .list_internet_requests_full()
        .customer("c")
        .reseller("r")
        .offset(1)
        .limit(2)
        .filter("f")
        .state("NEW")
        .send()
        .await
        .ok();
    client
        .list_flexcare_orders()
        .offset(1)
        .limit(2)
        .filter("f")
        .send()
        .await
        .unwrap();
    client
        .get_service_agreement()
        .id("x")
        .extend_product(true)
        .send()
        .await
        .ok();
    client
        .validate_token()
        .token("t")
        .ip("127.0.0.1")
        .simple(true)
        .extend(true)
        .send()
        .await
        .ok();

    let requests = sandbox.requests();
    for (path, item) in documented::document()["paths"].as_object().unwrap() {
        let prefix = path.split('{').next().unwrap();
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "query" {
                let sent = requests.iter().any(|request| {
                    request.path.starts_with(prefix) && request.query(name).is_some()
                });
                assert!(sent, "{name} of {path} was never sent");
            }
        }
    }
}
