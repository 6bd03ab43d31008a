//! List pages, filters and the arithmetic between them.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use serde_json::Value;
use telecomx_sandbox::Sandbox;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::http::{Reply, get, get_with};

const LISTS: [(&str, &str); 4] = [
    ("/internet/request?", "requests"),
    ("/internet/request?full=true&", "requests"),
    ("/externalLicense?", "externalLicenses"),
    ("/iptv/flexcareorder?", "flexcareOrders"),
];

fn ids(page: &Value, items: &str) -> Vec<String> {
    let items = page[items].as_array().unwrap().iter();
    items
        .map(|item| item["_id"].as_str().unwrap().to_owned())
        .collect()
}

fn total(page: &Value) -> u64 {
    page["total"].as_u64().unwrap()
}

#[tokio::test]
async fn pages_of_any_size_hold_every_record_once() {
    let sandbox = Sandbox::builder().records(53).start().await.unwrap();
    for (list, items) in LISTS {
        for limit in [1, 7, 53, 54, 500] {
            let mut seen = Vec::new();
            for offset in (0..53).step_by(limit) {
                let page = get(&sandbox, &format!("{list}offset={offset}&limit={limit}"))
                    .await
                    .json();
                assert_eq!(
                    (page["offset"].as_u64(), page["limit"].as_u64()),
                    (Some(offset), Some(limit as u64))
                );
                assert_eq!(total(&page), 53);
                assert_eq!(
                    ids(&page, items).len() as u64,
                    (53 - offset).min(limit as u64)
                );
                seen.extend(ids(&page, items));
            }
            assert_eq!(seen.len(), 53, "{list}");
            assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 53, "{list}");
        }
    }
}

#[tokio::test]
async fn behind_the_end_a_page_is_empty_and_still_tells_the_total() {
    let sandbox = Sandbox::start().await.unwrap();
    for (list, items) in LISTS {
        for offset in [250, 251, i64::MAX] {
            let page = get(&sandbox, &format!("{list}offset={offset}"))
                .await
                .json();
            assert_eq!((total(&page), ids(&page, items).len()), (250, 0));
            assert_eq!(page["offset"].as_i64(), Some(offset));
        }
        let page = get(&sandbox, &format!("{list}offset=249&limit=100"))
            .await
            .json();
        assert_eq!(ids(&page, items).len(), 1);
    }
}

#[tokio::test]
async fn a_list_without_records_is_empty() {
    let sandbox = Sandbox::builder().records(0).start().await.unwrap();
    for (list, items) in LISTS {
        let page = get(&sandbox, list).await.json();
        assert_eq!((total(&page), ids(&page, items).len()), (0, 0));
    }
    assert_eq!(get(&sandbox, "/customer/resellers/list").await.text(), "[]");
}

#[tokio::test]
async fn bounds_are_the_documented_ones() {
    let sandbox = Sandbox::start().await.unwrap();
    for (query, description) in [
        ("limit=0", "limit must be at least 1, got \"0\""),
        ("limit=501", "limit must be at most 500, got \"501\""),
        ("limit=-1", "limit must be at least 1, got \"-1\""),
        (
            "limit=ten",
            "limit must be an integer of at most 64 bits, got \"ten\"",
        ),
        (
            "limit=9223372036854775808",
            "limit must be an integer of at most 64 bits, got \"9223372036854775808\"",
        ),
        (
            "limit=",
            "limit must be an integer of at most 64 bits, got \"\"",
        ),
        ("offset=-1", "offset must be at least 0, got \"-1\""),
        ("limit=1&limit=1", "limit is given more than once"),
    ] {
        let reply = get(&sandbox, &format!("/internet/request?{query}")).await;
        assert_eq!(
            (reply.status, reply.json()["description"].as_str()),
            (400, Some(description))
        );
    }
    // The other lists document no maximum.
    for list in ["/externalLicense", "/iptv/flexcareorder"] {
        assert_eq!(
            get(&sandbox, &format!("{list}?limit=501")).await.status,
            200
        );
        assert_eq!(
            get(&sandbox, &format!("{list}?limit={}", i64::MAX))
                .await
                .status,
            200
        );
        assert_eq!(get(&sandbox, &format!("{list}?limit=0")).await.status, 400);
    }
}

#[tokio::test]
async fn requests_are_either_new_or_have_an_offer() {
    let sandbox = Sandbox::builder().records(200).start().await.unwrap();
    let list = |query: &str| format!("/internet/request?limit=500&{query}");
    let any = get(&sandbox, &list("state=ANY")).await.json();
    let new = get(&sandbox, &list("state=NEW")).await.json();
    let offered = get(&sandbox, &list("state=HAS_OFFER")).await.json();
    assert_eq!(any, get(&sandbox, &list("")).await.json());
    assert_eq!(total(&new) + total(&offered), total(&any));
    assert!(total(&new) > 50 && total(&offered) > 50);
    assert!(
        new["requests"]
            .as_array()
            .unwrap()
            .iter()
            .all(|request| request["offers"] == false)
    );
    assert!(
        offered["requests"]
            .as_array()
            .unwrap()
            .iter()
            .all(|request| request["offers"] == true)
    );
    // The same requests in their other shape.
    let full = get(&sandbox, &list("state=HAS_OFFER&full=true"))
        .await
        .json();
    assert_eq!(ids(&full, "requests")[1..], ids(&offered, "requests")[1..]);
    for request in full["requests"].as_array().unwrap() {
        assert!(
            !request["Offers"].as_array().unwrap().is_empty(),
            "{request}"
        );
    }
    let full = get(&sandbox, &list("state=NEW&full=true")).await.json();
    for request in full["requests"].as_array().unwrap() {
        assert!(
            request["Offers"].as_array().is_none_or(Vec::is_empty),
            "{request}"
        );
        assert!(request.get("answered").is_none(), "{request}");
    }
}

#[tokio::test]
async fn requests_are_found_by_address_and_pages_count_what_was_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let all = get(&sandbox, "/internet/request?limit=500&filter=glostrup")
        .await
        .json();
    let found = total(&all);
    assert!((5..100).contains(&found), "{found}");
    for request in all["requests"].as_array().unwrap() {
        // An address may be left out of the answer as any other property may.
        assert!(
            request["address"]
                .as_str()
                .is_none_or(|address| address.contains("Glostrup")),
            "{request}"
        );
    }
    let page = get(
        &sandbox,
        "/internet/request?limit=2&offset=1&filter=GLOSTRUP",
    )
    .await
    .json();
    assert_eq!(ids(&page, "requests"), ids(&all, "requests")[1..3]);
    assert_eq!(total(&page), found);
    let both = get(
        &sandbox,
        "/internet/request?limit=500&filter=glostrup&state=NEW",
    )
    .await
    .json();
    assert!(total(&both) < found && total(&both) > 0);
    // Not in an address: names and references are not looked in.
    assert_eq!(
        total(
            &get(&sandbox, "/internet/request?filter=Donald")
                .await
                .json()
        ),
        0
    );
    assert_eq!(
        total(
            &get(&sandbox, "/internet/request?filter=Vallensb%C3%A6kvej+20A")
                .await
                .json()
        ),
        1
    );
}

#[tokio::test]
async fn orders_are_found_by_name_and_purchase_order_number() {
    let sandbox = Sandbox::start().await.unwrap();
    let found = |filter: &str| {
        let target = format!("/iptv/flexcareorder?filter={filter}");
        let sandbox = &sandbox;
        async move { total(&get(sandbox, &target).await.json()) }
    };
    assert_eq!(found("Name+of+FlexCare+order").await, 1);
    assert_eq!(found("PO-10042").await, 1);
    assert_eq!(found("po-100").await, 99);
    assert_eq!(found("orderer").await, 0);
    assert_eq!(found("").await, 250);
}

#[tokio::test]
async fn licenses_without_product_have_none() {
    let sandbox = Sandbox::start().await.unwrap();
    let without = get(&sandbox, "/externalLicense?limit=500&withoutProduct=true")
        .await
        .json();
    let found = total(&without);
    assert!((20..100).contains(&found), "{found}");
    assert!(
        without["externalLicenses"]
            .as_array()
            .unwrap()
            .iter()
            .all(|license| license.get("product").is_none())
    );
    let with = get(&sandbox, "/externalLicense?limit=500&withoutProduct=false")
        .await
        .json();
    assert_eq!(total(&with), 250);
}

fn column<'a>(reply: &'a Reply, name: &str) -> Vec<&'a str> {
    let mut lines = reply.text().split("\r\n").filter(|line| !line.is_empty());
    let index = lines
        .next()
        .unwrap()
        .split(';')
        .position(|header| header == name)
        .unwrap();
    lines
        .map(|line| line.split(';').nth(index).unwrap())
        .collect()
}

#[tokio::test]
async fn csv_holds_the_same_licenses_and_all_of_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let csv = get(&sandbox, "/externalLicense?format=CSV").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let json = get(&sandbox, "/externalLicense?limit=500").await.json();
    assert_eq!(column(&csv, "_id"), ids(&json, "externalLicenses"));
    let first = "Office E3 2022;ALSO;571481273;2234567890ABCD1234567890;6234567890ABCD1234567890;1;2022-03-31T00:00:00.000Z";
    assert!(csv.text().contains(first));
    assert!(csv.text().contains("51,32"));
    assert!(
        csv.text().contains("\"Visio \"\"Plan 2\"\"\"")
            && csv.text().contains("\"Teams Phone; NCE\"")
    );
    let part = get(
        &sandbox,
        "/externalLicense?format=CSV&offset=5&limit=3&withoutProduct=true",
    )
    .await;
    let json = get(
        &sandbox,
        "/externalLicense?offset=5&limit=3&withoutProduct=true",
    )
    .await
    .json();
    assert_eq!(column(&part, "_id"), ids(&json, "externalLicenses"));
    assert_eq!(column(&part, "product"), ["", "", ""]);
}

#[tokio::test]
async fn a_long_csv_is_sent_while_it_is_written() {
    let sandbox = Sandbox::builder().records(2_000).start().await.unwrap();
    let csv = get(&sandbox, "/externalLicense?format=CSV").await;
    assert_eq!(csv.header("transfer-encoding"), Some("chunked"));
    let mut expected = Vec::new();
    for offset in [0, 500, 1_000, 1_500] {
        let target = format!("/externalLicense?limit=500&offset={offset}");
        expected.extend(ids(
            &get(&sandbox, &target).await.json(),
            "externalLicenses",
        ));
    }
    assert_eq!(column(&csv, "_id"), expected);
    // A fault has to know its length.
    let cut = get_with(&sandbox, "truncate", "/externalLicense?format=CSV").await;
    assert_eq!(cut.err().unwrap().kind(), std::io::ErrorKind::UnexpectedEof);
}

#[test]
fn the_writing_of_a_csv_ends_with_its_reader() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut start = Vec::new();
    runtime.block_on(async {
        let sandbox = Sandbox::builder().records(u64::MAX).start().await.unwrap();
        let token = &sandbox.admin().machine_token;
        let request =
            format!("GET /externalLicense?format=CSV&token={token} HTTP/1.1\r\nhost: x\r\n\r\n");
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        start = vec![0; 100_000];
        stream.read_exact(&mut start).await.unwrap();
    });
    assert!(start.starts_with(b"HTTP/1.1 200"));
    // It waits for all that still runs. To write all four billion rows takes days.
    let stopped = Instant::now();
    runtime.shutdown_timeout(Duration::from_secs(20));
    assert!(stopped.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn csv_comes_in_the_dialect_asked_for() {
    let marked = Sandbox::builder()
        .csv_with_byte_order_mark()
        .start()
        .await
        .unwrap();
    let reply = get(&marked, "/externalLicense?format=CSV").await;
    assert!(reply.body.starts_with("\u{feff}_id;".as_bytes()));
    let danish = serde_json::json!({"_id": "1", "name": "Blåbærgrød – 5 €", "units": 1});
    let windows = Sandbox::builder()
        .csv_in_windows_1252()
        .record("listExternalLicenses", danish)
        .start()
        .await
        .unwrap();
    let reply = get(&windows, "/externalLicense?format=CSV").await;
    assert_eq!(reply.header("content-type"), Some("text/csv"));
    let wanted = b"Bl\xe5b\xe6rgr\xf8d \x96 5 \x80";
    assert!(
        reply
            .body
            .windows(wanted.len())
            .any(|window| window == wanted)
    );
    assert!(std::str::from_utf8(&reply.body).is_err());
}

#[tokio::test]
async fn a_hundred_thousand_records_start_fast_and_a_page_is_cut_out_without_walking() {
    let started = Instant::now();
    let sandbox = Sandbox::builder()
        .records(100_000)
        .seed(7)
        .start()
        .await
        .unwrap();
    let start = started.elapsed();
    let started = Instant::now();
    for (list, items) in LISTS {
        let page = get(&sandbox, &format!("{list}offset=99900&limit=100"))
            .await
            .json();
        assert_eq!((total(&page), ids(&page, items).len()), (100_000, 100));
    }
    let pages = started.elapsed();
    // To make all records takes half a minute in a debug build, to cut out a page some milliseconds.
    assert!(start.as_millis() < 5_000, "{start:?}");
    assert!(pages.as_millis() < 10_000, "{pages:?}");
}
