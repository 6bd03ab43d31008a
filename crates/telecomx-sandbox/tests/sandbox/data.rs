//! The made-up data: the same every time, and as odd as the real API's.

use std::collections::HashSet;

use serde_json::Value;
use telecomx_sandbox::Sandbox;

use crate::http::get;

const EVERYTHING: [&str; 6] = [
    "/internet/request?limit=500",
    "/internet/request?limit=500&full=true",
    "/externalLicense?limit=500",
    "/externalLicense?format=CSV",
    "/iptv/flexcareorder?limit=500",
    "/customer/resellers/list",
];

async fn everything(seed: u64) -> Vec<Vec<u8>> {
    let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
    let mut bodies = Vec::new();
    for target in EVERYTHING {
        bodies.push(get(&sandbox, target).await.body);
    }
    bodies
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_and_another_seed_gives_others() {
    let (first, again, other) = (
        everything(7).await,
        everything(7).await,
        everything(8).await,
    );
    assert_eq!(first, again);
    assert!(
        first
            .iter()
            .zip(&other)
            .all(|(first, other)| first != other)
    );
}

#[tokio::test]
async fn a_record_is_the_same_in_a_list_of_any_size_and_in_every_version() {
    // A change here changes the data of everybody who pinned a seed: it belongs into the change log.
    for records in [250, 100_000] {
        let sandbox = Sandbox::builder()
            .seed(7)
            .records(records)
            .start()
            .await
            .unwrap();
        let page = get(&sandbox, "/internet/request?offset=42&limit=1&full=true")
            .await
            .json();
        let request = &page["requests"][0];
        let pinned =
            ["_id", "type", "product"].map(|name| request[name].as_str().unwrap_or_default());
        assert_eq!(pinned, PINNED);
    }
}

const PINNED: [&str; 3] = [
    "1bd38859ad57e5ab9865ea2d",
    "FIBER",
    "378c636756b09e80d1f61162",
];

#[tokio::test]
async fn orders_refer_to_agreements_that_exist() {
    let sandbox = Sandbox::builder().records(1_000).start().await.unwrap();
    let orders = get(&sandbox, "/iptv/flexcareorder?limit=1000").await.json();
    let orders = orders["flexcareOrders"].as_array().unwrap().iter();
    let agreements: HashSet<&str> = orders
        .filter_map(|order| order["serviceAgreement"].as_str())
        .collect();
    assert!(agreements.len() > 90);
    for id in agreements.into_iter().take(100) {
        let reply = get(
            &sandbox,
            &format!("/iptv/serviceagreement/{id}?extendProduct=true"),
        )
        .await;
        assert_eq!(reply.status, 200, "{id}");
        let agreement = reply.json();
        assert_eq!(agreement["_id"], id);
        let short = get(&sandbox, &format!("/iptv/serviceagreement/{id}"))
            .await
            .json();
        assert_eq!(
            short.get("serviceProduct"),
            agreement["serviceProduct"].get("_id")
        );
    }
}

/// Every value of a property, wherever it stands.
fn values<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| values(item, name, found)),
        Value::Object(object) => {
            for (key, value) in object {
                if key == name {
                    found.push(value);
                }
                values(value, name, found);
            }
        }
        _ => {}
    }
}

async fn all(sandbox: &Sandbox, target: &str, name: &str) -> Vec<Value> {
    let page = get(sandbox, target).await.json();
    let mut found = Vec::new();
    values(&page, name, &mut found);
    found.into_iter().cloned().collect()
}

#[tokio::test]
async fn every_oddity_of_the_real_api_is_met() {
    let sandbox = Sandbox::start().await.unwrap();
    let full = "/internet/request?limit=500&full=true";
    let zips = all(&sandbox, full, "zip").await;
    assert!(zips.iter().any(Value::is_number) && zips.iter().any(Value::is_string));
    assert!(zips.iter().any(|zip| zip == "0999") && zips.iter().any(|zip| *zip == 999));

    let ids = all(&sandbox, full, "_id").await;
    let odd = |test: fn(&str) -> bool| ids.iter().any(|id| test(id.as_str().unwrap()));
    assert!(odd(|id| id.len() == 22) && odd(|id| id.len() == 23));
    assert!(odd(|id| id.contains(|c| ('G'..='N').contains(&c))));
    assert!(odd(
        |id| id.len() == 24 && id.chars().all(|c| c.is_ascii_hexdigit())
    ));

    let dates = all(&sandbox, full, "created").await;
    assert!(
        dates
            .iter()
            .any(|date| date.as_str().unwrap().ends_with(".000Z"))
    );
    assert!(
        dates
            .iter()
            .any(|date| !date.as_str().unwrap().contains('.'))
    );

    let devices = all(&sandbox, "/iptv/flexcareorder?limit=500", "devices").await;
    let devices: Vec<&str> = devices
        .iter()
        .flat_map(|devices| devices.as_array().unwrap())
        .map(|device| device.as_str().unwrap())
        .collect();
    assert!(
        devices.iter().any(|device| device.contains(':'))
            && devices.iter().any(|device| !device.contains(':'))
    );

    let requests = get(&sandbox, full).await.json();
    let requests = requests["requests"].as_array().unwrap();
    for name in ["customer", "address2"] {
        assert!(
            requests.iter().any(|request| request.get(name).is_none()),
            "{name}"
        );
        assert!(
            requests
                .iter()
                .any(|request| request.get(name).is_some_and(Value::is_null)),
            "{name}"
        );
        assert!(
            requests
                .iter()
                .any(|request| request.get(name).is_some_and(|value| !value.is_null())),
            "{name}"
        );
    }
    let licenses = get(&sandbox, "/externalLicense?limit=500").await.json();
    let licenses = licenses["externalLicenses"].as_array().unwrap();
    for name in ["invoiceStart", "end"] {
        assert!(
            licenses.iter().any(|license| license.get(name).is_none()),
            "{name}"
        );
        assert!(
            licenses
                .iter()
                .any(|license| license.get(name).is_some_and(Value::is_null)),
            "{name}"
        );
    }
    let references = all(&sandbox, "/internet/request?limit=500", "referenceId").await;
    assert!(
        (10..100).contains(&references.len()),
        "{}",
        references.len()
    );
}

#[tokio::test]
async fn a_request_says_the_same_in_both_of_its_shapes() {
    let sandbox = Sandbox::start().await.unwrap();
    let full = get(&sandbox, "/internet/request?limit=500&full=true")
        .await
        .json();
    let condensed = get(&sandbox, "/internet/request?limit=500").await.json();
    let mut compared = 0;
    for index in 1..250 {
        let (full, condensed) = (&full["requests"][index], &condensed["requests"][index]);
        for name in [
            "_id",
            "type",
            "customer",
            "reseller",
            "product",
            "created",
            "createdBy",
        ] {
            assert_eq!(
                full.get(name),
                condensed.get(name),
                "{name} of {full} and {condensed}"
            );
        }
        let parts = ["address", "city"].map(|name| full["address"][name].as_str());
        if let ([Some(road), Some(city)], Some(line)) = (parts, condensed["address"].as_str()) {
            assert!(line.starts_with(road) && line.ends_with(city), "{line}");
            compared += 1;
        }
    }
    assert!(compared > 100);
}

#[tokio::test]
async fn no_made_up_record_lacks_what_a_filter_may_find_it_by() {
    let sandbox = Sandbox::start().await.unwrap();
    for (target, items, paths) in [
        ("/internet/request?", "requests", &["/address"][..]),
        (
            "/internet/request?full=true&",
            "requests",
            &["/address/address", "/address/zip", "/address/city"],
        ),
        (
            "/iptv/flexcareorder?",
            "flexcareOrders",
            &["/name", "/poNumber"],
        ),
    ] {
        let page = get(&sandbox, &format!("{target}offset=1&limit=500"))
            .await
            .json();
        let records = page[items].as_array().unwrap();
        assert_eq!(records.len(), 249);
        for (record, path) in records
            .iter()
            .flat_map(|record| paths.iter().map(move |path| (record, path)))
        {
            let value = record.pointer(path);
            assert!(
                value.is_some_and(|value| value.is_string() || value.is_number()),
                "{path} of {record}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_for_one_technology_alone_stands_with_no_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let full = get(&sandbox, "/internet/request?limit=500&full=true&offset=1")
        .await
        .json();
    for request in full["requests"].as_array().unwrap() {
        let stray: &[&str] = match request["type"].as_str() {
            Some("FIBER") => &["takeover", "takeoverCircuit", "takeoverCustomer"],
            Some("DSL") => &[
                "ipAddresses",
                "commitment1",
                "commitment2",
                "commitment3",
                "address2",
            ],
            _ => &[],
        };
        assert!(
            stray.iter().all(|name| request.get(name).is_none()),
            "{request}"
        );
    }
}
